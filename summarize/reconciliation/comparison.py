"""Outlet against outlet: who printed which words, figure and speaker for the same passage, and who deviates alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from summarize.alignment import TranscriptIndex
from summarize.quantities import Quantity, find_quantities
from summarize.records import Check, ComparedPassage, JudgedClaim, Rendition, SharedDeviation

_CARRIED = frozenset({"supported", "partially_supported", "contradicted"})
_DEVIATING = frozenset({"partially_supported", "contradicted"})
_ABOUT_THE_RUN = frozenset({"model"})  # checks that say nothing about the article's words
_Key = tuple[str, ...]


def compare_accounts(
    index: TranscriptIndex, claims: Sequence[JudgedClaim], languages: Mapping[str, str]
) -> tuple[ComparedPassage, ...]:
    """Each passage that claims of at least two sources rest on first of all, in the order of speech.

    `languages` are those of the sources, by id.
    """
    placed = sorted(
        ((index.number_at(claim.evidence[0].start), n, claim) for n, claim in enumerate(claims) if _rests(claim)),
        key=lambda one: one[:2],
    )
    compared = []
    for number, group in groupby(placed, key=lambda one: one[0]):
        ours = [claim for _, _, claim in group]
        if len({claim.source_id for claim in ours}) > 1:
            p = index.passages[number]
            renditions = tuple(_rendition(claim, languages[claim.source_id]) for claim in ours)
            shared = _shared(ours, index.quantities[number], languages)
            compared.append(ComparedPassage(p.turn.id, p.start, p.end, p.text, renditions, shared))
    return tuple(compared)


def _rests(claim: JudgedClaim) -> bool:
    return claim.verdict in _CARRIED and bool(claim.evidence)


def _rendition(claim: JudgedClaim, language: str) -> Rendition:
    figures = tuple(q.text for q in find_quantities(claim.span.text, language))
    deviations = tuple(check.detail for check in _deviations(claim))
    return Rendition(
        claim.source_id, claim.id, claim.span, figures, claim.speaker, claim.verdict, claim.quote_fidelity, deviations
    )


def _deviations(claim: JudgedClaim) -> list[Check]:
    """What keeps a claim from being fully supported, as far as a check has named it."""
    if claim.verdict not in _DEVIATING:
        return []
    return [c for c in claim.checks if c.outcome != "pass" and c.name not in _ABOUT_THE_RUN]


def _shared(
    claims: Sequence[JudgedClaim], said: Sequence[Quantity], languages: Mapping[str, str]
) -> tuple[SharedDeviation, ...]:
    """The deviations that at least two sources have alike, each with the ids of its claims."""
    found: dict[_Key, list[tuple[JudgedClaim, Check]]] = {}
    for claim in claims:
        for check in _deviations(claim):
            for key in _keys(check, claim, said, languages[claim.source_id]):
                found.setdefault(key, []).append((claim, check))
    return tuple(
        SharedDeviation(pairs[0][1].detail, tuple(dict.fromkeys(claim.id for claim, _ in pairs)))
        for pairs in found.values() if len({claim.source_id for claim, _ in pairs}) > 1
    )


def _keys(check: Check, claim: JudgedClaim, said: Sequence[Quantity], language: str) -> list[_Key]:
    """What makes two deviations the same: the figures that were not said, however written; else the check's words."""
    if check.name != "figures":
        return [(check.name, check.detail)]
    printed = (_figure(q) for q in find_quantities(claim.span.text, language))
    return [figure for figure in printed if figure not in {_figure(q) for q in said}]


def _figure(q: Quantity) -> _Key:
    return ("figures", str(q.value), str(q.high), q.unit, q.qualifier, q.change, q.sense, q.per)
