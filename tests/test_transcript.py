"""Transcripts of every usual layout become turns, speakers, header and notes."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.records import Transcript
from summarize.transcript import parse_transcript

ROOT = Path(__file__).resolve().parent
DATA = ROOT / "data/transcripts"
CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.json"))}
EXAMPLE = ROOT.parent / "examples/kremlin-2021-09-13/transcript.txt"


def part(name: str) -> Any:
    return json.loads((DATA / f"parts/{name}.json").read_text(encoding="utf-8"))


def parse(case: dict[str, Any]) -> Transcript:
    return parse_transcript(case["text"], **case["options"])


def spoken(transcript: Transcript) -> list[Any]:
    return [turn for turn in transcript.turns if turn.role != "header"]


@pytest.fixture(params=CASES, name="case")
def _case(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = CASES[request.param]
    return found


def test_turns_have_their_role_speaker_and_first_words(case: dict[str, Any]) -> None:
    """Each turn begins after its label and belongs to the person whom the label means."""
    turns = spoken(parse(case))
    got = [
        [t.role, t.speaker, case["text"][t.start :][: len(want[2])]]
        for t, want in zip(turns, case["expect"]["turns"], strict=False)
    ]
    assert got == case["expect"]["turns"]
    assert len(turns) == len(case["expect"]["turns"])


def test_speakers_are_the_persons_of_the_labels(case: dict[str, Any]) -> None:
    """All labels of one person make one speaker, under the fullest personal name, in order of first speech."""
    assert [speaker.name for speaker in parse(case).speakers] == case["expect"]["speakers"]


def test_titles_of_speakers_are_kept(case: dict[str, Any]) -> None:
    """The offices seen in labels and header are the speaker's titles."""
    titles = {speaker.name: speaker.titles for speaker in parse(case).speakers}
    missing = {
        name: title
        for name, wanted in case["expect"]["titles"].items()
        for title in wanted
        if title not in titles[name]
    }
    assert missing == {}


def test_header_says_title_date_and_place(case: dict[str, Any]) -> None:
    """Title, date, place and language are read from what stands before the first turn."""
    got, want = parse(case), case["expect"]
    assert (got.title, got.date and got.date.isoformat(), got.place, got.language) == tuple(
        want[key] for key in ("title", "date", "place", "language")
    )


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["expect"]["header"]])
def test_header_paragraphs_leave_site_furniture_out(name: str) -> None:
    """The header turn holds the meaningful lines only."""
    case = CASES[name]
    header = parse(case).turns[0]
    assert [case["text"][p.start : p.end] for p in header.paragraphs] == case["expect"]["header"]


def test_notes_are_stage_directions_only(case: dict[str, Any]) -> None:
    """Stage directions and interpreter notes are listed; bracketed clarifications are not."""
    assert [note.text for note in parse(case).notes] == case["expect"]["notes"]


def test_a_text_without_a_known_speaker_is_warned_about(case: dict[str, Any]) -> None:
    """Only a text in which no speaker was recognised carries a warning."""
    assert bool(parse(case).warnings) == case["expect"]["warned"]


def test_example_transcript_has_four_turns_of_two_presidents() -> None:
    """The bundled transcript is read into its header and four turns, without the site's words around them."""
    text = EXAMPLE.read_text(encoding="utf-8")
    transcript = parse_transcript(text)
    assert [(t.id, t.speaker, len(t.paragraphs)) for t in transcript.turns] == [
        ("header", None, 3),
        ("t1", "Vladimir Putin", 1),
        ("t2", "Bashar al-Assad", 1),
        ("t3", "Vladimir Putin", 8),
        ("t4", "Bashar al-Assad", 12),
    ]
    assert text[transcript.turns[2].start : transcript.turns[2].end] == "Spasibo."
    assert text[: transcript.turns[-1].end].endswith("Many thanks indeed")
    assert [" ".join(note.text.split()) for note in transcript.notes] == ["(in Russian)", "(retranslated)"]
    assert transcript.date == dt.date(2021, 9, 14)


DATES: dict[str, str | None] = part("dates")


@pytest.mark.parametrize(("written", "meant"), DATES.items())
def test_date_line_is_read_in_many_ways(written: str, meant: str | None) -> None:
    """Dates of many languages and orders are read; a day that does not exist is no date."""
    transcript = parse_transcript(f"Press conference\n\n{written}\n\nAna Ruiz: Hello.\n\nTom Parrish: Good day.\n")
    assert (transcript.date and transcript.date.isoformat()) == meant


def test_given_date_and_language_win() -> None:
    """What the case says about date and language is not overruled by the text."""
    transcript = parse_transcript("Speech\n\n1 May 2020\n\nI am glad.", date=dt.date(2021, 1, 2), language="de")
    assert (transcript.date, transcript.language) == (dt.date(2021, 1, 2), "de")


def test_names_given_by_the_case_win() -> None:
    """A label that fits a case's speaker takes the name the case gives."""
    transcript = parse_transcript(
        "MR. PARRISH: Good day.\n\nQ: Why?\n\nMR. PARRISH: Why not.\n", speakers={"Tom Parrish": ["the spokesman"]}
    )
    assert [turn.speaker for turn in transcript.turns] == ["Tom Parrish", None, "Tom Parrish"]
    assert "the spokesman" in transcript.speakers[0].names


BYLINES: dict[str, Any] = part("bylines")


@pytest.mark.parametrize(("language", "title", "speaker"), BYLINES["titles"])
def test_title_of_a_speech_names_its_speaker(language: str, title: str, speaker: str) -> None:
    """The person after "speech by" speaks, in any language, whatever else the title names."""
    transcript = parse_transcript(f"{title}\n\n3.5.2021\n\n{BYLINES['bodies'][language]}\n")
    assert [turn.speaker for turn in spoken(transcript)] == [speaker]
    assert transcript.language == language


PROSE: list[str] = part("prose")


@pytest.mark.parametrize("text", PROSE)
def test_prose_with_colons_has_no_labels(text: str) -> None:
    """Words before a colon that name nobody do not open a turn."""
    transcript = parse_transcript(text)
    assert [turn.label for turn in transcript.turns if turn.role != "header"] == [None]


BITS: list[str] = part("bits")


def check_shape(transcript: Transcript) -> None:
    names = {speaker.name for speaker in transcript.speakers}
    last = 0
    for turn in transcript.turns:
        assert last <= turn.start < turn.end <= len(transcript.text)
        assert turn.speaker is None or turn.speaker in names
        last, at = turn.end, turn.start
        for paragraph in turn.paragraphs:
            assert at <= paragraph.start < paragraph.end <= turn.end
            assert paragraph.id.startswith(turn.id + ".")
            at = paragraph.end
    assert all(transcript.text[n.start : n.end] == n.text for n in transcript.notes)
    assert len({turn.id for turn in transcript.turns}) == len(transcript.turns)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(BITS), max_size=25).map(" ".join) | st.text(max_size=200))
def test_any_text_gives_ordered_disjoint_turns(text: str) -> None:
    """Turns are in order and disjoint, paragraphs lie in their turn, speakers are listed, spans are exact."""
    check_shape(parse_transcript(text))


def test_cases_have_the_shape_of_transcripts(case: dict[str, Any]) -> None:
    """Every layout keeps the shape that any text keeps."""
    check_shape(parse(case))


def test_windows_line_ends_change_no_turn(case: dict[str, Any]) -> None:
    """The same text with other line ends has the same turns."""
    other = parse_transcript(case["text"].replace("\n", "\r\n"), **case["options"])
    assert [(t.id, t.role, t.speaker) for t in other.turns] == [(t.id, t.role, t.speaker) for t in parse(case).turns]


@pytest.mark.parametrize("joint", ["\n\n", " "])
def test_long_transcripts_are_read_in_linear_time(joint: str) -> None:
    """A hundred thousand words take a few seconds at most, on many lines or on one."""
    turns = [
        ("MR. SMITHSON: " if i % 2 else "Q  ") + "We said one thing: the economy, as Mr. Brown knows, grew. " * 16
        for i in range(600)
    ]
    began = time.perf_counter()
    transcript = parse_transcript(joint.join(turns))
    assert time.perf_counter() - began < 10
    assert len(transcript.turns) > 590
