"""Which passages may answer a figure: none that could is left out."""

from __future__ import annotations

import pytest
from events import data

from summarize.figures import FigureIndex
from summarize.quantities import compare, find_quantities

TEXTS = [
    "3 percent", "3.5 times", "a 250 percent increase", "half", "two-thirds", "67 percent", "12 percentage points",
    "about 900 people", "more than 90 people", "nearly 1,000 people", "at least 3 ships", "997 ships", "1,000 ships",
    "1,049 ships", "between 10 and 20 ships", "5 million euros", "4.9 million euros", "5 million dollars", "5 million",
    "2 weeks", "14 days", "3 months", "90 days", "10 miles", "16 km", "2.5 times more", "rose by 5 percent",
    "rose to 5 percent", "fell 5 percent", "the third", "3", "0", "2 tonnes", "2,000 kg",
]  # fmt: skip
AGREEING = {"equal", "equivalent", "rounded", "compatible", "narrowed", "exaggerated", "ambiguous"}


@pytest.mark.parametrize("claimed", TEXTS)
def test_no_passage_that_can_answer_is_left_out(claimed: str) -> None:
    """A passage with a figure that agrees in any way is among those that may answer; one with another figure isn't."""
    said = [find_quantities(text) for text in TEXTS]
    for figure in find_quantities(claimed):
        found = FigureIndex(said).may_answer(figure)
        agreeing = [any(compare(figure, other).relation in AGREEING for other in others) for others in said]
        assert [text for text, may, does in zip(TEXTS, found, agreeing, strict=True) if does and not may] == []
        assert not found.all()


def test_the_cases_of_comparing_are_not_left_out() -> None:
    """Every pair of the labelled comparisons that agrees is found by the quick look too."""
    missed = []
    for case in data("quantities", "compare"):
        ours, theirs = (find_quantities(text, language) for language, text in (case["claimed"], case["said"]))
        for figure in ours:
            agree = any(compare(figure, other).relation in AGREEING for other in theirs)
            if agree and not FigureIndex([theirs]).may_answer(figure)[0]:
                missed.append(case)
    assert missed == []


def test_passages_without_figures_answer_none() -> None:
    """Where nothing was counted there is no answer."""
    figure = find_quantities("3 ships")[0]
    assert FigureIndex([(), ()]).may_answer(figure).tolist() == [False, False]
