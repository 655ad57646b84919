"""Each report of an article: its words, the cue, and the mention that is credited."""

from __future__ import annotations

from typing import Any

import pytest
from events import cases, named, read_article, read_transcript
from hypothesis import given, settings
from strategies import article_texts, languages

from summarize.extraction.attributions import Attribution, find_attributions

CASES = cases("attributions")
RECORD = "Briefing\n\n3 May 2024\n\nMayor Lena Voss: The strike has ended.\n\nTomas Hale: It was long and hard.\n"


def described(report: Attribution) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "words": [part.text for part in report.parts],
        "cue": report.cue.text if report.cue else None,
        "speaker": report.speaker.text if report.speaker else None,
    }


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_reports_have_their_words_cue_and_speaker(case: dict[str, Any]) -> None:
    """Every report of the body is found with its words and the mention that is credited, and no other."""
    found = find_attributions(read_article(case["text"], case["language"]))
    assert [described(report) for report in found] == case["reports"]


def test_a_mention_stands_for_the_speaker_of_the_transcript() -> None:
    """Beside the words of the mention a report has the name by which the transcript knows the speaker."""
    article = read_article("A long day\n\nMayor Voss opened the bridge. “It was time for it,” she said.\n")
    report = next(iter(find_attributions(article, transcript=read_transcript(RECORD))))
    assert (report.speaker and report.speaker.text, report.name) == ("she", "Lena Voss")


@settings(deadline=None, max_examples=100)
@given(article_texts, languages)
def test_spans_of_reports_are_true_and_in_order(text: str, language: str) -> None:
    """Whatever the text and language, every span cuts its words, and the parts of a report follow one another."""
    for report in find_attributions(read_article(text, language)):
        spans = [*report.parts, *([report.cue] if report.cue else []), *([report.speaker] if report.speaker else [])]
        assert all(text[s.start : s.end] == s.text for s in spans)
        assert all(a.end <= b.start for a, b in zip(report.parts, report.parts[1:], strict=False))
