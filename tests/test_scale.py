"""The scale that evidence is weighed on: fitted weights that a person can read and reason about."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.reconciliation.scale import FEATURES, OUTCOMES, Standing, weigh, weights
from summarize.records import VERDICTS, Fidelity

standings = st.builds(
    Standing,
    score=st.floats(0, 1),
    spoken=st.booleans(),
    credited=st.booleans(),
    unsaid=st.booleans(),
    limited=st.booleans(),
    fidelity=st.none() | st.sampled_from(get_args(Fidelity)),
)
PLAIN = Standing(0.5, True, True, False, False, None)


def test_every_outcome_has_every_weight() -> None:
    """The table of weights gives each outcome a constant and one weight a feature."""
    table = weights()
    assert tuple(table) == OUTCOMES
    assert all(len(row) == len(FEATURES) for _, row in table.values())
    assert set(OUTCOMES) < set(VERDICTS)


@given(standings)
def test_the_likeliest_outcome_is_at_least_as_likely_as_chance(standing: Standing) -> None:
    """Three probabilities that sum to one leave the highest at a third or more, and none above one."""
    verdict, share = weigh(standing)
    assert verdict in OUTCOMES
    assert 0.33 <= share <= 1


@given(standings)
def test_features_are_numbers_in_their_order(standing: Standing) -> None:
    """A standing is one number a feature, the score first, and a quotation has one grade at most."""
    values = standing.features()
    assert len(values) == len(FEATURES)
    assert values[0] == standing.score
    assert sum(values[-4:]) == (standing.fidelity is not None)


@given(standings, st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_a_better_passage_never_makes_a_statement_less_said(standing: Standing, scores: list[float]) -> None:
    """With all else equal, a higher score moves the outcome from unsaid towards supported and never back."""
    order = {"not_in_transcript": 0, "partially_supported": 1, "supported": 2}
    ranks = [order[weigh(replace(standing, score=s))[0]] for s in sorted(scores)]
    assert all(a <= b for a, b in pairwise(ranks))


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.3), (0.3, 0.6), (0.6, 0.9)])
def test_certainty_grows_with_the_score(low: float, high: float) -> None:
    """A well carried statement is the more certainly supported the better it is carried."""
    shares = [weigh(replace(PLAIN, score=s)) for s in (low, high)]
    supported = [share if verdict == "supported" else 0.0 for verdict, share in shares]
    assert supported[0] <= supported[1]


def test_a_plain_case_is_decided_plainly() -> None:
    """What is carried in full is supported; what is not there and credited to nobody is not in the transcript."""
    assert weigh(Standing(1.0, True, True, False, False, "verbatim"))[0] == "supported"
    assert weigh(Standing(0.0, False, False, True, False, None))[0] == "not_in_transcript"


@pytest.mark.parametrize("feature", ["unsaid", "limited", "not_found"])
def test_faults_never_speak_for_support(feature: str) -> None:
    """A missing figure, an exaggeration or words that nobody said weigh less for support than for something else."""
    column = FEATURES.index(feature)
    support = weights()["supported"][1][column]
    assert support <= max(weights()[o][1][column] for o in OUTCOMES if o != "supported")
