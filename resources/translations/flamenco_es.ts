<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
    <context>
        <name>Actions</name>
        <message>
            <source>&amp;File</source>
            <translation>&amp;Archivo</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Edición</translation>
        </message>
        <message>
            <source>&amp;Play</source>
            <translation>&amp;Reproducir</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>&amp;Ver</translation>
        </message>
        <message>
            <source>&amp;Recognise</source>
            <translation>&amp;Transcribir</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>A&amp;yuda</translation>
        </message>
        <message>
            <source>&amp;Open a recording…</source>
            <translation>&amp;Abrir una grabación…</translation>
        </message>
        <message>
            <source>Open the &amp;bundled recording</source>
            <translation>Abrir la grabación de &amp;muestra</translation>
        </message>
        <message>
            <source>&amp;Take out of the library</source>
            <translation>&amp;Quitar de la biblioteca</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Salir</translation>
        </message>
        <message>
            <source>&amp;Edit the word</source>
            <translation>&amp;Corregir la palabra</translation>
        </message>
        <message>
            <source>&amp;Delete the word</source>
            <translation>&amp;Borrar la palabra</translation>
        </message>
        <message>
            <source>&amp;Join with the next word</source>
            <translation>&amp;Unir con la palabra siguiente</translation>
        </message>
        <message>
            <source>&amp;Begin a line with this word</source>
            <translation>Empezar un &amp;verso en esta palabra</translation>
        </message>
        <message>
            <source>Join with the next &amp;line</source>
            <translation>Unir con el verso &amp;siguiente</translation>
        </message>
        <message>
            <source>&amp;Check the line and go on</source>
            <translation>&amp;Dar por buena y seguir</translation>
        </message>
        <message>
            <source>&amp;Next doubtful word</source>
            <translation>&amp;Siguiente palabra dudosa</translation>
        </message>
        <message>
            <source>&amp;Previous doubtful word</source>
            <translation>Palabra dudosa &amp;anterior</translation>
        </message>
        <message>
            <source>P&amp;revious line</source>
            <translation>Verso an&amp;terior</translation>
        </message>
        <message>
            <source>&amp;Next line</source>
            <translation>Verso &amp;siguiente</translation>
        </message>
        <message>
            <source>&amp;Slower</source>
            <translation>Más &amp;despacio</translation>
        </message>
        <message>
            <source>F&amp;aster</source>
            <translation>Más de&amp;prisa</translation>
        </message>
        <message>
            <source>Repeat this &amp;line</source>
            <translation>&amp;Repetir este verso</translation>
        </message>
        <message>
            <source>&amp;Read</source>
            <translation>&amp;Leer</translation>
        </message>
        <message>
            <source>&amp;Correct</source>
            <translation>&amp;Corregir</translation>
        </message>
        <message>
            <source>&amp;Study</source>
            <translation>&amp;Estudiar</translation>
        </message>
        <message>
            <source>&amp;Deeper</source>
            <translation>Más a &amp;fondo</translation>
        </message>
        <message>
            <source>Show the &amp;library</source>
            <translation>Mostrar la &amp;biblioteca</translation>
        </message>
        <message>
            <source>&amp;Follow the voice</source>
            <translation>&amp;Seguir la voz</translation>
        </message>
        <message>
            <source>Sound &amp;closer</source>
            <translation>Sonido más cer&amp;ca</translation>
        </message>
        <message>
            <source>Sound &amp;wider</source>
            <translation>Sonido más le&amp;jos</translation>
        </message>
        <message>
            <source>&amp;Theatre</source>
            <translation>&amp;Teatro</translation>
        </message>
        <message>
            <source>&amp;Transcribe again</source>
            <translation>&amp;Transcribir de nuevo</translation>
        </message>
        <message>
            <source>&amp;Align these words again</source>
            <translation>&amp;Ajustar de nuevo estas palabras a la voz</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>&amp;Parar</translation>
        </message>
        <message>
            <source>&amp;Models…</source>
            <translation>&amp;Modelos…</translation>
        </message>
        <message>
            <source>&amp;Keys on one sheet</source>
            <translation>&amp;Todas las teclas</translation>
        </message>
        <message>
            <source>Show the &amp;log</source>
            <translation>Ver el &amp;registro</translation>
        </message>
        <message>
            <source>&amp;About Flamenco Desktop</source>
            <translation>&amp;Acerca de Flamenco Desktop</translation>
        </message>
    </context>
    <context>
        <name>EmptyPage</name>
        <message>
            <source>Drop a recording here, and read along as it is sung.</source>
            <translation>Suelta aquí una grabación y ve leyendo el cante.</translation>
        </message>
        <message>
            <source>Open a recording…</source>
            <translation>Abrir una grabación…</translation>
        </message>
        <message>
            <source>Try “{name}”</source>
            <translation>Probar con «{name}»</translation>
        </message>
    </context>
    <context>
        <name>KaraokeView</name>
        <message>
            <source>Lyrics as they are sung</source>
            <translation>La letra según se canta</translation>
        </message>
        <message>
            <source>Follow the voice</source>
            <translation>Seguir la voz</translation>
        </message>
        <message>
            <source>Correct this word</source>
            <translation>Corregir esta palabra</translation>
        </message>
    </context>
    <context>
        <name>KeysDialog</name>
        <message>
            <source>Keys</source>
            <translation>Teclas</translation>
        </message>
    </context>
    <context>
        <name>LineEditor</name>
        <message>
            <source>Lines of the lyrics</source>
            <translation>Versos de la letra</translation>
        </message>
        <message>
            <source>Line {line}, word: {text}</source>
            <translation>Verso {line}, palabra: {text}</translation>
        </message>
        <message>
            <source>No lines yet. They appear here as they are recognised.</source>
            <translation>Aún no hay versos. Irán saliendo aquí según se transcriben.</translation>
        </message>
    </context>
    <context>
        <name>LyricDocument</name>
        <message>
            <source>Correct word</source>
            <translation>Corregir palabra</translation>
        </message>
        <message>
            <source>Move word</source>
            <translation>Mover palabra</translation>
        </message>
        <message>
            <source>Align again</source>
            <translation>Volver a alinear</translation>
        </message>
        <message>
            <source>Split word</source>
            <translation>Partir palabra</translation>
        </message>
        <message>
            <source>Join words</source>
            <translation>Unir palabras</translation>
        </message>
        <message>
            <source>Insert word</source>
            <translation>Añadir palabra</translation>
        </message>
        <message>
            <source>Delete word</source>
            <translation>Borrar palabra</translation>
        </message>
        <message>
            <source>Insert line</source>
            <translation>Añadir verso</translation>
        </message>
        <message>
            <source>Delete line</source>
            <translation>Borrar verso</translation>
        </message>
        <message>
            <source>Split line</source>
            <translation>Partir verso</translation>
        </message>
        <message>
            <source>Join lines</source>
            <translation>Unir versos</translation>
        </message>
        <message>
            <source>Mark line</source>
            <translation>Marcar verso</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>&amp;Colours</source>
            <translation>C&amp;olores</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Como el sistema</translation>
        </message>
        <message>
            <source>Tablao (dark)</source>
            <translation>Tablao (oscuro)</translation>
        </message>
        <message>
            <source>Papel (light)</source>
            <translation>Papel (claro)</translation>
        </message>
        <message>
            <source>High contrast</source>
            <translation>Alto contraste</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>&amp;Idioma</translation>
        </message>
        <message>
            <source>&amp;Pause</source>
            <translation>&amp;Pausa</translation>
        </message>
        <message>
            <source>&amp;Play</source>
            <translation>&amp;Reproducir</translation>
        </message>
        <message>
            <source>No singing was found in this recording.</source>
            <translation>En esta grabación no se ha encontrado cante.</translation>
        </message>
        <message>
            <source>No words yet. Ctrl+T listens to the recording and writes them down.</source>
            <translation>Aún no hay letra. Con Ctrl+T el programa escucha la grabación y la escribe.</translation>
        </message>
        <message>
            <source>Demonstration model</source>
            <translation>Modelo de demostración</translation>
        </message>
        <message>
            <source>Choose another model</source>
            <translation>Elegir otro modelo</translation>
        </message>
        <message>
            <source>These words come from a small demonstration model that has only heard synthetic singing. Expect mistakes with real voices.</source>
            <translation>Esta letra la saca un pequeño modelo de demostración que solo ha oído cante sintético. Con voces de verdad se equivocará.</translation>
        </message>
        <message>
            <source>Get a better model…</source>
            <translation>Conseguir uno mejor…</translation>
        </message>
        <message>
            <source>Open a recording</source>
            <translation>Abrir una grabación</translation>
        </message>
        <message>
            <source>Recordings</source>
            <translation>Grabaciones</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>Todos los archivos</translation>
        </message>
        <message>
            <source>Export the lyrics</source>
            <translation>Exportar la letra</translation>
        </message>
        <message>
            <source>The lyrics are in “{path}”.</source>
            <translation>La letra está en «{path}».</translation>
        </message>
        <message>
            <source>Hear a cante and read it, word by word. Everything happens on this machine.</source>
            <translation>Oye un cante y léelo palabra por palabra. Todo pasa en este ordenador.</translation>
        </message>
    </context>
    <context>
        <name>MessageStrip</name>
        <message>
            <source>Close</source>
            <translation>Cerrar</translation>
        </message>
        <message>
            <source>Close this message</source>
            <translation>Cerrar este mensaje</translation>
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message>
            <source>There is no file “{path}”.</source>
            <translation>No existe el archivo «{path}».</translation>
        </message>
        <message>
            <source>It may have been moved or renamed: open it from where it is now.</source>
            <translation>Quizá lo han movido o le han cambiado el nombre: ábrelo desde donde esté ahora.</translation>
        </message>
        <message>
            <source>“{path}” is a folder.</source>
            <translation>«{path}» es una carpeta.</translation>
        </message>
        <message>
            <source>Open a recording inside it.</source>
            <translation>Abre una grabación de las que tiene dentro.</translation>
        </message>
        <message>
            <source>“{path}” holds no sound that this program can read.</source>
            <translation>En «{path}» no hay sonido que este programa sepa leer.</translation>
        </message>
        <message>
            <source>Try another copy, or a WAV, FLAC, MP3, Ogg, Opus or M4A file.</source>
            <translation>Prueba con otra copia, o con un archivo WAV, FLAC, MP3, Ogg, Opus o M4A.</translation>
        </message>
        <message>
            <source>“{path}” is a sound file without any sound in it.</source>
            <translation>«{path}» es un archivo de sonido, pero está vacío.</translation>
        </message>
        <message>
            <source>Open another recording.</source>
            <translation>Abre otra grabación.</translation>
        </message>
        <message>
            <source>There is nothing to play the sound on.</source>
            <translation>No hay por dónde oír el sonido.</translation>
        </message>
        <message>
            <source>Connect headphones or loudspeakers and press play again; reading and correcting work.</source>
            <translation>Conecta unos auriculares o altavoces y vuelve a darle a reproducir; mientras tanto se puede leer y corregir.</translation>
        </message>
        <message>
            <source>“{path}” cannot be read as lyrics.</source>
            <translation>«{path}» no se puede leer como letra.</translation>
        </message>
        <message>
            <source>Choose a file that this program, or a subtitle editor, has written.</source>
            <translation>Elige un archivo hecho con este programa o con un editor de subtítulos.</translation>
        </message>
        <message>
            <source>There is no lyrics format called “{format}”.</source>
            <translation>No hay ningún formato de letra llamado «{format}».</translation>
        </message>
        <message>
            <source>Choose one of {known}.</source>
            <translation>Elige uno de estos: {known}.</translation>
        </message>
        <message>
            <source>The model “{model}” is not on this machine.</source>
            <translation>El modelo «{model}» no está en este ordenador.</translation>
        </message>
        <message>
            <source>Choose another one, or the folder where it is.</source>
            <translation>Elige otro, o la carpeta donde esté.</translation>
        </message>
        <message>
            <source>The model “{model}” cannot be used ({reason}).</source>
            <translation>El modelo «{model}» no se puede usar ({reason}).</translation>
        </message>
        <message>
            <source>Choose another one, or fetch it again.</source>
            <translation>Elige otro, o descárgalo otra vez.</translation>
        </message>
        <message>
            <source>The device “{device}” cannot be used for recognising ({reason}).</source>
            <translation>El dispositivo «{device}» no sirve para transcribir ({reason}).</translation>
        </message>
        <message>
            <source>Start again without it: the processor does the same, only slower.</source>
            <translation>Empieza sin él: el procesador hace lo mismo, solo que más despacio.</translation>
        </message>
        <message>
            <source>There is not enough memory for the model “{model}”.</source>
            <translation>No hay memoria suficiente para el modelo «{model}».</translation>
        </message>
        <message>
            <source>Close other programs, or choose a smaller model.</source>
            <translation>Cierra otros programas o elige un modelo más pequeño.</translation>
        </message>
        <message>
            <source>The model “{model}” cannot be deleted from here ({reason}).</source>
            <translation>El modelo «{model}» no se puede borrar desde aquí ({reason}).</translation>
        </message>
        <message>
            <source>If it is yours, delete its folder.</source>
            <translation>Si es tuyo, borra su carpeta.</translation>
        </message>
        <message>
            <source>The model “{model}” could not be fetched from {source} ({reason}).</source>
            <translation>No se ha podido descargar el modelo «{model}» de {source} ({reason}).</translation>
        </message>
        <message>
            <source>Check the connection and go on: what has arrived is kept.</source>
            <translation>Comprueba la conexión y sigue: lo que ha llegado no se pierde.</translation>
        </message>
        <message>
            <source>The file “{file}” of the model “{model}” is damaged or has been changed.</source>
            <translation>El archivo «{file}» del modelo «{model}» está dañado o alguien lo ha cambiado.</translation>
        </message>
        <message>
            <source>Fetch it again, or get it elsewhere.</source>
            <translation>Descárgalo otra vez o consíguelo en otro sitio.</translation>
        </message>
        <message>
            <source>The disk has {free} MB left, and {needed} MB are needed.</source>
            <translation>Al disco le quedan {free} MB y hacen falta {needed} MB.</translation>
        </message>
        <message>
            <source>Make room, or choose another folder for the models.</source>
            <translation>Haz sitio o elige otra carpeta para los modelos.</translation>
        </message>
        <message>
            <source>The archive “{path}” cannot be unpacked ({reason}).</source>
            <translation>El archivo comprimido «{path}» no se puede abrir ({reason}).</translation>
        </message>
        <message>
            <source>Copy it again, or unpack it yourself and choose the folder.</source>
            <translation>Cópialo otra vez, o descomprímelo y elige la carpeta.</translation>
        </message>
        <message>
            <source>The recogniser stopped in the middle of its work.</source>
            <translation>La transcripción se ha parado a medias.</translation>
        </message>
        <message>
            <source>Nothing of yours is lost. Start it again; a smaller model needs less memory.</source>
            <translation>No se ha perdido nada tuyo. Vuelve a empezarla; un modelo más pequeño necesita menos memoria.</translation>
        </message>
        <message>
            <source>The recording could not be recognised ({reason}).</source>
            <translation>No se ha podido transcribir la grabación ({reason}).</translation>
        </message>
        <message>
            <source>Try again, or try another model.</source>
            <translation>Inténtalo otra vez, o con otro modelo.</translation>
        </message>
        <message>
            <source>“{path}” could not be written ({reason}).</source>
            <translation>No se ha podido escribir «{path}» ({reason}).</translation>
        </message>
        <message>
            <source>Choose another folder, or make room on the disk.</source>
            <translation>Elige otra carpeta, o haz sitio en el disco.</translation>
        </message>
        <message>
            <source>The library cannot be used ({reason}).</source>
            <translation>No se puede usar la biblioteca ({reason}).</translation>
        </message>
        <message>
            <source>Corrections are not being kept. Check the disk, then start the program again.</source>
            <translation>Las correcciones no se están guardando. Revisa el disco y vuelve a abrir el programa.</translation>
        </message>
        <message>
            <source>The library was damaged, and a new one has been begun.</source>
            <translation>La biblioteca estaba dañada y se ha empezado otra nueva.</translation>
        </message>
        <message>
            <source>The old one was moved aside whole: {moved}.</source>
            <translation>La antigua se ha apartado entera: {moved}.</translation>
        </message>
        <message>
            <source>Some of the last corrections of this recording could not be read back.</source>
            <translation>Algunas de las últimas correcciones de esta grabación no se han podido recuperar.</translation>
        </message>
        <message>
            <source>All those before them are here.</source>
            <translation>Todas las anteriores están aquí.</translation>
        </message>
        <message>
            <source>That correction cannot be made here.</source>
            <translation>Esa corrección no se puede hacer aquí.</translation>
        </message>
        <message>
            <source>A word needs letters and some time between its neighbours.</source>
            <translation>Una palabra necesita letras y un poco de tiempo entre sus vecinas.</translation>
        </message>
        <message>
            <source>Something went wrong that nobody foresaw. What you corrected is kept.</source>
            <translation>Ha fallado algo que nadie había previsto. Lo que has corregido está guardado.</translation>
        </message>
        <message>
            <source>The details are in the program's log.</source>
            <translation>Los detalles están en el registro del programa.</translation>
        </message>
    </context>
    <context>
        <name>ModelRow</name>
        <message>
            <source>Fetch</source>
            <translation>Descargar</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pausa</translation>
        </message>
        <message>
            <source>More about this model</source>
            <translation>Más sobre este modelo</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Seguir</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Parar</translation>
        </message>
        <message>
            <source>Show its folder</source>
            <translation>Mostrar su carpeta</translation>
        </message>
        <message>
            <source>Check that it is whole</source>
            <translation>Comprobar que está entero</translation>
        </message>
        <message>
            <source>Read about it</source>
            <translation>Leer sobre él</translation>
        </message>
        <message>
            <source>Delete it from this machine</source>
            <translation>Borrarlo de este equipo</translation>
        </message>
    </context>
    <context>
        <name>Models</name>
        <message>
            <source>Small demonstration model</source>
            <translation>Pequeño modelo de demostración</translation>
        </message>
        <message>
            <source>{size} of memory</source>
            <translation>{size} de memoria</translation>
        </message>
        <message>
            <source>3 min of song in {time} here</source>
            <translation>3 min de cante en {time} aquí</translation>
        </message>
        <message>
            <source>It is damaged ({reason}). Fetch it again, or delete it.</source>
            <translation>Está dañado ({reason}). Descárgalo otra vez o bórralo.</translation>
        </message>
        <message>
            <source>{size} have arrived; it goes on from there.</source>
            <translation>Han llegado {size}; sigue desde ahí.</translation>
        </message>
        <message>
            <source>Its licence allows non-commercial use only.</source>
            <translation>Su licencia solo permite el uso no comercial.</translation>
        </message>
        <message>
            <source>It comes with the program and has only heard synthetic singing.</source>
            <translation>Viene con el programa y solo ha oído cante sintético.</translation>
        </message>
        <message>
            <source>Our suggestion for real voices.</source>
            <translation>Nuestra propuesta para voces de verdad.</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>Empezando…</translation>
        </message>
        <message>
            <source>Fetching</source>
            <translation>Descargando</translation>
        </message>
        <message>
            <source>Unpacking</source>
            <translation>Descomprimiendo</translation>
        </message>
        <message>
            <source>Copying</source>
            <translation>Copiando</translation>
        </message>
        <message>
            <source>Converting…</source>
            <translation>Convirtiendo…</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>Comprobando</translation>
        </message>
        <message>
            <source>Measuring</source>
            <translation>Midiendo</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>faltan {time}</translation>
        </message>
        <message>
            <source>Checked: it is whole.</source>
            <translation>Comprobado: está entero.</translation>
        </message>
        <message>
            <source>99 languages</source>
            <translation>99 idiomas</translation>
        </message>
        <message>
            <source>Spanish</source>
            <translation>español</translation>
        </message>
        <message>
            <source>English only</source>
            <translation>solo inglés</translation>
        </message>
    </context>
    <context>
        <name>ModelsDialog</name>
        <message>
            <source>Models</source>
            <translation>Modelos</translation>
        </message>
        <message>
            <source>Which model listens?</source>
            <translation>¿Qué modelo escucha?</translation>
        </message>
        <message>
            <source>A larger Whisper hears more and takes longer. One trained on flamenco is better still.</source>
            <translation>Un Whisper más grande oye más y tarda más. Mejor aún, uno entrenado con flamenco.</translation>
        </message>
        <message>
            <source>Which model places the words in time?</source>
            <translation>¿Qué modelo sitúa las palabras en el tiempo?</translation>
        </message>
        <message>
            <source>It is told the words, and finds when each one is sung.</source>
            <translation>Conoce las palabras y busca cuándo se canta cada una.</translation>
        </message>
        <message>
            <source>Add one…</source>
            <translation>Añadir uno…</translation>
        </message>
        <message>
            <source>From Hugging Face, by its name…</source>
            <translation>De Hugging Face, por su nombre…</translation>
        </message>
        <message>
            <source>A folder on this machine…</source>
            <translation>Una carpeta de este equipo…</translation>
        </message>
        <message>
            <source>An archive, or OpenAI's .pt…</source>
            <translation>Un archivo comprimido o un .pt de OpenAI…</translation>
        </message>
        <message>
            <source>Where from…</source>
            <translation>De dónde…</translation>
        </message>
        <message>
            <source>Use these</source>
            <translation>Usar estos</translation>
        </message>
        <message>
            <source>From Hugging Face</source>
            <translation>De Hugging Face</translation>
        </message>
        <message>
            <source>The model's name, such as owner/name:</source>
            <translation>El nombre del modelo, como autor/nombre:</translation>
        </message>
        <message>
            <source>A name on Hugging Face has two parts, like owner/name.</source>
            <translation>Un nombre de Hugging Face tiene dos partes, como autor/nombre.</translation>
        </message>
        <message>
            <source>Archive of a model, or OpenAI's .pt</source>
            <translation>Archivo comprimido de un modelo, o un .pt de OpenAI</translation>
        </message>
        <message>
            <source>Leave it as it is</source>
            <translation>Dejarlo como está</translation>
        </message>
        <message>
            <source>Folder of a model</source>
            <translation>Carpeta de un modelo</translation>
        </message>
    </context>
    <context>
        <name>PlayerBar</name>
        <message>
            <source>Stop recognising</source>
            <translation>Parar la transcripción</translation>
        </message>
        <message>
            <source>Volume</source>
            <translation>Volumen</translation>
        </message>
    </context>
    <context>
        <name>Progress</name>
        <message>
            <source>Getting ready to listen</source>
            <translation>Afinando el oído</translation>
        </message>
        <message>
            <source>Reading the recording</source>
            <translation>Leyendo la grabación</translation>
        </message>
        <message>
            <source>Listening to the words</source>
            <translation>Escuchando la letra</translation>
        </message>
        <message>
            <source>Finding where each word is sung</source>
            <translation>Buscando dónde se canta cada palabra</translation>
        </message>
        <message>
            <source>{seconds} s left</source>
            <translation>quedan {seconds} s</translation>
        </message>
        <message>
            <source>{minutes} min left</source>
            <translation>quedan {minutes} min</translation>
        </message>
    </context>
    <context>
        <name>RecordingsList</name>
        <message>
            <source>Search: title, singer, palo</source>
            <translation>Buscar: título, cantaor, palo</translation>
        </message>
        <message>
            <source>Library</source>
            <translation>Biblioteca</translation>
        </message>
        <message>
            <source>Add a recording</source>
            <translation>Añadir una grabación</translation>
        </message>
    </context>
    <context>
        <name>SeekBar</name>
        <message>
            <source>Place in the recording</source>
            <translation>Punto de la grabación</translation>
        </message>
    </context>
    <context>
        <name>SourcesDialog</name>
        <message>
            <source>Where models come from</source>
            <translation>De dónde vienen los modelos</translation>
        </message>
        <message>
            <source>Instead of Hugging Face, this mirror:</source>
            <translation>En lugar de Hugging Face, este espejo:</translation>
        </message>
        <message>
            <source>Through this proxy:</source>
            <translation>A través de este proxy:</translation>
        </message>
        <message>
            <source>the system's, such as http://proxy:3128</source>
            <translation>el del sistema, como http://proxy:3128</translation>
        </message>
        <message>
            <source>Kept in this folder (models that are elsewhere stay there):</source>
            <translation>Guardados en esta carpeta (los que están en otro sitio se quedan allí):</translation>
        </message>
        <message>
            <source>Folder…</source>
            <translation>Carpeta…</translation>
        </message>
        <message>
            <source>Leave it as it is</source>
            <translation>Dejarlo como está</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>Guardar</translation>
        </message>
        <message>
            <source>Folder for models</source>
            <translation>Carpeta de los modelos</translation>
        </message>
        <message>
            <source>The folder needs its whole path.</source>
            <translation>La carpeta necesita su ruta completa.</translation>
        </message>
        <message>
            <source>An address begins with http:// or https://.</source>
            <translation>Una dirección empieza por http:// o https://.</translation>
        </message>
    </context>
    <context>
        <name>VersionsMenu</name>
        <message>
            <source>&amp;Earlier lyrics</source>
            <translation>Letras &amp;anteriores</translation>
        </message>
        <message>
            <source>{when}  ·  lines: {lines}  ·  corrections: {corrections}</source>
            <translation>{when}  ·  versos: {lines}  ·  correcciones: {corrections}</translation>
        </message>
    </context>
    <context>
        <name>WaveformView</name>
        <message>
            <source>Sound and word times</source>
            <translation>Sonido y tiempos de las palabras</translation>
        </message>
    </context>
    <context>
        <name>WordField</name>
        <message>
            <source>Text of the word</source>
            <translation>Texto de la palabra</translation>
        </message>
    </context>
</TS>
