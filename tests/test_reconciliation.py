"""The reconciler as a whole: sentences, coverage, statuses, and the same answer every time."""

from __future__ import annotations

import datetime as dt
import functools

import pytest
from events import claim_at, data, judge, judge_texts, make_case, read_article, read_transcript
from hypothesis import given, settings
from strategies import article_texts, languages

from summarize.alignment import TranscriptIndex
from summarize.names import build_roster
from summarize.reconciliation import considerations, reconcile, rules_digest
from summarize.reconciliation.clock import make_clock
from summarize.reconciliation.judge import decide
from summarize.records import VERDICTS, Reconciliation, SourceStatus

RECORD: str = data("verdicts/records", "transcripts")["harbour"]
ARTICLE = """\
Ferry strike to end next Monday

The ferry strike will end next Monday, Mayor Lena Voss said in Port Ellery.

“We will not raise the berth fees this year,” Voss said.

Lena Voss said the port had handled 24 million tonnes of cargo.

The opera house was burned down by rebels in 1848.
"""


@functools.cache
def judged() -> Reconciliation:
    return judge_texts(RECORD, ARTICLE)


def mark(reconciliation: Reconciliation, words: str, source: str = "gazette") -> str:
    return next(p.sources[source] for p in reconciliation.coverage if words in p.text)


def test_coverage_marks_each_passage() -> None:
    """A passage printed word for word is quoted, one told in other words reported, one left out absent."""
    assert mark(judged(), "We will not raise the berth fees") == "quoted"
    assert mark(judged(), "The strike will end next Monday") == "reported"
    assert mark(judged(), "unexploded bombs") == "absent"


def test_coverage_counts_what_was_reported_wrongly() -> None:
    """A passage whose figure was changed was reported all the same."""
    assert mark(judged(), "42 million tonnes") == "reported"


def test_coverage_lists_speech_in_order() -> None:
    """Every passage of speech is listed once, the header is not."""
    coverage = judged().coverage
    assert [p.start for p in coverage] == sorted({p.start for p in coverage})
    assert all(RECORD[p.start : p.end] == p.text and p.turn_id != "header" for p in coverage)
    assert "Press conference on the harbour strike" not in [p.text for p in coverage]


def test_each_source_has_its_own_coverage() -> None:
    """What one source quotes and another leaves out is told apart."""
    transcript = read_transcript(RECORD)
    other = "News of the day in brief\n\nThe opera house was burned down by rebels in 1848.\n"
    documents = [read_article(ARTICLE, id="gazette"), read_article(other, id="courier")]
    reconciliation = judge(make_case(dt.date(2024, 5, 3), ("gazette", "courier")), transcript, documents)
    assert mark(reconciliation, "We will not raise the berth fees", "gazette") == "quoted"
    assert mark(reconciliation, "We will not raise the berth fees", "courier") == "absent"
    assert {tuple(p.sources) for p in reconciliation.coverage} == {("gazette", "courier")}


def test_summary_sentences_are_as_good_as_their_statements() -> None:
    """One wrong statement contradicts a summary sentence, right ones alone support it, none said makes it absent."""
    verdicts = {s.text: s.verdict for s in judged().summaries[0].sentences}
    assert verdicts.get("“We will not raise the berth fees this year,” Voss said.", "supported") == "supported"
    for sentence in judged().summaries[0].sentences:
        inside = {
            c.verdict
            for c in judged().claims
            for g in sentence.grounding
            if c.span.start < g.end and g.start < c.span.end
        }
        assert (sentence.verdict == "contradicted") == ("contradicted" in inside)
        assert (sentence.verdict == "supported") == (inside == {"supported"})
        assert (sentence.verdict == "not_in_transcript") == (inside == {"not_in_transcript"})
        assert sentence.rationale


def test_sources_keep_the_cases_order_and_failures() -> None:
    """A source that could not be read is listed in its place, without claims."""
    case = make_case(dt.date(2024, 5, 3), ("courier", "gazette"))
    failed = SourceStatus("courier", "courier.txt", None, None, "failed", "the source is empty")
    got = reconcile(case, read_transcript(RECORD), "transcript.txt", "0" * 64, [], failed=[failed])
    assert (got.sources, got.claims) == ((failed,), ())
    assert {word for p in got.coverage for word in p.sources.values()} == set()


def test_the_same_case_gives_the_same_verdicts() -> None:
    """Judging twice gives equal records, to the last digit."""
    assert judge_texts(RECORD, ARTICLE) == judged()


def test_speakers_are_judged_by_the_cases_names() -> None:
    """A name that only the case knows is enough to find a speaker's words."""
    text = "News from the harbour\n\n“The dredging of the northern channel is finished,” Captain Iron said.\n"
    transcript = read_transcript(RECORD)
    case = make_case(dt.date(2024, 5, 3), speakers={"Tomas Hale": ["Captain Iron"]})
    claim = claim_at(judge(case, transcript, [read_article(text)]).claims, text, "The dredging of")
    assert (claim.speaker, claim.verdict, claim.attribution) == ("Tomas Hale", "supported", "correct")


def test_an_empty_transcript_leaves_everything_unjudged() -> None:
    """Where there is nothing to judge by, nothing is called supported or absent."""
    reconciliation = judge_texts("\n", ARTICLE, event="2024-05-03")
    assert {c.verdict for c in reconciliation.claims} == {"unjudged"}
    assert {s.verdict for s in reconciliation.summaries[0].sentences} == {"unjudged"}
    assert reconciliation.coverage == ()


def test_a_decision_can_be_explained_before_it_is_made() -> None:
    """The considerations behind a claim lead to a verdict of the contract with a probability."""
    from summarize.extraction.extractive import extract
    from summarize.reconciliation import Account

    transcript, document, case = read_transcript(RECORD), read_article(ARTICLE), make_case(dt.date(2024, 5, 3))
    account = Account(
        document,
        extract(document, transcript=transcript, case=case),
        SourceStatus("gazette", "g.txt", None, None, "ok"),
    )
    found = considerations(account, case, TranscriptIndex(transcript), build_roster(transcript.speakers, {}))
    assert len(found) == len(account.extraction.claims)
    assert all(verdict in VERDICTS and 0 <= share <= 1 for verdict, share in map(decide, found))


@pytest.mark.parametrize(
    ("printed", "counted_from"), [(dt.date(2024, 5, 6), dt.date(2024, 5, 6)), (None, dt.date(2024, 5, 3))]
)
def test_an_articles_clock_starts_when_it_was_printed(printed: dt.date | None, counted_from: dt.date) -> None:
    """Dates count from the day an article was printed, or where that is unknown from the event's."""
    transcript = read_transcript(RECORD)
    clock = make_clock(make_case(dt.date(2024, 5, 3)), transcript, read_article(ARTICLE, date=printed))
    assert (clock.event, clock.printed, clock.article_date) == (dt.date(2024, 5, 3), dt.date(2024, 5, 3), counted_from)


def test_the_rules_have_a_digest() -> None:
    """A run can say by which rules it was judged."""
    assert len(rules_digest()) == 64
    assert rules_digest() == rules_digest()


@settings(deadline=None, max_examples=40)
@given(article_texts, languages)
def test_any_article_is_judged_to_its_end(text: str, language: str) -> None:
    """Whatever an article holds, each of its claims gets one verdict with true evidence."""
    reconciliation = judge_texts(RECORD, text, language=language)
    assert len({c.id for c in reconciliation.claims}) == len(reconciliation.claims)
    for claim in reconciliation.claims:
        assert claim.verdict in VERDICTS
        assert all(RECORD[e.start : e.end] == e.text for e in claim.evidence)
        assert claim.evidence or claim.verdict in {"not_in_transcript", "unjudged"}
        assert all(text[q.start : q.end] == q.text for q in claim.quotations)
