"""With the models on disk nobody asks the network: not even tries to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_desktop.wire import Options

pytestmark = pytest.mark.model

# Every look-up of a name and every connection is written down, whoever makes it and whatever becomes of it.
_PROGRAM = """
import json, sys
asked = []
def hear(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        asked.append(f"{event} {arguments[:2]}")
sys.addaudithook(hear)
from flamenco_desktop.recognition.pipeline import Pipeline
from flamenco_desktop.wire import Options
model, aligner, recording = sys.argv[1:]
lyrics = Pipeline(Options(model=model, aligner=aligner, device="cpu")).align(recording, ["ay qué pena"])
from flamenco_desktop.models import store
from flamenco_desktop.recognition.devices import Device
from flamenco_desktop.recognition.ctranslate2_backend import CTranslate2Recogniser
from flamenco_desktop.recognition.transformers_backend import TransformersRecogniser
import numpy
for kind in (CTranslate2Recogniser, TransformersRecogniser):
    sound = numpy.zeros(16000, numpy.float32)
    kind(store.recogniser(model), Device("cpu")).recognise(sound, "es", temperatures=(0.0,))
print(json.dumps({"asked": asked, "words": len(list(lyrics.words()))}))
"""


def test_nothing_asks_the_network(options: Options, recording: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, options.model, options.aligner, str(recording)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == {"asked": [], "words": 3}
