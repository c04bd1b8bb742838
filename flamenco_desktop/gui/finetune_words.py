"""A training in the listener's words: what it has, what it does, what came of it, what failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from flamenco_desktop.errors import JobFailedError, from_code
from flamenco_desktop.gui.finetune_story import Finding, Judged, Reason, Refusal, Story
from flamenco_desktop.gui.messages import say

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


def number(text: str) -> str:
    """The language's own sign in the place of the decimal point."""
    return text.replace(".", QLocale().decimalPoint())


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
    if story.stage != "training":
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


# --- what came of it --------------------------------------------------------------------------------------


def reason(one: Reason) -> str:
    """A part of the verdict, in one sentence; empty for one that is not known here."""
    translate = QCoreApplication.translate
    sentences = {
        "better": translate(
            "Finetune",
            "Of lines it had never heard it gets {after} of the words wrong, before {before}. "
            "That is more than chance.",
        ),
        "not_better": translate(
            "Finetune",
            "Of lines it had never heard it gets {after} of the words wrong, before {before}: no better.",
        ),
        "by_chance": translate(
            "Finetune",
            "Of lines it had never heard it gets {after} of the words wrong, before {before}; "
            "but on only {words} words that may be chance.",
        ),
        "forgot": translate(
            "Finetune",
            "Other singing it understands worse than before: {after} wrong words, before {before}.",
        ),
        "remembers": translate(
            "Finetune", "Other singing it understands as well as before ({after} wrong words)."
        ),
        "not_rehearsed": translate("Finetune", "Whether it has forgotten other singing could not be tested."),
        "invents": translate("Finetune", "It writes {after} words where nobody sings, before {before}."),
        "more_minutes": translate(
            "Finetune", "What would help: some {minutes} more minutes of checked lines."
        ),
        "more_test": translate(
            "Finetune", "What would help: some {minutes} more minutes of checked lines, to be sure."
        ),
        "more_rehearsal": translate(
            "Finetune", "What would help: more practice of other singing while it learns."
        ),
        "more_empty": translate(
            "Finetune", "What would help: falsetas and applause that you mark as not sung."
        ),
    }
    text = sentences.get(one.code, "")
    whole = {"words", "minutes"} | ({"before", "after"} if one.code == "invents" else set())
    values = {
        key: f"{value:.0f}" if key in whole else points(value) if key in ("low", "high") else percent(value)
        for key, value in one.values.items()
    }
    return text.format_map(_Blank(values))


def verdict(story: Story) -> str:
    """All of it: in the listener's language where its parts are known, else as the process said it."""
    if story.scores:
        return _of_times(story)
    said = [reason(one) for one in story.reasons]
    known = [sentence for sentence in said if sentence]
    return " ".join(known if known else story.sentences)


def _of_times(story: Story) -> str:
    """The verdict on an aligner."""
    translate = QCoreApplication.translate
    before, after = story.scores.get("onset error, mean (s)", (0.0, 0.0))
    sure = story.change is not None and story.change[2] < 0
    if sure:
        text = translate(
            "Finetune",
            "In lines it had never heard words begin {after} ms from where they should, before {before} ms. "
            "That is more than chance.",
        )
    else:
        text = translate(
            "Finetune",
            "In lines it had never heard words begin {after} ms from where they should, before {before} ms: "
            "no sure improvement. What would help: more lines whose times you have corrected.",
        )
    said = [text.format(before=f"{1000 * before:.0f}", after=f"{1000 * after:.0f}")]
    if sure and not story.offered:
        said.append(translate("Finetune", "But other singing it places worse than before."))
    return " ".join(said)


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


def points(change: float) -> str:
    """A change of a share in points: `−12`, `+3`."""
    value = round(100 * change, 1)
    sign = "−" if value < 0 else "+"
    return sign + number(f"{abs(value):.1f}")


def measures(story: Story) -> list[tuple[str, str, str]]:
    """What was measured: its name, before, after."""
    translate = QCoreApplication.translate
    rows: list[tuple[str, str, str]] = []
    for key, name in (
        ("wer", translate("Finetune", "Wrong words")),
        ("folded_wer", translate("Finetune", "… Andalusian spellings counted as one")),
        ("cer", translate("Finetune", "Wrong letters")),
    ):
        if key in story.before and key in story.after:
            rows.append((name, percent(story.before[key]), percent(story.after[key])))
    if "invented" in story.before and "invented" in story.after:
        name = translate("Finetune", "Words written where nobody sings")
        rows.append((name, f"{story.before['invented']:.0f}", f"{story.after['invented']:.0f}"))
    if story.other is not None:
        name = translate("Finetune", "Wrong words in other singing")
        rows.append((name, percent(story.other[0]), percent(story.other[1])))
    times = {
        "onset error, median (s)": translate("Finetune", "Words begin off by, as a rule"),
        "onset error, mean (s)": translate("Finetune", "Words begin off by, on average"),
        "offset error, median (s)": translate("Finetune", "Words end off by, as a rule"),
        "offset error, mean (s)": translate("Finetune", "Words end off by, on average"),
        "onset error on other singing, mean (s)": translate(
            "Finetune", "Words begin off by, in other singing"
        ),
    }
    for key, name in times.items():
        if key in story.scores:
            before, after = story.scores[key]
            rows.append((name, f"{1000 * before:.0f} ms", f"{1000 * after:.0f} ms"))
    return rows


def interval(story: Story) -> str:
    """How sure the change is."""
    if story.change is None or not story.before:
        return ""
    translate = QCoreApplication.translate
    _, low, high = story.change
    return translate(
        "Finetune",
        "The change of wrong words is {change} points; with 95 % certainty it lies between {low} and {high}, "
        "judged on {words} words.",
    ).format(
        change=points(story.change[0]),
        low=points(low),
        high=points(high),
        words=f"{story.before.get('words', 0):.0f}",
    )


# --- what failed ------------------------------------------------------------------------------------------


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def refusal(told: Refusal) -> str:
    """Why it did not come to its end and what to do, in the listener's language."""
    translate = QCoreApplication.translate
    key = f"{told.code}.{told.parameters.get('reason', '')}"
    own = _sentences()
    text = own.get(key) or own.get(told.code)
    if text is not None:
        return text.format_map(_Blank({name: _short(name, value) for name, value in told.parameters.items()}))
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
