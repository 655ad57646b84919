"""What leaves the program for chat, spreadsheets and search engines: right there, and inert whatever is in it."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES, Outcome, write_case
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from pyld import jsonld
from test_report import BRIDGE, poisoned

from summarize.contracts import RunRecord
from summarize.differences import compare_runs
from summarize.records import Review
from summarize.report import FORMATS, render
from summarize.report.changes import CHANGE_FORMATS
from summarize.report.words import cleaned, one_line, reviewed
from summarize.reviews import claim_digest, evidence_digest
from summarize.runs import read_run, write_run

Summarize = Callable[..., Outcome]
DATA = Path(__file__).parent / "data" / "exports"
HOSTILE: list[dict[str, str]] = json.loads((DATA / "hostile.json").read_text("utf-8"))
TEXTS = pytest.mark.parametrize("text", [one["text"] for one in HOSTILE], ids=[one["name"] for one in HOSTILE])
JOINER = "\u2060"
# What GitHub, GitLab and chat programs make links, mentions, references and pictures of after Markdown was read.
ACTIVE = re.compile(
    r"(?i)[@#]\w|\bGH-\d|!\d|(?:https?|ftp|mailto|xmpp):[^\s\u2060]|www\.\w|\w@\w|:[\w+-]*[a-z+][\w+-]*:"
)
# Signs that a spreadsheet takes for the beginning of a formula, in every width and size they are written in.
FORMULA = re.compile(r"[=+\-@|%\t\r\n＝＋－＠﹦﹢﹣﹫⁺₊⁼₌⁻₋−]")


def with_reviews(run: RunRecord, text: str | None) -> RunRecord:
    """The run with every other claim reviewed, by and in these words."""
    moment = dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC)
    reviews = {
        claim.id: Review(
            claim.id, claim.source_id, claim.span, claim.verdict, "overridden", "supported", "verbatim", text, moment,
            claim_digest(claim), evidence_digest(claim), text, text,
        )
        for claim in run.reconciliation.claims[::2]
    }  # fmt: skip
    return dataclasses.replace(run, reviews=reviews)


def hostile(text: str) -> RunRecord:
    """The bridge run with a text in every place that foreign words reach, reviews among them."""
    return with_reviews(poisoned(text), text)


# ---------------------------------------------------------------- markdown

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "blockquote_open",
    "blockquote_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "table_open",
    "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open",
    "th_close", "td_open", "td_close", "text", "text_special", "softbreak", "strong_open", "strong_close", "em_open",
    "em_close",
}  # fmt: skip


def shown(markdown: str) -> Iterator[tuple[str, str]]:
    """Every token of a Markdown text with its words; words that stand side by side are one."""
    for token in MARKDOWN.parse(markdown):
        yield token.type, ""
        words = ""
        for child in token.children or ():
            yield child.type, ""
            words += child.content if child.type.startswith("text") else " "
        yield "text", words


def outline_of(markdown: str) -> list[str]:
    """The blocks of a Markdown text, one after the other."""
    return [token.type for token in MARKDOWN.parse(markdown)]


def everything_in_markdown(text: str) -> dict[str, str]:
    run = hostile(text)
    changed = compare_runs(BRIDGE, run)
    return {"report": render(run, "markdown"), "diff": CHANGE_FORMATS["md"](changed, (text, text))}


@TEXTS
def test_markdown_shows_foreign_words_and_does_nothing_else(text: str) -> None:
    """No article, transcript, model, reviewer or folder name adds a block, link, mention, reference or HTML."""
    harmless = everything_in_markdown("harmless words")
    for name, markdown in everything_in_markdown(text).items():
        tokens = list(shown(markdown))
        assert {kind for kind, _ in tokens} <= OURS
        assert outline_of(markdown) == outline_of(harmless[name])
        assert not [words for _, words in tokens if ACTIVE.search(words)]


@TEXTS
def test_markdown_keeps_every_word(text: str) -> None:
    """What is made inert is still there to read: the words of a claim stand in the report as they are printed."""
    words = " ".join(words for _, words in shown(render(hostile(text), "markdown"))).replace(JOINER, "")
    assert one_line(text)[:400] in words


def test_markdown_reads_well_in_a_pull_request() -> None:
    """The report begins with the event and the counts in a sentence, then what to check, then the tables."""
    lines = render(with_reviews(BRIDGE, "Ann Reed"), "markdown").splitlines()
    heads = [line for line in lines if line.startswith("## ")]
    assert heads == ["## To check, worst first", "## Counts", "## All claims", "## Summaries"]
    claims, reviewed = len(BRIDGE.reconciliation.claims), len(BRIDGE.reconciliation.claims[::2])
    assert lines[4].startswith(f"{claims} claims: ")
    assert lines[6].startswith(f"{reviewed} of {claims} claims reviewed by a person: {reviewed} overridden.")
    assert "**Review:** overridden to supported (quotation: verbatim) by Ann Reed on 2026-03-01" in "\n".join(lines)
    assert "### 1. Contradicted — The Harrow Courier" in lines


# ---------------------------------------------------------------- spreadsheets


@TEXTS
def test_no_cell_is_a_formula_and_none_spills(text: str) -> None:
    """Each claim is one row; no cell begins like a formula, however written, or is longer than a cell may be."""
    raw = render(hostile(text), "csv")
    assert raw.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(raw.removeprefix("\ufeff"), newline=""), strict=True))
    assert len(rows) == len(BRIDGE.reconciliation.claims) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    for cell in (cell for row in rows for cell in row):
        assert not FORMULA.match(cell.lstrip("\u200c\u200d"))
        assert not re.search(r"[\r\n\t]", cell)
        assert len(cell) <= 32_767


def test_the_table_is_rfc_4180() -> None:
    """Lines end in CR LF, the last one too, and cells with commas or quotation marks are quoted."""
    raw = render(with_reviews(BRIDGE, 'Ann "A", Reed'), "csv")
    assert raw.count("\r\n") == raw.count("\n") == len(BRIDGE.reconciliation.claims) + 1
    assert raw.endswith("\r\n")
    assert '"Ann ""A"", Reed"' in raw


def test_a_formula_is_disarmed_and_other_words_are_as_printed() -> None:
    """Only a cell that could be run gets an apostrophe."""
    for text, cell in (("−5 degrees", "'−5 degrees"), ("= equal", "'= equal"), ("5 - 4 = 1", "5 - 4 = 1")):
        row = next(csv.DictReader(io.StringIO(render(poisoned(text), "csv").removeprefix("\ufeff"), newline="")))
        assert row["claim"] == cell


# ---------------------------------------------------------------- claim review

SCHEMA = Draft202012Validator(json.loads((DATA / "claimreview.schema.json").read_text("utf-8")))
CONTEXT: dict[str, Any] = json.loads((DATA / "context.json").read_text("utf-8"))
BASE = "https://checks.example/run/claimreview.jsonld"


def expanded(raw: str) -> list[Any]:
    """The graph as JSON-LD that means it, with schema.org's terms read from a file."""

    def load(url: str, _: object) -> dict[str, Any]:
        assert url == "https://schema.org"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXT}

    found: list[Any] = jsonld.expand(json.loads(raw), {"documentLoader": load, "base": BASE})
    return found


def keys(node: Any) -> list[str]:
    """The properties of a JSON-LD tree, each time one is used."""
    if isinstance(node, list):
        return [key for inner in node for key in keys(inner)]
    if not isinstance(node, dict) or "@value" in node:
        return []
    own = [key.removeprefix("http://schema.org/") for key in node if not key.startswith("@") or key == "@type"]
    return sorted(own + [key for inner in node.values() for key in keys(inner)])


@pytest.mark.parametrize("reviewer", [None, "Ann Reed"])
def test_reviews_have_what_search_engines_ask_for(reviewer: str | None) -> None:
    """The graph fits a schema of schema.org's properties and types, with all that is required of a fact check."""
    graph = json.loads(render(with_reviews(BRIDGE, reviewer), "claimreview"))
    assert [error.message for error in SCHEMA.iter_errors(graph)] == []


@TEXTS
def test_reviews_keep_their_shape_whatever_is_reviewed(text: str) -> None:
    """Hostile words stay values: the graph fits the schema, and no character could end a script element."""
    raw = render(hostile(text), "claimreview")
    faults = {error.validator for error in SCHEMA.iter_errors(json.loads(raw))}
    assert faults <= {"minLength"}  # of a text that has nothing to show
    assert not set("<>&\u2028\u2029") & set(raw)


def test_every_property_means_something_in_schema_org() -> None:
    """Read as JSON-LD no property is dropped, and the links are addresses beside the graph."""
    raw = render(with_reviews(BRIDGE, "Ann Reed"), "claimreview")
    graph = json.loads(raw)["@graph"]
    found = expanded(raw)
    assert keys(found) == keys(graph)
    links = [review["http://schema.org/url"][0]["@id"] for review in found]
    assert links[0] == "https://checks.example/run/report.html#claim-courier_3a_1"
    assert len(set(links)) == len(graph)


# ---------------------------------------------------------------- the files of a run


def test_a_run_of_hostile_articles_leaves_inert_files(summarize: Summarize, tmp_path: Path) -> None:
    """A case whose article holds every hostile text is run, and its stored exports are as inert as the words."""
    article = "\n\n".join(f"Lindqvist said that {one['text']} is so." for one in HOSTILE if "\0" not in one["text"])
    case = write_case(tmp_path / "case", {"hostile": article, **ARTICLES})
    assert summarize("run", case, "--out", tmp_path / "run").status == 0
    run = tmp_path / "run"
    tokens = list(shown((run / "report.md").read_text("utf-8")))
    assert {kind for kind, _ in tokens} <= OURS
    assert not [words for _, words in tokens if ACTIVE.search(words)]
    for name in ("markdown", "csv", "claimreview", "html", "terminal"):
        assert name in FORMATS
    for form in ("md", "csv", "claimreview", "html", "text"):
        assert summarize("report", run, "--format", form).status == 0
    rows = list(csv.reader(io.StringIO((run / "claims.csv").read_text("utf-8-sig"), newline=""), strict=True))
    assert not [cell for row in rows for cell in row if FORMULA.match(cell)]
    assert not list(SCHEMA.iter_errors(json.loads((run / "claimreview.jsonld").read_text("utf-8"))))


@TEXTS
def test_a_hostile_review_moves_no_cursor(summarize: Summarize, tmp_path: Path, text: str) -> None:
    """What a reviewer writes is shown on one line without control characters, in every command that shows it."""
    write_run(tmp_path / "run", with_reviews(BRIDGE, text[:300]))
    claim = BRIDGE.reconciliation.claims[0]
    stored = read_run(tmp_path / "run").reviews[claim.id]
    for done in (
        summarize("show", tmp_path / "run", claim.id), summarize("review", tmp_path / "run"),
        summarize("report", tmp_path / "run"),
    ):
        assert done.status == 0
        assert done.out.replace("\n", "") == cleaned(done.out).replace("\n", "")
    assert reviewed(stored, claim) in summarize("show", tmp_path / "run", claim.id).out.splitlines()[1]
