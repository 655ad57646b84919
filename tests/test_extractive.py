"""The extractive engine: claims and summary cut from the article alone, whatever the article looks like."""

from __future__ import annotations

import time

import pytest
from events import claim_at, make_case, read_article, read_transcript
from hypothesis import given, settings
from strategies import article_texts, languages

from summarize.extraction.extractive import extract
from summarize.records import Block, Document, Extraction

ARTICLE = """\
Home | News | Sport | Weather

Ferry strike to end on Monday

By Jan Carver
Published 3 May 2024

Mayor Lena Voss said that the ferry strike would end on Monday. “We have found a good agreement,” she said.

The strike began in April, after the company cut wages by 4 percent.

Read more: How the strike began
Share on Facebook
Copyright 2024 The Gazette. All rights reserved.
"""


def kinds(extraction: Extraction) -> list[str]:
    return [claim.kind for claim in extraction.claims]


def test_furniture_yields_no_claim() -> None:
    """Menus, credits, link lists and footers around an article are not what it says."""
    extraction = extract(read_article(ARTICLE))
    article = ARTICLE[ARTICLE.index("Ferry strike to end") : ARTICLE.index("Read more")]
    assert all(claim.span.text in article for claim in extraction.claims)
    assert not any("Jan Carver" in claim.text or "Share" in claim.text for claim in extraction.claims)


def test_blocks_decide_what_is_read() -> None:
    """The same words are claims in the body and nothing in furniture or a subhead."""
    text = "The ferry sank near the old harbour."
    got = {
        kind: len(extract(Document("gazette", text, (Block(kind, 0, len(text)),), "en")).claims)
        for kind in ("body", "furniture", "subhead")
    }
    assert got == {"body": 1, "furniture": 0, "subhead": 0}


def test_an_article_without_blocks_yields_nothing() -> None:
    """Where there is no article there are no claims and no sentences, and nothing fails."""
    extraction = extract(Document("gazette", "Log in", (Block("furniture", 0, 6),), "en"))
    assert (extraction.claims, extraction.summary.sentences, extraction.summary.headline) == ((), (), "")


def test_ids_tell_source_and_order() -> None:
    """Claims are numbered in the article's order under the source's id."""
    extraction = extract(read_article(ARTICLE, id="the-gazette"))
    assert [c.id for c in extraction.claims] == [f"the-gazette-{n:03d}" for n in range(1, len(extraction.claims) + 1)]
    assert (
        {c.source_id for c in extraction.claims}
        == {"the-gazette"}
        == {extraction.source_id, extraction.summary.source_id}
    )


def test_names_come_from_transcript_and_case() -> None:
    """A speaker goes by the transcript's name, also for a name that only the case knows."""
    article = "Strike at the port\n\n“The strike has ended,” Voss said.\n\n“It was long and hard,” Captain Iron said.\n"
    transcript = read_transcript(
        "Briefing\n\n3 May 2024\n\nMayor Lena Voss: The strike has ended.\n\nTomas Hale: It was long and hard.\n"
    )
    case = make_case(transcript.date, speakers={"Tomas Hale": ["Captain Iron"]})  # type: ignore[arg-type]  # the date is in the text
    extraction = extract(read_article(article), transcript=transcript, case=case)
    assert claim_at(extraction.claims, article, "The strike has ended,").speaker == "Lena Voss"
    assert claim_at(extraction.claims, article, "It was long and hard,").speaker == "Tomas Hale"


def test_the_transcript_only_lends_names() -> None:
    """What was said at the event does not change what the article is found to say."""
    article = read_article(ARTICLE)
    one = read_transcript(
        "Briefing\n\n3 May 2024\n\nMayor Lena Voss: The strike will end on Monday.\n\nTomas Hale: Good.\n"
    )
    other = read_transcript(
        "Briefing\n\n3 May 2024\n\nMayor Lena Voss: Vaccines are safe for all.\n\nTomas Hale: Fine.\n"
    )
    assert extract(article, transcript=one) == extract(article, transcript=other)


def test_an_unknown_language_is_warned_about() -> None:
    """An article in a language without a lexicon is read all the same, with a warning that says so."""
    extraction = extract(
        read_article("Lorem ipsum dolor sit amet.\n\nConsectetur “adipiscing elit sed” do eiusmod.", "xx")
    )
    assert any("'xx'" in warning for warning in extraction.warnings)
    assert extract(read_article(ARTICLE)).warnings == ()


def test_a_date_is_a_statement_of_its_own() -> None:
    """When something happened is a claim of its own, beside the statement that holds it."""
    extraction = extract(read_article("Storm\n\nThe new harbour bridge was opened by the mayor on 3 May 2024.\n"))
    assert "on 3 May 2024" in [c.span.text for c in extraction.claims]
    assert "The new harbour bridge was opened by the mayor on 3 May 2024." in [c.span.text for c in extraction.claims]


def test_a_claim_ends_with_one_full_stop() -> None:
    """The day of a report at the end of its sentence is a claim with one full stop, as every claim."""
    text = "Port\n\nThe port handled 4.2 million tonnes last year, council chair Lena Voss said on Tuesday.\n"
    assert "Council chair Lena Voss said on Tuesday." in [c.text for c in extract(read_article(text)).claims]


def test_the_same_article_gives_the_same_claims() -> None:
    """Extraction has no memory and no chance in it."""
    assert extract(read_article(ARTICLE)) == extract(read_article(ARTICLE))


@settings(deadline=None, max_examples=120)
@given(article_texts, languages)
def test_no_text_breaks_the_engine(text: str, language: str) -> None:
    """Any text gives an extraction whose kinds fit: quoted words make a quote, background is credited to nobody."""
    extraction = extract(read_article(text, language))
    assert all(c.kind == "quote" for c in extraction.claims if c.quotations)
    assert all(c.speaker is None for c in extraction.claims if c.kind == "background")
    assert all(c.speaker for c in extraction.claims if c.kind == "indirect")


@pytest.mark.parametrize("mark", ["“", "«", '"', "(", "‘"])
def test_an_unclosed_mark_spoils_one_paragraph_at_most(mark: str) -> None:
    """A mark that is never closed leaves the paragraphs after it as they are."""
    rest = "The ferry sank near the old harbour.\n\nThe coast guard saved all 40 passengers.\n"
    broken = extract(
        read_article(f"Ferry sinks off Port Ellery\n\nThe mayor spoke of {mark}a very sad day for all.\n\n{rest}")
    )
    whole = extract(
        read_article(f"Ferry sinks off Port Ellery\n\nThe mayor spoke of a very sad day for all.\n\n{rest}")
    )
    assert [c.span.text for c in broken.claims][-2:] == [c.span.text for c in whole.claims][-2:]


def test_a_long_article_takes_time_in_proportion() -> None:
    """Forty times the text takes not much more than forty times the time."""
    paragraphs = [
        f"Mayor Lena Voss said that the ferry {n} would sail on Monday. “We have found {n} good agreements,” she said."
        for n in range(400)
    ]
    began = time.perf_counter()
    extraction = extract(read_article("Ferries\n\n" + "\n\n".join(paragraphs)))
    assert time.perf_counter() - began < 20
    assert len(extraction.claims) >= 800
