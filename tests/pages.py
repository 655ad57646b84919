"""Runs whose page the tests look at: the bridge run with all that a page can show, and runs of any size."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from summarize.contracts import RunRecord
from summarize.records import (
    ComparedPassage,
    JudgedClaim,
    Rendition,
    SharedDeviation,
    WordEdit,
)
from summarize.runs import read_run

BRIDGE = read_run(Path(__file__).parent / "data" / "report" / "bridge")

_STEPS = (
    WordEdit("equal", "The repair will cost", "The repair will cost"),
    WordEdit("removed", "", "about"),
    WordEdit("replaced", "4.8", "4.2"),
    WordEdit("equal", "million crowns", "million crowns"),
)


def full_run() -> RunRecord:
    """The bridge run with a word-by-word comparison, and a passage that two outlets carry."""
    rec = BRIDGE.reconciliation
    claims = tuple(_compared(claim) for claim in rec.claims)
    passage = next(p for p in rec.coverage if p.text.startswith("The repair will cost"))
    carrying = [c for c in claims if any(e.start == passage.start for e in c.evidence)]
    renditions = tuple(
        Rendition(c.source_id, c.id, c.span, ("4.8 million",), c.speaker, c.verdict, c.quote_fidelity, ("4.8 ≠ 4.2",))
        for c in carrying
    )
    shared = SharedDeviation("both print 4.8 million", tuple(c.id for c in carrying))
    compared = ComparedPassage(passage.turn_id, passage.start, passage.end, passage.text, renditions, (shared,))
    return dataclasses.replace(BRIDGE, reconciliation=dataclasses.replace(rec, claims=claims, comparisons=(compared,)))


def _compared(claim: JudgedClaim) -> JudgedClaim:
    if claim.id != "courier:3":
        return claim
    return dataclasses.replace(claim, quotations=(dataclasses.replace(claim.quotations[0], diff=_STEPS),))


def large_run(count: int) -> RunRecord:
    """The full run with its claims repeated under other ids until there are so many."""
    run = full_run()
    rec = run.reconciliation
    claims = []
    for number in range(count):
        claim = rec.claims[number % len(rec.claims)]
        claims.append(dataclasses.replace(claim, id=f"{claim.id}-{number}"))
    return dataclasses.replace(run, reconciliation=dataclasses.replace(rec, claims=tuple(claims), comparisons=()))
