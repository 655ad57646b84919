"""Several hundred edited quotations on the real path: what changes the meaning is found, what house style does is let
pass.
"""

from __future__ import annotations

import functools

import pytest
from generated import ALTERING, EDITS, EVENTS, HARMLESS, SURE, Outcome, run_all

_LEAST_VARIANTS = 500
_LEAST_HARMLESS = 0.95


@functools.cache
def judged() -> tuple[Outcome, ...]:
    return tuple(run_all())


def told(edits: tuple[str, ...]) -> str:
    """Recall by edit, and every variant that was taken for something else."""
    lines = [""]
    for edit in edits:
        found = [o for o in judged() if o.variant.edit == edit]
        lines.append(f"{edit:28}{sum(o.is_right for o in found):4} of {len(found):4}")
    for outcome in judged():
        if not outcome.is_right and outcome.variant.edit in edits:
            verdicts = ", ".join(claim.verdict for claim in outcome.claims)
            made = outcome.variant
            lines.append(f"{made.edit}, {made.event}: {outcome.fidelity}; {verdicts}: {made.said} -> {made.printed}")
    return "\n".join(lines)


def recall(edits: tuple[str, ...]) -> float:
    marks = [o.is_right for o in judged() if o.variant.edit in edits]
    return sum(marks) / len(marks)


def test_there_are_variants_of_each_kind_in_each_language() -> None:
    """The suite has several hundred variants, some of every edit, and every language changes meanings."""
    assert len(judged()) >= _LEAST_VARIANTS
    assert {o.variant.edit for o in judged()} == {*HARMLESS, *ALTERING}
    assert {o.variant.language for o in judged() if not o.variant.is_harmless} == set(EDITS)
    assert {event["language"] for event in EVENTS} == set(EDITS)


def test_each_variant_is_one_quotation_of_the_article() -> None:
    """No variant gets lost between the article and its judgement."""
    assert [o.variant.printed for o in judged() if not o.claims] == []


@pytest.mark.parametrize("edit", SURE)
def test_what_must_never_be_missed_is_always_found(edit: str) -> None:
    """Every changed figure, every "not" more or less and every exchanged speaker is found."""
    assert recall((edit,)) == 1.0, told((edit,))


def test_no_altered_meaning_is_called_harmless() -> None:
    """No edit that changes the meaning is shown to a reader as the speaker's words."""
    assert [o.variant.printed for o in judged() if not o.variant.is_harmless and not o.is_caught] == [], told(ALTERING)


def test_words_alone_tell_an_altered_quotation() -> None:
    """Apart from quotations that only credit somebody else, the grade alone tells that the words were changed."""
    edits = set(ALTERING) - {"speaker_swapped", "spliced"}
    graded = [o for o in judged() if o.variant.edit in edits]
    assert [o.variant.printed for o in graded if o.fidelity not in {"altered", "not_found"}] == [], told(ALTERING)


def test_house_style_is_let_pass() -> None:
    """Nearly all edits that house style allows are called harmless."""
    assert recall(HARMLESS) >= _LEAST_HARMLESS, told(HARMLESS)
