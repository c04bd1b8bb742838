"""What came of a training, in the listener's words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from flamenco_desktop.gui.finetune_story import Reason, Story
from flamenco_desktop.gui.finetune_words import Blanks, percent
from flamenco_desktop.gui.times import number


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
        "nothing_to_gain": translate(
            "Finetune",
            "The model in use gets all {words} words of the tested lines right: there is nothing to gain. "
            "Keep it.",
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
    return text.format_map(Blanks(values))


def verdict(story: Story) -> str:
    """All of it: in the listener's language where its parts are known, else as the process said it."""
    if story.of_times:
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
