"""Whether a word is negated."""

from __future__ import annotations

import pytest

from summarize.lexicon import load
from summarize.polarity import is_negated, is_negated_itself
from summarize.tagging import tag_words


@pytest.mark.parametrize(
    ("language", "sentence", "word", "negated"),
    [
        ("en", "We will not raise the fees.", "raise", True),
        ("en", "We will raise the fees, not the taxes.", "raise", False),
        ("en", "Not only did the council raise the fees.", "raise", False),
        ("en", "The ferry did not sail because the captain slept.", "slept", False),
        ("en", "I do not think that fees rise.", "rise", True),
        ("en", "Don't forget to lock the shed.", "lock", False),
        ("en", "I did not forget the key.", "forget", True),
        ("en", "No, I want two of them.", "want", False),
        ("en", "No we moved the boat.", "moved", False),
        ("en", "we dont sail on sundays", "sail", True),
        ("en", "No fisherman moved the boat.", "moved", True),
        ("de", "Nein, wir wollen zwei davon.", "wollen", False),
        ("es", "No quiere venir.", "quiere", True),
    ],
)
def test_a_not_governs_its_own_clause(language: str, sentence: str, word: str, negated: bool) -> None:
    """A "not" turns the words of its clause, unless something takes it back or it only answers a question."""
    words = tag_words(sentence, language)
    found = next(w for w in words if w.text == word)
    assert is_negated(words, found, load(language)) is negated


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
