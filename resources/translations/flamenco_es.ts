<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>ActionLooks</name>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausa</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Reproducir</translation>
    </message>
</context>
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
        <source>&amp;Times</source>
        <translation>&amp;Tiempos</translation>
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
        <source>&amp;Export</source>
        <translation>&amp;Exportar</translation>
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
        <source>SubRip subtitles (.srt)</source>
        <translation>Subtítulos SubRip (.srt)</translation>
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
        <source>&amp;Mark as</source>
        <translation>&amp;Marcar como</translation>
    </message>
    <message>
        <source>&amp;Lines</source>
        <translation>&amp;Versos</translation>
    </message>
    <message>
        <source>Edit the whole li&amp;ne</source>
        <translation>Corregir el v&amp;erso entero</translation>
    </message>
    <message>
        <source>&amp;Insert a word after</source>
        <translation>&amp;Insertar una palabra detrás</translation>
    </message>
    <message>
        <source>Insert a word &amp;before</source>
        <translation>Insertar una palabra &amp;delante</translation>
    </message>
    <message>
        <source>&amp;Split the word at the cursor</source>
        <translation>&amp;Partir la palabra por el cursor</translation>
    </message>
    <message>
        <source>Move the word to the line abo&amp;ve</source>
        <translation>Pasar la palabra al verso de &amp;arriba</translation>
    </message>
    <message>
        <source>Move the word to the line belo&amp;w</source>
        <translation>Pasar la palabra al verso de a&amp;bajo</translation>
    </message>
    <message>
        <source>&amp;Quejío: ay, lerele</source>
        <translation>&amp;Quejío: ay, lerele</translation>
    </message>
    <message>
        <source>Line of q&amp;uejío</source>
        <translation>Verso de q&amp;uejío</translation>
    </message>
    <message>
        <source>&amp;Jaleo: a shout</source>
        <translation>&amp;Jaleo: una voz</translation>
    </message>
    <message>
        <source>Line of j&amp;aleo</source>
        <translation>Verso de j&amp;aleo</translation>
    </message>
    <message>
        <source>&amp;Not sung</source>
        <translation>&amp;No cantado</translation>
    </message>
    <message>
        <source>Line n&amp;ot sung</source>
        <translation>Verso no &amp;cantado</translation>
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
        <source>&amp;Insert a line after</source>
        <translation>&amp;Insertar un verso detrás</translation>
    </message>
    <message>
        <source>Insert a line be&amp;fore</source>
        <translation>Insertar un verso &amp;delante</translation>
    </message>
    <message>
        <source>&amp;Repeat the line</source>
        <translation>&amp;Repetir el verso</translation>
    </message>
    <message>
        <source>Move the line &amp;up</source>
        <translation>&amp;Subir el verso</translation>
    </message>
    <message>
        <source>Move the line &amp;down</source>
        <translation>&amp;Bajar el verso</translation>
    </message>
    <message>
        <source>Delete the li&amp;ne</source>
        <translation>B&amp;orrar el verso</translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>&amp;Buscar…</translation>
    </message>
    <message>
        <source>Find and &amp;replace…</source>
        <translation>Buscar y &amp;reemplazar…</translation>
    </message>
    <message>
        <source>Find a recordin&amp;g</source>
        <translation>Buscar una &amp;grabación</translation>
    </message>
    <message>
        <source>&amp;Check spelling</source>
        <translation>Revisar la orto&amp;grafía</translation>
    </message>
    <message>
        <source>Next word not in the dictionar&amp;y</source>
        <translation>Siguiente palabra fuera del diccio&amp;nario</translation>
    </message>
    <message>
        <source>Other s&amp;pellings of the word…</source>
        <translation>O&amp;tras formas de escribir la palabra…</translation>
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
        <source>Play the line or the selec&amp;tion</source>
        <translation>Oír el verso o la selec&amp;ción</translation>
    </message>
    <message>
        <source>Play each line on c&amp;oming to it</source>
        <translation>Oír cada verso al llegar a é&amp;l</translation>
    </message>
    <message>
        <source>Repeat it &amp;until going on</source>
        <translation>Repetirlo hasta seg&amp;uir</translation>
    </message>
    <message>
        <source>&amp;Tap the words</source>
        <translation>&amp;Marcar las palabras al compás</translation>
    </message>
    <message>
        <source>Align the &amp;line again</source>
        <translation>Ajustar de nuevo el &amp;verso a la voz</translation>
    </message>
    <message>
        <source>Align the &amp;word again</source>
        <translation>Ajustar de nuevo la &amp;palabra a la voz</translation>
    </message>
    <message>
        <source>Align the &amp;selection again</source>
        <translation>Ajustar de nuevo la &amp;selección a la voz</translation>
    </message>
    <message>
        <source>&amp;Recognise the selection again</source>
        <translation>T&amp;ranscribir de nuevo la selección</translation>
    </message>
    <message>
        <source>Recognise the selection with &amp;another model…</source>
        <translation>Transcribir la selección con &amp;otro modelo…</translation>
    </message>
    <message>
        <source>&amp;Paste the letra…</source>
        <translation>Pe&amp;gar la letra…</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>Pre&amp;ferencias…</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Ir</translation>
    </message>
    <message>
        <source>S&amp;ound</source>
        <translation>S&amp;onido</translation>
    </message>
    <message>
        <source>S&amp;top, back to the beginning</source>
        <translation>Pa&amp;rar y volver al principio</translation>
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
        <source>Repeat &amp;from here</source>
        <translation>Repetir desde a&amp;quí</translation>
    </message>
    <message>
        <source>Repeat &amp;up to here</source>
        <translation>Repetir &amp;hasta aquí</translation>
    </message>
    <message>
        <source>&amp;Back half a second</source>
        <translation>&amp;Atrás medio segundo</translation>
    </message>
    <message>
        <source>&amp;Forward half a second</source>
        <translation>A&amp;delante medio segundo</translation>
    </message>
    <message>
        <source>Back &amp;1 second</source>
        <translation>Atrás &amp;1 segundo</translation>
    </message>
    <message>
        <source>Forward 1 &amp;second</source>
        <translation>Adelante 1 &amp;segundo</translation>
    </message>
    <message>
        <source>Back 5 se&amp;conds</source>
        <translation>Atrás 5 se&amp;gundos</translation>
    </message>
    <message>
        <source>Forward 5 secon&amp;ds</source>
        <translation>Adelante 5 seg&amp;undos</translation>
    </message>
    <message>
        <source>P&amp;revious word</source>
        <translation>Palabra ante&amp;rior</translation>
    </message>
    <message>
        <source>&amp;Next word</source>
        <translation>Palabra siguie&amp;nte</translation>
    </message>
    <message>
        <source>&amp;Output and balance…</source>
        <translation>Salida y &amp;balance…</translation>
    </message>
    <message>
        <source>The &amp;voice alone</source>
        <translation>La &amp;voz sola</translation>
    </message>
    <message>
        <source>The same on &amp;both sides (mono)</source>
        <translation>Lo mismo en los &amp;dos lados (mono)</translation>
    </message>
    <message>
        <source>Words &amp;later</source>
        <translation>La letra, más &amp;tarde</translation>
    </message>
    <message>
        <source>Words &amp;sooner</source>
        <translation>La letra, más p&amp;ronto</translation>
    </message>
    <message>
        <source>Set the words by &amp;tapping…</source>
        <translation>Ajustar la letra a &amp;golpes…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rehacer</translation>
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
        <source>Teach the model from my &amp;corrections…</source>
        <translation>Enseñar al modelo con mis &amp;correcciones…</translation>
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
    <message>
        <source>&amp;Onset</source>
        <translation>&amp;Comienzo</translation>
    </message>
    <message>
        <source>O&amp;ffset</source>
        <translation>&amp;Final</translation>
    </message>
    <message>
        <source>&amp;Word or selection</source>
        <translation>&amp;Palabra o selección</translation>
    </message>
    <message>
        <source>&amp;Line</source>
        <translation>&amp;Verso</translation>
    </message>
    <message>
        <source>All from here o&amp;n</source>
        <translation>&amp;Todo desde aquí</translation>
    </message>
    <message>
        <source>Edge shared with the word &amp;before</source>
        <translation>Borde común con la palabra &amp;anterior</translation>
    </message>
    <message>
        <source>Edge shared with the word &amp;after</source>
        <translation>Borde común con la palabra &amp;siguiente</translation>
    </message>
    <message>
        <source>End of the line, &amp;stretching it</source>
        <translation>Final del verso, &amp;estirándolo</translation>
    </message>
    <message>
        <source>10 ms earlier</source>
        <translation>10 ms antes</translation>
    </message>
    <message>
        <source>10 ms later</source>
        <translation>10 ms después</translation>
    </message>
    <message>
        <source>100 ms earlier</source>
        <translation>100 ms antes</translation>
    </message>
    <message>
        <source>100 ms later</source>
        <translation>100 ms después</translation>
    </message>
    <message>
        <source>The word begins &amp;here</source>
        <translation>La palabra empie&amp;za aquí</translation>
    </message>
    <message>
        <source>The word &amp;ends here</source>
        <translation>La palabra acaba a&amp;quí</translation>
    </message>
    <message>
        <source>All from this word on begins he&amp;re</source>
        <translation>Todo desde esta palabra empieza aq&amp;uí</translation>
    </message>
    <message>
        <source>Shift by an exa&amp;ct time…</source>
        <translation>Desplazar un tiempo exa&amp;cto…</translation>
    </message>
    <message>
        <source>Selection be&amp;gins here</source>
        <translation>La selección empieza aqu&amp;í</translation>
    </message>
    <message>
        <source>Selection en&amp;ds here</source>
        <translation>La selección aca&amp;ba aquí</translation>
    </message>
    <message>
        <source>Select on to the ne&amp;xt word</source>
        <translation>Seleccionar hasta la palabra sig&amp;uiente</translation>
    </message>
    <message>
        <source>Select back to the &amp;previous word</source>
        <translation>Seleccionar hasta la palabra a&amp;nterior</translation>
    </message>
    <message>
        <source>Select the l&amp;ine</source>
        <translation>Seleccionar el ver&amp;so</translation>
    </message>
    <message>
        <source>Select &amp;nothing</source>
        <translation>No seleccionar na&amp;da</translation>
    </message>
    <message>
        <source>&amp;Verses</source>
        <translation>&amp;Versos</translation>
    </message>
    <message>
        <source>S&amp;pectrogram</source>
        <translation>Es&amp;pectrograma</translation>
    </message>
    <message>
        <source>&amp;Melody</source>
        <translation>&amp;Melodía</translation>
    </message>
    <message>
        <source>Fill &amp;line by line</source>
        <translation>Colorear &amp;verso a verso</translation>
    </message>
    <message>
        <source>&amp;Larger words</source>
        <translation>Letra más &amp;grande</translation>
    </message>
    <message>
        <source>&amp;Smaller words</source>
        <translation>Letra más &amp;pequeña</translation>
    </message>
    <message>
        <source>&amp;Usual size</source>
        <translation>Tamaño &amp;habitual</translation>
    </message>
    <message>
        <source>&amp;Typeface…</source>
        <translation>&amp;Tipo de letra…</translation>
    </message>
</context>
<context>
    <name>AtWork</name>
    <message>
        <source>No singing was found in this recording.</source>
        <translation>En esta grabación no se ha encontrado cante.</translation>
    </message>
    <message>
        <source>No words yet. Ctrl+T listens to the recording and writes them down.</source>
        <translation>Aún no hay letra. Con Ctrl+T el programa escucha la grabación y la escribe.</translation>
    </message>
</context>
<context>
    <name>CalibrationDialog</name>
    <message>
        <source>Words and sound together</source>
        <translation>Letra y sonido a la vez</translation>
    </message>
    <message>
        <source>Sooner</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Después</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Otra vez</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Dejarlo así</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Tap with every clap</source>
        <translation>Un golpe con cada palma</translation>
    </message>
    <message>
        <source>Do the words come before the voice?</source>
        <translation>¿La letra se adelanta a la voz?</translation>
    </message>
    <message>
        <source>Wireless headphones and loudspeakers play later than the computer knows. Tap along with some claps, and the words will wait for them.</source>
        <translation>Los auriculares y altavoces inalámbricos suenan más tarde de lo que el ordenador sabe. Acompaña unas palmas y la letra los esperará.</translation>
    </message>
    <message>
        <source>Press the space bar, or the drum, with each clap that you hear: twelve times.</source>
        <translation>Pulsa la barra espaciadora, o el tambor, con cada palma que oigas: doce veces.</translation>
    </message>
    <message>
        <source>These taps are too far apart to tell</source>
        <translation>Los golpes han sido demasiado desiguales</translation>
    </message>
    <message>
        <source>Listen for a moment until you have the beat, then tap along once more.</source>
        <translation>Escucha un momento hasta coger el compás y acompaña las palmas otra vez.</translation>
    </message>
    <message>
        <source>Does the drum light just when you hear the clap? If not, shift it, then keep it.</source>
        <translation>¿Se enciende el tambor justo cuando oyes la palma? Si no, muévelo, y luego déjalo así.</translation>
    </message>
    <message>
        <source>No clap can be heard</source>
        <translation>No se oye ninguna palma</translation>
    </message>
    <message>
        <source>The words will wait {time} ms</source>
        <translation>La letra esperará {time} ms</translation>
    </message>
    <message>
        <source>The words will go {time} ms ahead</source>
        <translation>La letra irá {time} ms por delante</translation>
    </message>
    <message>
        <source>Words and sound are together</source>
        <translation>La letra y el sonido van a la vez</translation>
    </message>
</context>
<context>
    <name>CheckedBar</name>
    <message>
        <source>{checked} of {lines} lines are checked</source>
        <translation>{checked} de {lines} versos dados por buenos</translation>
    </message>
</context>
<context>
    <name>Correcting</name>
    <message>
        <source>The recogniser was not sure of this word.</source>
        <translation>El reconocedor no estaba seguro de esta palabra.</translation>
    </message>
    <message>
        <source>Nobody has heard the times of this word: they are estimated.</source>
        <translation>Nadie ha oído los tiempos de esta palabra: son estimados.</translation>
    </message>
    <message>
        <source>This word lasts longer than 2 seconds and is not marked as a quejío.</source>
        <translation>Esta palabra dura más de 2 segundos y no está marcada como quejío.</translation>
    </message>
    <message>
        <source>Somebody seems to sing here, and there are no words.</source>
        <translation>Aquí parece que alguien canta, y no hay palabras.</translation>
    </message>
    <message>
        <source>Nothing doubtful is left in this recording.</source>
        <translation>No queda nada dudoso en esta grabación.</translation>
    </message>
    <message>
        <source>Recognise the selection with</source>
        <translation>Transcribir la selección con</translation>
    </message>
    <message>
        <source>The selection</source>
        <translation>La selección</translation>
    </message>
    <message>
        <source>This line</source>
        <translation>Este verso</translation>
    </message>
    <message>
        <source>This word</source>
        <translation>Esta palabra</translation>
    </message>
    <message>
        <source>All from this word on</source>
        <translation>Todo desde esta palabra</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Recognising again…</source>
        <translation>Transcribiendo de nuevo…</translation>
    </message>
    <message>
        <source>Aligning again…</source>
        <translation>Ajustando de nuevo…</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>Como estaba</translation>
    </message>
    <message>
        <source>The recogniser stopped in the middle of its work.</source>
        <translation>El reconocedor se ha parado a mitad de su trabajo.</translation>
    </message>
    <message>
        <source>{start} to {end} stays as it was.</source>
        <translation>De {start} a {end} todo queda como estaba.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentarlo otra vez</translation>
    </message>
</context>
<context>
    <name>Curve</name>
    <message>
        <source>The curve of learning</source>
        <translation>La curva del aprendizaje</translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation>paso {step} de {steps}</translation>
    </message>
    <message>
        <source>error while learning {value}</source>
        <translation>error al aprender {value}</translation>
    </message>
    <message>
        <source>error on lines kept aside {value}</source>
        <translation>error en versos apartados {value}</translation>
    </message>
    <message>
        <source>wrong words on lines kept aside {share}</source>
        <translation>palabras mal en versos apartados {share}</translation>
    </message>
    <message>
        <source>The curve begins with the first step.</source>
        <translation>La curva empieza con el primer paso.</translation>
    </message>
</context>
<context>
    <name>Drum</name>
    <message>
        <source>The drum: it lights with every clap</source>
        <translation>El tambor: se enciende con cada palma</translation>
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
    <name>FindBar</name>
    <message>
        <source>Find and replace</source>
        <translation>Buscar y reemplazar</translation>
    </message>
    <message>
        <source>Find words</source>
        <translation>Buscar palabras</translation>
    </message>
    <message>
        <source>Words to find</source>
        <translation>Palabras que buscar</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>Reemplazar por</translation>
    </message>
    <message>
        <source>What to put in their place</source>
        <translation>Qué poner en su lugar</translation>
    </message>
    <message>
        <source>Previous place (Shift+Enter)</source>
        <translation>Lugar anterior (Mayús+Intro)</translation>
    </message>
    <message>
        <source>Next place (Enter)</source>
        <translation>Lugar siguiente (Intro)</translation>
    </message>
    <message>
        <source>Close (Escape)</source>
        <translation>Cerrar (Escape)</translation>
    </message>
    <message>
        <source>Match upper and lower case</source>
        <translation>Distinguir mayúsculas y minúsculas</translation>
    </message>
    <message>
        <source>Match accents</source>
        <translation>Distinguir acentos</translation>
    </message>
    <message>
        <source>…ab…</source>
        <translation>…ab…</translation>
    </message>
    <message>
        <source>Inside words too</source>
        <translation>También dentro de las palabras</translation>
    </message>
    <message>
        <source>In this recording</source>
        <translation>En esta grabación</translation>
    </message>
    <message>
        <source>In the whole library</source>
        <translation>En toda la biblioteca</translation>
    </message>
    <message>
        <source>Where to look</source>
        <translation>Dónde buscar</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Reemplazar</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Reemplazar todo</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Lo encontrado</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} de {count}</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>No está</translation>
    </message>
    <message>
        <source>(gone)</source>
        <translation>(se quita)</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Buscando…</translation>
    </message>
    <message>
        <source>{count} in {recordings} recordings</source>
        <translation>{count} en {recordings} grabaciones</translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message>
        <source>Worth a look</source>
        <translation>Conviene mirarlo</translation>
    </message>
    <message>
        <source>Go to this line</source>
        <translation>Ir a este verso</translation>
    </message>
</context>
<context>
    <name>Finetune</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>That is too little for a better model; it is enough to see how it goes. Some 40 checked lines are a beginning.</source>
        <translation>Es muy poco para un modelo mejor; basta para ver cómo va. Con unos 40 versos dados por buenos ya se puede empezar.</translation>
    </message>
    <message>
        <source>That is a beginning: it can get used to this voice, though the test may be too short to prove it. Ten minutes are better.</source>
        <translation>Es un comienzo: puede ir haciéndose a esta voz, aunque quizá la prueba sea demasiado corta para demostrarlo. Mejor diez minutos.</translation>
    </message>
    <message>
        <source>That is enough to understand these voices clearly better. Every further line still helps.</source>
        <translation>Basta para entender claramente mejor estas voces. Cada verso de más sigue ayudando.</translation>
    </message>
    <message>
        <source>That is a lot: expect it to understand these voices much better than any public model.</source>
        <translation>Es mucho: cabe esperar que entienda estas voces mucho mejor que cualquier modelo público.</translation>
    </message>
    <message>
        <source>without a name</source>
        <translation>sin nombre</translation>
    </message>
    <message>
        <source>Two minutes of checked lines are the least that makes sense, twenty are good.</source>
        <translation>Dos minutos de versos dados por buenos es lo mínimo que tiene sentido; veinte está bien.</translation>
    </message>
    <message>
        <source>“{text}” takes {value} s, and a model hears 30 s at once: part the line.</source>
        <translation>«{text}» dura {value} s y un modelo oye 30 s de una vez: parte el verso.</translation>
    </message>
    <message>
        <source>“{text}” and its neighbours are too many words for one window: part the lines.</source>
        <translation>«{text}» y sus vecinos son demasiadas palabras para un solo tramo: parte los versos.</translation>
    </message>
    <message>
        <source>A checked line has no words: write them, or mark it as not sung.</source>
        <translation>Un verso dado por bueno no tiene letra: escríbela o márcalo como no cantado.</translation>
    </message>
    <message>
        <source>“{text}” is there twice at the same place: delete one of them.</source>
        <translation>«{text}» está dos veces en el mismo sitio: borra uno de los dos.</translation>
    </message>
    <message>
        <source>There is only silence where “{text}” should be: move it to where it is sung.</source>
        <translation>Donde debería estar «{text}» solo hay silencio: llévalo a donde se canta.</translation>
    </message>
    <message>
        <source>“{text}” hardly fits what is sung there: listen to it once more.</source>
        <translation>«{text}» apenas encaja con lo que se canta ahí: escúchalo otra vez.</translation>
    </message>
    <message>
        <source>“{text}” would be {value} syllables a second: see to its times or its words.</source>
        <translation>«{text}» serían {value} sílabas por segundo: repasa sus tiempos o su letra.</translation>
    </message>
    <message>
        <source>“{text}” is sung in the lessons and in the test: the test will look a little too good.</source>
        <translation>«{text}» se canta en las lecciones y en la prueba: la prueba saldrá algo mejor de lo que es.</translation>
    </message>
    <message>
        <source>The recording “{detail}” is not where it was: open it from where it is now.</source>
        <translation>La grabación «{detail}» no está donde estaba: ábrela desde donde esté ahora.</translation>
    </message>
    <message>
        <source>The recording “{detail}” has another length than before: see if the words still fit.</source>
        <translation>La grabación «{detail}» no dura lo mismo que antes: mira si la letra sigue encajando.</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>Preparándose…</translation>
    </message>
    <message>
        <source>Gathering the checked lines…</source>
        <translation>Reuniendo los versos dados por buenos…</translation>
    </message>
    <message>
        <source>Looking through the lines…</source>
        <translation>Repasando los versos…</translation>
    </message>
    <message>
        <source>Listening to all of it once…</source>
        <translation>Escuchándolo todo una vez…</translation>
    </message>
    <message>
        <source>Measuring a step on this machine…</source>
        <translation>Midiendo un paso en este ordenador…</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Aprendiendo</translation>
    </message>
    <message>
        <source>Putting the model together…</source>
        <translation>Montando el modelo…</translation>
    </message>
    <message>
        <source>Taking the test, before and after…</source>
        <translation>Haciendo la prueba, antes y después…</translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation>paso {step} de {steps}</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>quedan unos {time}</translation>
    </message>
    <message>
        <source>error of times {value}</source>
        <translation>error de tiempos {value}</translation>
    </message>
    <message>
        <source>{share} of the words wrong</source>
        <translation>{share} de las palabras mal</translation>
    </message>
    <message>
        <source>Of lines it had never heard it gets {after} of the words wrong, before {before}. That is more than chance.</source>
        <translation>En versos que nunca había oído se equivoca en el {after} de las palabras; antes, en el {before}. Es más que casualidad.</translation>
    </message>
    <message>
        <source>Of lines it had never heard it gets {after} of the words wrong, before {before}: no better.</source>
        <translation>En versos que nunca había oído se equivoca en el {after} de las palabras; antes, en el {before}: no ha mejorado.</translation>
    </message>
    <message>
        <source>The model in use gets all {words} words of the tested lines right: there is nothing to gain. Keep it.</source>
        <translation>El modelo en uso acierta las {words} palabras de los versos probados: no hay nada que ganar; conviene conservarlo.</translation>
    </message>
    <message>
        <source>Of lines it had never heard it gets {after} of the words wrong, before {before}; but on only {words} words that may be chance.</source>
        <translation>En versos que nunca había oído se equivoca en el {after} de las palabras; antes, en el {before}. Pero con solo {words} palabras puede ser casualidad.</translation>
    </message>
    <message>
        <source>Other singing it understands worse than before: {after} wrong words, before {before}.</source>
        <translation>El cante de otros lo entiende peor que antes: {after} de palabras mal; antes, {before}.</translation>
    </message>
    <message>
        <source>Other singing it understands as well as before ({after} wrong words).</source>
        <translation>El cante de otros lo entiende igual de bien que antes ({after} de palabras mal).</translation>
    </message>
    <message>
        <source>Whether it has forgotten other singing could not be tested.</source>
        <translation>No se ha podido comprobar si ha olvidado el cante de otros.</translation>
    </message>
    <message>
        <source>It writes {after} words where nobody sings, before {before}.</source>
        <translation>Escribe {after} palabras donde nadie canta; antes, {before}.</translation>
    </message>
    <message>
        <source>What would help: some {minutes} more minutes of checked lines.</source>
        <translation>Ayudarían unos {minutes} minutos más de versos dados por buenos.</translation>
    </message>
    <message>
        <source>What would help: some {minutes} more minutes of checked lines, to be sure.</source>
        <translation>Para estar seguros ayudarían unos {minutes} minutos más de versos dados por buenos.</translation>
    </message>
    <message>
        <source>What would help: more practice of other singing while it learns.</source>
        <translation>Ayudaría que repasara más cante de otros mientras aprende.</translation>
    </message>
    <message>
        <source>What would help: falsetas and applause that you mark as not sung.</source>
        <translation>Ayudaría que marcaras falsetas y aplausos como no cantados.</translation>
    </message>
    <message>
        <source>In lines it had never heard words begin {after} ms from where they should, before {before} ms. That is more than chance.</source>
        <translation>En versos que nunca había oído las palabras empiezan a {after} ms de su sitio; antes, a {before} ms. Es más que casualidad.</translation>
    </message>
    <message>
        <source>In lines it had never heard words begin {after} ms from where they should, before {before} ms: no sure improvement. What would help: more lines whose times you have corrected.</source>
        <translation>En versos que nunca había oído las palabras empiezan a {after} ms de su sitio; antes, a {before} ms: no es una mejora segura. Ayudarían más versos cuyos tiempos hayas corregido.</translation>
    </message>
    <message>
        <source>But other singing it places worse than before.</source>
        <translation>Pero el cante de otros lo sitúa peor que antes.</translation>
    </message>
    <message>
        <source>It will learn from {train} and be tested on {test} of other recordings, which it never hears.</source>
        <translation>Aprenderá de {train} y se probará con {test} de otras grabaciones, que nunca oye.</translation>
    </message>
    <message>
        <source>It will learn from {train} and be tested on {test} of other verses, which it never hears; with four recordings or more the test would be of other recordings.</source>
        <translation>Aprenderá de {train} y se probará con {test} de otros versos, que nunca oye; con cuatro grabaciones o más, la prueba sería de otras grabaciones.</translation>
    </message>
    <message>
        <source>Wrong words</source>
        <translation>Palabras mal</translation>
    </message>
    <message>
        <source>… Andalusian spellings counted as one</source>
        <translation>… contando como una las grafías andaluzas</translation>
    </message>
    <message>
        <source>Wrong letters</source>
        <translation>Letras mal</translation>
    </message>
    <message>
        <source>Words written where nobody sings</source>
        <translation>Palabras escritas donde nadie canta</translation>
    </message>
    <message>
        <source>Wrong words in other singing</source>
        <translation>Palabras mal en el cante de otros</translation>
    </message>
    <message>
        <source>Words begin off by, as a rule</source>
        <translation>Las palabras empiezan, por lo general, a</translation>
    </message>
    <message>
        <source>Words begin off by, on average</source>
        <translation>Las palabras empiezan, de media, a</translation>
    </message>
    <message>
        <source>Words end off by, as a rule</source>
        <translation>Las palabras acaban, por lo general, a</translation>
    </message>
    <message>
        <source>Words end off by, on average</source>
        <translation>Las palabras acaban, de media, a</translation>
    </message>
    <message>
        <source>Words begin off by, in other singing</source>
        <translation>En el cante de otros empiezan a</translation>
    </message>
    <message>
        <source>The change of wrong words is {change} points; with 95 % certainty it lies between {low} and {high}, judged on {words} words.</source>
        <translation>Las palabras mal cambian en {change} puntos; con un 95 % de certeza, entre {low} y {high}, a juzgar por {words} palabras.</translation>
    </message>
    <message>
        <source>The training ended without saying why: try it again.</source>
        <translation>El aprendizaje acabó sin decir por qué: inténtalo otra vez.</translation>
    </message>
    <message>
        <source>No line is checked yet. Read along, correct what is wrong and mark the lines as checked (Ctrl+Return): some 40 lines are a beginning.</source>
        <translation>Aún no hay ningún verso dado por bueno. Ve leyendo, corrige lo que esté mal y da los versos por buenos (Ctrl+Intro): con unos 40 se puede empezar.</translation>
    </message>
    <message>
        <source>Only one line is checked, and nothing would be left to test on. Check some 40 lines.</source>
        <translation>Solo hay un verso dado por bueno y no quedaría nada con que probar. Da por buenos unos 40.</translation>
    </message>
    <message>
        <source>All checked lines say the same words (“{detail}”). Check lines of other verses too.</source>
        <translation>Todos los versos dados por buenos dicen lo mismo («{detail}»). Da por buenos también otros distintos.</translation>
    </message>
    <message>
        <source>There is nothing but silence where the checked lines are. See whether the recordings are the right ones.</source>
        <translation>Donde están los versos dados por buenos solo hay silencio. Mira si las grabaciones son las que tienen que ser.</translation>
    </message>
    <message>
        <source>The sound of the lines is missing ({detail}). Open their recordings and begin again.</source>
        <translation>Falta el sonido de los versos ({detail}). Abre sus grabaciones y empieza de nuevo.</translation>
    </message>
    <message>
        <source>None of the recordings with checked lines is where it was. Open them again from where they are now.</source>
        <translation>Ninguna de las grabaciones con versos dados por buenos está donde estaba. Ábrelas desde donde estén ahora.</translation>
    </message>
    <message>
        <source>There is too little to learn from and to be tested on at once. Check lines of at least three different verses.</source>
        <translation>Hay muy poco para aprender y para probar a la vez. Da por buenos al menos tres versos distintos.</translation>
    </message>
    <message>
        <source>The gathered lines cannot be read ({detail}). Discard this and begin again.</source>
        <translation>Los versos reunidos no se pueden leer ({detail}). Descarta esto y empieza de nuevo.</translation>
    </message>
    <message>
        <source>These lines were gathered by a later version of the program. Update this one.</source>
        <translation>Estos versos los reunió una versión posterior del programa. Actualiza esta.</translation>
    </message>
    <message>
        <source>The licence of “{model}” ({licence}) does not allow to change it. Choose another model.</source>
        <translation>La licencia de «{model}» ({licence}) no permite modificarlo. Elige otro modelo.</translation>
    </message>
    <message>
        <source>The training went astray at step {step}: its error is no number any more. Try a smaller rate of learning.</source>
        <translation>El aprendizaje se desbocó en el paso {step}: el error ya no es un número. Prueba con un ritmo más lento.</translation>
    </message>
    <message>
        <source>At step {step} the error grew instead of falling. Try a smaller rate of learning.</source>
        <translation>En el paso {step} el error crecía en vez de bajar. Prueba con un ritmo más lento.</translation>
    </message>
    <message>
        <source>At step {step} it began to write the same words over and over. Try a smaller rate of learning, or more lines.</source>
        <translation>En el paso {step} empezó a escribir las mismas palabras una y otra vez. Prueba con un ritmo más lento o con más versos.</translation>
    </message>
    <message>
        <source>It was stopped before there was anything to keep. Go on with it, or begin again.</source>
        <translation>Se paró antes de que hubiera nada que guardar. Sigue con él o empieza de nuevo.</translation>
    </message>
    <message>
        <source>This training runs already, in another window. Wait for it, or stop it there.</source>
        <translation>Ya se está enseñando en otra ventana. Espera a que acabe o párala allí.</translation>
    </message>
    <message>
        <source>“{field}” cannot be {value} ({reason}). Choose another value.</source>
        <translation>«{field}» no puede ser {value} ({reason}). Elige otro valor.</translation>
    </message>
    <message>
        <source>What was learnt so far cannot be read back ({reason}). Discard this training and begin again.</source>
        <translation>Lo aprendido hasta ahora no se puede recuperar ({reason}). Descártalo y empieza de nuevo.</translation>
    </message>
    <message>
        <source>The model “{model}” is not on this machine. Choose another one to begin with.</source>
        <translation>El modelo «{model}» no está en este ordenador. Elige otro para empezar.</translation>
    </message>
    <message>
        <source>The model “{model}” cannot be taught ({reason}). Choose another one to begin with.</source>
        <translation>Al modelo «{model}» no se le puede enseñar ({reason}). Elige otro para empezar.</translation>
    </message>
    <message>
        <source>There is not enough memory to teach “{model}”. Close other programs, choose a smaller model, or only small changes.</source>
        <translation>No hay memoria suficiente para enseñar a «{model}». Cierra otros programas, elige un modelo más pequeño o solo pequeños cambios.</translation>
    </message>
    <message>
        <source>The disk has {free} MB left, and {needed} MB are needed. Make room, then go on.</source>
        <translation>Al disco le quedan {free} MB y hacen falta {needed} MB. Haz sitio y sigue.</translation>
    </message>
    <message>
        <source>“{path}” could not be written ({reason}). Make room on the disk, then go on.</source>
        <translation>No se ha podido escribir «{path}» ({reason}). Haz sitio en el disco y sigue.</translation>
    </message>
    <message>
        <source>The training ended without a word; perhaps the machine ran out of memory, or was switched off. Nothing is lost: go on from the last checkpoint.</source>
        <translation>El aprendizaje acabó sin avisar; quizá faltó memoria o se apagó el ordenador. No se ha perdido nada: sigue desde lo último que se guardó.</translation>
    </message>
    <message>
        <source>The training failed in a way that nobody foresaw ({reason}). Go on, or begin again.</source>
        <translation>El aprendizaje falló de una forma que nadie había previsto ({reason}). Sigue o empieza de nuevo.</translation>
    </message>
</context>
<context>
    <name>FinetuneWizard</name>
    <message>
        <source>Teach the model</source>
        <translation>Enseñar al modelo</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <source>Use it from now on</source>
        <translation>Usarlo desde ahora</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Ahora no</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Close, it goes on</source>
        <translation>Cerrar; él sigue</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>Decidir más tarde</translation>
    </message>
    <message>
        <source>Discard it</source>
        <translation>Descartarlo</translation>
    </message>
    <message>
        <source>Discard what it learnt?</source>
        <translation>¿Descartar lo aprendido?</translation>
    </message>
</context>
<context>
    <name>HavePage</name>
    <message>
        <source>What can it learn from?</source>
        <translation>¿De qué puede aprender?</translation>
    </message>
    <message>
        <source>From the lines that you have checked. Nothing of it leaves this machine.</source>
        <translation>De los versos que has dado por buenos. Nada sale de este ordenador.</translation>
    </message>
    <message>
        <source>of checked singing</source>
        <translation>de cante dado por bueno</translation>
    </message>
    <message>
        <source>checked lines</source>
        <translation>versos dados por buenos</translation>
    </message>
    <message>
        <source>recordings</source>
        <translation>grabaciones</translation>
    </message>
    <message>
        <source>Worth a look before it begins</source>
        <translation>Conviene mirarlo antes de empezar</translation>
    </message>
    <message>
        <source>Sung by {names}</source>
        <translation>Cantan {names}</translation>
    </message>
    <message>
        <source>Palos: {names}</source>
        <translation>Palos: {names}</translation>
    </message>
</context>
<context>
    <name>Heard</name>
    <message>
        <source>Hear: {words}</source>
        <translation>Oír: {words}</translation>
    </message>
    <message>
        <source>Hear it</source>
        <translation>Oírlo</translation>
    </message>
</context>
<context>
    <name>HowPage</name>
    <message>
        <source>How shall it learn?</source>
        <translation>¿Cómo va a aprender?</translation>
    </message>
    <message>
        <source>What is chosen here is a good beginning; you can simply go on.</source>
        <translation>Lo que está elegido es un buen comienzo; puedes seguir sin más.</translation>
    </message>
    <message>
        <source>of time</source>
        <translation>de tiempo</translation>
    </message>
    <message>
        <source>of memory</source>
        <translation>de memoria</translation>
    </message>
    <message>
        <source>of disk space</source>
        <translation>de disco</translation>
    </message>
    <message>
        <source>More choices</source>
        <translation>Más opciones</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>Partir de</translation>
    </message>
    <message>
        <source>Its name</source>
        <translation>Su nombre</translation>
    </message>
    <message>
        <source>What fits it</source>
        <translation>Lo que le convenga</translation>
    </message>
    <message>
        <source>All of a small model changes, and little of a large one.</source>
        <translation>De un modelo pequeño cambia todo, y de uno grande, poco.</translation>
    </message>
    <message>
        <source>Small changes</source>
        <translation>Pequeños cambios</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>Todo él</translation>
    </message>
    <message>
        <source>It learns little matrices beside the model (LoRA): less memory, and it hardly forgets what it could do.</source>
        <translation>Aprende pequeñas matrices junto al modelo (LoRA): pide menos memoria y apenas olvida lo que ya sabía.</translation>
    </message>
    <message>
        <source>Every weight may change: more memory, and good for small models.</source>
        <translation>Puede cambiar cada peso: pide más memoria y va bien con modelos pequeños.</translation>
    </message>
    <message>
        <source>chosen by the program</source>
        <translation>lo elige el programa</translation>
    </message>
    <message>
        <source>To understand the words</source>
        <translation>A entender la letra</translation>
    </message>
    <message>
        <source>To place the words in time</source>
        <translation>A situar las palabras en el tiempo</translation>
    </message>
    <message>
        <source>NVIDIA GPU (CUDA)</source>
        <translation>GPU de NVIDIA (CUDA)</translation>
    </message>
    <message>
        <source>Apple GPU (MPS)</source>
        <translation>GPU de Apple (MPS)</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Procesador</translation>
    </message>
    <message>
        <source>What it learns</source>
        <translation>Qué aprende</translation>
    </message>
    <message>
        <source>Times through all lines</source>
        <translation>Vueltas a todos los versos</translation>
    </message>
    <message>
        <source>Windows a step</source>
        <translation>Tramos por paso</translation>
    </message>
    <message>
        <source>Practice of other singing</source>
        <translation>Repaso del cante de otros</translation>
    </message>
    <message>
        <source>Rate of learning</source>
        <translation>Ritmo de aprendizaje</translation>
    </message>
    <message>
        <source>Rank of the small matrices</source>
        <translation>Rango de las pequeñas matrices</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>Calcular en</translation>
    </message>
    <message>
        <source>Small demonstration model</source>
        <translation>Pequeño modelo de demostración</translation>
    </message>
    <message>
        <source>A folder on this machine…</source>
        <translation>Una carpeta de este ordenador…</translation>
    </message>
    <message>
        <source>Cante of {singer}</source>
        <translation>Cante de {singer}</translation>
    </message>
    <message>
        <source>My corrections</source>
        <translation>Mis correcciones</translation>
    </message>
    <message>
        <source>Folder of a model</source>
        <translation>Carpeta de un modelo</translation>
    </message>
    <message>
        <source>The disk has {free} left: make room for it first.</source>
        <translation>Al disco le quedan {free}: haz sitio antes.</translation>
    </message>
    <message>
        <source>Only {free} of memory are free: close other programs, or it will learn in smaller bites and more slowly.</source>
        <translation>Solo hay {free} de memoria libre: cierra otros programas o aprenderá a bocados más pequeños y más despacio.</translation>
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
    <message>
        <source>10 ms earlier, later; with Shift 100 ms</source>
        <translation>10 ms antes, después; con Mayús 100 ms</translation>
    </message>
    <message>
        <source>Moving in time</source>
        <translation>Mover en el tiempo</translation>
    </message>
    <message>
        <source>Typing</source>
        <translation>Escribir</translation>
    </message>
    <message>
        <source>The mouse on the sound</source>
        <translation>El ratón sobre el sonido</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Type over the word; take what was typed</source>
        <translation>Escribir sobre la palabra; aceptar lo escrito</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>Take it, on to the next word; with Shift back</source>
        <translation>Aceptarlo y seguir; con Mayús, volver</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Leave the word as it was</source>
        <translation>Dejar la palabra como estaba</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Flechas</translation>
    </message>
    <message>
        <source>From word to word, from line to line</source>
        <translation>De palabra en palabra, de verso en verso</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Clic</translation>
    </message>
    <message>
        <source>Go there; a word is heard and selected</source>
        <translation>Ir ahí; la palabra queda seleccionada</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>Arrastrar</translation>
    </message>
    <message>
        <source>Word, edge, bar of a line; on the wave: select</source>
        <translation>Palabra, borde, barra del verso; en la onda, seleccionar</translation>
    </message>
    <message>
        <source>Alt or Shift + drag</source>
        <translation>Alt o Mayús + arrastrar</translation>
    </message>
    <message>
        <source>The edge shared by two words</source>
        <translation>El borde común de dos palabras</translation>
    </message>
    <message>
        <source>Ctrl + drag</source>
        <translation>Ctrl + arrastrar</translation>
    </message>
    <message>
        <source>All from this word on</source>
        <translation>Todo desde esta palabra</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Mayús + clic</translation>
    </message>
    <message>
        <source>The selected word begins there</source>
        <translation>La palabra seleccionada empieza ahí</translation>
    </message>
    <message>
        <source>Ctrl + click</source>
        <translation>Ctrl + clic</translation>
    </message>
    <message>
        <source>The selected word ends there</source>
        <translation>La palabra seleccionada acaba ahí</translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation>Ctrl + rueda</translation>
    </message>
    <message>
        <source>Closer, wider</source>
        <translation>Más cerca, más lejos</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Search: a command or a key</source>
        <translation>Buscar: una orden o una tecla</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>Give this key</source>
        <translation>Dar esta tecla</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Sin teclas</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>Como estaba</translation>
    </message>
    <message>
        <source>All as they were</source>
        <translation>Todas como estaban</translation>
    </message>
    <message>
        <source>Press a key:</source>
        <translation>Pulsa una tecla:</translation>
    </message>
    <message>
        <source>{key} already belongs to {names}, which would lose it.</source>
        <translation>{key} ya es de {names}, que la perdería.</translation>
    </message>
    <message>
        <source>Give it anyway</source>
        <translation>Darla de todos modos</translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message>
        <source>quejío</source>
        <translation>quejío</translation>
    </message>
    <message>
        <source>jaleo</source>
        <translation>jaleo</translation>
    </message>
    <message>
        <source>not sung</source>
        <translation>no cantado</translation>
    </message>
</context>
<context>
    <name>LetraDialog</name>
    <message>
        <source>Paste the letra</source>
        <translation>Pegar la letra</translation>
    </message>
    <message>
        <source>Which words are sung?</source>
        <translation>¿Qué letra se canta?</translation>
    </message>
    <message>
        <source>One verse a line. Verses that are sung again or in another order are found; what is not in the letra stays as it was recognised.</source>
        <translation>Un verso en cada línea. Se encuentran los que se repiten o cambian de orden; lo que no está en la letra queda como se transcribió.</translation>
    </message>
    <message>
        <source>Paste or type the letra here</source>
        <translation>Pega o escribe aquí la letra</translation>
    </message>
    <message>
        <source>Letra</source>
        <translation>Letra</translation>
    </message>
    <message>
        <source>Where it is sung</source>
        <translation>Dónde se canta</translation>
    </message>
    <message>
        <source>Align and take over</source>
        <translation>Ajustar y aceptar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Nothing has been recognised yet: the letra is aligned to the whole recording.</source>
        <translation>Aún no hay nada transcrito: la letra se ajusta a toda la grabación.</translation>
    </message>
    <message>
        <source>None of these verses was found in what was recognised.</source>
        <translation>Ninguno de estos versos está en lo transcrito.</translation>
    </message>
    <message>
        <source>Verses found: {count}.</source>
        <translation>Versos encontrados: {count}.</translation>
    </message>
    <message>
        <source>Verses found: {count}. Not sung here: {lines}</source>
        <translation>Versos encontrados: {count}. No se cantan aquí: {lines}</translation>
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
    <name>ListeningPage</name>
    <message>
        <source>What is sung</source>
        <translation>Lengua que se canta</translation>
    </message>
    <message>
        <source>Where to listen</source>
        <translation>Dónde escuchar</translation>
    </message>
    <message>
        <source>Take the voice out of the band first</source>
        <translation>Separar antes la voz del acompañamiento</translation>
    </message>
    <message>
        <source>Words to expect</source>
        <translation>Palabras que pueden salir</translation>
    </message>
    <message>
        <source>The words of the cante again</source>
        <translation>Volver a las palabras del cante</translation>
    </message>
    <message>
        <source>Words are then timed by the voice alone. It takes long without a graphics card, and a network of 300 MB is fetched the first time.</source>
        <translation>Así los tiempos de las palabras salen de la voz sola. Sin tarjeta gráfica tarda mucho, y la primera vez se descarga una red de 300 MB.</translation>
    </message>
    <message>
        <source>Told to the model before it listens, so that it knows names and words that everyday speech has not. The demonstration model is told nothing.</source>
        <translation>Se le dicen al modelo antes de escuchar, para que conozca nombres y palabras que no son del habla corriente. Al modelo de demostración no se le dice nada.</translation>
    </message>
    <message>
        <source>Wherever there is any sign of a voice</source>
        <translation>Donde haya cualquier señal de voz</translation>
    </message>
    <message>
        <source>Where pyannote hears speech (loses verses)</source>
        <translation>Donde pyannote oiga hablar (pierde versos)</translation>
    </message>
    <message>
        <source>Where Silero hears speech (loses verses)</source>
        <translation>Donde Silero oiga hablar (pierde versos)</translation>
    </message>
    <message>
        <source>Everywhere, the guitar too</source>
        <translation>En todas partes, también en la guitarra</translation>
    </message>
</context>
<context>
    <name>LyricDocument</name>
    <message>
        <source>Correct word</source>
        <translation>Corregir palabra</translation>
    </message>
    <message>
        <source>Retype line</source>
        <translation>Corregir verso</translation>
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
        <source>Move word to the line above</source>
        <translation>Pasar palabra al verso de arriba</translation>
    </message>
    <message>
        <source>Move word to the line below</source>
        <translation>Pasar palabra al verso de abajo</translation>
    </message>
    <message>
        <source>Repeat line</source>
        <translation>Repetir verso</translation>
    </message>
    <message>
        <source>Move line</source>
        <translation>Mover verso</translation>
    </message>
    <message>
        <source>Move edge</source>
        <translation>Mover borde</translation>
    </message>
    <message>
        <source>Set onset</source>
        <translation>Fijar comienzo</translation>
    </message>
    <message>
        <source>Set offset</source>
        <translation>Fijar final</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Desplazar</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>Estirar</translation>
    </message>
    <message>
        <source>Tap</source>
        <translation>Marcar al compás</translation>
    </message>
    <message>
        <source>Recognise again</source>
        <translation>Transcribir de nuevo</translation>
    </message>
    <message>
        <source>Take the letra</source>
        <translation>Tomar la letra</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Reemplazar</translation>
    </message>
    <message>
        <source>Mark line</source>
        <translation>Marcar verso</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Marcar</translation>
    </message>
    <message>
        <source>{what} “{words}”</source>
        <translation>{what} «{words}»</translation>
    </message>
    <message>
        <source>{count} lines</source>
        <translation>{count} versos</translation>
    </message>
</context>
<context>
    <name>LyricsExport</name>
    <message>
        <source>Without &amp;jaleos and what is not sung</source>
        <translation>Sin &amp;jaleos ni lo que no se canta</translation>
    </message>
    <message>
        <source>Export the lyrics</source>
        <translation>Exportar la letra</translation>
    </message>
    <message>
        <source>The lyrics are in “{path}”.</source>
        <translation>La letra está en «{path}».</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Hear a cante and read it, word by word. Everything happens on this machine.</source>
        <translation>Oye un cante y léelo palabra por palabra. Todo pasa en este ordenador.</translation>
    </message>
</context>
<context>
    <name>MelodyStrip</name>
    <message>
        <source>Listening for the melody…</source>
        <translation>Escuchando la melodía…</translation>
    </message>
</context>
<context>
    <name>Menus</name>
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
        <source>“{device}” has gone, so the song waits.</source>
        <translation>«{device}» ya no está, así que el cante espera.</translation>
    </message>
    <message>
        <source>Press play to go on with “{other}”, or choose another output.</source>
        <translation>Dale a reproducir para seguir por «{other}», o elige otra salida.</translation>
    </message>
    <message>
        <source>Connect it again, or something else to listen with, and press play.</source>
        <translation>Conéctalo de nuevo, u otra cosa con la que oír, y dale a reproducir.</translation>
    </message>
    <message>
        <source>“{path}” breaks off here: the file is not whole.</source>
        <translation>«{path}» se corta aquí: el archivo no está entero.</translation>
    </message>
    <message>
        <source>Copy or fetch it again to hear the rest.</source>
        <translation>Vuelve a copiarlo o a descargarlo para oír el resto.</translation>
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
        <source>The model “{model}” is the one in use.</source>
        <translation>El modelo «{model}» es el que se está usando.</translation>
    </message>
    <message>
        <source>Go back to another one first, then delete it.</source>
        <translation>Vuelve antes a otro y después bórralo.</translation>
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
        <source>The picture of the voice could not be drawn ({reason}).</source>
        <translation>No se ha podido dibujar la imagen de la voz ({reason}).</translation>
    </message>
    <message>
        <source>Close other programs to free memory, then switch it off and on again.</source>
        <translation>Cierra otros programas para liberar memoria y vuelve a activarla.</translation>
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
        <source>The details are in the program&apos;s log.</source>
        <translation>Los detalles están en el registro del programa.</translation>
    </message>
    <message>
        <source>Words keep their order and never overlap.</source>
        <translation>Las palabras guardan su orden y nunca se pisan.</translation>
    </message>
    <message>
        <source>There are no words in it.</source>
        <translation>No hay ninguna palabra.</translation>
    </message>
    <message>
        <source>Type at least one, or leave with Escape.</source>
        <translation>Escribe al menos una, o sal con Escape.</translation>
    </message>
    <message>
        <source>“{word}…” is longer than the {most} characters that a word may have.</source>
        <translation>«{word}…» pasa de los {most} caracteres que puede tener una palabra.</translation>
    </message>
    <message>
        <source>Put spaces between its words, or shorten it.</source>
        <translation>Sepárala con espacios, o acórtala.</translation>
    </message>
    <message>
        <source>That is too much for one line, which takes up to {most} words.</source>
        <translation>Es demasiado para un verso, en el que caben {most} palabras.</translation>
    </message>
    <message>
        <source>A whole letra goes in with “Paste the letra”.</source>
        <translation>Una letra entera se mete con «Pegar la letra».</translation>
    </message>
    <message>
        <source>That is too much for one recording, which takes up to {most} lines.</source>
        <translation>Es demasiado para una grabación, en la que caben {most} versos.</translation>
    </message>
    <message>
        <source>Paste only what is sung in it.</source>
        <translation>Pega solo lo que se canta en ella.</translation>
    </message>
    <message>
        <source>“{word}” holds characters that cannot be seen.</source>
        <translation>«{word}» tiene caracteres que no se ven.</translation>
    </message>
    <message>
        <source>Type it anew instead of pasting it.</source>
        <translation>Escríbela de nuevo en vez de pegarla.</translation>
    </message>
    <message>
        <source>“{word}” is written from right to left, and these lines are not.</source>
        <translation>«{word}» se escribe de derecha a izquierda, y estos versos no.</translation>
    </message>
    <message>
        <source>Write it in Latin letters, as it sounds.</source>
        <translation>Escríbela con letras latinas, como suena.</translation>
    </message>
    <message>
        <source>There is no such line any more.</source>
        <translation>Ese verso ya no está.</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>Elige otro.</translation>
    </message>
    <message>
        <source>There is no such place in this word or line.</source>
        <translation>No hay tal sitio en esta palabra o verso.</translation>
    </message>
    <message>
        <source>There is nothing beyond it to join or move to.</source>
        <translation>Más allá no hay nada con lo que unir ni adonde pasar.</translation>
    </message>
    <message>
        <source>There is no time left here between the words beside it.</source>
        <translation>Aquí no queda tiempo entre las palabras de al lado.</translation>
    </message>
    <message>
        <source>Move those first, or make them shorter.</source>
        <translation>Mueve antes esas, o acórtalas.</translation>
    </message>
    <message>
        <source>That is no time in seconds.</source>
        <translation>Eso no es un tiempo en segundos.</translation>
    </message>
    <message>
        <source>That time is outside the recording.</source>
        <translation>Ese momento está fuera de la grabación.</translation>
    </message>
    <message>
        <source>Choose one between its beginning and its end.</source>
        <translation>Elige uno entre su principio y su final.</translation>
    </message>
    <message>
        <source>A word cannot end before it begins.</source>
        <translation>Una palabra no puede acabar antes de empezar.</translation>
    </message>
    <message>
        <source>Set its onset first.</source>
        <translation>Pon antes su comienzo.</translation>
    </message>
    <message>
        <source>A word cannot begin after it ends.</source>
        <translation>Una palabra no puede empezar después de acabar.</translation>
    </message>
    <message>
        <source>Set its offset first.</source>
        <translation>Pon antes su final.</translation>
    </message>
    <message>
        <source>The words have changed meanwhile, so this was not done.</source>
        <translation>Las palabras han cambiado mientras tanto, así que esto no se ha hecho.</translation>
    </message>
    <message>
        <source>Do it once more where they stand now.</source>
        <translation>Hazlo otra vez donde están ahora.</translation>
    </message>
    <message>
        <source>No singing was found there, so the words stay as they were.</source>
        <translation>Ahí no se ha encontrado cante, así que las palabras se quedan como estaban.</translation>
    </message>
    <message>
        <source>Try a longer stretch, or another model.</source>
        <translation>Prueba con un tramo más largo, o con otro modelo.</translation>
    </message>
</context>
<context>
    <name>ModelMenu</name>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
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
        <source>Rename…</source>
        <translation>Cambiar el nombre…</translation>
    </message>
    <message>
        <source>Delete it from this machine</source>
        <translation>Borrarlo de este equipo</translation>
    </message>
    <message>
        <source>Delete it (go back to another one first)</source>
        <translation>Borrarlo (antes hay que volver a otro)</translation>
    </message>
    <message>
        <source>Hugging Face folder…</source>
        <translation>Carpeta de Hugging Face…</translation>
    </message>
    <message>
        <source>CTranslate2 folder…</source>
        <translation>Carpeta de CTranslate2…</translation>
    </message>
    <message>
        <source>OpenAI&apos;s .pt…</source>
        <translation>.pt de OpenAI…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar el nombre</translation>
    </message>
    <message>
        <source>What shall it be called?</source>
        <translation>¿Cómo se va a llamar?</translation>
    </message>
    <message>
        <source>Where shall its folder be put?</source>
        <translation>¿Dónde se pone su carpeta?</translation>
    </message>
    <message>
        <source>Export for OpenAI&apos;s whisper</source>
        <translation>Exportar para el whisper de OpenAI</translation>
    </message>
    <message>
        <source>Delete a model</source>
        <translation>Borrar un modelo</translation>
    </message>
    <message>
        <source>Delete “{title}”? What it has learned goes with it. The lines that it learned from stay.</source>
        <translation>¿Borrar «{title}»? Lo que ha aprendido se va con él. Los versos de los que aprendió se quedan.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Conservarlo</translation>
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
</context>
<context>
    <name>ModelSigns</name>
    <message>
        <source>no NVIDIA driver</source>
        <translation>sin controlador de NVIDIA</translation>
    </message>
    <message>
        <source>no NVIDIA GPU</source>
        <translation>sin GPU de NVIDIA</translation>
    </message>
    <message>
        <source>the NVIDIA driver does not answer</source>
        <translation>el controlador de NVIDIA no responde</translation>
    </message>
    <message>
        <source>no Apple GPU</source>
        <translation>sin GPU de Apple</translation>
    </message>
    <message>
        <source>as asked</source>
        <translation>como pediste</translation>
    </message>
    <message>
        <source>the GPU ran out of memory</source>
        <translation>a la GPU se le acabó la memoria</translation>
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
        <source>Exporting…</source>
        <translation>Exportando…</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>faltan {time}</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>Exportado a {path}</translation>
    </message>
    <message>
        <source>Checked: it is whole.</source>
        <translation>Comprobado: está entero.</translation>
    </message>
    <message>
        <source>{base}, taught with {time} of cante</source>
        <translation>{base}, enseñado con {time} de cante</translation>
    </message>
    <message>
        <source> by {singers}</source>
        <translation> de {singers}</translation>
    </message>
    <message>
        <source>data {print}</source>
        <translation>datos {print}</translation>
    </message>
    <message>
        <source>Wrong words {before} → {after}</source>
        <translation>Palabras mal {before} → {after}</translation>
    </message>
    <message>
        <source>letters {before} → {after}</source>
        <translation>letras {before} → {after}</translation>
    </message>
    <message>
        <source>invented {before} → {after}</source>
        <translation>inventadas {before} → {after}</translation>
    </message>
    <message>
        <source>other singing {before} → {after}</source>
        <translation>otros cantes {before} → {after}</translation>
    </message>
    <message>
        <source>Words begin {before} → {after} beside the voice</source>
        <translation>Las palabras empiezan a {before} → {after} de la voz</translation>
    </message>
    <message>
        <source>end {before} → {after} beside it</source>
        <translation>acaban a {before} → {after}</translation>
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
        <source>A larger Whisper hears more and takes longer. One taught your singer is better still.</source>
        <translation>Un Whisper más grande oye más y tarda más. Uno al que le has enseñado tu cantaor es mejor todavía.</translation>
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
        <source>The marked one is used from now on.</source>
        <translation>El marcado es el que se usa desde ahora.</translation>
    </message>
    <message>
        <source>Use the model that was in use before</source>
        <translation>Usar el modelo que se usaba antes</translation>
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
        <source>An archive, or OpenAI&apos;s .pt…</source>
        <translation>Un archivo comprimido o un .pt de OpenAI…</translation>
    </message>
    <message>
        <source>Where from…</source>
        <translation>De dónde…</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>Usar este</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Go back to “{title}”</source>
        <translation>Volver a «{title}»</translation>
    </message>
    <message>
        <source>From Hugging Face</source>
        <translation>De Hugging Face</translation>
    </message>
    <message>
        <source>The model&apos;s name, such as owner/name:</source>
        <translation>El nombre del modelo, como autor/nombre:</translation>
    </message>
    <message>
        <source>A name on Hugging Face has two parts, like owner/name.</source>
        <translation>Un nombre de Hugging Face tiene dos partes, como autor/nombre.</translation>
    </message>
    <message>
        <source>Archive of a model, or OpenAI&apos;s .pt</source>
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
    <name>Notes</name>
    <message>
        <source>C C♯ D E♭ E F F♯ G A♭ A B♭ B</source>
        <translation>do do♯ re mi♭ mi fa fa♯ sol la♭ la si♭ si</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>The whole recording</source>
        <translation>La grabación entera</translation>
    </message>
</context>
<context>
    <name>PlayerBar</name>
    <message>
        <source>Stop recognising</source>
        <translation>Parar la transcripción</translation>
    </message>
    <message>
        <source>Output, balance, words and sound together</source>
        <translation>Salida, balance, letra y sonido a la vez</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>The words wait so long for the sound of this output</source>
        <translation>La letra espera esto al sonido de esta salida</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Preferencias</translation>
    </message>
    <message>
        <source>Reviewing</source>
        <translation>Repaso</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Escucha</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
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
        <source>Taking the voice out of the band</source>
        <translation>Separando la voz del acompañamiento</translation>
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
    <name>ResultPage</name>
    <message>
        <source>It places words better now</source>
        <translation>Ahora sitúa mejor las palabras</translation>
    </message>
    <message>
        <source>It understands better now</source>
        <translation>Ahora entiende mejor</translation>
    </message>
    <message>
        <source>Use it, and the next transcription is its own. The model before stays; you can go back to it under Models.</source>
        <translation>Úsalo y la próxima transcripción será suya. El modelo de antes se queda; puedes volver a él en Modelos.</translation>
    </message>
    <message>
        <source>It is not better yet</source>
        <translation>Todavía no es mejor</translation>
    </message>
    <message>
        <source>So the program goes on with the model that it has. Nothing you checked is lost: more lines, and it can try again.</source>
        <translation>Así que el programa sigue con el modelo que tiene. No se pierde nada de lo que has dado por bueno: con más versos puede volver a intentarlo.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Después</translation>
    </message>
    <message>
        <source>It reads the test lines as before.</source>
        <translation>Lee los versos de la prueba igual que antes.</translation>
    </message>
    <message>
        <source>Lines that it reads otherwise than before ({shown} of {all}):</source>
        <translation>Versos que lee de otra forma que antes ({shown} de {all}):</translation>
    </message>
    <message>
        <source>Lines that it reads otherwise than before:</source>
        <translation>Versos que lee de otra forma que antes:</translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation>(nada)</translation>
    </message>
    <message>
        <source>(nobody sings)</source>
        <translation>(nadie canta)</translation>
    </message>
    <message>
        <source>before: {before}
now: {after}</source>
        <translation>antes: {before}
ahora: {after}</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Underline words that the recogniser is less sure of than</source>
        <translation>Subrayar las palabras de las que el reconocedor está menos seguro que</translation>
    </message>
    <message>
        <source>Play each line on coming to it</source>
        <translation>Oír cada verso al llegar a él</translation>
    </message>
    <message>
        <source>Repeat it until going on</source>
        <translation>Repetirlo hasta seguir</translation>
    </message>
    <message>
        <source>Begin before the line by</source>
        <translation>Empezar antes del verso</translation>
    </message>
</context>
<context>
    <name>ScreensMenu</name>
    <message>
        <source>Theatre &amp;on</source>
        <translation>Te&amp;atro en</translation>
    </message>
    <message>
        <source>Another screen, if there is one</source>
        <translation>Otra pantalla, si la hay</translation>
    </message>
    <message>
        <source>This window&apos;s screen</source>
        <translation>La pantalla de esta ventana</translation>
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
    <name>Shelf</name>
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
</context>
<context>
    <name>ShiftDialog</name>
    <message>
        <source>Shift by an exact time</source>
        <translation>Desplazar un tiempo exacto</translation>
    </message>
    <message>
        <source>By how much; with a minus, earlier</source>
        <translation>Cuánto; con un menos, antes</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>milisegundos</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>segundos</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unidad</translation>
    </message>
    <message>
        <source>By</source>
        <translation>En</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Dejarlo</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Desplazar</translation>
    </message>
    <message>
        <source>later</source>
        <translation>después</translation>
    </message>
    <message>
        <source>earlier</source>
        <translation>antes</translation>
    </message>
    <message>
        <source>There is room for {most} ms {way} only, before the next word or the end of the recording.</source>
        <translation>Solo hay sitio para {most} ms {way}, hasta la palabra siguiente o el final de la grabación.</translation>
    </message>
    <message>
        <source>There is room for {most} ms {way} only, after the word before or the beginning.</source>
        <translation>Solo hay sitio para {most} ms {way}, hasta la palabra anterior o el principio.</translation>
    </message>
    <message>
        <source>From {start} – {end} to {new_start} – {new_end}</source>
        <translation>De {start} – {end} a {new_start} – {new_end}</translation>
    </message>
</context>
<context>
    <name>SoundPanel</name>
    <message>
        <source>Where it is heard</source>
        <translation>Por dónde se oye</translation>
    </message>
    <message>
        <source>Left and right</source>
        <translation>Izquierda y derecha</translation>
    </message>
    <message>
        <source>Words and sound together</source>
        <translation>Letra y sonido a la vez</translation>
    </message>
    <message>
        <source>Balance between left and right</source>
        <translation>Balance entre izquierda y derecha</translation>
    </message>
    <message>
        <source>Balance; a double click puts it in the middle</source>
        <translation>Balance; con doble clic vuelve al centro</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Izq.</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Der.</translation>
    </message>
    <message>
        <source>The same on both sides (mono)</source>
        <translation>Lo mismo en los dos lados (mono)</translation>
    </message>
    <message>
        <source>Sooner</source>
        <translation>Antes</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Después</translation>
    </message>
    <message>
        <source>Wireless? Set it by tapping…</source>
        <translation>¿Inalámbrico? Ajústalo a golpes…</translation>
    </message>
    <message>
        <source>As the system: {output}</source>
        <translation>Como el sistema: {output}</translation>
    </message>
    <message>
        <source>Nothing to listen with is connected</source>
        <translation>No hay nada conectado con lo que oír</translation>
    </message>
    <message>
        <source>The words wait {time} ms.</source>
        <translation>La letra espera {time} ms.</translation>
    </message>
    <message>
        <source>The words go {time} ms ahead.</source>
        <translation>La letra va {time} ms por delante.</translation>
    </message>
    <message>
        <source>The words come with the sound.</source>
        <translation>La letra va con el sonido.</translation>
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
        <source>the system&apos;s, such as http://proxy:3128</source>
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
        <source>Forms converted from them take {size}; they are made again when needed.</source>
        <translation>Las formas convertidas a partir de ellos ocupan {size}; se vuelven a hacer cuando hacen falta.</translation>
    </message>
    <message>
        <source>Throw them away</source>
        <translation>Tirarlas</translation>
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
    <name>SpectrogramStrip</name>
    <message>
        <source>Drawing the spectrogram…</source>
        <translation>Dibujando el espectrograma…</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>{title} – theatre</source>
        <translation>{title} – teatro</translation>
    </message>
</context>
<context>
    <name>TapBar</name>
    <message>
        <source>Tap</source>
        <translation>Marcar</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Quitar la última</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Tap mode. Get ready: press Space as each word begins, and hold it as long as it lasts.</source>
        <translation>Modo de marcar. Prepárate: pulsa Espacio al empezar cada palabra y mantenlo mientras dure.</translation>
    </message>
    <message>
        <source>Tap mode. Space: the next word. Backspace: take one back. Esc: done.</source>
        <translation>Modo de marcar. Espacio: la palabra siguiente. Retroceso: quitar la última. Esc: hecho.</translation>
    </message>
</context>
<context>
    <name>Teaching</name>
    <message>
        <source>From now on the model that you taught listens. Transcribe again to hear with it.</source>
        <translation>Desde ahora escucha el modelo al que has enseñado. Vuelve a transcribir para oír con él.</translation>
    </message>
    <message>
        <source>Learning {percent} %</source>
        <translation>Aprendiendo {percent} %</translation>
    </message>
    <message>
        <source>Learning…</source>
        <translation>Aprendiendo…</translation>
    </message>
    <message>
        <source>It has learnt</source>
        <translation>Ya ha aprendido</translation>
    </message>
    <message>
        <source>Learning has stopped</source>
        <translation>Ha dejado de aprender</translation>
    </message>
    <message>
        <source>Learning was interrupted</source>
        <translation>El aprendizaje se interrumpió</translation>
    </message>
    <message>
        <source>Learning waits</source>
        <translation>El aprendizaje espera</translation>
    </message>
    <message>
        <source>The model has learnt from your corrections.</source>
        <translation>El modelo ha aprendido de tus correcciones.</translation>
    </message>
    <message>
        <source>See what</source>
        <translation>Ver qué</translation>
    </message>
    <message>
        <source>The model could not go on learning.</source>
        <translation>El modelo no ha podido seguir aprendiendo.</translation>
    </message>
    <message>
        <source>See why</source>
        <translation>Ver por qué</translation>
    </message>
    <message>
        <source>Learning was interrupted; nothing is lost.</source>
        <translation>El aprendizaje se interrumpió; no se ha perdido nada.</translation>
    </message>
    <message>
        <source>Go on…</source>
        <translation>Seguir…</translation>
    </message>
    <message>
        <source>So many checked lines: the model could learn from them.</source>
        <translation>Con tantos versos dados por buenos, el modelo podría aprender de ellos.</translation>
    </message>
    <message>
        <source>Teach it…</source>
        <translation>Enseñarle…</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Lines it has never learnt, as it understands them now:</source>
        <translation>Versos que nunca ha aprendido, como los entiende ahora:</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Stop and keep the best</source>
        <translation>Parar y quedarse con lo mejor</translation>
    </message>
    <message>
        <source>Let it go on learning when I close the program</source>
        <translation>Que siga aprendiendo cuando cierre el programa</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>It was interrupted</source>
        <translation>Se interrumpió</translation>
    </message>
    <message>
        <source>It could not go on</source>
        <translation>No ha podido seguir</translation>
    </message>
    <message>
        <source>It has learnt</source>
        <translation>Ya ha aprendido</translation>
    </message>
    <message>
        <source>It waits</source>
        <translation>Está esperando</translation>
    </message>
    <message>
        <source>It is learning</source>
        <translation>Está aprendiendo</translation>
    </message>
    <message>
        <source>Nothing is lost: it goes on from where it was kept last.</source>
        <translation>No se ha perdido nada: sigue desde lo último que se guardó.</translation>
    </message>
    <message>
        <source>Go on after you have seen to it, or discard it and begin again.</source>
        <translation>Sigue cuando lo hayas arreglado, o descártalo y empieza de nuevo.</translation>
    </message>
    <message>
        <source>The machine was switched off, or ran out of memory, or the program was told to end it.</source>
        <translation>Se apagó el ordenador, faltó memoria, o se le pidió al programa que lo acabara.</translation>
    </message>
    <message>
        <source>Memory is short, so it learns in smaller bites; the result is the same.</source>
        <translation>La memoria anda justa y aprende a bocados más pequeños; el resultado es el mismo.</translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation>(nada)</translation>
    </message>
</context>
<context>
    <name>TypefaceDialog</name>
    <message>
        <source>Typeface of the verses</source>
        <translation>Tipo de letra de los versos</translation>
    </message>
    <message>
        <source>The verses in the window change as you choose.</source>
        <translation>Los versos de la ventana cambian mientras eliges.</translation>
    </message>
    <message>
        <source>A book serif, as the house has it</source>
        <translation>Una letra de libro, la de la casa</translation>
    </message>
    <message>
        <source>Another one:</source>
        <translation>Otra:</translation>
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
    <name>VoiceAlone</name>
    <message>
        <source>A voice is being taken out of its band. It can be heard as soon as that is done.</source>
        <translation>Se está separando una voz de su acompañamiento. Se podrá oír en cuanto esté.</translation>
    </message>
    <message>
        <source>The voice of this recording has not been taken out of its band yet. That takes some minutes and is done once; the network for it, 300 MB, is fetched the first time.</source>
        <translation>La voz de esta grabación aún no se ha separado del acompañamiento. Lleva unos minutos y se hace una sola vez; la red que lo hace, de 300 MB, se descarga la primera vez.</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>Separarla</translation>
    </message>
    <message>
        <source>The network that takes voices out could not be fetched from {source} ({reason}): connect this machine to the internet, then try again.</source>
        <translation>La red que separa las voces no se ha podido descargar de {source} ({reason}): conecta este equipo a internet e inténtalo otra vez.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentarlo otra vez</translation>
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
<context>
    <name>Writing</name>
    <message>
        <source>Every word is in the dictionary.</source>
        <translation>Todas las palabras están en el diccionario.</translation>
    </message>
    <message>
        <source>Nothing like it in the dictionary</source>
        <translation>Nada parecido en el diccionario</translation>
    </message>
    <message>
        <source>“{word}” is right: add it to my words</source>
        <translation>«{word}» está bien: añadirla a mis palabras</translation>
    </message>
    <message>
        <source>“{old}” became “{new}” twice. It stands in {count} more places.</source>
        <translation>Has cambiado «{old}» por «{new}» dos veces. Está en {count} lugares más.</translation>
    </message>
    <message>
        <source>“{old}” became “{new}” twice. It stands in one more place.</source>
        <translation>Has cambiado «{old}» por «{new}» dos veces. Está en un lugar más.</translation>
    </message>
    <message>
        <source>Correct all</source>
        <translation>Corregir todas</translation>
    </message>
    <message>
        <source>One by one…</source>
        <translation>Una a una…</translation>
    </message>
    <message>
        <source>{places} places replaced.</source>
        <translation>{places} lugares reemplazados.</translation>
    </message>
    <message>
        <source>{places} places in {recordings} recordings replaced.</source>
        <translation>{places} lugares reemplazados en {recordings} grabaciones.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
</context>
</TS>
