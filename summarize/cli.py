"""The command line: it reads arguments, calls the pipeline and prints; stdout carries the product, stderr the talk.

Everything heavy is imported inside the verb that needs it, so that `--help` answers at once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from summarize import __version__
from summarize.errors import EndpointError, InputError, SummarizeError, UsageError
from summarize.records import SEVERITY

if TYPE_CHECKING:
    from summarize.recordings import RecordMode
    from summarize.records import Extraction, JudgedClaim, Reconciliation, Review, SourceEntry, Verdict
    from summarize.reviews import Outcome
    from summarize.runs import RunRecord
    from summarize.session import Plan

    Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = {"html": "html", "md": "markdown", "csv": "csv", "claimreview": "claimreview", "text": "terminal"}
SUFFIXES = {".html": "html", ".htm": "html", ".md": "md", ".csv": "csv", ".jsonld": "claimreview"}
MODES = ("none", "once", "new_episodes", "all")  # those of `recordings`, which takes its time to import
MOST_WARNINGS = 3  # lines about one file
COMPLETE = "_SUMMARIZE_COMPLETE"
PATH = click.Path(path_type=Path)
_SECONDS = click.FloatRange(min=0, min_open=True)


# ---------------------------------------------------------------- entry


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit status; the process ends here."""
    gc.disable()  # one run, then the end: what it leaves behind is not worth looking for
    status = run_command(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(status)  # a model may still be loading in a thread, and taking everything down in order costs time


def run_command(arguments: Sequence[str]) -> int:
    """Run one command line; the exit status. Every error ends here as one line on stderr."""
    try:
        status = _dispatch(list(arguments))
        _flush()
        return status
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except SummarizeError as error:
        return _refused(error.line(), error.exit_status)
    except (KeyboardInterrupt, click.Abort, EOFError):
        return _refused("interrupted", 130)
    except OSError as error:
        return _refused(_os_line(error), InputError.exit_status)
    except Exception as error:  # the outermost function: what gets here is a bug, and is called one
        return _report_bug(error)


def _dispatch(arguments: list[str]) -> int:
    if os.environ.get(COMPLETE):
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, "summarize", COMPLETE, os.environ[COMPLETE])
    with cli.make_context("summarize", arguments) as context:
        return int(cli.invoke(context) or 0)


def _refused(line: str, status: int) -> int:
    _complain(line)
    return status


def _complain(line: str) -> None:
    """One line on stderr, without the control characters that a file name or a case may bring along."""
    click.echo("summarize: " + "".join(char if char.isprintable() else "?" for char in line), err=True)


def _os_line(error: OSError) -> str:
    """A fault of the system as one line; stdout is given up, so that Python does not report it again at exit."""
    _discard_stdout()
    place = error.filename or "cannot go on"
    return f"{place}: {(error.strerror or str(error) or type(error).__name__).lower()}"


def _report_bug(error: Exception) -> int:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    if os.environ.get("SUMMARIZE_DEBUG"):
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    what = " ".join(str(error).split())
    shown = f"{type(error).__name__}{where}" + (f": {what[:200]}" if what else "")
    return _refused(f"this is a bug: {shown} (SUMMARIZE_DEBUG=1 shows the traceback; please report it)", 70)


# ---------------------------------------------------------------- talking


def _give(text: str) -> None:
    """Print the product, as UTF-8. A reader that went away (`| head`) is no fault: the work is done."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        click.echo(text.removesuffix("\n"), color=True)
    except BrokenPipeError:
        _discard_stdout()


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()


def _discard_stdout() -> None:
    """Send what is still buffered nowhere: Python would complain about it while it shuts down."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # stdout is no real file, as under a test runner
        return


def _talk(line: str) -> None:
    if not _asked("quiet"):
        _complain(line)


def _warn(line: str) -> None:
    _talk(f"warning: {line}")


def _progress() -> Callable[[str], None]:
    """One line a step on a terminal; nothing in a pipe, in a job's log, or with `--quiet`."""
    if _asked("quiet") or not sys.stderr.isatty():
        return lambda _: None
    return lambda line: click.echo(f"  {line}", err=True)


def _asked(flag: str) -> bool:
    return bool(click.get_current_context().meta.get(f"summarize.{flag}"))


def _colourful() -> bool:
    """Colour is for a terminal whose user has not declined it (https://no-color.org)."""
    if _asked("no_color") or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size().columns, 100)


def _note_flag(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        context.meta[f"summarize.{parameter.name}"] = True


def _talk_options(command: Command) -> Command:
    """`--quiet` and `--no-color`, before the verb or after it."""
    quiet = click.option(
        "-q", "--quiet", is_flag=True, expose_value=False, callback=_note_flag, help="No progress, no warnings."
    )
    colour = click.option(
        "--no-color", is_flag=True, expose_value=False, callback=_note_flag, help="No colour (nor with NO_COLOR set)."
    )
    return quiet(colour(command))


# ---------------------------------------------------------------- verbs


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="summarize")
@_talk_options
def cli() -> None:
    """Compare press reports of an event with its official verbatim transcript.

    \b
    Exit statuses:
      0 done                  1 findings at or above --fail-on
      2 wrong usage           3 bad input, or a place that cannot be written
      4 model failed          5 replay without a fitting recording
      70 a bug                130 interrupted

    \b
    Example:
      summarize demo
    """


def _verdict_option(command: Command) -> Command:
    return click.option(
        "--fail-on",
        type=click.Choice(SEVERITY),
        help=f"Exit with 1 if a finding has this verdict or a worse one, and list all such findings. Worst first: "
        f"{', '.join(SEVERITY)}. A finding is what the report lists to check: a claim that is not supported, or whose "
        "quotation was changed or credited to the wrong speaker. Silence about an outlet's own background is none.",
    )(command)


def _engine_option(command: Command) -> Command:
    return click.option(
        "--engine",
        type=click.Choice(["auto", "extractive", "llm"]),
        default="auto",
        show_default=True,
        help="What extracts claims: rules, or a language model; auto takes the model where one is configured.",
    )(command)


def _model_options(command: Command) -> Command:
    """Where to ask a model, and how much."""
    options = [
        click.option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint. Default: OPENAI_BASE_URL."),
        click.option("--model", metavar="NAME", help="The model to ask. Default: OPENAI_MODEL."),
        click.option("--concurrency", type=click.IntRange(1, 1000), help="Calls at the same time. Default: 8."),
        click.option(
            "--timeout", "timeout_s", type=_SECONDS, metavar="SECONDS", help="For one answer. Default: 120."
        ),
        click.option(
            "--deadline", "deadline_s", type=_SECONDS, metavar="SECONDS",
            help="For one question with all its attempts and waits. Default: 600.",
        ),
        click.option("--max-tokens-total", type=click.IntRange(1), help="Stop asking before the run passes this."),
        click.option("--refresh", is_flag=True, help="Ask again what was paid for and stored."),
        click.option("--store", type=PATH, help="The file of paid replies. Default: SUMMARIZE_STORE, else the cache."),
        click.option(
            "--prices", type=PATH, help="A table of prices of your own. Default: SUMMARIZE_PRICES, else built in."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _recording_options(command: Command) -> Command:
    """Whether exchanges with the model are recorded or replayed."""
    options = [
        click.option(
            "--record", type=click.Choice(MODES),
            help="Record what the model is asked and replies. none: replay only; once: record where there is no "
            "recording, else replay; new_episodes: replay, and record what is new; all: record everything anew.",
        ),
        click.option("--replay", is_flag=True, help="Ask nothing and take recorded replies: --record none."),
        click.option(
            "--cassettes", type=PATH, metavar="DIR",
            help="Where this case's recordings lie. Default: cassettes/CASE here, for a replay also the bundled ones.",
        ),
        click.option("--dry-run", is_flag=True, help="Print what would be asked, and about how much; ask nothing."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _review_options(command: Command) -> Command:
    """From which runs the decisions of people are carried over."""
    options = [
        click.option(
            "--reviews", "review_places", type=PATH, multiple=True, metavar="PATH",
            help="Carry over the reviews in this run folder or file; repeat for more. Default: those of this case in "
            "the run folders beside this one. A review is carried over while the claim and its evidence are unchanged.",
        ),
        click.option("--no-reviews", is_flag=True, help="Look for no earlier reviews."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _review_places(places: Sequence[Path], none: bool) -> Sequence[Path] | None:
    """Where to look for reviews: nowhere, at these places, or (None) beside the run."""
    if none and places:
        raise UsageError("--no-reviews looks for no reviews, --reviews names some", hint="give one of them")
    return places if none or places else None


def _json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


@cli.command()
@click.option("--out", type=PATH, default=Path("summarize-demo"), show_default=True, help="The run folder to make.")
@_talk_options
def demo(out: Path) -> None:
    """Run the bundled case: four articles about one meeting, and its transcript.

    A previous demo run in the folder is replaced; anything else there is left alone.

    \b
    Example:
      summarize demo --out /path/to/folder
    """
    _warm_up()
    from summarize.pipeline import demo_run

    _show_run(demo_run(_bundled_case(), out, progress=_progress(), notice=_talk), out)


@cli.command()
@click.argument("case", type=PATH)
@click.option("--out", type=PATH, help="The run folder to make; new, or an empty folder. Default: CASE-run here.")
@_engine_option
@_verdict_option
@click.option("--only", multiple=True, metavar="SOURCE", help="Use only the source with this id; may be repeated.")
@_review_options
@_model_options
@_recording_options
@_json_option
@_talk_options
def run(
    case: Path, out: Path | None, engine: str, fail_on: Verdict | None, only: Sequence[str], as_json: bool,
    dry_run: bool, record: RecordMode | None, replay: bool, cassettes: Path | None, review_places: Sequence[Path],
    no_reviews: bool, **model: Any,
) -> int:
    """Compare the sources of the folder CASE with its transcript.

    \b
    Example:
      summarize run my-case --out my-run --fail-on contradicted
      summarize run my-case --out my-run --engine llm --base-url http://localhost:8080/v1 --model NAME
      summarize run my-case --engine llm --replay
      summarize run my-case --out second-run --reviews my-run
    """
    reviews = _review_places(review_places, no_reviews)
    _warm_up()
    from summarize.options import ModelOptions
    from summarize.pipeline import plan_case, run_case

    options = ModelOptions(**model, record=_record_mode(record, replay, engine), cassettes=cassettes)
    if dry_run:
        _give(_plan_page(plan_case(case, only=only, model=options)))
        return 0
    out = out or Path(f"{(case.parent if case.is_file() else case).resolve().name}-run")
    made = run_case(
        case, out, engine=engine, only=only, progress=_progress(), model=options, reviews=reviews, notice=_talk
    )
    _show_run(made, out, as_json=as_json, fail_on=fail_on)
    return _model_status(made) or _status_of(made.reconciliation, fail_on, as_json)


def _record_mode(record: RecordMode | None, replay: bool, engine: str) -> RecordMode | None:
    """What --record and --replay ask for together."""
    if replay and record not in (None, "none"):
        raise UsageError(f"--replay asks nothing, --record {record} does", hint="give one of them")
    mode = "none" if replay else record
    if mode and engine == "extractive":
        raise UsageError("the extractive engine asks no model: there is nothing to record or replay")
    return mode


@cli.command()
@click.argument("run_folder", metavar="RUN", type=PATH)
@_verdict_option
@_review_options
@_json_option
@_talk_options
def reconcile(
    run_folder: Path, fail_on: Verdict | None, as_json: bool, review_places: Sequence[Path], no_reviews: bool
) -> int:
    """Judge the stored claims of RUN again, with this version's rules.

    Its own reviews are kept, and set aside where the evidence is another one now.

    \b
    Example:
      summarize reconcile my-run
    """
    reviews = _review_places(review_places, no_reviews)
    _warm_up()
    from summarize.pipeline import reconcile_run

    record = reconcile_run(run_folder, progress=_progress(), reviews=reviews, notice=_talk)
    _show_run(record, run_folder, as_json=as_json, fail_on=fail_on)
    return _status_of(record.reconciliation, fail_on, as_json)


@cli.command()
@click.argument("run_folder", metavar="RUN", type=PATH)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="Default: by the ending of --out, else text.")
@click.option("--out", type=PATH, help="The file to write; it must not exist yet. Default: standard output.")
@_talk_options
def report(run_folder: Path, form: str | None, out: Path | None) -> None:
    """Render the report of RUN.

    \b
    Example:
      summarize report my-run --format md
      summarize report my-run --out my-report.html
    """
    from summarize.report import render
    from summarize.runs import read_run

    record = read_run(run_folder)
    form = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    text = _terminal_report(record) if form == "text" and not out else render(record, FORMATS[form])
    if out:
        _write_new(out, text)
    else:
        _give(text)


@cli.command()
@click.argument("run_folder", metavar="RUN", type=PATH)
@click.argument("claim", required=False)
@_talk_options
def show(run_folder: Path, claim: str | None) -> None:
    """List the claims of RUN, or show one CLAIM with its evidence and checks.

    \b
    Example:
      summarize show my-run
      summarize show my-run CLAIM
    """
    from summarize.runs import read_run

    record = read_run(run_folder)
    if claim is None:
        _give(_claim_lines(record))
        return
    found = _find_claim(record.reconciliation, claim)
    _give(_claim_page(found, record.reviews.get(found.id)))


@cli.command()
@click.argument("run_folder", metavar="RUN", type=PATH)
@click.argument("file", metavar="[review.json]", required=False, type=PATH)
@_json_option
@_talk_options
def review(run_folder: Path, file: Path | None, as_json: bool) -> None:
    """Store what a person decided about the claims of RUN, or list what is stored.

    review.json is what the page report.html exports. What is newer wins; a review of a claim that is not in RUN, or
    whose words or evidence are others, is not stored, and each such one is named. The verdicts of RUN stay as they
    are, and its reports show both.

    \b
    Example:
      summarize review my-run review.json
      summarize review my-run
    """
    from summarize.runs import read_run

    if file is not None:
        if as_json:
            raise UsageError("--json lists what is stored", hint="leave out the file")
        from summarize.pipeline import review_run

        _give(_outcome_lines(review_run(run_folder, file)))
        return
    record = read_run(run_folder)
    if as_json:
        from summarize.reviews import encode_reviews, review_file

        _give_json(encode_reviews(review_file(record)))
    else:
        _give(_review_lines(record))



@cli.command()
@click.argument("before", metavar="RUN_A", type=PATH)
@click.argument("after", metavar="RUN_B", type=PATH)
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "html"]), help="Default: by the ending of --out, else text."
)
@click.option("--out", type=PATH, help="The file to write; it must not exist yet. Default: standard output.")
@click.option("--fail-on-change", is_flag=True, help="Exit with 1 if a claim that is in both runs has another verdict.")
@_talk_options
def diff(before: Path, after: Path, form: str | None, out: Path | None, fail_on_change: bool) -> int:
    """Say which claims appeared, vanished or are judged otherwise from RUN_A to RUN_B, and why.

    The reasons are what the runs record as different: an edited article, a corrected transcript, other prompts, another
    model, other rules.

    \b
    Example:
      summarize diff old-run new-run
      summarize diff old-run new-run --out changes.html
    """
    form = form or SUFFIXES.get(out.suffix.lower() if out else "", "text")
    if form not in ("text", "md", "html"):
        raise UsageError(f"differences are not written as {form}", where=str(out), hint="name a .md or .html file")
    from summarize.differences import compare_runs
    from summarize.report.changes import CHANGE_FORMATS, render_changes_terminal
    from summarize.runs import read_run

    found = compare_runs(read_run(before), read_run(after))
    names = before.resolve().name, after.resolve().name
    if names[0] == names[1]:
        names = str(before), str(after)
    if form == "text" and not out:
        _give(render_changes_terminal(found, names, width=_width()))
    elif out:
        _write_new(out, CHANGE_FORMATS[form](found, names))
    else:
        _give(CHANGE_FORMATS[form](found, names))
    changed = len(found.of_kind("verdict"))
    if fail_on_change and changed:
        _talk(f"{changed} {'claims have' if changed > 1 else 'claim has'} another verdict")
        return 1
    return 0


@cli.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@_engine_option
@_model_options
@_json_option
@_talk_options
def source(files: Sequence[str], engine: str, as_json: bool, **model: Any) -> int:
    """Summarise each article FILE and list its claims; no transcript is needed. `-` is standard input: a web page
    where it begins as one, else text.

    \b
    Example:
      summarize source article.txt
      cat article.txt | summarize source - --json
      summarize source article.txt --engine llm --base-url http://localhost:8080/v1 --model NAME
    """
    _warm_up()
    from summarize.options import ModelOptions
    from summarize.pipeline import read_articles

    with _articles(files) as articles:
        readings = read_articles(articles, engine=engine, progress=_progress(), model=ModelOptions(**model))
    for reading in readings:
        if reading.status.error:
            _warn(str(reading.status.error))
        if reading.document and reading.extraction:
            _warn_of(reading.entry.file, [*reading.document.warnings, *reading.extraction.warnings])
    extractions = [reading.extraction for reading in readings if reading.extraction]
    if as_json:
        _give_json([_extraction_fields(extraction) for extraction in extractions])
    else:
        _give("\n\n".join(_article_page(extraction) for extraction in extractions))
    return EndpointError.exit_status if any(reading.fault for reading in readings) else 0


@cli.command()
@click.argument("paths", nargs=-1, type=PATH)
@_talk_options
def check(paths: Sequence[Path]) -> int:
    """Check prompts, schemas, cases, runs, reviews and recordings: those at PATHS, or those that come with the program.

    A recording is replayed: each exchange has to be of a current prompt, to be asked for, and to hold no secret.

    \b
    Example:
      summarize check
      summarize check my-case my-run
    """
    from summarize.checking import check_paths
    from summarize.resources import cassettes_folder, prompts_folder, schemas_folder

    ours = [folder for folder in (schemas_folder(), prompts_folder(), cassettes_folder()) if folder.is_dir()]
    found = list(check_paths(paths or [*ours, _bundled_case()]))
    lines = (f"{'FAULT' if one.fault else 'ok':5}  {one.kind:9}  {one.fault or one.path}" for one in found)
    _give("\n".join(lines))
    return InputError.exit_status if any(one.fault for one in found) else 0


@cli.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--transcript", type=PATH, required=True, help="The official transcript: .txt, .md or .html.")
@click.option("--source", "sources", type=PATH, multiple=True, required=True, help="An article; repeat for more.")
@click.option("--title", help="What the event is called. Default: the transcript's title, else the folder's name.")
@click.option("--date", metavar="YYYY-MM-DD", help="The day of the event. Default: the transcript's date.")
@click.option("--language", default="en", show_default=True, help="The language of the texts.")
@_talk_options
def new(
    folder: Path, transcript: Path, sources: Sequence[Path], title: str | None, date: str | None, language: str
) -> None:
    """Make a case folder DIR from a transcript and articles, which are copied into it.

    \b
    Example:
      summarize new my-case --transcript speech.txt --source a.txt --source b.html --date 2021-09-13
    """
    from summarize.pipeline import new_case

    made = new_case(folder, transcript, sources, title=title, event_date=_parse_date(date), language=language)
    _give(str(made))
    _talk(f"look it over, then: summarize run {folder} --out {folder}-run")


# ---------------------------------------------------------------- eval


@cli.group("eval")
@_talk_options
def evaluate() -> None:
    """Measure how right the program is, against labels that you have.

    \b
    Example:
      summarize eval gold my-run labels.jsonl
      summarize eval claims benchmark.jsonl
      summarize eval quotes articles.jsonl
    """


def _predictions_option(command: Command) -> Command:
    return click.option(
        "--predictions", type=PATH, metavar="OUT.jsonl", help="Write what was said of each item there; a new file."
    )(command)


def _limit_option(command: Command) -> Command:
    return click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the first N items of each file.")(
        command
    )


@evaluate.command("gold")
@click.argument("place", metavar="RUN_OR_CASE", type=PATH)
@click.argument("labels", metavar="GOLD.jsonl", type=PATH)
@click.option("--show", "show_labels", is_flag=True, help="List each label with what was said of it.")
@_json_option
@_talk_options
def eval_gold(place: Path, labels: Path, show_labels: bool, as_json: bool) -> None:
    """Measure a run against labelled claims: verdicts, quotations, speakers, evidence.

    RUN_OR_CASE is a run folder, or a case folder, which is judged first (with the extractive engine; nothing is
    written). A line of GOLD.jsonl is an object with id, source, span, start, end, verdict and, as far as there is one,
    speaker, quote_fidelity, acceptable (further verdicts) and evidence (objects with start and end in the transcript).

    \b
    Example:
      summarize eval gold my-run labels.jsonl --show
    """
    from summarize.evaluation import gold

    wanted = gold.read_gold(labels)
    record = _run_or_judge(place)
    figures = gold.gold_figures(wanted, record.reconciliation, record.texts)
    if as_json:
        _give_json(gold.gold_fields(figures))
        return
    shown = gold.labels_page(gold.match_labels(wanted, record.reconciliation)) + "\n\n" if show_labels else ""
    _give(shown + gold.gold_page(figures))


def _run_or_judge(place: Path) -> RunRecord:
    from summarize.runs import read_run

    if (place / "run.json").is_file():
        return read_run(place)
    _warm_up()
    from summarize.pipeline import judge_case

    return judge_case(place, engine="extractive", progress=_progress())


@evaluate.command("claims")
@click.argument("files", metavar="FILE.jsonl...", type=PATH, nargs=-1, required=True)
@_predictions_option
@_limit_option
@click.option("--language", default="en", show_default=True, help="The language of the texts.")
@_json_option
@_talk_options
def eval_claims(
    files: Sequence[Path], predictions: Path | None, limit: int | None, language: str, as_json: bool
) -> None:
    """Measure the judge on statements about documents.

    A line is an object with id, document, claim and label: 1 where the document supports the whole claim, else 0.
    Other keys are not looked at. Every file is measured at the same threshold.

    \b
    Example:
      summarize eval claims benchmark.jsonl --predictions said.jsonl
    """
    _warm_up()
    from summarize.evaluation import claims
    from summarize.support import score_statements

    read = {path: claims.read_claims(path, limit) for path in files}
    _refuse_taken(predictions)
    progress, figures = _progress(), []
    scores: dict[str, float] = {}
    for path, wanted in read.items():
        given = claims.score_claims(wanted, lambda text, many: score_statements(text, many, language))
        figures.append(claims.claim_figures(path.name, wanted, given))
        scores |= given
        progress(f"{path.name}: {len(wanted)} claims")
    _write_predictions(predictions, ({"id": key, "score": score} for key, score in scores.items()))
    if as_json:
        _give_json(claims.claims_fields(figures))
    else:
        _give(claims.claims_page(figures))


@evaluate.command("quotes")
@click.argument("files", metavar="FILE.jsonl...", type=PATH, nargs=-1, required=True)
@_predictions_option
@_limit_option
@_json_option
@_talk_options
def eval_quotes(files: Sequence[Path], predictions: Path | None, limit: int | None, as_json: bool) -> None:
    """Measure how much reported speech is found in articles, and how often with the right speaker.

    A line is an object with id, text and quotes: objects with start, end, kind (direct, mixed or indirect) and, where
    the speaker is named, speaker_text, speaker_start and speaker_end. Other keys are not looked at.

    \b
    Example:
      summarize eval quotes articles.jsonl
    """
    from summarize.evaluation import quotes

    read = {path: quotes.read_texts(path, limit) for path in files}
    _refuse_taken(predictions)
    progress, figures = _progress(), []
    said: dict[str, list[quotes.Reported]] = {}
    for path, wanted in read.items():
        found = {one.id: quotes.find_reported(one.text) for one in wanted}
        for kinds in (("direct", "mixed"), quotes.KINDS):
            figures.append(quotes.quote_figures(path.name, wanted, found, kinds))
        said |= found
        progress(f"{path.name}: {len(wanted)} texts")
    _write_predictions(
        predictions, ({"id": key, "quotes": quotes.prediction(found)} for key, found in said.items())
    )
    if as_json:
        _give_json(quotes.quotes_fields(figures))
    else:
        _give(quotes.quotes_page(figures))


def _refuse_taken(path: Path | None) -> None:
    """Say before the work that its product has no place."""
    if path is not None and path.exists():
        raise InputError("already exists", where=str(path), hint="name another file or remove it")


def _write_predictions(path: Path | None, lines: Iterable[dict[str, Any]]) -> None:
    import json

    if path is not None:
        _write_new(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Example (add the line to the shell's start-up file):
      bash:  eval "$(summarize completion bash)"
      zsh:   eval "$(summarize completion zsh)"
      fish:  summarize completion fish | source
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:
        raise UsageError(f"there is no completion for {shell}")
    _give(made(cli, {}, "summarize", COMPLETE).source())


def _warm_up() -> None:
    """Start loading the encoder before even the modules that will ask for it."""
    from summarize import similarity

    similarity.warm_up()


# ---------------------------------------------------------------- what a verb prints


def _bundled_case() -> Path:
    from summarize.resources import examples_folder

    return min(path for path in examples_folder().iterdir() if path.is_dir())


def _show_run(record: RunRecord, out: Path, *, as_json: bool = False, fail_on: Verdict | None = None) -> None:
    from summarize.contracts import encode_reconciliation

    for status in record.reconciliation.sources:
        if status.status == "failed":
            _warn(f"source {status.id} failed: {status.error}")
    for name, lines in _warnings(record.run):
        _warn_of(name, lines)
    if as_json:
        _give_json(encode_reconciliation(record.reconciliation))
    else:
        _give(f"{_terminal_report(record, fail_on)}\nFull report: {out / 'report.html'}")


def _warnings(run: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    """What `run.json` has against the transcript and each source that could be used."""
    yield "transcript", run["transcript"].get("warnings", ())
    for source in run["sources"]:
        if source["status"] == "ok":
            yield source["id"], source.get("warnings", ())


def _warn_of(name: str, lines: Sequence[str]) -> None:
    for line in lines[:MOST_WARNINGS]:
        _warn(f"{name}: {line}")
    if len(lines) > MOST_WARNINGS:
        _warn(f"{name}: {len(lines) - MOST_WARNINGS} more of the kind")


def _terminal_report(record: RunRecord, level: Verdict | None = None) -> str:
    from summarize.report import render_terminal

    return render_terminal(
        record.reconciliation, width=_width(), colour=_colourful(), level=level, reviews=record.reviews
    )


def _model_status(record: RunRecord) -> int:
    """4 when the endpoint failed for a part of the run; what succeeded is stored."""
    failed = record.run.get("model", {}).get("failed", ())
    if failed:
        _talk(f"the model gave nothing usable for {', '.join(failed)}; run.json says why")
    return EndpointError.exit_status if failed else 0


def _plan_page(plan: Plan) -> str:
    """The requests of a run, one a line, and their sum."""
    lines = [f"{stage:10}  {prompt:>8} tokens  {subject}" for stage, subject, prompt, _ in plan.rows]
    return "\n".join([
        *lines,
        f"{len(plan.rows)} requests to {plan.model}: about {plan.prompt_tokens} prompt tokens, "
        f"at most {plan.most_reply_tokens} reply tokens; cost at most {plan.cost_at_most}; repairs not counted",
    ])


def _status_of(rec: Reconciliation, fail_on: Verdict | None, as_json: bool) -> int:
    """1 when a finding has the verdict `fail_on` or a worse one, else 0. Beside JSON the line on stderr names them."""
    from summarize.report import counted

    found = counted(rec, fail_on) if fail_on else ()
    if found:
        names = f": {', '.join(finding.claim.id for finding in found)}" if as_json else ""
        _talk(f"{len(found)} {'findings' if len(found) > 1 else 'finding'} at or above {fail_on}{names}")
    return 1 if found else 0


def _give_json(content: Any) -> None:
    import json

    _give(json.dumps(content, ensure_ascii=False, indent=1))


def _write_new(path: Path, text: str) -> None:
    """Write a file that must not exist yet; a failure leaves none behind."""
    try:
        stream = path.open("x", encoding="utf-8", newline="")
    except FileExistsError:
        raise InputError("already exists", where=str(path), hint="name another file or remove it") from None
    try:
        with stream:
            stream.write(text)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _parse_date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{text!r} is not a day", where="--date", hint="write it like 2021-09-13") from None


# ---------------------------------------------------------------- claims as text


def _claim_lines(record: RunRecord) -> str:
    """One line a claim, with a column for what people decided where they did; cut to the terminal's width on a
    terminal, whole in a pipe.
    """
    from summarize.report.words import VERDICT_WORDS, decided, one_line, shortened

    claims = record.reconciliation.claims
    if not claims:
        return "no claims"
    room = max(len(claim.id) for claim in claims)
    said = {claim_id: decided(review) for claim_id, review in record.reviews.items()}
    column = max(map(len, said.values()), default=-2) + 2  # with its gap; none where nothing is reviewed
    lines = (
        f"{c.id:{room}}  {VERDICT_WORDS[c.verdict]:17}  {said.get(c.id, ''):{column}}{one_line(c.text)}" for c in claims
    )
    return "\n".join(shortened(line, _width()) if sys.stdout.isatty() else line for line in lines)


def _find_claim(rec: Reconciliation, claim_id: str) -> JudgedClaim:
    import difflib

    by_id = {claim.id: claim for claim in rec.claims}
    if claim_id not in by_id:
        close = difflib.get_close_matches(claim_id, by_id, n=3, cutoff=0.4)
        hint = f"the nearest are {', '.join(close)}" if close else "`summarize show RUN` lists its claims"
        raise InputError(f"the run has no claim {claim_id!r}", hint=hint)
    return by_id[claim_id]


def _claim_page(claim: JudgedClaim, review: Review | None) -> str:
    from summarize.report.words import ATTRIBUTION_WORDS, FIDELITY_WORDS, KIND_WORDS, VERDICT_WORDS, one_line, reviewed

    lines = [
        f"{claim.id}  {VERDICT_WORDS[claim.verdict].upper()}  ({claim.confidence:.2f} sure, by {claim.decided_by})",
        *([f"Review: {reviewed(review, claim)}"] if review else []),
        f"Claim: {one_line(claim.text)}",
        f"Kind: {KIND_WORDS[claim.kind]}" + (f", credited to {one_line(claim.speaker)}" if claim.speaker else "")
        + (f"; {ATTRIBUTION_WORDS[claim.attribution]}" if claim.attribution else ""),
        "",
        f"Article {claim.source_id} [{claim.span.start}:{claim.span.end}]: {one_line(claim.span.text)}",
    ]
    for quotation in claim.quotations:
        differences = "".join(f"; {one_line(difference)}" for difference in quotation.differences)
        lines.append(f"Quotation “{one_line(quotation.text)}”: {FIDELITY_WORDS[quotation.fidelity]}{differences}")
    lines += [
        f"Transcript {e.turn_id} [{e.start}:{e.end}], {one_line(e.speaker or 'unnamed')}: {one_line(e.text)}"
        for e in claim.evidence
    ] or ["Transcript: nothing of the kind"]
    lines += ["", *(f"Check {check.name}: {check.outcome}; {one_line(check.detail)}" for check in claim.checks)]
    return "\n".join([*lines, f"Why: {one_line(claim.rationale)}"])


def _review_lines(record: RunRecord) -> str:
    """The stored reviews, one a line, and those that fit no more."""
    from summarize.report.words import VERDICT_WORDS, reviewed, tally

    claims = {claim.id: claim for claim in record.reconciliation.claims}
    lines = [f"{key}  {VERDICT_WORDS[claims[key].verdict]}; {reviewed(review, claims[key])}"
             for key, review in record.reviews.items()]
    lines += [f"{key}  set aside: {why}" for key, why in _misfits(record)]
    if not lines:
        return "no reviews"
    return "\n".join([*lines, tally(record.reviews, len(claims))])


def _misfits(record: RunRecord) -> Iterator[tuple[str, str]]:
    from summarize.report.words import decided, one_line
    from summarize.reviews import MISFITS, place_reviews

    for placed in place_reviews(record.outdated, record.reconciliation.claims):
        why = MISFITS[placed.misfit] if placed.misfit else "another review is newer"
        yield one_line(placed.review.claim_id), f"{decided(placed.review)}; {why}"


def _outcome_lines(outcomes: Sequence[Outcome]) -> str:
    """What became of each review, one a line, and how many of each."""
    from collections import Counter

    from summarize.report.words import decided, one_line
    from summarize.reviews import MISFITS

    if not outcomes:
        return "the file holds no reviews"
    said = {"stored": "stored", "replaced": "replaced an earlier one", "unchanged": "stored already",
            "older": "not stored: the stored one is newer"}
    said |= {key: f"not applicable: {why}" for key, why in MISFITS.items()}
    lines = [f"{one_line(one.review.claim_id)}  {decided(one.review)}  {said[one.outcome]}" for one in outcomes]
    counts = Counter(said[one.outcome].partition(":")[0] for one in outcomes)
    return "\n".join([*lines, ", ".join(f"{count} {what}" for what, count in counts.items())])


def _article_page(extraction: Extraction) -> str:
    from summarize.report.words import KIND_WORDS, one_line

    lines = [one_line(extraction.summary.headline) or extraction.source_id, ""]
    lines += [f"  {one_line(sentence.text)}" for sentence in extraction.summary.sentences]
    count = len(extraction.claims)
    lines += ["", f"{count} {'claim' if count == 1 else 'claims'}"]
    for claim in extraction.claims:
        credited = f" of {one_line(claim.speaker)}" if claim.speaker else ""
        lines.append(f"  {claim.id}  {KIND_WORDS[claim.kind]}{credited}: {one_line(claim.text)}")
    return "\n".join(lines)


def _extraction_fields(extraction: Extraction) -> dict[str, Any]:
    from summarize.contracts import encode_claims, encode_summary

    return {"summary": encode_summary(extraction.summary), "claims": encode_claims(extraction)}


@contextlib.contextmanager
def _articles(files: Sequence[str]) -> Iterator[list[tuple[SourceEntry, Path]]]:
    """Each file with an entry for it; standard input is kept in a file for as long as it is needed, under a name that
    says whether it is a web page.
    """
    import tempfile

    from summarize.documents import is_page
    from summarize.records import SourceEntry

    with tempfile.TemporaryDirectory() as folder:
        articles = []
        for name in files:
            path, shown = Path(name), name
            if name == "-":
                content = sys.stdin.buffer.read() if sys.stdin else b""  # a closed standard input is none
                shown = f"standard-input.{'html' if is_page(content) else 'txt'}"
                path = Path(folder) / shown
                path.write_bytes(content)
            articles.append((SourceEntry(id=path.stem or "article", file=shown), path))
        yield articles
