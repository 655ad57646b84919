"""Outlet against outlet: each passage's wordings side by side, and the deviations that several outlets have alike."""

from __future__ import annotations

import datetime as dt

from events import judge, make_case, read_article, read_transcript

from summarize.records import ComparedPassage, Reconciliation
from summarize.report import rank

TRANSCRIPT = read_transcript("""\
Meeting of the Harbour Council

14 May 2019, Port Ellery

Chair of the Council Maria Lindqvist: Good morning. Last year the port handled 90 percent of the region's cargo. The
northern pier will be rebuilt from September.

Director of the Port Jonas Okafor: Two of the five cranes have been replaced.
""")


EXAGGERATED = {
    "gazette": "Lindqvist said the port handled more than 90 percent of the region's cargo last year.",
    "courier": "The port handled over 90% of the region's cargo last year, Lindqvist said.",
    "herald": "Lindqvist said the port handled 60 percent of the region's cargo last year.",
}


def judged(**articles: str) -> Reconciliation:
    """An event as these articles have it."""
    printed = [read_article(text, id=name, date=dt.date(2019, 5, 15)) for name, text in articles.items()]
    return judge(make_case(dt.date(2019, 5, 14)), TRANSCRIPT, printed)


def compare(**articles: str) -> dict[str, ComparedPassage]:
    """The compared passages of an event by their words."""
    return {passage.text: passage for passage in judged(**articles).comparisons}


def passage(found: dict[str, ComparedPassage], words: str) -> ComparedPassage:
    """The compared passage with these words."""
    [one] = [p for text, p in found.items() if words in text]
    return one


def test_a_passage_shows_how_each_outlet_has_it() -> None:
    """For each outlet: the words, the figures in them as printed, whom it credits, and the verdict."""
    found = compare(
        gazette="Lindqvist said the port handled 90 percent of the region's cargo last year.",
        courier="Last year the port handled nine tenths of the cargo of the region, Maria Lindqvist said.",
    )
    renditions = passage(found, "90 percent").renditions
    assert [(r.source_id, r.speaker, r.verdict) for r in renditions] == [
        ("gazette", "Maria Lindqvist", "supported"), ("courier", "Maria Lindqvist", "supported"),
    ]
    assert [r.figures for r in renditions] == [("90 percent",), ("nine tenths",)]
    assert passage(found, "90 percent").shared == ()


def test_a_passage_of_one_outlet_is_not_compared() -> None:
    """A passage that one outlet alone carries has nothing to be compared with."""
    found = compare(
        gazette="Lindqvist said the port handled 90 percent of the region's cargo last year.",
        courier="Jonas Okafor said that two of the five cranes have been replaced.",
    )
    assert found == {}


def test_a_deviation_that_outlets_share_is_marked() -> None:
    """The same exaggeration in two outlets, written differently, is one shared deviation; a third outlet's is not."""
    compared = passage(compare(**EXAGGERATED), "90 percent")
    assert len(compared.renditions) == 3
    [shared] = compared.shared
    by_id = {r.claim_id: r.source_id for r in compared.renditions}
    assert [by_id[claim_id] for claim_id in shared.claim_ids] == ["gazette", "courier"]
    assert "more than" in shared.detail


def test_a_report_names_the_outlets_that_deviate_alike() -> None:
    """A finding says in which other outlets the same stands; one of its own says nothing of the kind."""
    reasons = {finding.claim.source_id: finding.reason for finding in rank(judged(**EXAGGERATED))}
    assert reasons["gazette"].endswith("The same in courier.")
    assert reasons["courier"].endswith("The same in gazette.")
    assert "The same in" not in reasons["herald"]


def test_outlets_that_contradict_alike_are_marked() -> None:
    """The same wrong figure in two outlets is shared; what each says is kept apart from what is right."""
    found = compare(
        gazette="Lindqvist said the port handled 60 percent of the region's cargo last year.",
        courier="The port handled sixty percent of the region's cargo last year, Lindqvist said.",
        herald="Lindqvist said the port handled 90 percent of the region's cargo last year.",
    )
    compared = passage(found, "90 percent")
    assert {r.source_id: r.verdict for r in compared.renditions} == {
        "gazette": "contradicted", "courier": "contradicted", "herald": "supported",
    }
    assert len(compared.shared) == 1
