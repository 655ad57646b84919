"""The data flow: from a case folder to a run folder, and from a run folder to itself."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from conftest import ARTICLES, TRANSCRIPT, write_case

from summarize.errors import EndpointError, InputError, UsageError
from summarize.pipeline import choose_engine, judge_case, reconcile_run, run_case
from summarize.runs import read_run


def test_what_is_written_reads_back_the_same(case: Path, tmp_path: Path) -> None:
    """A run folder gives back the record that it was written from."""
    record = run_case(case, tmp_path / "run")
    stored = read_run(tmp_path / "run")
    assert stored.reconciliation == record.reconciliation
    assert stored.extractions == record.extractions
    assert stored.texts == record.texts
    assert dict(stored.run) == dict(record.run)


def test_the_texts_of_a_run_are_the_files_own(tmp_path: Path) -> None:
    """A run keeps the text of a .txt source exactly, odd spaces, line breaks and all, so that offsets count in it."""
    odd = "Berth\u00a0fees\n\n\n  “We will not raise the berth fees,”\tLindqvist said.\u200b\n\n"
    record = run_case(write_case(tmp_path / "case", {"odd": odd}), tmp_path / "run")
    assert record.texts["odd"] == odd
    assert (tmp_path / "run" / "texts" / "odd.txt").read_text("utf-8") == odd
    assert record.texts["transcript"] == TRANSCRIPT


def test_every_span_is_cut_from_its_text(case: Path) -> None:
    """Whatever a run points at, the text at these offsets is the text that it shows."""
    record = judge_case(case)
    rec = record.reconciliation
    cuts = [(c.source_id, c.span.start, c.span.end, c.span.text) for c in rec.claims]
    cuts += [(c.source_id, q.start, q.end, q.text) for c in rec.claims for q in c.quotations]
    cuts += [(rec.transcript.id, e.start, e.end, e.text) for c in rec.claims for e in c.evidence]
    assert cuts
    assert all(record.texts[text_id][start:end] == text for text_id, start, end, text in cuts)


def test_two_runs_of_one_case_agree(case: Path, tmp_path: Path) -> None:
    """Nothing but the times differs between two runs of the same case."""
    run_case(case, tmp_path / "one")
    run_case(case, tmp_path / "two")
    for path in sorted((tmp_path / "one").rglob("*")):
        if path.is_file() and path.name not in {"run.json", "report.html", "report.md"}:
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_an_interrupted_run_leaves_nothing_behind(case: Path, tmp_path: Path) -> None:
    """A run that is stopped while it works leaves no folder, whole or half."""

    def stop(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_case(case, tmp_path / "run", progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_progress_names_every_source(case: Path) -> None:
    """Progress has a line for each source, in the case's order, and one for the judging."""
    lines: list[str] = []
    judge_case(case, progress=lines.append)
    assert [line.split()[0] for line in lines] == [*(f"{name}:" for name in ARTICLES), "judging"]


def test_run_json_says_what_ran_and_nothing_about_the_machine(case: Path, tmp_path: Path) -> None:
    """`run.json` has versions, digests, sources and times, and no path of the machine."""
    run = dict(run_case(case, tmp_path / "run", only=["gazette"]).run)
    assert run["arguments"] == {"engine": "auto", "only": ["gazette"]}
    assert [source["id"] for source in run["sources"]] == ["gazette"]
    assert dt.datetime.fromisoformat(run["started"]) <= dt.datetime.fromisoformat(run["finished"])
    assert str(tmp_path) not in json.dumps(run)


def test_a_failed_source_is_kept_with_its_fault(tmp_path: Path) -> None:
    """A failed source stands in the record, with its error, without text or claims."""
    record = run_case(write_case(tmp_path / "case", {"blank": "", **ARTICLES}), tmp_path / "run")
    failed = {status.id: status.error for status in record.reconciliation.sources if status.status == "failed"}
    assert list(failed) == ["blank"]
    assert failed["blank"]
    assert "blank" not in record.texts
    assert read_run(tmp_path / "run").reconciliation == record.reconciliation


ENDLESS = {
    "one name": "Lindqvist " * 4000,
    "one word": "x" * 100_000,
    "one sentence": "Lindqvist said that " + "very " * 20_000 + "many ships came.",
    "one quotation": "“" + "We will not raise the berth fees this year. " * 500,
    "marks": '"' * 50_000 + "\n" + "((" * 20_000,
    "commas": "a, " * 20_000,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_article_beyond_all_bounds_costs_only_itself(tmp_path: Path, name: str) -> None:
    """An article of one endless word or sentence does not stop the others, whatever becomes of it."""
    case = write_case(tmp_path / "case", {"endless": ENDLESS[name], **ARTICLES})
    record = run_case(case, tmp_path / "run")
    statuses = {status.id: status.status for status in record.reconciliation.sources}
    assert {name: statuses[name] for name in ARTICLES} == dict.fromkeys(ARTICLES, "ok")


def test_a_source_may_be_called_transcript(tmp_path: Path) -> None:
    """A source with the id `transcript` and the official transcript keep their own texts."""
    record = run_case(write_case(tmp_path / "case", {"transcript": ARTICLES["gazette"]}), tmp_path / "run")
    assert record.texts["transcript"] == ARTICLES["gazette"]
    assert record.texts[record.reconciliation.transcript.id] == TRANSCRIPT


def test_judging_again_changes_nothing_but_the_times(case: Path, tmp_path: Path) -> None:
    """The same claims under the same rules get the same verdicts, for failed sources too."""
    (case / "sources" / "courier.txt").write_bytes(b"")
    first = run_case(case, tmp_path / "run")
    again = reconcile_run(tmp_path / "run")
    assert again.reconciliation == first.reconciliation
    times = {"started", "finished", "seconds"}
    assert {k: v for k, v in again.run.items() if k not in times} == {
        k: v for k, v in first.run.items() if k not in times
    }


def test_judging_again_says_by_what_rules_and_whence_the_claims_are(case: Path, tmp_path: Path) -> None:
    """A run judged again has the digest of these rules, and keeps those of the prompts and code its claims are from."""
    first = run_case(case, tmp_path / "run")
    file = tmp_path / "run" / "run.json"
    run = json.loads(file.read_text("utf-8"))
    run["digests"] |= {"rules": "1" * 64, "extraction": "2" * 64, "prompts": {"claims": "3" * 64}}
    file.write_text(json.dumps(run), encoding="utf-8")
    digests = reconcile_run(tmp_path / "run").run["digests"]
    assert digests == {**first.run["digests"], "extraction": "2" * 64, "prompts": {"claims": "3" * 64}}


def test_judging_again_needs_nothing_but_the_run(case: Path, tmp_path: Path) -> None:
    """The case folder may be gone when a run is judged again."""
    first = run_case(case, tmp_path / "run")
    case.rename(tmp_path / "elsewhere")
    (tmp_path / "run").rename(tmp_path / "moved")
    assert reconcile_run(tmp_path / "moved").reconciliation == first.reconciliation


def test_a_decoded_transcript_is_warned_about(tmp_path: Path) -> None:
    """How a transcript in another encoding was read stands in the run, also when it is judged again."""
    case = write_case(tmp_path / "case")
    (case / "transcript.txt").write_bytes(TRANSCRIPT.encode("utf-16"))
    first = run_case(case, tmp_path / "run")
    assert "decoded from UTF-16" in first.run["transcript"]["warnings"]
    assert reconcile_run(tmp_path / "run").reconciliation == first.reconciliation


def test_an_html_source_can_be_judged_again(tmp_path: Path) -> None:
    """A run of a web page judges the page's stored text again, and its spans still hold."""
    case = write_case(tmp_path / "case", extra='[[sources]]\nfile = "sources/page.html"')
    body = "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLES["gazette"].split("\n\n")[1:])
    page = f"<html><head><title>Port</title></head><body><article><h1>Port</h1>{body}</article></body></html>"
    (case / "sources" / "page.html").write_text(page, encoding="utf-8")
    first = run_case(case, tmp_path / "run")
    again = reconcile_run(tmp_path / "run")
    assert [claim.span for claim in again.reconciliation.claims] == [c.span for c in first.reconciliation.claims]
    assert again.texts == first.texts


@pytest.mark.parametrize(("name", "engine"), [("auto", "extractive"), ("extractive", "extractive")])
def test_auto_is_the_rules_while_no_endpoint_is_configured(name: str, engine: str) -> None:
    """`auto` falls back to the extractive engine."""
    assert choose_engine(name) == engine


def test_engines_that_cannot_be_had_are_refused() -> None:
    """The model engine needs an endpoint; any other name is a usage error."""
    with pytest.raises(EndpointError, match="endpoint"):
        choose_engine("llm")
    with pytest.raises(UsageError, match="extractive"):
        choose_engine("magic")


def test_a_case_without_a_usable_source_is_bad_input(tmp_path: Path) -> None:
    """When all sources fail, the error names each with its fault."""
    with pytest.raises(InputError, match=r"one.*two"):
        judge_case(write_case(tmp_path / "case", {"one": "", "two": ""}))
