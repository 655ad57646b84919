"""Front matter: the fields above a text are found, and nothing else is taken for them."""

from __future__ import annotations

from typing import Any

import pytest
from events import cases, named
from hypothesis import given
from hypothesis import strategies as st

from summarize.documents import parse_document
from summarize.extraction.extractive import extract
from summarize.frontmatter import find_front_matter

CASES = cases("frontmatter")


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_block_and_title(case: dict[str, Any]) -> None:
    """A block of fields at the very top is front matter, with its title; text between two rules is not."""
    found = find_front_matter(case["text"])
    assert (case["text"][found.start : found.end] if found else None) == case["block"]
    assert (found.title if found else None) == case["title"]


@pytest.mark.parametrize("suffix", [".md", ".txt"])
@pytest.mark.parametrize("case", [case for case in CASES if case["block"]], ids=lambda case: str(case["name"]))
def test_it_is_no_part_of_the_article(case: dict[str, Any], suffix: str) -> None:
    """The fields yield no claim and no sentence, the text and its offsets stay, and the title is the headline."""
    document = parse_document(case["text"], id="gazette", suffix=suffix, language="en")
    extraction = extract(document)
    assert document.text == case["text"]
    assert case["text"][document.blocks[0].start : document.blocks[0].end] == case["block"]
    assert document.blocks[0].kind == "furniture"
    end = document.blocks[0].end
    assert extraction.claims
    assert all(claim.span.start >= end for claim in extraction.claims)
    assert all(span.start >= end for sentence in extraction.summary.sentences for span in sentence.grounding)
    assert extraction.summary.headline == (case["title"] or "The ferry sank near the old harbour on Monday.")


def test_a_printed_headline_and_a_given_title_come_first() -> None:
    """The title of the fields stands back behind a headline above the article, and behind one that the case states."""
    text = "---\ntitle: ferry-2024\n---\n# Ferry sinks off Port Ellery\n\nThe ferry sank near the old harbour.\n"
    assert extract(parse_document(text, id="x", suffix=".md")).summary.headline == "Ferry sinks off Port Ellery"
    assert parse_document(text, id="x", suffix=".md", title="Disaster").title == "Disaster"


@given(st.text(st.sampled_from("-+.\n :#'\"[]ab=\ufeff")), st.sampled_from(["---\n", "+++\n", ""]))
def test_any_text_has_a_block_inside_it_or_none(text: str, fence: str) -> None:
    """Whatever stands at the top, the block lies inside the text and leaves some of it."""
    whole = fence + text
    found = find_front_matter(whole)
    assert found is None or (0 <= found.start < found.end < len(whole) and whole[found.end :].strip() != "")
