"""Figures that follow from two said ones, and changes that cannot be. Cases are in `data/quantities/`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from events import data

from summarize.dates import find_dates, resolve
from summarize.quantities import Quantity, find_quantities, find_relations
from summarize.reconciliation.derived import contradict, derive, derive_bound, derive_elapsed

EVENT = dt.date(2024, 5, 3)


def figure(case: dict[str, Any]) -> Quantity:
    """The figure of a case's claim: the one it names, or the only one."""
    language, text = case["claim"]
    (found,) = [q for q in find_quantities(text, language) if case.get("figure", q.text) == q.text]
    return found


def said(case: dict[str, Any]) -> tuple[Quantity, ...]:
    language, text = case["said"]
    return find_quantities(text, language)


def label(case: dict[str, Any]) -> str:
    return f"{case['claim'][1]} | {case['said'][1][:40]}"


@pytest.mark.parametrize("case", data("quantities", "derived"), ids=label)
def test_follows_from_two_figures_where_the_claim_names_the_relation(case: dict[str, Any]) -> None:
    """A rise, difference, share, total or average follows with its arithmetic in words; a near miss does not."""
    language, text = case["claim"]
    pairing = derive(figure(case), find_relations(text, language), said(case), apart=case.get("apart", False))
    if case["follows"] is None:
        assert pairing is None
    else:
        assert pairing is not None
        assert pairing.comparison is not None
        assert pairing.comparison.relation == "derived"
        assert case["follows"].casefold() in pairing.comparison.derivation.casefold()


@pytest.mark.parametrize("case", data("quantities", "contradicted"), ids=label)
def test_a_change_that_cannot_be_is_told_with_the_right_one(case: dict[str, Any]) -> None:
    """Points for percent, a count for a share and another growth are faults where two figures leave one reading."""
    told = contradict(figure(case), said(case))
    if case["contradicted"] is None:
        assert told is None
    else:
        assert told is not None
        assert case["contradicted"] in told
        assert told.endswith(".")


def test_a_table_of_figures_proves_nothing() -> None:
    """Where many figures stand together any number could be made of two of them, so none is."""
    (claimed,) = find_quantities("a rise of 3", "en")
    pair, many = "It rose from 4 to 7.", "It rose from 4 to 7, 11, 16, 22, 29, 37, 46, 56 and 67."
    relations = find_relations("a rise of 3", "en")
    assert derive(claimed, relations, find_quantities(pair, "en")) is not None
    assert derive(claimed, relations, find_quantities(many, "en")) is None


@pytest.mark.parametrize(
    ("claim", "words", "derivation"),
    [
        ("more than two years", "until May 2026", "From 3 May 2024 to May 2026 is 2.03 years"),
        ("two years", "until May 2026", "years"),
        ("three years", "until May 2026", None),
        ("more than three years", "until May 2026", None),
        ("two weeks", "on 17 May", "From 3 May 2024 to 17 May 2024 is 2 weeks"),
        ("three weeks", "on 17 May", None),
        ("six months", "in November 2023", "months"),
        ("four months", "in November 2023", None),
        ("40 soldiers", "in May 2026", None),
    ],
)
def test_a_stretch_of_time_follows_from_a_date(claim: str, words: str, derivation: str | None) -> None:
    """How long ago or ahead a said date lies from the event is worked out, and a wrong stretch is not."""
    (claimed,) = find_quantities(claim, "en")
    periods = [p for m in find_dates(words, "en") if (p := resolve(m, EVENT)) is not None]
    told = derive_elapsed(claimed, periods, EVENT)
    assert told is None if derivation is None else derivation in (told or "")


@pytest.mark.parametrize(
    ("claim", "words", "derivation"),
    [
        ("since 19 April", "for the first time in two weeks", "2 weeks before 3 May 2024 is 19 April 2024"),
        ("since March", "for two months", "2 months before 3 May 2024 is 3 March 2024"),
        ("since 2021", "for three years", "2021"),
        ("since 2019", "for three years", None),
        ("since 20 April", "for the first time in two weeks", None),
    ],
)
def test_a_date_follows_from_a_stretch_of_time(claim: str, words: str, derivation: str | None) -> None:
    """A date that lies as far from the event as was said follows, and another one does not."""
    (mention,) = find_dates(claim, "en")
    period = resolve(mention, EVENT)
    assert period is not None
    told = derive_bound(period, find_quantities(words, "en"), EVENT)
    assert told is None if derivation is None else derivation in (told or "")
