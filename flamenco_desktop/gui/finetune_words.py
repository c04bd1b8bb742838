"""A training in the listener's words: what it has and what it does."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.gui.finetune_story import Finding, Judged, Story
from flamenco_desktop.gui.times import number

FEW_SECONDS, SOME_SECONDS, MANY_SECONDS = 120.0, 600.0, 1800.0
FEW_LINES = 20


def duration(seconds: float) -> str:
    """`40 s`, `12 min`, `2 h 5 min`."""
    translate = QCoreApplication.translate
    if seconds < 90:
        return translate("Finetune", "{seconds} s").format(seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate("Finetune", "{minutes} min").format(minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    return translate("Finetune", "{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def percent(share: float) -> str:
    """`41 %`; with a decimal below ten."""
    value = 100 * share
    text = f"{value:.1f}" if 0 < value < 9.95 else f"{value:.0f}"
    return number(text) + " %"


# --- what there is ----------------------------------------------------------------------------------------


def expectation(seconds: float, lines: int) -> str:
    """What can be expected of so much."""
    translate = QCoreApplication.translate
    if seconds < FEW_SECONDS or lines < FEW_LINES:
        return translate(
            "Finetune",
            "That is too little for a better model; it is enough to see how it goes. "
            "Some 40 checked lines are a beginning.",
        )
    if seconds < SOME_SECONDS:
        return translate(
            "Finetune",
            "That is a beginning: it can get used to this voice, though the test may be too short to prove "
            "it. Ten minutes are better.",
        )
    if seconds < MANY_SECONDS:
        return translate(
            "Finetune",
            "That is enough to understand these voices clearly better. Every further line still helps.",
        )
    return translate(
        "Finetune", "That is a lot: expect it to understand these voices much better than any public model."
    )


def amounts(parts: Mapping[str, float]) -> str:
    """`Rosario 8 min · Ana 4 min`; what has no name comes last."""
    translate = QCoreApplication.translate
    nameless = translate("Finetune", "without a name")
    named = sorted(parts.items(), key=lambda pair: (not pair[0], -pair[1]))
    return " · ".join(f"{name or nameless} {duration(seconds)}" for name, seconds in named)


def finding(one: Finding) -> str:
    """What is odd, in one sentence."""
    translate = QCoreApplication.translate
    sentences = {
        "too_few": translate(
            "Finetune", "Two minutes of checked lines are the least that makes sense, twenty are good."
        ),
        "line_too_long": translate(
            "Finetune", "“{text}” takes {value} s, and a model hears 30 s at once: part the line."
        ),
        "too_many_tokens": translate(
            "Finetune", "“{text}” and its neighbours are too many words for one window: part the lines."
        ),
        "empty_label": translate(
            "Finetune", "A checked line has no words: write them, or mark it as not sung."
        ),
        "doubled": translate("Finetune", "“{text}” is there twice at the same place: delete one of them."),
        "silent": translate(
            "Finetune", "There is only silence where “{text}” should be: move it to where it is sung."
        ),
        "misfit_score": translate(
            "Finetune", "“{text}” hardly fits what is sung there: listen to it once more."
        ),
        "misfit_pace": translate(
            "Finetune", "“{text}” would be {value} syllables a second: see to its times or its words."
        ),
        "both_sides": translate(
            "Finetune",
            "“{text}” is sung in the lessons and in the test: the test will look a little too good.",
        ),
        "recording_gone": translate(
            "Finetune", "The recording “{detail}” is not where it was: open it from where it is now."
        ),
        "recording_changed": translate(
            "Finetune", "The recording “{detail}” has another length than before: see if the words still fit."
        ),
    }
    text = sentences.get(one.code, one.text)
    detail = one.detail.replace("\\", "/").rpartition("/")[2]
    return text.format(text=one.text, value=number(f"{one.value:.1f}"), detail=detail)


# --- what it does -----------------------------------------------------------------------------------------


def doing(story: Story) -> str:
    """What the process is at."""
    translate = QCoreApplication.translate
    stages = {
        "": translate("Finetune", "Getting ready…"),
        "gathering": translate("Finetune", "Gathering the checked lines…"),
        "checking": translate("Finetune", "Looking through the lines…"),
        "listening": translate("Finetune", "Listening to all of it once…"),
        "measuring": translate("Finetune", "Measuring a step on this machine…"),
        "training": translate("Finetune", "Learning"),
        "saving": translate("Finetune", "Putting the model together…"),
        "testing": translate("Finetune", "Taking the test, before and after…"),
    }
    said = stages.get(story.stage, stages[""])
    if story.stage != "training" or not story.steps:
        return said
    step = translate("Finetune", "step {step} of {steps}").format(step=story.step, steps=story.steps)
    if story.seconds_left is None or story.paused:
        return f"{said} · {step}"
    left = translate("Finetune", "about {time} left").format(time=duration(story.seconds_left))
    return f"{said} · {step} · {left}"


def score(judged: Judged) -> str:
    """The last validation in a few words."""
    translate = QCoreApplication.translate
    if judged.wer is None:
        loss = number(f"{judged.loss or 0.0:.3f}")
        return translate("Finetune", "error of times {value}").format(value=loss)
    return translate("Finetune", "{share} of the words wrong").format(share=percent(judged.wer))


def parted(story: Story) -> str:
    """What it learns from and what it is tested on."""
    translate = QCoreApplication.translate
    if "train" not in story.parts or "test" not in story.parts:
        return ""
    text = (
        translate(
            "Finetune",
            "It will learn from {train} and be tested on {test} of other recordings, which it never hears.",
        )
        if story.parted_by == "recording"
        else translate(
            "Finetune",
            "It will learn from {train} and be tested on {test} of other verses, which it never hears; "
            "with four recordings or more the test would be of other recordings.",
        )
    )
    return text.format(train=duration(story.parts["train"]), test=duration(story.parts["test"]))


class Blanks(dict[str, str]):
    """What fills a sentence; a question mark where nobody told a value."""

    def __missing__(self, key: str) -> str:
        return "?"
