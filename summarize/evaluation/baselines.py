"""What hardly any thought achieves: the figures that ours have to be read beside."""

from __future__ import annotations

import re
from collections.abc import Sequence


def word_overlap(text: str, statement: str) -> float:
    """The share of a statement's words that occur anywhere in a text."""
    held = set(_words(text))
    words = _words(statement)
    return sum(word in held for word in words) / len(words) if words else 0.0


def fuzzy_match(sentences: Sequence[str], statement: str) -> float:
    """How like the nearest sentence a statement is, 0..100, word order and repetition aside."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(statement, sentences, scorer=fuzz.token_set_ratio, processor=utils.default_process)
    return float(found[1]) if found else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
