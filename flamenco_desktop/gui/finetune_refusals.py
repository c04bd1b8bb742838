"""Why a training did not come to its end and what to do, in the listener's words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.errors import JobFailedError, from_code
from flamenco_desktop.gui.finetune_story import Refusal
from flamenco_desktop.gui.finetune_words import Blanks
from flamenco_desktop.gui.messages import say


def refusal(told: Refusal) -> str:
    """Why it did not come to its end and what to do, in the listener's language."""
    translate = QCoreApplication.translate
    key = f"{told.code}.{told.parameters.get('reason', '')}"
    own = _sentences()
    text = own.get(key) or own.get(told.code)
    if text is not None:
        return text.format_map(Blanks({name: _short(name, value) for name, value in told.parameters.items()}))
    error = from_code(told.code, dict(told.parameters))
    if isinstance(error, JobFailedError) and told.code != JobFailedError.code:
        # Nothing here knows that code; the process's own sentence says more than nothing.
        return told.sentence or translate("Finetune", "The training ended without saying why: try it again.")
    return say(error).text


def _short(name: str, value: Any) -> str:
    text = str(value)
    return text.replace("\\", "/").rstrip("/").rpartition("/")[2] or text if name == "path" else text


def _sentences() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "finetune_dataset.nothing_checked": translate(
            "Finetune",
            "No line is checked yet. Read along, correct what is wrong and mark the lines as checked "
            "(Ctrl+Return): some 40 lines are a beginning.",
        ),
        "finetune_dataset.one_line": translate(
            "Finetune",
            "Only one line is checked, and nothing would be left to test on. Check some 40 lines.",
        ),
        "finetune_dataset.all_same": translate(
            "Finetune", "All checked lines say the same words (“{detail}”). Check lines of other verses too."
        ),
        "finetune_dataset.silent": translate(
            "Finetune",
            "There is nothing but silence where the checked lines are. See whether the recordings are the "
            "right ones.",
        ),
        "finetune_dataset.no_audio": translate(
            "Finetune",
            "The sound of the lines is missing ({detail}). Open their recordings and begin again.",
        ),
        "finetune_dataset.recordings_missing": translate(
            "Finetune",
            "None of the recordings with checked lines is where it was. Open them again from where they are "
            "now.",
        ),
        "finetune_dataset.nothing_held_out": translate(
            "Finetune",
            "There is too little to learn from and to be tested on at once. Check lines of at least three "
            "different verses.",
        ),
        "finetune_dataset.unreadable": translate(
            "Finetune", "The gathered lines cannot be read ({detail}). Discard this and begin again."
        ),
        "finetune_dataset.newer": translate(
            "Finetune", "These lines were gathered by a later version of the program. Update this one."
        ),
        "finetune_licence": translate(
            "Finetune",
            "The licence of “{model}” ({licence}) does not allow to change it. Choose another model.",
        ),
        "finetune_stopped.nan": translate(
            "Finetune",
            "The training went astray at step {step}: its error is no number any more. Try a smaller rate of "
            "learning.",
        ),
        "finetune_stopped.diverged": translate(
            "Finetune",
            "At step {step} the error grew instead of falling. Try a smaller rate of learning.",
        ),
        "finetune_stopped.loops": translate(
            "Finetune",
            "At step {step} it began to write the same words over and over. Try a smaller rate of learning, "
            "or more lines.",
        ),
        "finetune_stopped.no_result": translate(
            "Finetune", "It was stopped before there was anything to keep. Go on with it, or begin again."
        ),
        "finetune_running": translate(
            "Finetune", "This training runs already, in another window. Wait for it, or stop it there."
        ),
        "finetune_spec": translate(
            "Finetune", "“{field}” cannot be {value} ({reason}). Choose another value."
        ),
        "checkpoint_broken": translate(
            "Finetune",
            "What was learnt so far cannot be read back ({reason}). Discard this training and begin again.",
        ),
        "model_missing": translate(
            "Finetune", "The model “{model}” is not on this machine. Choose another one to begin with."
        ),
        "model_broken": translate(
            "Finetune", "The model “{model}” cannot be taught ({reason}). Choose another one to begin with."
        ),
        "memory_short": translate(
            "Finetune",
            "There is not enough memory to teach “{model}”. Close other programs, choose a smaller model, or "
            "only small changes.",
        ),
        "disk_full": translate(
            "Finetune", "The disk has {free} MB left, and {needed} MB are needed. Make room, then go on."
        ),
        "write_failed": translate(
            "Finetune", "“{path}” could not be written ({reason}). Make room on the disk, then go on."
        ),
        "worker_died": translate(
            "Finetune",
            "The training ended without a word; perhaps the machine ran out of memory, or was switched off. "
            "Nothing is lost: go on from the last checkpoint.",
        ),
        "job_failed": translate(
            "Finetune", "The training failed in a way that nobody foresaw ({reason}). Go on, or begin again."
        ),
    }
