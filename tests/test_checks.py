"""Verdicts on invented articles: figures, dates, polarity, speakers, things unsaid, other languages."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from events import cases, claim_at, data, judge_texts, named

from summarize.records import JudgedClaim

CASES = cases("verdicts")
RECORDS: dict[str, str] = data("verdicts/records", "transcripts")
HEADLINE = "News from the harbour town today\n\n"


@functools.cache
def verdict(name: str) -> JudgedClaim:
    case = next(c for c in CASES if c["name"] == name)
    record = case.get("record", "harbour")
    options = {"language": case.get("language", "en"), "spoken_language": "de" if record == "hafen" else "en"}
    printed = HEADLINE + case["article"]
    judged = judge_texts(
        RECORDS[record], printed + "\n", **options, **({"date": case["date"]} if "date" in case else {})
    )
    return claim_at(judged.claims, printed, case["words"])


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_verdict(case: dict[str, Any]) -> None:
    """A statement gets the verdict that the transcript bears out, and its quotation its grade."""
    claim, expected = verdict(case["name"]), case["expect"]
    assert (claim.verdict, claim.quote_fidelity) == (expected["verdict"], expected.get("fidelity"))


@pytest.mark.parametrize("case", [c for c in CASES if "attribution" in c["expect"]], ids=lambda c: c["name"])
def test_attribution(case: dict[str, Any]) -> None:
    """Whether the credited person is the one who said it is told where there is something to tell."""
    got = verdict(case["name"]).attribution
    assert got == case["expect"]["attribution"] or (case["expect"]["attribution"] is None and got == "unknown")


@pytest.mark.parametrize("case", [c for c in CASES if "checks" in c["expect"]], ids=lambda c: c["name"])
def test_checks_that_decided(case: dict[str, Any]) -> None:
    """The check that bears on the verdict is listed with its outcome and a derivation in words."""
    claim = verdict(case["name"])
    for name, outcome in case["expect"]["checks"].items():
        assert outcome in [c.outcome for c in claim.checks if c.name == name]
    assert all(c.detail for c in claim.checks)


@pytest.mark.parametrize("case", [c for c in CASES if "evidence" in c["expect"]], ids=lambda c: c["name"])
def test_evidence_holds_the_words(case: dict[str, Any]) -> None:
    """The words a verdict rests on are among its evidence, cut from the transcript exactly."""
    claim = verdict(case["name"])
    record = RECORDS[case.get("record", "harbour")]
    assert any(case["expect"]["evidence"] in e.text for e in claim.evidence)
    assert all(record[e.start : e.end] == e.text for e in claim.evidence)


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_every_verdict_explains_itself(case: dict[str, Any]) -> None:
    """A verdict has a confidence, a rationale of a sentence or more, and evidence unless there is none to have."""
    claim = verdict(case["name"])
    assert 0 <= claim.confidence <= 1
    assert claim.rationale.endswith(".")
    assert claim.evidence or claim.verdict in {"not_in_transcript", "unjudged"}
    assert (
        claim.verdict != "contradicted"
        or any(c.outcome == "fail" for c in claim.checks)
        or claim.quote_fidelity == "altered"
    )
