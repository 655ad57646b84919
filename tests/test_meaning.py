"""How far the words of an article go against how far the speaker went, in several languages."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from events import cases, claim_at, judge_texts, named

from summarize.records import JudgedClaim

CASES = cases("meaning")
TOP = "News from the harbour\n\n"


@functools.cache
def judged(name: str) -> JudgedClaim:
    """The claim of a case; `said` are Lena Voss's words, or turns with their own labels."""
    case = next(c for c in CASES if c["name"] == name)
    said = case["said"] if "\n\n" in case["said"] else f"Lena Voss: {case['said']}"
    opening = "Meeting at the harbour\n\n3 May 2024, Port Ellery\n\nLena Voss: Good morning.\n\nTomas Hale: Thank you."
    record = f"{opening}\n\n{said}\n"
    printed = f"{TOP}{case['printed']}\n"
    options = {"language": case.get("language", "en"), "spoken_language": case.get("spoken", "en")}
    claims = judge_texts(record, printed, **options).claims
    return claim_at(claims, printed, case.get("words") or case["printed"])


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_what_a_check_finds(case: dict[str, Any]) -> None:
    """A check finds what was added, dropped or turned, and nothing in other words for the same."""
    found = [c.outcome for c in judged(case["name"]).checks if c.name == case["check"]]
    assert [o for o in found if o != "pass"] == [case["outcome"]] if "outcome" in case else "fail" not in found


@pytest.mark.parametrize("case", [c for c in CASES if "verdict" in c], ids=lambda c: c["name"])
def test_what_follows_for_the_verdict(case: dict[str, Any]) -> None:
    """What a check finds decides where it is beyond doubt."""
    assert judged(case["name"]).verdict == case["verdict"]
