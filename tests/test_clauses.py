"""A sentence is cut into the statements that a reader would check one by one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from events import cases, named
from hypothesis import given, settings
from strategies import article_texts, languages

from summarize.extraction.clauses import is_content, split_clauses
from summarize.extraction.extractive import extract
from summarize.lexicon import load
from summarize.records import Block, Document
from summarize.tagging import tag_words

CASES = cases("clauses")


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_statements_of_a_sentence(case: dict[str, Any]) -> None:
    """Each statement of a sentence is a claim; lists of words and compounds stay whole."""
    text = case["text"]
    document = Document("gazette", text, (Block("body", 0, len(text)),), case.get("language", "en"))
    assert [c.span.text for c in extract(document).claims] == case["claims"]


@settings(deadline=None, max_examples=150)
@given(article_texts, languages)
def test_clauses_hold_every_word_once(text: str, language: str) -> None:
    """The clauses of any word sequence follow one another from the first word to the last."""
    words = tag_words(text, language)
    clauses = split_clauses(words, (), load(language), ())
    assert bool(clauses) == bool(words)
    assert [c.first for c in clauses[:1]] == [0] * bool(words)
    assert all(a.last == b.first for a, b in pairwise(clauses))
    assert all(c.first < c.last for c in clauses)
    assert [c.last for c in clauses[-1:]] == [len(words)] * bool(words)


@settings(deadline=None, max_examples=150)
@given(article_texts, languages)
def test_quotations_are_never_cut(text: str, language: str) -> None:
    """No clause begins inside quoted words."""
    words = tag_words(text, language)
    quoted = [(words[1].start, words[-2].end)] if len(words) > 3 else []
    clauses = split_clauses(words, quoted, load(language), ())
    assert not any(start < words[c.first].start < end for c in clauses for start, end in quoted)


def test_small_words_carry_no_content() -> None:
    """Articles, prepositions, auxiliaries and marks are no content; nouns, names and verbs are."""
    words = tag_words("The mayor of Port Ellery has closed the harbour.", "en")
    assert [w.text for w in words if is_content(w, load("en"))] == ["mayor", "Port", "Ellery", "closed", "harbour"]
