"""Sentences are found with their offsets in many scripts, past abbreviations, figures and links."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import article_texts, odd_texts

from summarize.sentences import split_sentences
from summarize.text import mask_links

CASES = json.loads((Path(__file__).parent / "data" / "sentences" / "cases.json").read_text("utf-8"))


def cut(text: str, start: int = 0, end: int | None = None) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, start, end)]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_sentences_end_where_a_reader_ends_them(case: dict[str, Any]) -> None:
    """Only a mark that ends a sentence ends one."""
    assert cut(case.get("joint", " ").join(case["sentences"])) == case["sentences"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_offsets_count_in_the_whole_text(case: dict[str, Any]) -> None:
    """A stretch inside a text is split like the stretch alone, with offsets of the whole."""
    inner = case.get("joint", " ").join(case["sentences"])
    text = f"Menu | Log in\n\n{inner}\n\nShare."
    start = text.index(inner)
    assert cut(text, start, start + len(inner)) == case["sentences"]


@settings(deadline=None, max_examples=200)
@given(article_texts | odd_texts)
def test_any_text_is_cut_into_ordered_sentences_that_hold_every_word(text: str) -> None:
    """Sentences are in order, do not overlap, have no white space around them, and no letter is left out but of an
    address.
    """
    spans = split_sentences(text)
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    left_out = "".join(mask_links(text)[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    assert not any(c.isalnum() for c in left_out)


@given(st.text(alphabet=" \n\t\u00a0", max_size=8))
def test_blank_text_has_no_sentence(text: str) -> None:
    """Nothing but white space holds no sentence."""
    assert split_sentences(text) == ()


@pytest.mark.parametrize("text", ["word " * 4000, "x" * 20_000, "Voss said " + "very " * 3000 + "many came. It ended."])
def test_what_is_too_long_for_a_sentence_is_cut_at_white_space(text: str) -> None:
    """A run of words without an end is cut into parts that hold every word whole; a word too long itself is cut."""
    parts = cut(text)
    assert max(map(len, parts)) <= 4000
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert " " not in text.strip() or " ".join(parts).split() == text.split()
