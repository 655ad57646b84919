"""How well a text supports a statement, as one number."""

from __future__ import annotations

import pytest

from summarize.reconciliation.scale import OUTCOMES, Standing, chances, weigh
from summarize.support import FEATURES, consider_parts, read_text, score_statement, score_statements, weights

SPEECH = """\
Chair Maria Lindqvist: Good morning. Last year the port handled 4.2 million tonnes of cargo. We will not raise the berth
fees this year.

Director Jonas Okafor: Thank you. The dredging is finished, and two of the five cranes have been replaced.
"""
PROSE = "The port handled 4.2 million tonnes of cargo last year. Its director says that the dredging is finished."


@pytest.mark.parametrize(
    "statement",
    [
        "The port handled 4.2 million tonnes of cargo last year.",
        "The dredging is finished.",
        "The port handled 4.2 million tonnes of cargo last year. The dredging is finished.",
    ],
)
@pytest.mark.parametrize("text", [SPEECH, PROSE], ids=["dialogue", "prose"])
def test_what_a_text_says_is_supported(text: str, statement: str) -> None:
    """Whatever the text's layout, what it says scores at least a half."""
    assert score_statement(text, statement) >= 0.5


@pytest.mark.parametrize(
    "statement",
    [
        "The port handled 6.8 million tonnes of cargo last year.",
        "The port handled 4.2 million tonnes of cargo last year. A whale was seen near the lighthouse.",
        "The dredging is not finished.",
        "The mayor opened a library.",
    ],
)
@pytest.mark.parametrize("text", [SPEECH, PROSE], ids=["dialogue", "prose"])
def test_the_weakest_part_decides(text: str, statement: str) -> None:
    """One sentence that the text does not say, or says otherwise, leaves the whole below a half."""
    assert score_statement(text, statement) < 0.5


def test_several_statements_score_as_one_by_one() -> None:
    """Statements about one text do not bear on each other."""
    statements = ["The dredging is finished.", "The mayor opened a library.", "The dredging is finished."]
    assert score_statements(SPEECH, statements) == [score_statement(SPEECH, one) for one in statements]


@pytest.mark.parametrize("statement", ["", "   ", "!", "Yes."])
def test_a_statement_without_content_is_not_supported(statement: str) -> None:
    """What says nothing that could be looked for scores nought."""
    assert score_statement(SPEECH, statement) == 0.0


def test_a_text_without_words_supports_nothing() -> None:
    """An empty text is no fault."""
    assert score_statement("", "The dredging is finished.") == 0.0


def test_only_words_found_speak_for_support() -> None:
    """Every feature has its weight; a fault of any kind lowers what a statement scores."""
    _, row = weights()
    assert len(row) == len(FEATURES)
    assert row[0] > 0
    assert all(weight < 0 for weight in row[1:])


def test_sentences_of_separated_words_are_taken_apart() -> None:
    """A text whose words and stops a program separated has the same sentences."""
    statement = "the dredging is finished . a whale was seen near the lighthouse ."
    assert len({part.statement.claim.context for part in consider_parts(statement, read_text(SPEECH, "en"), "en")}) == 2


def test_chances_agree_with_the_verdict() -> None:
    """The chances of the outcomes sum to one, and the likeliest is the one that is weighed out."""
    for score in (0.0, 0.3, 0.6, 1.0):
        standing = Standing(score, False, False, False, False, None)
        shares = chances(standing)
        assert sum(shares.values()) == pytest.approx(1)
        assert max(shares, key=lambda one: shares[one]) == weigh(standing)[0]
        assert tuple(shares) == OUTCOMES
