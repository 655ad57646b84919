"""Whole small articles: what each says, as what kind of statement, credited to whom, with which quoted words."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from events import cases, claim_at, named, read_article, read_transcript
from hypothesis import example, given, settings
from strategies import article_texts, languages

from summarize.extraction.extractive import extract
from summarize.records import Claim, Transcript

CASES = cases("attribution")
RECORD = """\
Press conference on the harbour and the valley

3 May 2024

Mayor Lena Voss: Good morning to all of you.

Tomas Hale: Thank you for coming.

Health Minister Omar Reyes: Good morning.

Governor Ines Moreau: I am glad to be here.
"""


@functools.cache
def record(text: str = RECORD, language: str = "en") -> Transcript:
    return read_transcript(text, language)


def claims_of(case: dict[str, Any]) -> tuple[Claim, ...]:
    document = read_article(case["text"], case.get("language", "en"))
    transcript = record(case.get("record", RECORD), case.get("record_language", "en"))
    return extract(document, transcript=transcript).claims


def described(claim: Claim, wanted: dict[str, Any]) -> dict[str, Any]:
    """What a claim is, in the keys of the case; how it is credited only where the case says so."""
    told = {"kind": claim.kind, "speaker": claim.speaker, "quotations": [q.text for q in claim.quotations]}
    return told | ({"credited_by": claim.credited_by} if "credited_by" in wanted else {})


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_who_is_credited_with_what(case: dict[str, Any]) -> None:
    """Each statement is credited as a reader would, under the transcript's name, with its quoted words."""
    claims = claims_of(case)
    got = {c["words"]: described(claim_at(claims, case["text"], c["words"]), c) for c in case["claims"]}
    assert got == {
        c["words"]: {"quotations": []} | {k: v for k, v in c.items() if k != "words"} for c in case["claims"]
    }


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_claims_stand_in_their_sentence_in_order(case: dict[str, Any]) -> None:
    """A claim lies in the sentence it was cut from, its quotations and cue lie in it, and claims follow the article."""
    claims = claims_of(case)
    for claim in claims:
        inner = [*claim.quotations, *([claim.cue] if claim.cue else [])]
        assert claim.context.start <= claim.span.start < claim.span.end <= claim.context.end
        assert all(claim.span.start <= s.start < s.end <= claim.span.end for s in inner)
    assert [c.context.start for c in claims] == sorted(c.context.start for c in claims)


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_a_claim_reads_as_a_sentence_of_its_own(case: dict[str, Any]) -> None:
    """A claim's wording is one line and names the credited speaker or stands as printed."""
    for claim in claims_of(case):
        assert claim.text == " ".join(claim.text.split())
        assert claim.text.strip(' .,;:“”"«»')


@settings(deadline=None, max_examples=150)
@given(article_texts, languages)
@example("„ » [ The ferry", "en")
def test_any_text_yields_true_claims(text: str, language: str) -> None:
    """Whatever the text and language, every span of every claim cuts its words from the article, and ids are unique."""
    extraction = extract(read_article(text, language), transcript=record())
    spans = [s for c in extraction.claims for s in (c.span, c.context, *c.quotations, *([c.cue] if c.cue else []))]
    assert all(text[s.start : s.end] == s.text for s in spans)
    assert all(s.text.strip() for s in spans)
    assert len({c.id for c in extraction.claims}) == len(extraction.claims)
    assert len({(c.span.start, c.span.end) for c in extraction.claims}) == len(extraction.claims)
