"""Datelines: where and by whom a report was filed is no part of what it says."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from events import cases, named, read_article
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import article_texts, languages

from summarize.datelines import without_dateline
from summarize.documents import parse_document
from summarize.extraction.extractive import extract
from summarize.records import Block

CASES = cases("datelines")
REPORT = """\
Ferry sinks off Port Ellery

PORT ELLERY, May 3 (Reuters) - The ferry sank near the old harbour.

The coast guard saved all 40 passengers.
"""


def split(text: str, language: str) -> list[tuple[str, str]]:
    """The blocks of a text that is one paragraph: kind and words of each."""
    blocks = without_dateline(text, (Block("body", 0, len(text)),), language)
    return [(block.kind, text[block.start : block.end]) for block in blocks]


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_head_of_a_report(case: dict[str, Any]) -> None:
    """A dateline in any form of the press is furniture before its paragraph; a sentence that looks like one stays."""
    text, dateline = case["text"], case["dateline"]
    if dateline is None:
        assert split(text, case["language"]) == [("body", text)]
        return
    (kind, head), (rest_kind, rest) = split(text, case["language"])
    assert (kind, head, rest_kind) == ("furniture", dateline.removesuffix("**"), "body")
    assert rest == text[len(dateline) :].lstrip()


def test_a_claim_starts_after_the_dateline() -> None:
    """A report's first claim is its first statement, and no claim, sentence or headline holds the dateline."""
    extraction = extract(read_article(REPORT))
    assert [claim.span.text for claim in extraction.claims if "ferry sank" in claim.span.text] == [
        "The ferry sank near the old harbour."
    ]
    assert "May 3" not in str(extraction)


def test_a_page_has_a_dateline_too() -> None:
    """The dateline of a web page's article is furniture as well."""
    headline, *paragraphs = REPORT.strip().split("\n\n")
    body = f"<h1>{headline}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    document = parse_document(f"<html><body><article>{body}</article></body>", id="gazette", suffix=".html")
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind == "furniture"] == [
        "PORT ELLERY, May 3 (Reuters) -"
    ]


def test_only_the_head_of_the_article_is_looked_at() -> None:
    """A paragraph further down that begins like a dateline is left as it is."""
    text = "\n\n".join(["The ferry sank near the old harbour on Monday."] * 4 + ["PARIS (AFP) - The owner was silent."])
    assert "PARIS (AFP) - The owner was silent." in [
        text[b.start : b.end] for b in read_article(text).blocks if b.kind == "body"
    ]


def test_names_before_dashes_in_several_paragraphs_are_speakers() -> None:
    """Where more than one paragraph opens with capitals and a dash, these are the names of those who speak."""
    lines = ["VOSS — The ferry sank near the harbour.", "HALE — The coast guard saved all passengers."]
    text = "\n".join(lines)
    blocks = (Block("body", 0, len(lines[0])), Block("body", len(lines[0]) + 1, len(text)))
    assert without_dateline(text, blocks, "en") == blocks
    assert without_dateline(text, blocks[:1], "en") != blocks[:1]


@given(article_texts, languages, st.sampled_from(["", "PARIS (AFP) - ", "(Reuters) ", "ROME, 3 May. "]))
@settings(deadline=None, max_examples=100)
def test_blocks_lose_nothing_but_blanks(text: str, language: str, dateline: str) -> None:
    """Whatever an article begins with, its blocks stay in order, disjoint, not empty, and hold every word of it."""
    whole = dateline + text
    blocks = without_dateline(whole, (Block("body", 0, len(whole)),) if whole else (), language)
    assert all(block.start < block.end for block in blocks)
    assert all(one.end <= other.start for one, other in pairwise(blocks))
    kept = "".join(whole[block.start : block.end] for block in blocks)
    assert [char for char in kept if char.isalnum()] == [char for char in whole if char.isalnum()]
