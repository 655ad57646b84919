"""Persons and bodies as an article names them, and whom a pronoun can stand for."""

from __future__ import annotations

from typing import Any

import pytest
from events import cases, named, read_article, read_transcript

from summarize.extraction.extractive import Sentence, open_discourse, read_sentences
from summarize.mentions import is_full_name

CASES = cases("mentions")
RECORD = "Briefing\n\n3 May 2024\n\nMayor Lena Voss: The strike has ended.\n\nTomas Hale: It was long and hard.\n"
HEARING = "Briefing\n\n3 May 2024\n\nLena Voss: The strike has ended.\n\nTomas Hale: It was long and hard.\n"


def read(text: str, record: str = "") -> tuple[Sentence, ...]:
    document = read_article(text)
    return read_sentences(document, open_discourse(document, read_transcript(record) if record else None, None))


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_mentions_of_a_sentence(case: dict[str, Any]) -> None:
    """A sentence has the names its reporter writes, each cut as printed, and no other words."""
    mentions = read(case["text"])[case["sentence"]].mentions
    assert [case["text"][m.start : m.end] for m in mentions] == case["mentions"]


@pytest.mark.parametrize(
    ("name", "full"), [("Ada Brink", True), ("Brink", False), ("Nordwind V", False), ("Hale-19 Plus", False)]
)
def test_a_full_name_has_two_words_and_no_model_number(name: str, full: bool) -> None:
    """What may be a person's full name has no figure, and no single letter as its last word."""
    assert is_full_name(name) == full


def test_a_pronoun_never_stands_for_the_place_of_a_dateline() -> None:
    """The place that an article was written at is nobody, whatever it is called."""
    text = "The harbour opens\n\nPORT MARLOW, May 3 — The ferry left at noon.\n\nShe said the crossing was safe.\n"
    speakers = [cue.speaker.name for sentence in read(text) for cue in sentence.cues if cue.speaker]
    assert speakers == [""]


def test_after_the_quotation_a_pronoun_is_not_somebody_credited_inside_it() -> None:
    """In "Hale had called it “late,” she said" it is not Hale who said it."""
    text = "The harbour opens\n\nLena Voss arrived. Hale had called it “far too late,” she said.\n"
    cues = read(text, RECORD)[-1].cues
    assert [cue.speaker.name for cue in cues if cue.speaker] == ["Tomas Hale", "Lena Voss"]


DESCRIPTIONS = cases("descriptions")


@pytest.mark.parametrize("case", DESCRIPTIONS, ids=named(DESCRIPTIONS))
def test_a_description_stands_for_who_holds_the_office(case: dict[str, Any]) -> None:
    """ "The mayor" is the person whom the article names as mayor or called so before, else the last one credited."""
    document = read_article(case["text"], case["language"])
    sentences = read_sentences(document, open_discourse(document, read_transcript(HEARING), None))
    assert [cue.speaker.name for cue in sentences[case["sentence"]].cues if cue.speaker] == [case["speaker"]]
