"""What the embedded models make of the bundled recordings: python -m tests.benchmarks.bundled

Each is given to `flamenco-desktop transcribe`, as a listener would; the words and times are those that the
generator knows.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

from flamenco_desktop import bundled
from flamenco_desktop.lyrics.plain import lyrics_from_plain
from tests.benchmarks.table import Figure, show
from tests.truth import matched, truth_of, word_error_rate


def main() -> int:
    """Measure and print."""
    figures: list[Figure] = []
    for path in bundled.recordings():
        command = [sys.executable, "-m", "flamenco_desktop", "transcribe", str(path), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        heard = list(lyrics_from_plain(json.loads(done.stdout)).words())
        true = [word for line in truth_of(path) for word in line.words]
        texts = [word.text for word in true], [word.text for word in heard]
        errors = [abs(heard[at].start - true[of].start) for of, at in matched(*texts)]
        figures.append(Figure(f"{path.stem}: WER of {len(true)} words", 100 * word_error_rate(*texts), "%"))
        figures.append(Figure(f"{path.stem}: onset error, median", 1000 * statistics.median(errors), "ms"))
    show("The bundled recordings, by the embedded models", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
