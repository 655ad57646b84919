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
CASES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "data/transcripts").glob("*.json"))}
EXAMPLE = ROOT.parent / "examples/kremlin-2021-09-13/transcript.txt"


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
    got = [[t.role, t.speaker, case["text"][t.start :][: len(want[2])]] for t, want in zip(turns, case["expect"]["turns"], strict=False)]
    assert got == case["expect"]["turns"]
    assert len(turns) == len(case["expect"]["turns"])


def test_speakers_are_the_persons_of_the_labels(case: dict[str, Any]) -> None:
    """All labels of one person make one speaker, under the fullest personal name, in order of first speech."""
    assert [speaker.name for speaker in parse(case).speakers] == case["expect"]["speakers"]


def test_titles_of_speakers_are_kept(case: dict[str, Any]) -> None:
    """The offices seen in labels and header are the speaker's titles."""
    titles = {speaker.name: speaker.titles for speaker in parse(case).speakers}
    missing = {name: title for name, wanted in case["expect"]["titles"].items() for title in wanted if title not in titles[name]}
    assert missing == {}


def test_header_says_title_date_and_place(case: dict[str, Any]) -> None:
    """Title, date, place and language are read from what stands before the first turn."""
    got, want = parse(case), case["expect"]
    assert (got.title, got.date and got.date.isoformat(), got.place, got.language) == tuple(
        want[key] for key in ("title", "date", "place", "language"))


def test_header_paragraphs_leave_site_furniture_out(case: dict[str, Any]) -> None:
    """The header turn holds the meaningful lines only."""
    if not case["expect"]["header"]:
        pytest.skip("the case says nothing about the header's lines")
    header = parse(case).turns[0]
    assert [case["text"][p.start : p.end] for p in header.paragraphs] == case["expect"]["header"]


def test_notes_are_stage_directions_only(case: dict[str, Any]) -> None:
    """Stage directions and interpreter notes are listed; bracketed clarifications are not."""
    assert [note.text for note in parse(case).notes] == case["expect"]["notes"]


def test_a_text_without_a_known_speaker_is_warned_about(case: dict[str, Any]) -> None:
    """Only a text in which no speaker was recognised carries a warning."""
    assert bool(parse(case).warnings) == case["expect"]["warned"]
