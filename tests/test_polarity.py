"""Whether a word is negated."""

from __future__ import annotations

from typing import Any

import pytest
from events import cases, named

from summarize.lexicon import load
from summarize.polarity import is_negated, is_negated_itself, is_negator
from summarize.tagging import tag_words

CASES = cases("polarity")


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_a_not_governs_its_own_clause(case: dict[str, Any]) -> None:
    """A "not", or a verb that denies what it governs, turns the words of its clause, unless something takes it back."""
    words, lexicon = tag_words(case["text"], case["language"]), load(case["language"])
    found = next(w for w in words if w.text == case["word"])
    negated = is_negator(found, lexicon) if case.get("itself") else is_negated(words, found, lexicon)
    assert negated is case["negated"]


@pytest.mark.parametrize(
    ("sentence", "word", "negated"),
    [
        ("The pier is not finished.", "finished", True),
        ("The pier is not yet finished.", "finished", True),
        ("The pier is finished.", "finished", False),
        ("It is not a matter of a finished pier.", "finished", False),
    ],
)
def test_a_not_right_before_a_word(sentence: str, word: str, negated: bool) -> None:
    """Only a "not" beside the word itself counts, an adverb aside."""
    words = tag_words(sentence, "en")
    assert is_negated_itself(words, next(w for w in words if w.text == word), load("en")) is negated
