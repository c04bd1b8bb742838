"""Lyrics of every shape, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from flamenco_desktop.lyrics.model import Kind, Letter, Line, LineState, Lyrics, Word

WORDS = (
    "ay", "luna", "la", "que", "corazón", "quejío", "pájaro", "río", "y", "¡olé!", "agüita", "canto,", "x",
    '"plata"', "<3", "a&b", "{sol}", "mañana.", "¿dónde?", "pingüinera", "o'", "3", "—", "ﬁn", "сад", "🌙",
)  # fmt: skip
PLAIN_WORDS = tuple(word for word in WORDS if not set(word) & set('<>{}&"'))


@st.composite
def lyrics(draw: st.DrawFn, texts: tuple[str, ...] = WORDS, least_ms: int = 1, most_lines: int = 6) -> Lyrics:
    """Lyrics that keep the rule, times in tenths of milliseconds, with and without gaps."""
    time = 0
    lines = []
    for _ in range(draw(st.integers(0, most_lines))):
        words = []
        for _ in range(draw(st.integers(1, 6))):
            time += draw(st.sampled_from((0, 0, 0, 15, 300, 4567, 25000)))
            length = draw(st.integers(least_ms * 10, 20000))
            text = draw(st.sampled_from(texts))
            start, end = time / 10000, (time + length) / 10000
            words.append(
                Word(
                    text,
                    start,
                    end,
                    draw(st.sampled_from((None, 0.0, 0.25, 1.0))),
                    draw(st.booleans()),
                    draw(st.sampled_from(tuple(Kind))),
                    tuple(
                        Letter(
                            char,
                            (time + length * i // len(text)) / 10000,
                            (time + length * (i + 1) // len(text)) / 10000,
                        )
                        for i, char in enumerate(text)
                    )
                    if draw(st.booleans())
                    else (),
                )
            )
            time += length
        lines.append(
            Line(tuple(words), draw(st.sampled_from(tuple(LineState))), draw(st.sampled_from(tuple(Kind))))
        )
    return Lyrics(tuple(lines))
