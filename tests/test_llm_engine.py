"""The model engine: the model points, code cuts; replies are checked in full, put right at most twice, or refused."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from conftest import ROOT
from events import cases, make_case, named, read_article, read_transcript
from hypothesis import given
from hypothesis import strategies as st
from models import Json, Reply, Script, answer_request, claim, numbered

from summarize.dialogue import Dialogue, UnusableReply, close_schema, parse_reply
from summarize.errors import BadReply, EndpointBusy, TruncatedReply
from summarize.extraction import llm
from summarize.extraction.pointing import find_span, split_evenly
from summarize.records import Extraction, Span
from summarize.resources import schema

SPOKEN = """\
Meeting of the Harbour Council

14 May 2019, Port Ellery

Chair of the Council Maria Lindqvist: Good morning. Last year the port handled 4.2 million tonnes of cargo. We will not
raise the berth fees this year.

Director of the Port Jonas Okafor: The dredging is finished.
"""
PRINTED = """\
Port handles more cargo

The port handled 4.2 million tonnes of cargo last year, council chair Maria Lindqvist said on Tuesday.

"We will not raise the berth fees this year," Lindqvist said. The port was founded in 1881.

Port director Jonas Okafor said that the dredging is finished.
"""
TRANSCRIPT = read_transcript(SPOKEN)
CASE = make_case(dt.date(2019, 5, 14))
ARTICLE = read_article(PRINTED, date=dt.date(2019, 5, 15))
GOOD = [
    claim("S2", "The port handled", "cargo last year", speaker="Maria Lindqvist", kind="indirect",
          text="The port handled 4.2 million tonnes of cargo last year, Maria Lindqvist said."),
    claim("S3", "We will not", "fees this year", speaker="Maria Lindqvist", kind="quote"),
    claim("S4", "The port was", "in 1881", kind="background"),
    claim("S5", "the dredging", "is finished", speaker="Jonas Okafor", kind="indirect"),
]
CARGO = "The port handled 4.2 million tonnes of cargo last year, Lindqvist said."
FEES = "Berth fees will not be raised this year, Lindqvist said."
SUMMARY = {
    "sentences": [{"rests_on": ["S2"], "text": CARGO}],
    "key_points": [{"rests_on": ["S3"], "text": FEES}],
    "headline": "Port handles more cargo",
}


def run(claims: Any, summary: Any = (SUMMARY,), printed: str = PRINTED) -> tuple[Extraction, Script]:
    """An article as a scripted model sees it, and the script with what it was asked."""
    script = Script({"claims": claims, "summary": summary})
    article = read_article(printed, date=dt.date(2019, 5, 15))
    extraction = asyncio.run(
        llm.extract(article, transcript=TRANSCRIPT, case=CASE, dialogue=Dialogue(script, "scripted"))
    )
    return extraction, script


def spans_hold(extraction: Extraction, text: str = PRINTED) -> bool:
    """Whether every span of an extraction is cut from the text."""
    spans = [s for c in extraction.claims for s in (c.span, c.context, *c.quotations, *([c.cue] if c.cue else []))]
    written = (*extraction.summary.sentences, *extraction.summary.key_points)
    return all(text[s.start : s.end] == s.text for s in [*spans, *(g for one in written for g in one.grounding)])


# ---------------------------------------------------------------- pointing


def test_what_the_model_points_at_is_cut_from_the_article() -> None:
    """A claim's span, quotations and reporting words are the article's own, at their offsets."""
    extraction, _ = run([{"claims": GOOD}])
    assert spans_hold(extraction)
    assert [c.span.text for c in extraction.claims] == [
        "The port handled 4.2 million tonnes of cargo last year", "We will not raise the berth fees this year",
        "The port was founded in 1881", "the dredging is finished",
    ]
    assert [c.kind for c in extraction.claims] == ["indirect", "quote", "background", "indirect"]
    assert [q.text for q in extraction.claims[1].quotations] == ["We will not raise the berth fees this year"]
    assert extraction.engine == extraction.summary.engine == "llm"
    assert extraction.warnings == ()


@pytest.mark.parametrize("case", cases("llm/pointing"), ids=named(cases("llm/pointing")))
def test_anchors_find_their_words_or_nothing(case: Json) -> None:
    """First and last words give the piece between them, whatever their marks and case; words not there give none."""
    text = f"Before. {case['sentence']} After."
    sentence = Span.cut(text, 8, 8 + len(case["sentence"]))
    found = find_span(text, sentence, case["first"], case["last"], case.get("wording", ""))
    if case["span"] is None:
        assert isinstance(found, str)
    else:
        assert isinstance(found, Span)
        assert found.text == case["span"]
        assert text[found.start : found.end] == found.text


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=12))
def test_no_anchor_leads_out_of_its_sentence(sentence: str, first: str, last: str) -> None:
    """Whatever is pointed at, a span lies inside the sentence and is cut from the text."""
    text = f"xx{sentence}yy"
    found = find_span(text, Span.cut(text, 2, 2 + len(sentence)), first, last)
    if not isinstance(found, str):
        assert 2 <= found.start < found.end <= 2 + len(sentence)
        assert text[found.start : found.end] == found.text


def test_words_that_are_not_there_are_refused_and_never_become_a_claim() -> None:
    """An anchor that is not in its sentence is shown to the model twice; then the claim is left out, with a warning."""
    invented = claim("S2", "The council decided", "to close the port", speaker="Maria Lindqvist", kind="indirect")
    extraction, script = run([{"claims": [*GOOD, invented]}])
    assert len(extraction.claims) == len(GOOD)
    assert len(script.prompts("claims")) == 3
    assert "'The council decided' does not stand in this sentence" in script.prompts("claims")[1]
    assert any("The council decided" in warning for warning in extraction.warnings)


def test_a_claim_put_right_is_taken() -> None:
    """A model that corrects its anchors after the first repair gets its claim, and no warning stays."""
    wrong = [{**GOOD[0], "first_words": "Cargo rose"}, *GOOD[1:]]
    extraction, script = run([{"claims": wrong}, {"claims": GOOD}])
    assert len(script.prompts("claims")) == 2
    assert len(extraction.claims) == len(GOOD)
    assert extraction.warnings == ()


def test_a_claim_is_taken_once() -> None:
    """Two claims with the same words are one, and the model is told."""
    extraction, script = run([{"claims": [*GOOD, GOOD[0]]}])
    assert len(extraction.claims) == len(GOOD)
    assert "another claim has the same words" in script.prompts("claims")[1]


def test_what_the_model_passes_over_is_taken_by_the_rules() -> None:
    """Quotations and words of the event's speakers are checked even when the model leaves them out."""
    extraction, _ = run([{"claims": [GOOD[2]]}])
    printed = " ".join(c.span.text for c in extraction.claims)
    assert "We will not raise the berth fees" in printed
    assert "dredging" in printed
    assert any(warning.startswith("passed over by the model") for warning in extraction.warnings)
    assert len({c.id for c in extraction.claims}) == len(extraction.claims)


@pytest.mark.parametrize(
    ("fields", "kind", "speaker"),
    [
        ({"kind": "quote"}, "indirect", "Jonas Okafor"),
        ({"kind": "indirect", "speaker": "(nobody)"}, "indirect", "Jonas Okafor"),
        ({"kind": "indirect", "speaker": "(somebody else)"}, "indirect", "Jonas Okafor"),
        ({"kind": "fact", "speaker": "(nobody)"}, "fact", None),
    ],
)
def test_the_kind_follows_from_what_is_there(fields: Json, kind: str, speaker: str | None) -> None:
    """No quotation without marks; where the model names nobody, the words around the claim say who is credited."""
    extraction, _ = run([{"claims": [*GOOD[:3], {**GOOD[3], **fields}]}])
    assert (extraction.claims[-1].kind, extraction.claims[-1].speaker) == (kind, speaker)


def test_a_wording_that_changes_a_figure_is_replaced_by_the_articles() -> None:
    """The model's wording of a claim is shown only if the article carries it."""
    changed = {**GOOD[0], "text": "The port handled 6.8 million tonnes of cargo last year, Maria Lindqvist said."}
    extraction, _ = run([{"claims": [changed, *GOOD[1:]]}])
    assert "6.8" not in extraction.claims[0].text
    assert "4.2 million" in extraction.claims[0].text


# ---------------------------------------------------------------- validation and repair


BROKEN = {
    "not JSON": "The claims are as follows.",
    "a list": "[]",
    "another schema": {"verdicts": []},
    "an unknown sentence": {"claims": [{**GOOD[0], "sentence": "S99"}]},
    "an unknown speaker": {"claims": [{**GOOD[0], "speaker": "Vladimir Putin"}]},
    "an endless text": {"claims": [{**GOOD[0], "text": "a" * 5000}]},
    "a placeholder": {"claims": [{**GOOD[0], "text": "..."}]},
    "one key too many": {"claims": [{**GOOD[0], "verdict": "supported"}]},
    "text instead of JSON": BadReply("the model's reply is not one JSON object: no JSON object in it", raw="Sure!"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_reply_that_breaks_its_schema_is_put_right_or_the_source_fails(name: str) -> None:
    """An unusable reply is shown to the model with its faults, twice; then the source fails, the last reply kept."""
    with pytest.raises(UnusableReply, match="after 2 repairs") as caught:
        run([BROKEN[name]])
    assert caught.value.raw
    extraction, script = run([BROKEN[name], {"claims": GOOD}])
    assert len(extraction.claims) == len(GOOD)
    assert len(script.prompts("claims")) == 2


def test_all_violations_are_shown_at_once() -> None:
    """The repair turn lists each violation with its JSON path, after the model's own reply."""
    faulty = {"claims": [{**GOOD[0], "sentence": "S99"}, {**GOOD[1], "kind": "rumour"}]}
    _, script = run([faulty, {"claims": GOOD}])
    repair = script.asked[-1][1].messages if script.asked[-1][0] == "claims" else ()
    repair = repair or [r for name, r in script.asked if name == "claims"][-1].messages
    assert [message.role for message in repair] == ["system", "user", "assistant", "user"]
    assert "$.claims[0].sentence" in repair[-1].content
    assert "$.claims[1].kind" in repair[-1].content


def test_an_endpoint_that_fails_is_not_asked_to_put_it_right() -> None:
    """Only what the model wrote is shown to the model; the endpoint's own failures are raised at once."""
    for fault in (EndpointBusy("status 503"), BadReply("the answer is not JSON", raw="<html>")):
        with pytest.raises(type(fault)):
            run([fault])


@pytest.mark.parametrize("raw", ['{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, "null", '{"a": "\\ud800"}'])
def test_no_reply_is_guessed_at(raw: str) -> None:
    """Duplicate keys, numbers that JSON lacks, endless nesting, half characters and other values are refused."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_reply(raw)


@pytest.mark.parametrize("name", ["summary_reply.v1", "claims_reply.v1", "adjudication.v1"])
def test_a_closed_schema_has_no_references_and_lists_the_choices(name: str) -> None:
    """What goes to the endpoint needs no look-up, and a choice the article offers is an enumeration."""
    choices = {"sentence_id": ["S1"], "claim_id": ["C1"], "passage_id": ["P1"], "speaker": ["Marta"]}
    closed = json.dumps(close_schema(schema(name), choices))
    assert "$" not in closed
    assert '"enum": ["' in closed


def test_reason_and_evidence_come_before_the_verdict() -> None:
    """The order of the properties is the order in which a model writes them."""
    order = list(schema("adjudication.v1")["$defs"]["judgement"]["properties"])
    assert order == ["claim", "reason", "evidence", "verdict"]
    assert list(schema("summary_reply.v1")["$defs"]["point"]["properties"]) == ["rests_on", "text"]


# ---------------------------------------------------------------- the summary


@pytest.mark.parametrize("case", cases("llm/grounding"), ids=named(cases("llm/grounding")))
def test_a_summary_sentence_is_carried_by_what_it_rests_on(case: Json) -> None:
    """Figures, dates, names, "not" and speakers of a sentence stand in the sentences it names, or it is ungrounded."""
    article = read_article(case["article"], case.get("language", "en"), dt.date(2019, 5, 15))
    made = llm.prepare(article, TRANSCRIPT, CASE)
    written = {"rests_on": case["rests_on"], "text": case["text"]}
    reply = {"sentences": [written], "key_points": [], "headline": "x"}
    refusals = llm._review_summary(made, reply).refusals
    assert bool(refusals) != case["grounded"], refusals
    assert case.get("fault", "") in " ".join(refusals)


def test_an_ungrounded_sentence_is_asked_for_once_more_and_then_shown_as_such() -> None:
    """A sentence that the article does not carry is asked for again once; it stays, marked, and rests on nothing."""
    changed = "The port handled 9 million tonnes, Lindqvist said."
    wrong = {**SUMMARY, "sentences": [{"rests_on": ["S2"], "text": changed}]}
    extraction, script = run([{"claims": GOOD}], [wrong])
    assert len(script.prompts("summary")) == 2
    assert [(s.grounded, s.grounding) for s in extraction.summary.sentences] == [(False, ())]
    assert any("9 million" in warning for warning in extraction.warnings)
    extraction, _ = run([{"claims": GOOD}], [wrong, SUMMARY])
    assert [s.grounded for s in extraction.summary.sentences] == [True]
    assert extraction.warnings == ()


def test_a_headline_that_the_article_does_not_carry_gives_way_to_the_articles() -> None:
    """An invented headline is not shown."""
    extraction, _ = run([{"claims": GOOD}], [{**SUMMARY, "headline": "Lindqvist to raise fees by 20 percent"}])
    assert extraction.summary.headline == "Port handles more cargo"


# ---------------------------------------------------------------- long articles


def long_article(paragraphs: int) -> str:
    """An article of many different paragraphs."""
    body = (
        f"The council counted {n + 3} boats at pier {n + 100}. Lindqvist said that berth {n + 200} is closed."
        for n in range(paragraphs)
    )
    return "Boats\n\n" + "\n\n".join(body) + "\n"


def test_a_long_article_is_split_and_its_offsets_hold() -> None:
    """Pieces cover every sentence once, numbers run on, and each claim is cut where it stands."""
    printed = long_article(300)
    article = llm.prepare(read_article(printed), TRANSCRIPT, CASE)
    pieces = split_evenly(article.numbered, llm.ROOM)
    assert len(pieces) > 1
    assert [one.id for piece in pieces for one in piece] == [one.id for one in article.numbered]
    assert all(sum(len(one.span.text) for one in piece) <= llm.ROOM for piece in pieces)


def test_the_pieces_of_an_article_make_one_extraction() -> None:
    """What a model finds in each piece is merged in order; sentences before a piece are shown and not to be claimed."""
    printed = long_article(300)
    extraction, script = run(answer_few, answer_request, printed)
    assert len(script.prompts("claims")) > 1
    assert "(before)" in script.prompts("claims")[1]
    assert spans_hold(extraction, printed)
    starts = [c.span.start for c in extraction.claims]
    assert starts == sorted(starts)
    assert len(extraction.claims) >= 300


def answer_few(request: Any) -> Reply:
    """As many claims as one reply may hold."""
    reply = answer_request(request)
    return {"claims": reply["claims"][:80]}


def test_a_piece_whose_reply_does_not_fit_is_halved() -> None:
    """A reply that ran into its limit is not repaired: the piece is cut in two."""

    def cut_off(request: Any) -> Reply:
        choices = request.schema["properties"]["claims"]["items"]["properties"]["sentence"]["enum"]
        return TruncatedReply("cut off", raw="{") if len(choices) > 3 else answer_request(request)

    extraction, script = run(cut_off)
    assert len(script.prompts("claims")) == 3
    assert spans_hold(extraction)
    with pytest.raises(TruncatedReply):
        run([TruncatedReply("cut off", raw="{")])


def test_an_article_without_sentences_asks_nothing() -> None:
    """Nothing to read, nothing to ask."""
    article = replace(ARTICLE, blocks=())
    script = Script({})
    made = asyncio.run(llm.extract(article, transcript=TRANSCRIPT, case=CASE, dialogue=Dialogue(script, "m")))
    assert (made.claims, script.asked) == ((), [])


# ---------------------------------------------------------------- hostile articles


HOSTILE = json.loads((ROOT / "tests/data/llm/hostile.json").read_text("utf-8"))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:30])
def test_a_hostile_article_stays_between_its_markers_and_is_flagged(text: str) -> None:
    """Whatever an article contains stands inside one pair of markers, and its reader is warned."""
    extraction, script = run(answer_request, answer_request, PRINTED.replace("\n\n", f"\n\n{text}\n\n", 2))
    prompt = script.prompts("claims")[0]
    opening = next(line for line in prompt.splitlines() if line.startswith("<<<ARTICLE "))
    closing = opening.replace("<<<", "<<<END ", 1)
    assert prompt.count(opening) == prompt.count(closing) == 1
    assert text[-20:] not in prompt[: prompt.index(opening)] + prompt[prompt.index(closing) :]
    assert any("treated as text" in warning for warning in extraction.warnings)
    assert len(numbered(prompt, "S")) >= 5
