"""The summary is a few of the article's own sentences, in its order, each with the place it stands at."""

from __future__ import annotations

import time

import pytest
from events import read_article
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import article_texts, languages

from summarize.extraction.digest import summarise
from summarize.extraction.extractive import extract
from summarize.records import Block, Document, Summary

SENTENCES = (
    "Mayor Lena Voss said the ferry strike would end on Monday.",
    "The port lost 3 million euros in the second week of the strike.",
    "“We have found a good agreement for both sides,” Voss said.",
    "Three hundred workers had walked out over a cut in wages.",
    "The company will raise wages by 4 percent in the autumn.",
    "Ships are to sail every hour from Monday morning on.",
    "The harbour was built by engineers from Belgium.",
    "Its lighthouse is a favourite of painters and tourists.",
    "Voss thanked the volunteers who had run the emergency boats.",
    "The union called the agreement a success for all seafarers.",
    "The council will discuss the budget for the new pier in June.",
    "Passengers had waited for hours in front of the terminal.",
    "A spokesman said tickets bought during the strike remain valid.",
    "The island's hospital was supplied by helicopter for two weeks.",
    "Hotels on the island reported half as many guests as last year.",
)


def digest(text: str, language: str = "en") -> Summary:
    return extract(read_article(text, language)).summary


def article(count: int) -> str:
    paragraphs = [" ".join(SENTENCES[i : min(i + 3, count)]) for i in range(0, count, 3)]
    return "Ferry strike to end on Monday\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.mark.parametrize(("count", "wanted"), [(1, 1), (2, 2), (3, 3), (6, 3), (9, 3), (12, 4), (15, 5)])
def test_a_summary_has_three_to_five_sentences(count: int, wanted: int) -> None:
    """A third of the article's sentences, at least three where there are as many, five at most."""
    assert len(digest(article(count)).sentences) == wanted


@given(st.lists(st.sampled_from(SENTENCES), min_size=4, max_size=15, unique=True))
@settings(deadline=None, max_examples=25)
def test_sentences_come_in_the_articles_order_with_their_place(sentences: list[str]) -> None:
    """Whatever the order of an article, its summary keeps it, and each sentence is the article's own, with its span."""
    text = "Ferry strike to end on Monday\n\n" + "\n\n".join(sentences) + "\n"
    summary = digest(text)
    assert 3 <= len(summary.sentences) <= 5
    starts = [g.start for s in summary.sentences for g in s.grounding]
    assert starts == sorted(set(starts))
    for sentence in summary.sentences:
        assert sentence.grounded
        assert [text[g.start : g.end] for g in sentence.grounding] == [sentence.text]
        assert sentence.text in sentences


def test_the_lead_is_kept() -> None:
    """The first sentence of an article, which tells most, is always in the summary."""
    assert digest(article(15)).sentences[0].text == SENTENCES[0]


def test_the_headline_is_the_articles() -> None:
    """The headline is the one printed; without one the given title, else the first sentence."""
    assert digest(article(6)).headline == "Ferry strike to end on Monday"
    document = read_article(article(6))
    bare = type(document)("gazette", SENTENCES[0], document.blocks[-1:], "en", title="A title")
    assert (
        summarise(type(bare)("gazette", bare.text, (), "en", title="A title"), (), "extractive").headline == "A title"
    )


def test_no_sentence_comes_twice() -> None:
    """A sentence printed twice is told once."""
    text = "Ferry strike to end\n\n" + "\n\n".join(
        [SENTENCES[0], SENTENCES[1], SENTENCES[0], SENTENCES[4], SENTENCES[8], SENTENCES[9], SENTENCES[10]]
    )
    told = [s.text for s in digest(text).sentences]
    assert len(told) == len(set(told))


def test_key_points_are_grounded_claims() -> None:
    """Key points are at most six statements of the article, in its order."""
    text = article(15)
    points = digest(text).key_points
    assert 0 < len(points) <= 6
    assert [text[g.start : g.end] for p in points for g in p.grounding] == [g.text for p in points for g in p.grounding]
    starts = [p.grounding[0].start for p in points]
    assert starts == sorted(starts)


@settings(deadline=None, max_examples=60)
@given(article_texts, languages)
def test_any_text_gets_a_grounded_summary(text: str, language: str) -> None:
    """Nothing in a summary stands outside its article."""
    summary = digest(text, language)
    assert len(summary.sentences) <= 5
    for sentence in (*summary.sentences, *summary.key_points):
        assert sentence.grounding
        assert all(text[g.start : g.end] == g.text for g in sentence.grounding)


def test_a_long_article_is_summarised_in_proportion() -> None:
    """Eight times the sentences take not much more than eight times the time."""

    def seconds(times: int) -> float:
        text = "\n\n".join(f"{sentence[:-1]} in case {n}." for n in range(times) for sentence in SENTENCES)
        document = Document("gazette", text, (Block("body", 0, len(text)),), "en")
        began = time.process_time()
        assert len(summarise(document, (), "extractive").sentences) == 5
        return time.process_time() - began

    seconds(1)
    assert seconds(400) < 24 * max(seconds(50), 0.05)
