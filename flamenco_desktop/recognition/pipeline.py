"""From a recording to lyrics: decode, find the singing, recognise, align, end the words, break the lines."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from flamenco_desktop import __version__
from flamenco_desktop.audio import voices
from flamenco_desktop.errors import CancelledError
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance
from flamenco_desktop.lyrics.vocabulary import PROMPT
from flamenco_desktop.models import store
from flamenco_desktop.recognition import devices, isolation, known_text, singing
from flamenco_desktop.recognition.aligner import RATE, Aligner
from flamenco_desktop.recognition.detectors import Detector, open_detector
from flamenco_desktop.recognition.placing import in_order, moved
from flamenco_desktop.recognition.recogniser import WINDOW, Recogniser, open_recogniser
from flamenco_desktop.recognition.singing import Span
from flamenco_desktop.recognition.sound import Sound
from flamenco_desktop.recognition.transcription import Ears, TimeLeft, Transcription
from flamenco_desktop.wire import Options

_LINES_AT_ONCE = 16


class Listener(Protocol):
    """Who waits for the lyrics."""

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """How far `stage` (`wire.Progress` names them) is, in [0, 1]."""
        ...

    def lines(self, lines: tuple[Line, ...]) -> None:
        """Lines that are done; they follow those told before."""
        ...

    def cancelled(self) -> bool:
        """Whether nobody waits any more."""
        ...


class Silent:
    """A listener who only wants the result."""

    def progress(self, stage: str, fraction: float, seconds_left: float | None) -> None:
        """Nothing."""

    def lines(self, lines: tuple[Line, ...]) -> None:
        """Nothing."""

    def cancelled(self) -> bool:
        """Never."""
        return False


class Pipeline:
    """The models that `options` name, loaded when first needed and kept.

    Making one only looks the names up: raises ModelMissingError, ModelBrokenError, DeviceMissingError.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        """How to recognise; may be replaced between jobs by others that it `suits`."""
        self.device = devices.choose(self.options.device)
        self.aligner_model = store.aligner(self.options.aligner)
        self._recogniser_model: store.Model | None = None
        self._tested = False
        self._recogniser: Recogniser | None = None
        self._aligner: Aligner | None = None
        self._detector: Detector | None = None
        self._separator: isolation.Separator | None = None

    def suits(self, options: Options) -> bool:
        """Whether the models of `options` are these; the rest of the options may be set anew."""
        own = self.options
        return (own.model, own.aligner, own.device) == (options.model, options.aligner, options.device)

    @property
    def recogniser_model(self) -> store.Model:
        """The recogniser's model; looked up when needed, for known words need none."""
        if self._recogniser_model is None:
            self._recogniser_model = store.recogniser(self.options.model)
        return self._recogniser_model

    def load(self, listener: Listener | None = None) -> None:
        """Load both models. Raises ModelMissingError, ModelBrokenError, WriteFailedError, CancelledError."""
        self._load_recogniser(listener or Silent())
        self._load_aligner(listener or Silent())

    def transcribe(
        self,
        path: Path | str,
        listener: Listener | None = None,
        start: float = 0.0,
        end: float | None = None,
    ) -> Lyrics:
        """Lyrics of the recording between `start` and `end` (None: its end), told line by line to `listener`.

        Raises what `decode.load` and `load` raise, and CancelledError.
        """
        listener = listener or Silent()
        model = self.recogniser_model
        _stop_if(listener)
        listener.progress("decoding", 0.0, None)
        with ExitStack() as stack:
            mix = stack.enter_context(Sound(path, start, end))
            _stop_if(listener)
            listener.progress("decoding", 1.0, 0.0)
            ears = Ears(
                self._load_recogniser(listener),
                self._load_aligner(listener),
                min(WINDOW, model.window),
                self.options.language,
                self._prompt(model),
                self._find_detector(),
                self.options.singing == "everything",
            )
            alone = self._alone(path, mix, end is None and start <= 0.0, stack, listener)
            lines: list[Line] = []
            work = Transcription(
                ears,
                mix,
                alone,
                listener.cancelled,
                lambda fraction, left: listener.progress("recognising", fraction, left),
            )
            for new in work.lines():
                lines += new
                listener.lines(new)
        _stop_if(listener)
        return self._lyrics(lines, "recognised", model.name)

    def align(
        self,
        path: Path | str,
        texts: Sequence[str],
        start: float = 0.0,
        end: float | None = None,
        listener: Listener | None = None,
    ) -> Lyrics:
        """Times for known lines, sung in this order between `start` and `end` (None: the recording's end).

        Empty lines are left out. Raises what `decode.load` and `load` raise, and CancelledError.
        """
        listener = listener or Silent()
        texts = [" ".join(text.split()) for text in texts if text.strip()]
        _stop_if(listener)
        listener.progress("decoding", 0.0, None)
        with ExitStack() as stack:
            mix = stack.enter_context(Sound(path, start, end))
            sound = self._alone(path, mix, end is None and start <= 0.0, stack, listener) or mix
            samples = sound.read(mix.end - mix.start + 1.0, listener.cancelled)
        listener.progress("decoding", 1.0, 0.0)
        aligner = self._load_aligner(listener)
        whole = Span(0.0, len(samples) / RATE)
        activity = singing.listen(samples)
        left = TimeLeft()
        emissions, frame = aligner.emissions(
            samples,
            listener.cancelled,
            lambda fraction: listener.progress("aligning", 0.8 * fraction, left.after(0.8 * fraction)),
        )
        spelled = _places(texts, aligner)
        spans = known_text.find_lines(
            aligner, emissions, frame, whole, [texts[place] for place in spelled], listener.cancelled
        )
        lines: list[Line] = []
        floor = whole.start
        placed = _with_unspelled(texts, dict(zip(spelled, spans, strict=True)), whole)
        for first in range(0, len(texts), _LINES_AT_ONCE):
            _stop_if(listener)
            part = slice(first, first + _LINES_AT_ONCE)
            wanted = [(span, text.split()) for span, text in zip(placed[part], texts[part], strict=True)]
            until = placed[part.stop].start if part.stop < len(placed) else whole.end
            for words in aligner.align_lines(emissions, wanted, 0.0, activity, until, given=True):
                words = in_order(words, floor, max(whole.end, words[-1].end))
                floor = words[-1].end
                lines.append(Line(tuple(moved(word, mix.start) for word in words)))
                listener.lines((lines[-1],))
            fraction = 0.8 + 0.2 * len(lines) / len(texts)
            listener.progress("aligning", fraction, left.after(fraction))
        return self._lyrics(lines, "aligned", "")

    def isolate(self, path: Path | str, listener: Listener | None = None) -> Path:
        """Where the voice of the recording lies without its band, a FLAC file; made where it is not there.

        Raises what `isolation.Separator` and `isolation.isolate` raise.
        """
        listener = listener or Silent()
        network = self.options.isolation or voices.NETWORK
        kept = voices.place(path, network)
        if kept.is_file():
            with suppress(OSError):
                # Lately asked for: it is not among the first to go.
                kept.touch()
            return kept
        self._separate(path, kept, 0.0, None, listener)
        return kept

    def _alone(
        self, path: Path | str, mix: Sound, whole: bool, stack: ExitStack, listener: Listener
    ) -> Sound | None:
        """The voice of what `mix` reads, if it is to be isolated; a stretch by itself is not kept."""
        if not self.options.isolation:
            return None
        if whole or voices.place(path, self.options.isolation).is_file():
            return stack.enter_context(Sound(self.isolate(path, listener), mix.start, mix.end))
        target = Path(stack.enter_context(TemporaryDirectory(prefix="flamenco-"))) / "voice.flac"
        self._separate(path, target, mix.start, mix.end, listener)
        return stack.enter_context(Sound(target))

    def _separate(
        self, path: Path | str, target: Path, start: float, end: float | None, listener: Listener
    ) -> None:
        network = self.options.isolation or voices.NETWORK
        if self._separator is None or self._separator.name != network:
            listener.progress("loading", 0.0, None)
            self._test_device()
            self._separator = None
            self._separator = isolation.Separator(network, self.device)
        left = TimeLeft()
        listener.progress("isolating", 0.0, None)
        isolation.isolate(
            path,
            target,
            self._separator,
            start,
            end,
            listener.cancelled,
            lambda fraction: listener.progress("isolating", fraction, left.after(fraction)),
        )

    def _prompt(self, model: store.Model) -> str:
        """What the recogniser is told first; a model that never learnt to be told would be led astray."""
        if not model.prompted:
            return ""
        if self.options.prompt is None:
            return PROMPT if self.options.language == "es" else ""
        return self.options.prompt

    def _find_detector(self) -> Detector | None:
        if self.options.singing not in ("pyannote", "silero"):
            return None
        if self._detector is None:
            self._detector = open_detector(self.options.singing)
        return self._detector

    def _load_recogniser(self, listener: Listener) -> Recogniser:
        if self._recogniser is None:
            _stop_if(listener)
            listener.progress("loading", 0.0, None)
            self._test_device()
            self._recogniser = open_recogniser(self.recogniser_model, self.device, self._moved)
            listener.progress("loading", 0.5, None)
        return self._recogniser

    def _moved(self, device: devices.Device) -> None:
        """The recogniser goes on with another device: memory ran out on the one it was on."""
        self.device = device

    def _load_aligner(self, listener: Listener) -> Aligner:
        if self._aligner is None:
            _stop_if(listener)
            listener.progress("loading", 0.5, None)
            self._test_device()
            self._aligner = Aligner(self.aligner_model, self.device)
            listener.progress("loading", 1.0, 0.0)
        return self._aligner

    def _test_device(self) -> None:
        if not self._tested:
            self.device = devices.tested(self.device, fall_back=self.options.device == "auto")
            self._tested = True

    def _device_words(self) -> str:
        """What was computed on; the aligner may have had to go elsewhere than the recogniser."""
        placing = self._aligner.device if self._aligner is not None else self.device
        if placing.kind == self.device.kind:
            return self.device.words
        return f"{self.device.words}; {placing.words}"

    def _lyrics(self, lines: Sequence[Line], method: str, model: str) -> Lyrics:
        provenance = Provenance(
            method=method,
            model=model,
            aligner=self.aligner_model.name,
            device=self._device_words(),
            program=f"flamenco-desktop {__version__}",
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        return Lyrics(tuple(lines), self.options.language, provenance)


def _places(texts: Sequence[str], aligner: Aligner) -> list[int]:
    """Which of `texts` the aligner has letters for: "…" marks a voice without words, and has none."""
    return [place for place, text in enumerate(texts) if aligner.tokens(text)]


def _with_unspelled(texts: Sequence[str], found: dict[int, Span], whole: Span) -> list[Span]:
    """A span for each of `texts`: what has no letters lies between its neighbours."""
    spans: list[Span] = []
    for place in range(len(texts)):
        before = spans[-1].end if spans else whole.start
        after = next((found[later].start for later in range(place, len(texts)) if later in found), whole.end)
        spans.append(found.get(place, Span(before, max(before, after))))
    return spans


def _stop_if(listener: Listener) -> None:
    if listener.cancelled():
        raise CancelledError()
