"""Quotations against what was said: house style is allowed for, a changed figure or "not" never is."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
from events import cases, named, read_transcript
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import FORGERIES, HOUSE_STYLE, article_texts, forge, restyle

from summarize.alignment import Passage, TranscriptIndex
from summarize.lexicon import load
from summarize.reconciliation.fidelity import Finding, Placing, judge_quotation, segments, spoken_words
from summarize.records import FIDELITIES

CASES = cases("fidelity")
LABELLED = sorted((Path(__file__).parent / "data" / "labelled").glob("*/transcript.txt"))
AROUND = """\
Briefing

3 May 2024

Mayor Lena Voss: Good morning. {said} The council meets again in June.

Tomas Hale: Thank you. Questions, please.
"""


@functools.cache
def index_of(path: Path) -> TranscriptIndex:
    return TranscriptIndex(read_transcript(path.read_text("utf-8"), "ru" if "priozersk" in str(path) else "en"))


def judged(text: str, index: TranscriptIndex, language: str | None = None) -> Finding:
    code = language or index.transcript.language
    return judge_quotation(text, code, load(code), index, Placing())


def draw_passage(data: st.DataObject) -> tuple[TranscriptIndex, Passage]:
    index = index_of(data.draw(st.sampled_from(LABELLED)))
    passages = [p for p in index.passages if p.turn.role != "header" and 8 <= len(p.words) <= 40]
    return index, data.draw(st.sampled_from(passages))


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_fidelity_of_a_quotation(case: dict[str, Any]) -> None:
    """Each way in which print departs from speech has its grade."""
    index = TranscriptIndex(read_transcript(AROUND.format(said=case["said"]), case.get("spoken", "en")))
    assert judged(case["printed"], index, case.get("language", "en")).fidelity in case["fidelity"]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_verbatim_copy_is_verbatim(data: st.DataObject) -> None:
    """A sentence printed as it was said is verbatim and located in its own passage."""
    index, passage = draw_passage(data)
    found = judged(passage.text, index)
    assert (found.fidelity, found.differences) == ("verbatim", ())
    assert found.located is not None
    assert found.located.first <= passage.number < found.located.last


@settings(deadline=None, max_examples=120)
@given(st.data(), st.sampled_from(HOUSE_STYLE))
def test_house_style_is_never_a_fault(data: st.DataObject, style: str) -> None:
    """Typography, contractions, fillers, ellipses and bracketed insertions leave a quotation faithful."""
    index, passage = draw_passage(data)
    printed = restyle(passage.text, style, index.transcript.language)
    assert judged(printed, index).fidelity not in {"altered", "not_found"}


@settings(deadline=None, max_examples=120)
@given(st.data(), st.sampled_from(FORGERIES))
def test_a_forgery_is_never_faithful(data: st.DataObject, way: str) -> None:
    """A quotation with another figure, or a "not" too many or too few, is not (nearly) verbatim, however like it is."""
    index, passage = draw_passage(data)
    printed = forge(passage.text, way)
    assume(printed != passage.text)
    assert judged(printed, index).fidelity not in {"verbatim", "near_verbatim"}


@settings(deadline=None, max_examples=80)
@given(article_texts)
def test_any_quotation_gets_a_grade(text: str) -> None:
    """Whatever stands between the marks is graded, and a place is given for all that is found."""
    found = judged(text, index_of(LABELLED[0]))
    assert found.fidelity in FIDELITIES
    assert found.located is not None or found.fidelity in {"not_found", "variant", "altered"}
    assert found.detail


@pytest.mark.parametrize(
    ("printed", "pieces"),
    [
        ("The dams held ... all night", 2),
        ("The dams held […] all night", 2),
        ("The dams held… all … night", 3),
        ("The dams held.", 1),
        ("...", 0),
    ],
)
def test_ellipses_cut_a_quotation(printed: str, pieces: int) -> None:
    """Each kind of ellipsis parts what stands around it."""
    assert len(segments(printed)) == pieces


def test_bracketed_words_were_not_spoken() -> None:
    """What stands in brackets is the outlet's, and the offsets of the rest stay."""
    printed = "They [the engineers] agreed (sic) at once."
    words = spoken_words(printed, "en")
    assert [w.text for w in words] == ["They", "agreed", "at", "once"]
    assert [printed[w.start : w.end] for w in words] == ["They", "agreed", "at", "once"]


def test_an_ellipsis_over_two_speakers_is_told() -> None:
    """Words of two speakers joined by an ellipsis are marked as such."""
    index = TranscriptIndex(read_transcript(AROUND.format(said="The dams held through the night.")))
    assert "ellipsis_across_turns" in judged("The dams held through the night ... Questions, please", index).differences
    assert "ellipsis_across_turns" not in judged("The dams held ... The council meets again in June", index).differences
