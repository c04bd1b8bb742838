from __future__ import annotations

import csv
import io
import json
import re
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_desktop.errors import FlamencoError, NotLyricsError, UnknownFormatError
from flamenco_desktop.formats import FORMATS, export, load, load_texts
from flamenco_desktop.lyrics.model import Line, Lyrics, Provenance, Word
from flamenco_desktop.lyrics.timing import fault
from tests.lyrics.strategies import PLAIN_WORDS, lyrics

COPLA = Lyrics(
    (
        Line(
            (Word("Sube", 1.0, 1.5, 0.91234), Word("la", 1.5, 1.75), Word("luna", 2.0, 3.25, estimated=True))
        ),
        Line((Word('"despacio"', 3.25, 4.4999), Word("<y>", 4.5, 5.0), Word("b&b", 3600.0, 3661.2345))),
    ),
    provenance=Provenance(method="recognised"),
)


def written(sung: Lyrics, name: str) -> str:
    stream = io.StringIO()
    FORMATS[name].write(sung, stream)
    return stream.getvalue()


def read(text: str, name: str) -> Lyrics:
    reader = FORMATS[name].read
    assert reader is not None
    return reader(io.StringIO(text, newline=None))


def test_srt_to_the_letter() -> None:
    assert written(COPLA, "srt") == (
        "1\n00:00:01,000 --> 00:00:03,250\nSube la luna\n\n"
        '2\n00:00:03,250 --> 01:01:01,234\n"despacio" <y> b&b\n\n'
    )


def test_vtt_to_the_letter() -> None:
    assert written(COPLA, "vtt") == (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.250\n"
        "Sube <00:00:01.500>la<00:00:01.750> <00:00:02.000>luna\n\n"
        "2\n00:00:03.250 --> 01:01:01.234\n"
        '"despacio" <00:00:04.500>&lt;y&gt;<00:00:05.000> <01:00:00.000>b&amp;b\n'
    )


def test_lrc_to_the_letter() -> None:
    assert written(COPLA, "lrc") == (
        "[re:Flamenco Desktop]\n"
        "[00:01.00]<00:01.00>Sube <00:01.50>la <00:01.75> <00:02.00>luna<00:03.25>\n"
        '[00:03.25]<00:03.25>"despacio" <00:04.50><y> <00:05.00> <60:00.00>b&b<61:01.23>\n'
    )


def test_ass_events_to_the_letter() -> None:
    events = [row for row in written(COPLA, "ass").splitlines() if row.startswith("Dialogue")]
    assert events[0] == (
        r"Dialogue: 0,0:00:01.00,0:00:03.25,Cante,,0,0,0,,{\kf50}Sube {\kf25}la {\k25}{\kf125}luna"
    )


def test_a_table_of_words() -> None:
    rows = list(csv.DictReader(io.StringIO(written(COPLA, "csv"))))
    assert [row["text"] for row in rows] == [word.text for word in COPLA.words()]
    assert rows[0]["confidence"] == "0.9123" and rows[1]["confidence"] == ""
    assert (rows[5]["line"], rows[5]["word"], rows[5]["start"]) == ("2", "3", "3600.0000")


def test_plain_text() -> None:
    assert written(COPLA, "txt") == 'Sube la luna\n"despacio" <y> b&b\n'
    assert FORMATS["txt"].read is None


@given(lyrics(texts=PLAIN_WORDS))
def test_another_program_reads_the_subtitles(sung: Lyrics) -> None:
    for name in ("srt", "vtt", "ass"):
        # pysubs2 takes a row of text with two timestamps inside for the times of a cue.
        text = re.sub(r"<[\d:.]+>", "", written(sung, name))
        cues = pysubs2.SSAFile.from_string(text, format_=name)
        texts = [cue.plaintext for cue in cues]
        unit = 10 if name == "ass" else 1
        assert [text.replace("\u2060", "") for text in texts] == [line.text for line in sung.lines]
        assert all(first.end <= second.start for first, second in pairwise(cues))
        for cue, line in zip(cues, sung.lines, strict=True):
            assert cue.start < cue.end
            # Words shorter than a unit push what follows them.
            slack = unit * (1 + sum(len(line.words) for line in sung.lines))
            assert abs(cue.start - line.start * 1000) <= slack
            assert abs(cue.end - line.end * 1000) <= slack


@given(lyrics(least_ms=20))
def test_the_fill_of_a_karaoke_line_lasts_as_long_as_the_line(sung: Lyrics) -> None:
    cues = pysubs2.SSAFile.from_string(written(sung, "ass"), format_="ass")
    for cue in cues:
        assert sum(int(length) for length in re.findall(r"\\kf?(\d+)", cue.text)) * 10 == cue.duration


@given(lyrics())
def test_json_keeps_everything(sung: Lyrics) -> None:
    assert not sung.lines or read(written(sung, "json"), "json") == sung


def near(found: Lyrics, sung: Lyrics, tolerance: float) -> None:
    assert fault(found.lines) is None
    assert [line.text for line in found.lines] == [line.text for line in sung.lines]
    for one, other in zip(found.words(), sung.words(), strict=True):
        assert one.start == pytest.approx(other.start, abs=tolerance)
        assert one.end == pytest.approx(other.end, abs=tolerance)


@given(lyrics(least_ms=20))
def test_words_and_times_there_and_back(sung: Lyrics) -> None:
    if sung.lines:
        near(read(written(sung, "textgrid"), "textgrid"), sung, 1e-9)
        near(read(written(sung, "vtt"), "vtt"), sung, 0.00101)
        near(read(written(sung, "lrc"), "lrc"), sung, 0.00501)


@given(lyrics(least_ms=20, texts=PLAIN_WORDS))
def test_lines_there_and_back_as_srt(sung: Lyrics) -> None:
    if sung.lines:
        found = read(written(sung, "srt"), "srt")
        assert [line.text for line in found.lines] == [line.text for line in sung.lines]
        for one, other in zip(found.lines, sung.lines, strict=True):
            assert (one.start, one.end) == pytest.approx((other.start, other.end), abs=0.00101)
            assert all(word.estimated for word in one.words)


def test_srt_as_it_is_met() -> None:
    text = (
        "\ufeff1\r\n0:01.5 --> 00:00:03,25 X1:40 X2:600\r\n<i>Sube <b>la</b></i> luna\r\n"
        "{\\an8}despacio\r\n\r\n\r\n"
        "00:00:04.000 --> 00:00:05.000\r\nya\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\nsin blanco\r\n"
        "\r\n4\r\n00:00:07,000 --> 00:00:08,000\r\n\r\n"
    )
    found = read(text, "srt")
    assert [line.text for line in found.lines] == ["Sube la luna", "despacio", "ya", "sin blanco"]
    assert found.lines[0].start == 1.5 and found.lines[1].end == 3.25


def test_vtt_as_it_is_met() -> None:
    text = (
        "WEBVTT - a title\nKind: captions\n\nNOTE nothing\nof this\n\nSTYLE\n::cue { color: white }\n\n"
        "00:01.000 --> 00:03.000 align:start position:0%\n<v Niña>Sube <i>la</i> &amp; baja</v>\n\n"
        "uno\n00:04.000 --> 00:06.000\nsube<00:00:05.000><c> la luna</c>\n"
    )
    found = read(text, "vtt")
    assert [line.text for line in found.lines] == ["Sube la & baja", "sube la luna"]
    assert [(word.start, word.estimated) for word in found.lines[1].words] == [
        (4.0, False),
        (5.0, True),
        (5.3333, True),
    ]


def test_lrc_as_it_is_met() -> None:
    text = "[ar:Nadie]\n[offset:+500]\n\n[00:10.00][00:02.50]ay ay\n[00:04.00]luna\n[00:06.00]\n"
    found = read(text, "lrc")
    assert [(line.text, line.start, line.end) for line in found.lines] == [
        ("ay ay", 2.0, 3.5),
        ("luna", 3.5, 5.5),
        ("ay ay", 9.5, 19.5),
    ]


def test_the_short_textgrid_and_words_without_lines() -> None:
    text = (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n4\n<exists>\n2\n'
        '"TextTier"\n"golpes"\n0\n4\n1\n0.5\n"x"\n'
        '"IntervalTier"\n"Palabras"\n0\n4\n3\n0\n1\n""\n1\n2\n"dijo ""ay"""\n2\n4\n"luna"\n'
    )
    assert [word.text for word in read(text, "textgrid").words()] == ["dijo", '"ay"', "luna"]


@pytest.mark.parametrize(
    ("name", "text", "reason", "line"),
    [
        ("srt", "", "empty", None),
        ("srt", "hola\n", "no_times", 1),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\nay\n\nluna\n", "no_times", 5),
        ("vtt", "00:01.000 --> 00:02.000\nay\n", "no_header", 1),
        ("vtt", "WEBVTT\n\nay\nluna\n", "no_times", 4),
        ("vtt", "WEBVTT\n\nNOTE 1\n\nay\n", "no_times", 6),
        ("lrc", "[00:01.00]ay\nluna\n", "no_times", 2),
        ("lrc", "[offset:soon]\n", "bad_offset", 1),
        ("json", '{\n"schema": 1,\n', None, 3),
        ("json", "[]", "not an object", None),
        ("json", "[" * 100000, None, None),
        ("json", json.dumps({"schema": 1, "language": "es", "lines": [
            {"words": [{"text": "a b", "start": 1, "end": 2}]}]}), "white_space", None),
        ("textgrid", "hola", "not_a_textgrid", 1),
        ("textgrid", 'File type = "ooTextFile"\nObject class = "TextGrid"\n0 2 <exists> 1\n"IntervalTier"\n'
         '"w" x 0 ', "not_a_textgrid", 5),
    ],
)  # fmt: skip
def test_what_is_no_lyrics_is_said_with_its_line(
    name: str, text: str, reason: str | None, line: int | None
) -> None:
    with pytest.raises(NotLyricsError) as error:
        read(text, name)
    assert reason is None or error.value.parameters["reason"] == reason
    assert error.value.parameters.get("line") == line
    assert error.value.parameters["format"] == name


READABLE = [item.name for item in FORMATS.values() if item.read]


@given(st.sampled_from(READABLE), st.text(), lyrics(most_lines=2), st.data())
def test_any_text_is_lyrics_or_refused(name: str, noise: str, sung: Lyrics, data: st.DataObject) -> None:
    good = written(sung, name)
    place = data.draw(st.integers(0, len(good)))
    for text in (noise, good[:place] + noise + good[place:], good[:place]):
        try:
            found = read(text, name)
        except NotLyricsError:
            continue
        assert fault(found.lines) is None


def test_export_and_load_by_suffix(tmp_path: Path) -> None:
    for item in FORMATS.values():
        path = tmp_path / f"copla{item.suffix}"
        export(COPLA, path, item.name)
        data = path.read_bytes()
        assert b"\r" not in data and data.endswith(b"\n") and not data.startswith(b"\xef\xbb\xbf")
        if item.read is None:
            with pytest.raises(UnknownFormatError):
                load(path)
        else:
            assert [word.text for word in load(path).words()][:3] == ["Sube", "la", "luna"]
        if item.name not in ("ass", "csv"):
            assert load_texts(path)[0] == "Sube la luna"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "copla.SRT"
    path.write_bytes("1\r\n00:00:01,000 --> 00:00:02,000\r\n¡Quejío, señá!\r\n".encode(encoding))
    assert load(path).text == "¡Quejío, señá!"
    assert load_texts(path) == ("¡Quejío, señá!",)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xyz", b"ay", "unknown_format"),
        ("a", b"ay", "unknown_format"),
        ("a.srt", b"\x00\x01\x02", "not_lyrics"),
        ("a.srt", b"", "not_lyrics"),
        ("a.lrc", None, "file_missing"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, data: bytes | None, code: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(FlamencoError) as error:
        load(path)
    assert error.value.code == code
    assert code == "unknown_format" or error.value.parameters["path"] == str(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.srt").mkdir()
    with pytest.raises(FlamencoError) as error:
        load(tmp_path / "a.srt")
    assert error.value.code == "not_a_file"
