"""What can keep a fine-tuning from its end: errors of the project's tree, each with its sentence.

The window puts them into the listener's language by `code` and the parameter `reason`, a short code too.
"""

from __future__ import annotations

from typing import ClassVar

from flamenco_desktop.errors import FlamencoError
from flamenco_desktop.wording import codes
from flamenco_desktop.wording import sentence as known_sentence


class SpecError(FlamencoError):
    """The spec's `field` cannot be `value`; `reason` says what it may be."""

    code = "finetune_spec"

    def __str__(self) -> str:
        return "In the training spec, {field} cannot be {value}: {reason}.".format(**self.parameters)


class DatasetError(FlamencoError):
    """The dataset at `path` cannot be trained on; `reason` is a key of SENTENCES, `detail` says where."""

    code = "finetune_dataset"
    SENTENCES: ClassVar[dict[str, str]] = {
        "unreadable": "The dataset {path} cannot be read ({detail}): make it again, or copy it again.",
        "newer": "The dataset {path} was made by a later version of the program: update this one.",
        "nothing_checked": "No line is checked yet: read along, correct lines and mark them as checked; "
        "some 40 lines are a beginning.",
        "one_line": "Only one line is checked, and nothing would be left to test on: check some 40 lines.",
        "all_same": "All checked lines say the same words ({detail}): check lines of other verses too.",
        "silent": "There is nothing but silence where the checked lines are ({detail}): see whether the "
        "recordings are the right ones.",
        "no_audio": "The sound of the dataset {path} is missing ({detail}): open the recordings in the "
        "program, so that it can find them, and make the dataset again.",
        "recordings_missing": "None of the recordings with checked lines is where it was ({detail}): "
        "open them again from where they are now.",
        "nothing_held_out": "There is too little to train on and to test on at once ({detail}): "
        "check lines of at least three different verses.",
    }

    def __str__(self) -> str:
        values = {"path": "", "detail": "", **self.parameters}
        return self.SENTENCES[str(self.parameters["reason"])].format(**values)


class LicenceError(FlamencoError):
    """The licence `licence` of `model` forbids to change it."""

    code = "finetune_licence"

    def __str__(self) -> str:
        return (
            "The licence of the model {model} ({licence}) does not allow to change it: "
            "choose another base model.".format(**self.parameters)
        )


class TrainingStoppedError(FlamencoError):
    """The training ended without a result; `reason` is a key of SENTENCES."""

    code = "finetune_stopped"
    SENTENCES: ClassVar[dict[str, str]] = {
        "nan": "The training's loss is no number any more (step {step}): try again with a smaller rate, "
        "or in full precision.",
        "diverged": "The loss grows instead of falling (step {step}): try again with a smaller rate.",
        "loops": "The model began to write the same words over and over (step {step}): try again with a "
        "smaller rate, or with more lines.",
        "no_result": "The training was stopped before there was anything to keep: go on with it, "
        "or begin again.",
    }

    def __str__(self) -> str:
        return self.SENTENCES[str(self.parameters["reason"])].format(**{"step": "?", **self.parameters})


class AlreadyRunningError(FlamencoError):
    """Another process, `pid`, trains in `path`."""

    code = "finetune_running"

    def __str__(self) -> str:
        return "A training runs in {path} already (process {pid}): wait for it, or stop it.".format(
            **self.parameters
        )


def sentence(error: FlamencoError) -> str:
    """One English sentence for any error of a fine-tuning."""
    return known_sentence(error) if error.code in codes() else str(error)
