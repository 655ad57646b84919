"""The whole data flow of a run, on one screen.

The clock, the versions and the digests are read here and nowhere below, so that everything below is a pure function of
the case folder.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from summarize import similarity, tagging
from summarize.alignment import TranscriptIndex
from summarize.cases import read_case, resolve_file, write_case
from summarize.contracts import check, encode_claims, encode_summary
from summarize.documents import RawText, parse_document, read_raw, read_speech
from summarize.errors import DocumentError, EndpointError, InputError, RunError, UsageError
from summarize.extraction.extractive import extract
from summarize.options import ModelOptions
from summarize.provenance import (
    Period,
    SourceTrace,
    case_file,
    describe_rerun,
    describe_run,
    digest_of_file,
    stored_case,
)
from summarize.reconciliation import Account, reconcile, rules_digest
from summarize.reconciliation.statements import foresee_texts
from summarize.records import (
    Case,
    Document,
    Extraction,
    Reconciliation,
    Review,
    SourceEntry,
    SourceStatus,
    Transcript,
)
from summarize.report import render_files
from summarize.reviews import (
    Outcome,
    ReviewFile,
    add_reviews,
    carry_over,
    describe_carried,
    fit_reviews,
    is_same_case,
)
from summarize.runs import (
    REVIEWS,
    RunRecord,
    find_reviews,
    read_run,
    refuse_existing,
    replace_run,
    reviews_beside,
    write_run,
)
from summarize.transcript import parse_transcript

if TYPE_CHECKING:
    from summarize.dialogue import Dialogue
    from summarize.recordings import CaseName
    from summarize.session import Line, Plan, Session

ENGINES = ("auto", "extractive", "llm")

Progress = Callable[[str], None]
EngineName = Literal["extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One source, as far as it got: always its status, and its document and claims unless it failed."""

    entry: SourceEntry
    status: SourceStatus
    seconds: float
    document: Document | None = None
    extraction: Extraction | None = None
    warnings: tuple[str, ...] = ()
    fault: EndpointError | None = None


def silent(_: str) -> None:
    """The progress of a run that nobody watches."""


def run_case(
    folder: Path, out: Path, *, engine: str = "auto", only: Sequence[str] = (), progress: Progress = silent,
    model: ModelOptions | None = None, reviews: Sequence[Path] | None = None, notice: Progress = silent,
) -> RunRecord:
    """Judge a case and write its run folder, whole or not at all; `InputError` when `out` is taken, before any work.

    `reviews` are the run folders or files from which reviews are carried over; without it, those of the runs of the
    same case beside `out`. `notice` is told what was carried over, and what was not and why.
    """
    refuse_existing(out)
    named = _named_reviews(reviews, folder)
    record = judge_case(folder, engine=engine, only=only, progress=progress, model=model)
    earlier = reviews_beside(out, notice) if named is None else named
    record = _with_reviews(record, (), (), earlier, notice)
    write_run(out, record, render_files(record))
    return record


def demo_run(folder: Path, out: Path, *, progress: Progress = silent, notice: Progress = silent) -> RunRecord:
    """Judge the bundled case; the run takes the place of a previous demo run, and of nothing else.

    Reviews of the previous one are kept.
    """
    again = _is_demo(out)
    if not again:
        refuse_existing(out)
    own = _own_reviews(out) if again else ()
    record = _with_reviews(judge_case(folder, progress=progress, demo=True), own, (), (), notice)
    (replace_run if again else write_run)(out, record, render_files(record))
    return record


def judge_case(
    folder: Path, *, engine: str = "auto", only: Sequence[str] = (), progress: Progress = silent, demo: bool = False,
    model: ModelOptions | None = None,
) -> RunRecord:
    """Read a case, extract the claims of its sources and judge them against the transcript; nothing is written.

    A source that cannot be used is recorded as failed and the others go on. Raises `InputError` when the case, the
    transcript or all sources cannot be used, `EndpointError` when a model was asked and gave nothing for any of them.
    `only` names the ids of the sources to use; `progress` is called with one line a step.
    """
    engine_name = choose_engine(engine, model)
    started = _now()
    case = select_sources(read_case(folder), only)
    similarity.warm_up()
    tagging.warm_up(case.transcript.language or case.language)
    raw, transcript = read_transcript(case)
    index = _index(transcript, case)
    if engine_name == "llm":
        line = _choose_line(_options(model), folder, only, started)
        judged = _judge_with_model(case, raw, transcript, _options(model), line, progress)
    else:
        readings = [_read_source(case, entry, transcript, progress) for entry in case.sources]
        judged = Judged(readings, _judge(case, raw, transcript, readings, progress, index=index))
    _forget_texts()
    rec, accounts = judged.reconciliation, _accounts(judged.readings)
    run = describe_run(
        case, case_file(folder), rec, [_trace(reading) for reading in judged.readings],
        rules=rules_digest(), encoder=_encoder_name(), period=Period(started, _now()),
        arguments=_arguments(engine, only, model if engine_name == "llm" else None) | ({"demo": True} if demo else {}),
        spent=judged.spent,
    )
    texts = {transcript.id: transcript.text} | {account.document.id: account.document.text for account in accounts}
    return RunRecord(run, texts, {account.document.id: account.extraction for account in accounts}, rec)


def plan_case(folder: Path, *, only: Sequence[str] = (), model: ModelOptions | None = None) -> Plan:
    """What a run with the model engine would ask, without asking.

    The requests of the second judge are those for the rules' own claims: which claims the model will find is not known.
    """
    from summarize import adjudication
    from summarize.extraction import llm
    from summarize.session import make_plan

    case = select_sources(read_case(folder), only)
    raw, transcript = read_transcript(case)
    readings = [_read_source(case, entry, transcript, silent) for entry in case.sources]
    accounts = _accounts(readings)
    asked = [
        question for account in accounts
        for question in llm.questions(llm.prepare(account.document, transcript, case, account.extraction))
    ]
    rec = _judge(case, raw, transcript, readings, silent)
    return make_plan([*asked, *adjudication.questions(rec, accounts, case)], _options(model))


def reconcile_run(
    folder: Path, *, progress: Progress = silent, reviews: Sequence[Path] | None = None, notice: Progress = silent
) -> RunRecord:
    """Judge a run's stored claims again, with the rules of this version, and put the result in the old one's place.

    Nothing is read but the run folder and reviews, as for `run_case`; the run's own reviews are kept, and those that do
    not fit any more are set aside. Raises `RunError` when it is not whole.
    """
    started = _now()
    old = read_run(folder)
    title, event_date = old.reconciliation.case_title, old.reconciliation.event_date
    named = None if reviews is None else _reviews_of(reviews, title, event_date)
    similarity.warm_up()
    case, before = stored_case(old), old.reconciliation
    transcript = _parse_transcript(case, before.transcript.text, before.transcript.id)
    # What was seen when the file was decoded stays known.
    warnings = tuple(dict.fromkeys((*before.transcript.warnings, *transcript.warnings)))
    transcript = replace(transcript, warnings=warnings)
    accounts = [
        Account(_parse(entry, old.texts[entry.id], ".txt"), old.extractions[entry.id], status)
        for entry, status in zip(case.sources, before.sources, strict=True) if status.status == "ok"
    ]
    progress(f"judging {_claim_count(accounts)} again")
    rec = reconcile(
        case, transcript, before.transcript_file, before.transcript_sha256, accounts,
        engine_name=before.engine_name, model=before.model,
        failed=[status for status in before.sources if status.status == "failed"],
    )
    if before.engine_name == "llm":
        rec = _keep_model_part(before, rec, accounts, case)
    run = describe_rerun(
        old.run, rec, rules=rules_digest(), encoder=_encoder_name(), period=Period(started, _now())
    )
    earlier = reviews_beside(folder, notice) if named is None else named
    record = RunRecord(run, old.texts, old.extractions, rec)
    record = _with_reviews(record, tuple(old.reviews.values()), old.outdated, earlier, notice)
    replace_run(folder, record, render_files(record))
    return record


def review_run(folder: Path, file: Path) -> list[Outcome]:
    """Store the reviews of a file with a run and render its reports anew; what became of each review.

    Verdicts stay as they are. `RunError` when the file is no `review.v1` or is about another event.
    """
    record = read_run(folder)
    rec = record.reconciliation
    [(_, found)] = _reviews_of([file], rec.case_title, rec.event_date)
    reviewed, outcomes = add_reviews(record, found.reviews)
    if reviewed.reviews != record.reviews:
        replace_run(folder, reviewed, render_files(reviewed))
    return outcomes


def read_articles(
    entries: Sequence[tuple[SourceEntry, Path]], *, engine: str = "extractive", progress: Progress = silent,
    model: ModelOptions | None = None,
) -> list[Reading]:
    """Summarise articles without a transcript.

    An article that cannot be used is a failed reading; `InputError` when that is so for all of them, `EndpointError`
    when a model was asked and gave nothing for any.
    """
    import asyncio

    asks = choose_engine(engine, model) == "llm"
    readings = [_read(entry, partial(read_raw, path), progress=silent if asks else progress) for entry, path in entries]
    _accounts(readings)
    return asyncio.run(_read_all_with_model(readings, _options(model), progress)) if asks else readings


async def _read_all_with_model(
    readings: Sequence[Reading], options: ModelOptions, progress: Progress
) -> list[Reading]:
    import asyncio

    from summarize.session import Line, describe_retry, open_session

    line = Line(options.settings())
    async with open_session(options, line, lambda attempt: _tell(describe_retry(attempt), progress)) as session:
        asked = (_read_with_model(reading, None, None, session.dialogue, progress) for reading in readings)
        found = await asyncio.gather(*asked)
    _refuse_nothing(found)
    return list(found)


def new_case(
    folder: Path, transcript: Path, sources: Sequence[Path], *, title: str | None = None,
    event_date: dt.date | None = None, language: str = "en",
) -> Path:
    """Make a case folder; the path of its `case.toml`. The transcript gives the title and date that are not stated.

    `InputError` when one of the files is none that a run could read.
    """
    _, text = read_speech(transcript)
    parsed = parse_transcript(text, language=None if language == "en" else language)
    event_date = event_date or parsed.date
    if event_date is None:
        raise UsageError("the transcript does not say when the event was", hint="state it with --date YYYY-MM-DD")
    title = title or parsed.title or folder.absolute().name
    for path in filter(Path.is_file, sources):  # what is missing is refused with the rest that is wrong
        read_raw(path)
    return write_case(
        folder, title=title, event_date=event_date, transcript=transcript, sources=sources, language=language
    )


# ---------------------------------------------------------------- choices


def choose_engine(name: str, model: ModelOptions | None = None) -> EngineName:
    """The engine behind a name: `auto` is the language model where an endpoint is configured, else the rules."""
    if name not in ENGINES:
        raise UsageError(f"there is no engine {name!r}", hint=f"choose one of {', '.join(ENGINES)}")
    if name == "extractive" or (name == "auto" and not _options(model).is_configured):
        return "extractive"
    if not _options(model).is_configured:
        raise EndpointError(
            "no model endpoint is configured",
            hint="give --model with --base-url (or OPENAI_API_KEY); --engine extractive needs no model",
        )
    return "llm"


def _options(model: ModelOptions | None) -> ModelOptions:
    return model or ModelOptions()


def _choose_line(options: ModelOptions, folder: Path, only: Sequence[str], moment: dt.datetime) -> Line:
    """Where the model is asked: what is wrong with that is reported before the work."""
    from summarize.recordings import Occasion
    from summarize.session import choose_line

    return choose_line(options, Occasion(name_case(folder), tuple(only), moment.date()))


def name_case(folder: Path) -> CaseName:
    """A case as its recordings name it."""
    from summarize.recordings import CaseName

    file = case_file(folder)
    return CaseName(file.resolve().parent.name, digest_of_file(file))


def _arguments(engine: str, only: Sequence[str], model: ModelOptions | None) -> dict[str, Any]:
    return {"engine": engine, "only": list(only)} | (model.arguments() if model else {})


def select_sources(case: Case, only: Sequence[str]) -> Case:
    """The case with only the sources of these ids, in the case's order; the whole case when none is named."""
    known = [entry.id for entry in case.sources]
    for wanted in only:
        if wanted not in known:
            raise UsageError(f"the case has no source {wanted!r}", hint=f"it has {', '.join(known)}")
    return replace(case, sources=tuple(entry for entry in case.sources if entry.id in only)) if only else case


# ---------------------------------------------------------------- reading


def read_transcript(case: Case) -> tuple[RawText, Transcript]:
    """The case's transcript, raw and parsed; `InputError` when it cannot be read: without it nothing can be judged."""
    raw, text = read_speech(resolve_file(case, case.transcript.file))
    transcript = _parse_transcript(case, text, _transcript_id(case))
    return raw, replace(transcript, warnings=(*raw.warnings, *transcript.warnings))


def _parse_transcript(case: Case, text: str, text_id: str) -> Transcript:
    entry = case.transcript
    # English is the language of a case that states none, so it states nothing.
    language = entry.language or (case.language if case.language != "en" else None)
    return parse_transcript(text, id=text_id, language=language, date=entry.date, speakers=case.speakers)


def _transcript_id(case: Case) -> str:
    """It names the transcript's text in the run folder, so no source may have it."""
    taken, name = {entry.id.casefold() for entry in case.sources}, "transcript"
    while name in taken:
        name = f"official-{name}"
    return name


def _read_source(case: Case, entry: SourceEntry, transcript: Transcript, progress: Progress) -> Reading:
    return _read(entry, lambda: read_raw(resolve_file(case, entry.file)), transcript, case, progress)


def _read(
    entry: SourceEntry, load: Callable[[], RawText], transcript: Transcript | None = None, case: Case | None = None,
    progress: Progress = silent,
) -> Reading:
    clock, sha256 = time.perf_counter(), None
    try:
        raw = load()
        sha256 = raw.sha256
        document = _with_warnings(_parse(entry, raw.text, Path(entry.file).suffix), raw.warnings)
        extraction = extract(document, transcript=transcript, case=case)
        _check_extraction(entry, extraction)
        if transcript:
            _foresee_claims(document, extraction)
    except InputError as error:
        status = SourceStatus(entry.id, entry.file, entry.publisher, sha256, "failed", _fault(entry, error))
        progress(f"{entry.id}: failed")
        return Reading(entry, status, time.perf_counter() - clock)
    progress(f"{entry.id}: {len(extraction.claims)} claims")
    status = SourceStatus(entry.id, entry.file, entry.publisher, sha256, "ok")
    return Reading(entry, status, time.perf_counter() - clock, document, extraction)


def _check_extraction(entry: SourceEntry, extraction: Extraction) -> None:
    """Refuse here what the run folder would refuse at the end, so that it costs this source and not the run."""
    check(encode_summary(extraction.summary), "summary.v1", where=entry.file, error=DocumentError)
    check(encode_claims(extraction), "claims.v1", where=entry.file, error=DocumentError)


def _fault(entry: SourceEntry, error: InputError) -> str:
    """The error as a run keeps it: with the file as the case names it, not where it lies on this machine."""
    return type(error)(error.what, where=entry.file, hint=error.hint).line()


def _parse(entry: SourceEntry, text: str, suffix: str) -> Document:
    return parse_document(
        text, id=entry.id, suffix=suffix, language=entry.language, title=entry.title, publisher=entry.publisher,
        date=entry.date,
    )


def _with_warnings(document: Document, warnings: Sequence[str]) -> Document:
    return replace(document, warnings=(*warnings, *document.warnings)) if warnings else document


# ---------------------------------------------------------------- judging


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a case: its sources, the verdicts, and what a model cost."""

    readings: Sequence[Reading]
    reconciliation: Reconciliation
    spent: Mapping[str, Any] | None = None


def _judge(
    case: Case, raw: RawText, transcript: Transcript, readings: Sequence[Reading], progress: Progress,
    model: str | None = None, index: TranscriptIndex | None = None,
) -> Reconciliation:
    accounts = _accounts(readings)
    progress(f"judging {_claim_count(accounts)} against the transcript")
    return reconcile(
        case, transcript, case.transcript.file, raw.sha256, accounts,
        engine_name="llm" if model else "extractive", model=model,
        failed=[r.status for r in readings if r.status.status == "failed"], index=index,
    )


def _judge_with_model(
    case: Case, raw: RawText, transcript: Transcript, options: ModelOptions, line: Line, progress: Progress
) -> Judged:
    """The rules read every source first: they say who may speak and what must not be left out."""
    import asyncio

    readings = [_read_source(case, entry, transcript, silent) for entry in case.sources]
    return asyncio.run(_ask_model(case, raw, transcript, readings, options, line, progress))


async def _ask_model(
    case: Case, raw: RawText, transcript: Transcript, readings: Sequence[Reading], options: ModelOptions,
    line: Line, progress: Progress,
) -> Judged:
    import asyncio

    from summarize.adjudication import adjudicate
    from summarize.session import describe_retry, open_session
    from summarize.summaries import judge_summaries

    async with open_session(options, line, lambda attempt: _tell(describe_retry(attempt), progress)) as session:
        dialogue = session.dialogue
        readings = await asyncio.gather(
            *(_read_with_model(reading, transcript, case, dialogue, progress) for reading in readings)
        )
        _refuse_nothing(readings)
        rec = _judge(case, raw, transcript, readings, progress, model=dialogue.model)
        progress("asking the model about what the rules cannot settle")
        settled = await adjudicate(rec, _accounts(readings), case, dialogue)
        rec = judge_summaries(settled.reconciliation, _accounts(readings), case)
        spent = _spent(session, options, readings, transcript, settled.warnings, settled.failed)
    return Judged(readings, rec, spent)


def _spent(
    session: Session, options: ModelOptions, readings: Sequence[Reading], transcript: Transcript,
    warnings: Sequence[str], failed: bool,
) -> dict[str, Any]:
    from summarize.session import account_for
    from summarize.suspicion import find_suspicions

    units = [reading.entry.id for reading in readings if reading.fault] + (["adjudication"] if failed else [])
    suspected = [f"transcript: {one.line()}" for one in find_suspicions(transcript.text)]
    return account_for(session, options.prices, failed=units, warnings=[*suspected, *warnings])


async def _read_with_model(
    reading: Reading, transcript: Transcript | None, case: Case | None, dialogue: Dialogue, progress: Progress
) -> Reading:
    """A source that the rules have read, as the model sees it; failed where the model gives nothing usable."""
    from summarize.extraction import llm
    from summarize.session import raw_reply

    if reading.document is None:
        return reading
    clock, entry = time.perf_counter(), reading.entry
    try:
        extraction = await llm.extract(
            reading.document, transcript=transcript, case=case, dialogue=dialogue, rules=reading.extraction
        )
        _check_extraction(entry, extraction)
    except (EndpointError, InputError) as error:
        progress(f"{entry.id}: failed")
        status = replace(reading.status, status="failed", error=error.line())
        fault = error if isinstance(error, EndpointError) else None
        seconds = reading.seconds + time.perf_counter() - clock
        return Reading(entry, status, seconds, warnings=raw_reply(fault) if fault else (), fault=fault)
    if transcript:
        _foresee_claims(reading.document, extraction)
    progress(f"{entry.id}: {len(extraction.claims)} claims")
    return replace(reading, extraction=extraction, seconds=reading.seconds + time.perf_counter() - clock)


def _refuse_nothing(readings: Sequence[Reading]) -> None:
    """Raise the model's first fault when no source is left because of it."""
    fault = next((reading.fault for reading in readings if reading.fault), None)
    if fault is not None and not any(reading.extraction for reading in readings):
        raise fault


def _keep_model_part(
    before: Reconciliation, rec: Reconciliation, accounts: Sequence[Account], case: Case
) -> Reconciliation:
    from summarize.adjudication import keep_decisions
    from summarize.summaries import judge_summaries

    return judge_summaries(keep_decisions(before, rec, accounts, case), accounts, case)


def _tell(line: str | None, progress: Progress) -> None:
    if line:
        progress(line)


# ---------------------------------------------------------------- reviews


def _named_reviews(places: Sequence[Path] | None, folder: Path) -> list[tuple[str, ReviewFile]] | None:
    """The reviews that were asked for, looked at before the work; None where no place was named."""
    if not places:
        return None if places is None else []
    case = read_case(folder)
    return _reviews_of(places, case.title, case.event_date)


def _reviews_of(places: Sequence[Path], title: str, event_date: dt.date) -> list[tuple[str, ReviewFile]]:
    found = [find_reviews(place) for place in places]
    for place, (_, file) in zip(places, found, strict=True):
        if not is_same_case(file, title, event_date):
            raise RunError(
                f"its reviews are of {file.case_title!r} ({file.event_date}), not of {title!r} ({event_date})",
                where=str(place), hint="name reviews of this case",
            )
    return found


def _own_reviews(folder: Path) -> tuple[Review, ...]:
    """The reviews stored in a run folder, whether or not they fit."""
    return find_reviews(folder)[1].reviews if (folder / REVIEWS).exists() else ()


def _with_reviews(
    record: RunRecord, own: Sequence[Review], outdated: Sequence[Review],
    earlier: Sequence[tuple[str, ReviewFile]], notice: Progress,
) -> RunRecord:
    """The run with its own reviews and those of earlier runs of the case, as far as they fit."""
    rec = record.reconciliation
    of_case = [(name, file.reviews) for name, file in earlier if is_same_case(file, rec.case_title, rec.event_date)]
    fitting, told = carry_over([(None, (*own, *outdated)), *of_case], rec.claims)
    for line in describe_carried([one for one in told if one.placed.review not in outdated]):
        notice(line)
    return replace(record, reviews=fitting, outdated=fit_reviews((*own, *outdated), rec.claims)[1])


# ---------------------------------------------------------------- what will be compared
# Encoding takes no interpreter: it goes on beside the reading when it is told early what will be asked for.


def _index(transcript: Transcript, case: Case) -> TranscriptIndex:
    """The transcript, indexed; the encoding of its texts has begun."""
    index = TranscriptIndex(transcript, case.aliases)
    if index.encoder is not None:
        index.encoder.prepare(index.texts())
    return index


def _foresee_claims(document: Document, extraction: Extraction) -> None:
    encoder = similarity.encoder()
    if encoder is not None:
        encoder.prepare(foresee_texts(document, extraction.claims))


def _forget_texts() -> None:
    """What is written and reported compares nothing: the room is free for it."""
    encoder = similarity.encoder()
    if encoder is not None:
        encoder.forget()


# ---------------------------------------------------------------- what came of it


def _accounts(readings: Sequence[Reading]) -> list[Account]:
    """The sources that can be used; `InputError` with every source's fault when there is none."""
    accounts = [
        Account(reading.document, reading.extraction, reading.status)
        for reading in readings if reading.document and reading.extraction
    ]
    if not accounts:
        faults = "; ".join(f"{reading.status.id}: {reading.status.error}" for reading in readings)
        raise InputError(f"no source can be used: {faults}")
    return accounts


def _trace(reading: Reading) -> SourceTrace:
    claims = len(reading.extraction.claims) if reading.extraction else 0
    warnings = (*(reading.document.warnings if reading.document else ()),
                *(reading.extraction.warnings if reading.extraction else ()), *reading.warnings)
    return SourceTrace(reading.entry, reading.status, reading.seconds, claims, warnings)


def _claim_count(accounts: Sequence[Account]) -> str:
    return f"{sum(len(account.extraction.claims) for account in accounts)} claims"


def _is_demo(folder: Path) -> bool:
    """Whether a folder holds a demo run; a look at `run.json` that trusts nothing in it."""
    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return run["arguments"]["demo"] is True
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _encoder_name() -> str | None:
    return similarity.MODEL_NAME if similarity.encoder() else None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
