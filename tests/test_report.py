"""Reports: what an editor sees, and that nothing an article says can act."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from summarize.contracts import RunRecord
from summarize.errors import UsageError
from summarize.records import SEVERITY, CoveragePassage, JudgedClaim, Reconciliation, Verdict
from summarize.report import FILES, FORMATS, counted, findings, rank, render, render_files, render_terminal
from summarize.report.markdown import escaped
from summarize.report.terminal import columns_of
from summarize.report.words import cleaned, one_line, shortened
from summarize.runs import read_run

DATA = Path(__file__).parent / "data" / "report"
BRIDGE = read_run(DATA / "bridge")
CASES: dict[str, Any] = json.loads((DATA / "report.json").read_text("utf-8"))
HOSTILE: dict[str, str] = CASES["hostile"]
JOINER = "\u2060"  # stands in Markdown, invisible, where a renderer would make a link or a mention
EVERYTHING = " ".join(HOSTILE.values())


def with_claims(*claims: JudgedClaim, **changes: Any) -> RunRecord:
    rec = dataclasses.replace(BRIDGE.reconciliation, claims=claims, **changes)
    return dataclasses.replace(BRIDGE, reconciliation=rec)


def claim(**changes: Any) -> JudgedClaim:
    return dataclasses.replace(BRIDGE.reconciliation.claims[3], **changes)


def poisoned(text: str) -> RunRecord:
    """The bridge run with a hostile text in every place that foreign words reach."""
    rec = BRIDGE.reconciliation
    claims = tuple(_poisoned_claim(c, text) for c in rec.claims)
    sources = tuple(dataclasses.replace(s, publisher=text, error=text if s.error else None) for s in rec.sources)
    turns = tuple(dataclasses.replace(t, speaker=text, label=text) for t in rec.transcript.turns)
    transcript = dataclasses.replace(rec.transcript, turns=turns, text=rec.transcript.text + text, language=text)
    summaries = tuple(
        dataclasses.replace(
            s, headline=text, sentences=tuple(dataclasses.replace(x, text=text, rationale=text) for x in s.sentences)
        )
        for s in rec.summaries
    )
    coverage = tuple(CoveragePassage(p.turn_id, p.start, p.end, text, p.sources) for p in rec.coverage)
    poisoned_rec = dataclasses.replace(
        rec, case_title=text, model=text, claims=claims, sources=sources, transcript=transcript, summaries=summaries,
        coverage=coverage,
    )  # fmt: skip
    run = json.loads(json.dumps(dict(BRIDGE.run)))
    run["case"]["file"] = run["python"] = text
    for source in run["sources"]:
        source |= {"url": text, "title": text, "language": text, "warnings": [text], "file": text}
    return dataclasses.replace(BRIDGE, run=run, reconciliation=poisoned_rec)


def _poisoned_claim(one: JudgedClaim, text: str) -> JudgedClaim:
    return dataclasses.replace(
        one,
        id=f"{one.id}{text}",
        text=text,
        speaker=text if one.speaker else None,
        rationale=text,
        span=dataclasses.replace(one.span, text=text),
        quotations=tuple(dataclasses.replace(q, text=text, differences=(text,)) for q in one.quotations),
        evidence=tuple(dataclasses.replace(e, text=text, speaker=text, turn_id=text) for e in one.evidence),
        checks=tuple(dataclasses.replace(c, detail=text, name=text) for c in one.checks),
    )


# ---------------------------------------------------------------- ranking


def test_findings_are_ordered_by_the_cost_of_being_wrong() -> None:
    """Contradicted quotations come first, then contradicted statements, invented quotations and failed checks."""
    assert [one.id for one in findings(BRIDGE.reconciliation)] == CASES["findings"]


@pytest.mark.parametrize("case", CASES["ranking"], ids=lambda case: case["name"])
def test_each_kind_of_fault_has_its_severity_and_reason(case: dict[str, Any]) -> None:
    """A claim is a finding of the severity its fault deserves, with the reason in one line, or none at all."""
    changes = {"checks": (), "quotations": (), "evidence": (), **case["claim"]}
    if changes["checks"]:
        changes["checks"] = BRIDGE.reconciliation.claims[2].checks
    if changes["quotations"]:
        changes["quotations"] = BRIDGE.reconciliation.claims[2].quotations
    if changes["evidence"]:
        changes["evidence"] = BRIDGE.reconciliation.claims[3].evidence
    ranked = rank(with_claims(claim(**changes)).reconciliation)
    assert [finding.severity for finding in ranked] == case["severity"]
    for finding in ranked:
        assert case["reason"] in finding.reason
        assert "\n" not in finding.reason


def test_equal_findings_are_ordered_by_confidence_then_as_printed() -> None:
    """Of equally severe findings the surer comes first; ties keep the order of the sources."""
    first, second = claim(id="unsure", confidence=0.4), claim(id="sure", confidence=0.9)
    third = claim(id="later", confidence=0.9, source_id="weir-news")
    assert [one.id for one in findings(with_claims(third, first, second).reconciliation)] == ["sure", "later", "unsure"]


# ---------------------------------------------------------------- every format


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_report_is_a_pure_function_of_its_run(name: str) -> None:
    """The same run gives the same report, byte for byte."""
    assert render(BRIDGE, name) == render(read_run(DATA / "bridge"), name)


def test_an_unknown_format_is_a_usage_error() -> None:
    """An unknown format is refused with the known ones."""
    with pytest.raises(UsageError, match="markdown"):
        render(BRIDGE, "pdf")


def test_the_files_of_a_run_folder_are_all_rendered() -> None:
    """`render_files` gives the four reports of the contract under their names."""
    assert set(render_files(BRIDGE)) == {"report.html", "report.md", "claims.csv", "claimreview.jsonld"} == set(FILES)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_run_is_reported(name: str) -> None:
    """A run in which every source failed, without claims, summaries or coverage, still has every report."""
    empty = with_claims(summaries=(), coverage=())
    assert "Gazette" in render(empty, name) or name in {"csv", "claimreview"}


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_format_carries_control_or_direction_characters(name: str, text: str) -> None:
    """Whatever an article holds, no report carries characters that move a cursor or turn the reading direction."""
    report = render(poisoned(text), name).lstrip("\ufeff")
    if name == "markdown":
        report = report.replace(JOINER, "")
    odd = {c for c in report if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in "\r\n\u200c\u200d"}
    assert odd == set()


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=60))
def test_any_words_can_be_reported(text: str) -> None:
    """No text, however odd, stops a report or makes one that is not UTF-8."""
    for report in (*render_files(poisoned(text)).values(), render(poisoned(text), "terminal")):
        report.encode("utf-8")


# ---------------------------------------------------------------- terminal


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("run", [BRIDGE, poisoned(EVERYTHING)], ids=["bridge", "hostile"])
def test_no_line_is_wider_than_the_terminal(run: RunRecord, width: int) -> None:
    """Lines never exceed the width, wide characters counted as two columns."""
    lines = render_terminal(run.reconciliation, width=width, limit=None).splitlines()
    assert max(map(columns_of, lines)) <= width


def test_terminal_report_reads_as_expected() -> None:
    """The terminal report shows counts, then each finding with the words printed, the words said and why."""
    assert render_terminal(BRIDGE.reconciliation, limit=2) == (DATA / "bridge-terminal.txt").read_text("utf-8")


@pytest.mark.parametrize("level", SEVERITY)
@pytest.mark.parametrize("limit", [2, None])
def test_all_findings_at_a_level_are_named(level: Verdict, limit: int | None) -> None:
    """With a level the report says how many findings are at or above it and names each of them, and no other."""
    rec = BRIDGE.reconciliation
    expected = [one.id for one in findings(rec) if one.verdict in SEVERITY[: SEVERITY.index(level) + 1]]
    text = render_terminal(rec, limit=limit, level=level)
    assert [finding.claim.id for finding in counted(rec, level)] == expected
    assert f"\n{len(expected)} to check at or above {level}, worst first\n" in text
    assert re.findall(r"^\d+\. .* · (\S+?):?(?: .*)?$", text, re.M) == expected


def test_none_at_a_level_is_said() -> None:
    """Where nothing is at or above the level the report says so, and shows what else there is to check."""
    milder = with_claims(*(one for one in BRIDGE.reconciliation.claims if one.verdict == "partially_supported"))
    text = render_terminal(milder.reconciliation, level="contradicted")
    assert "1 to check, none at or above contradicted" in text
    assert "weir-news:3" in text


def test_supported_claims_and_background_are_no_findings() -> None:
    """Every claim that is not supported is a finding, but for background on which the transcript is silent."""
    claims = BRIDGE.reconciliation.claims
    silent = {one.id for one in claims if one.kind == "background" and one.verdict == "not_in_transcript"}
    assert silent
    assert {one.id for one in findings(BRIDGE.reconciliation)} == {
        one.id for one in claims if one.verdict != "supported"
    } - silent


def test_colour_only_when_asked_for() -> None:
    """ANSI sequences appear on request only, and removing them gives the plain report."""
    plain, coloured = (render_terminal(BRIDGE.reconciliation, colour=on) for on in (False, True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain != coloured


COLUMNS = [("abc", 3), ("日本", 4), ("e\u0301", 1), ("ｱ", 1), ("", 0), ("\u200d", 0)]


@pytest.mark.parametrize(("text", "columns"), COLUMNS)
def test_columns_of_a_text(text: str, columns: int) -> None:
    """Wide characters take two columns, combining and invisible ones none."""
    assert columns_of(text) == columns


def test_the_terminal_report_needs_no_heavy_library() -> None:
    """Importing the reports loads neither rich nor jinja2 nor jsonschema."""
    code = "import sys, summarize.report; print({'rich', 'jinja2', 'jsonschema'} & set(sys.modules))"
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "set()"


# ---------------------------------------------------------------- markdown


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_escaped_markdown_renders_as_the_text_itself(text: str) -> None:
    """An escaped text is one paragraph of plain text: no link, no HTML, no list, no emphasis."""
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(escaped(f"{text} x"))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children or ()} <= {"text", "text_special"}
    assert "".join(child.content for child in tokens[1].children or ()).replace(JOINER, "") == one_line(f"{text} x")


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(max_codepoint=0x2FF), min_size=1))
def test_any_text_escapes_to_itself(text: str) -> None:
    """Escaping then rendering gives back any text on one line."""
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(escaped(f"{text} x"))
    assert len(tokens) == 3
    assert "".join(child.content for child in tokens[1].children or ()).replace(JOINER, "") == one_line(f"{text} x")


ADDRESSES = ["https://evil.example", "www.evil.example", "HTTP://evil.example", "a@evil.example"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_do_not_become_links(address: str) -> None:
    """An address in an article is broken up for renderers that link bare addresses."""
    assert address not in escaped(f"see {address} now")


def test_markdown_tables_keep_their_columns() -> None:
    """Pipes and line breaks in claims add neither columns nor rows."""
    tokens = MarkdownIt("commonmark").enable("table").parse(render(poisoned(EVERYTHING), "markdown"))
    rows = {number: 0 for number, token in enumerate(tokens) if token.type == "tr_open"}
    for number in rows:
        end = next(i for i in range(number, len(tokens)) if tokens[i].type == "tr_close")
        rows[number] = sum(token.type in {"td_open", "th_open"} for token in tokens[number:end])
    assert set(rows.values()) <= {4, 5, 6}
    assert not [token for token in tokens if token.type == "html_block"]


# ---------------------------------------------------------------- csv


def rows(run: RunRecord) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(run, "csv").removeprefix("\ufeff"), newline="")))


def test_the_table_has_a_row_for_each_claim() -> None:
    """`claims.csv` opens with a byte order mark and has one row a claim, in the order of the run, findings numbered."""
    assert render(BRIDGE, "csv").startswith("\ufefffinding,")
    assert [row["claim_id"] for row in rows(BRIDGE)] == [one.id for one in BRIDGE.reconciliation.claims]
    numbered = sorted((int(row["finding"]), row["claim_id"]) for row in rows(BRIDGE) if row["finding"])
    assert [claim_id for _, claim_id in numbered] == CASES["findings"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "\u202e=", "＝", "%"])
def test_formulas_are_disarmed(start: str) -> None:
    """A cell that a spreadsheet could run begins with an apostrophe, whatever stands before the sign."""
    row = rows(with_claims(claim(text=f"{start}HYPERLINK(1)", rationale=f"{start}1", speaker=f"{start}2")))[0]
    for column in ("claim", "rationale", "speaker"):
        assert row[column].startswith("'")


def test_hostile_words_keep_to_their_cell() -> None:
    """Quotes, commas and line breaks of an article open no new cell and no new row."""
    table = rows(poisoned(EVERYTHING))
    assert len(table) == len(BRIDGE.reconciliation.claims)
    assert all(None not in row and None not in row.values() for row in table)


# ---------------------------------------------------------------- claim review


def reviews(run: RunRecord) -> list[dict[str, Any]]:
    graph: list[dict[str, Any]] = json.loads(render(run, "claimreview"))["@graph"]
    return graph


def test_each_judged_claim_has_a_review() -> None:
    """Every claim but the unjudged has one ClaimReview with the words of its verdict."""
    judged = [one for one in BRIDGE.reconciliation.claims if one.verdict != "unjudged"]
    assert [review["identifier"] for review in reviews(BRIDGE)] == [one.id for one in judged]
    ratings = {(r["reviewRating"]["alternateName"], r["reviewRating"]["ratingValue"]) for r in reviews(BRIDGE)}
    assert ratings == {("supported", 5), ("partly supported", 3), ("not in transcript", 2), ("contradicted", 1)}


def test_a_review_names_what_it_reviews() -> None:
    """A review says who printed the claim, where, and whom it credits."""
    reviewed = reviews(BRIDGE)[2]["itemReviewed"]
    assert reviewed["@type"] == "Claim"
    assert reviewed["author"]["name"] == "The Harrow Courier"
    assert reviewed["appearance"]["url"] == "https://news.example/courier"
    assert reviewed["about"] == {"@type": "Person", "name": "Ilse Brandão"}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_reviews_are_safe_inside_a_page(text: str) -> None:
    """The JSON holds no character that could end a script element, and no address but web addresses."""
    raw = render(poisoned(text), "claimreview")
    assert not set("<>&") & set(raw)
    urls = [review["itemReviewed"]["appearance"].get("url", "https://") for review in reviews(poisoned(text))]
    assert all(url.startswith(("https://", "http://")) for url in urls)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("clean", [cleaned, one_line], ids=["cleaned", "one_line"])
@given(st.text())
def test_cleaning_twice_is_cleaning_once(clean: Callable[[str], str], text: str) -> None:
    """Cleaning is idempotent."""
    assert clean(clean(text)) == clean(text)


@given(st.text(), st.integers(10, 50))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    """A shortened text is never longer than asked, and a text that fits is not cut."""
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == one_line(text) or short.endswith("…")


def test_breaks_of_any_kind_part_words() -> None:
    """Odd line and page breaks become plain ones, so that words stay apart."""
    assert cleaned("a\u2028b\x85c\vd\fe\rf") == "a\nb\nc\nd\ne\nf"
    assert one_line("a\u2028b\x85c\x0bd") == "a b c d"


def test_outlets_of_one_publisher_are_told_apart() -> None:
    """Two sources of one publisher are shown with their ids."""
    sources = tuple(dataclasses.replace(s, publisher="Same") for s in BRIDGE.reconciliation.sources)
    rec: Reconciliation = dataclasses.replace(BRIDGE.reconciliation, sources=sources)
    assert "Same (courier)" in render_terminal(rec)
    assert "Same (nahr)" in render_terminal(rec)
