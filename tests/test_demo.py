"""The demo on the bundled case is a golden test: what it finds changes only on purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from events import outline

from summarize.cases import read_case
from summarize.pipeline import judge_case
from summarize.records import Reconciliation
from summarize.resources import examples_folder

GOLDEN = Path(__file__).parent / "data" / "demo" / "golden.json"
CASE = examples_folder() / "kremlin-2021-09-13"


@pytest.fixture(scope="module")
def result() -> Reconciliation:
    return judge_case(CASE).reconciliation


def test_the_demo_finds_what_it_found(result: Reconciliation) -> None:
    """Claims, speakers, verdicts, fidelities and evidence are those of the golden file, which only a person changes."""
    assert outline(result) == json.loads(GOLDEN.read_text("utf-8"))


def test_a_list_of_other_headlines_yields_no_claim(result: Reconciliation) -> None:
    """Nothing after the last paragraph of the article with the trailing news ticker is a claim."""
    article = (CASE / "sources" / "ednews.txt").read_text("utf-8")
    end = article.index("speak on the phone.") + len("speak on the phone.")
    claims = [c for c in result.claims if c.source_id == "ednews"]
    assert claims
    assert max(c.span.end for c in claims) <= end


def test_growth_by_250_percent_is_growth_to_three_and_a_half_times(result: Reconciliation) -> None:
    """A figure in another form counts as said, and the derivation is shown."""
    claim = next(c for c in result.claims if "trade volume increased by 3.5 times" in c.span.text)
    assert (claim.verdict, claim.speaker) == ("supported", "Vladimir Putin")
    assert any(k.name == "figures" and k.outcome == "pass" and "3.5" in k.detail for k in claim.checks)


def test_every_span_is_true(result: Reconciliation) -> None:
    """Spans and evidence cut exactly what they say out of the files of the case."""
    case = read_case(CASE)
    texts = {s.id: (CASE / s.file).read_text("utf-8") for s in case.sources}
    spoken = (CASE / case.transcript.file).read_text("utf-8")
    for claim in result.claims:
        assert texts[claim.source_id][claim.span.start : claim.span.end] == claim.span.text
        assert all(spoken[e.start : e.end] == e.text for e in claim.evidence)
