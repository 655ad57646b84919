"""Run folders: written whole or not at all, checked when written and when read.

    DIR/run.json  DIR/reconciliation.json  DIR/review.json (where somebody reviewed it)  DIR/<reports>
    DIR/texts/<id>.txt  DIR/summaries/<id>.json  DIR/claims/<id>.json
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

from summarize.contracts import (
    Json,
    RunRecord,
    check,
    check_spans,
    decode_extraction,
    decode_reconciliation,
    encode_claims,
    encode_reconciliation,
    encode_summary,
)
from summarize.errors import RunError
from summarize.folders import beside, swap, sync_folder
from summarize.records import Extraction, Reconciliation, Review
from summarize.reviews import (
    ReviewFile,
    check_reviews,
    decode_reviews,
    encode_reviews,
    fit_reviews,
    is_same_case,
    review_file,
)

__all__ = [
    "REVIEWS", "RunRecord", "find_reviews", "read_reviews", "read_run", "refuse_existing", "replace_run",
    "reviews_beside", "write_run",
]  # fmt: skip

_WRITTEN_TOGETHER = 8  # files that the disk is asked to keep at the same time
REVIEWS = "review.json"
_OURS = frozenset({"run.json", "texts", "summaries", "claims", "reconciliation.json", REVIEWS})
_FAULTS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file would grow larger than this system allows",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EROFS: "the disk is read-only",
    errno.ENAMETOOLONG: "the name is too long for this disk",
    errno.EEXIST: "a part of this path is a file, not a folder",
    errno.ENOTDIR: "a part of this path is a file, not a folder",
}


# ---------------------------------------------------------------- writing


def refuse_existing(out: Path) -> None:
    """Refuse a place that a run may not be written to: anything that exists, but an empty folder."""
    with _readable_faults(out):
        taken = any(out.iterdir()) if out.is_dir() else out.exists() or out.is_symlink()
    if taken:
        raise RunError("already exists", where=str(out), hint="give another --out or remove it")


def write_run(out: Path, run: RunRecord, reports: Mapping[str, str] | None = None) -> None:
    """Write a run to a new folder, with the reports by file name, whole or not at all.

    Missing parents are made. On any failure, an interrupt included, nothing is left behind. Raises `RunError` when the
    place is taken, the disk refuses, or the run breaks its own contract.
    """
    refuse_existing(out)
    target = _resolved(out)
    files = _rendered(run, reports or {})
    with _readable_faults(out), _made_parents(target), _scratch_folder(target) as scratch:
        _write_files(scratch, files)
        _move_into_place(scratch, target)


def replace_run(folder: Path, run: RunRecord, reports: Mapping[str, str] | None = None) -> None:
    """Put a run in the place of an existing one; the old one stays until the new one is complete.

    Files in the folder that are no part of a run (cassettes, notes) are kept.
    """
    target = _resolved(folder)
    if not (target / "run.json").is_file():
        raise RunError("is not a run folder (it has no run.json)", where=str(folder))
    files = _rendered(run, reports or {})
    with _readable_faults(folder), _scratch_folder(target) as scratch:
        _write_files(scratch, files)
        _keep_others(target, scratch)
        swap(scratch, target)


def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):  # Python 3.11 and 3.12 raise RuntimeError for a loop of links
        raise RunError("the path cannot be followed", where=str(folder)) from None


def _rendered(run: RunRecord, reports: Mapping[str, str]) -> dict[str, bytes]:
    """Every file of a run by its path in the folder, checked against schemas and texts."""
    check_spans(run, where="this run")
    files = {name: _bytes(content, name) for name, content in _json_files(run)}
    files |= {f"texts/{_file_stem(key)}.txt": _bytes(text, f"texts/{key}.txt") for key, text in run.texts.items()}
    return files | {name: _bytes(content, name) for name, content in reports.items()}


def _json_files(run: RunRecord) -> Iterator[tuple[str, str]]:
    model = run.reconciliation.model
    yield "run.json", _checked_json(dict(run.run), "run.v1", "run.json")
    for source, extraction in run.extractions.items():
        stem = _file_stem(source)
        summary, claims = encode_summary(extraction.summary, model=model), encode_claims(extraction, model=model)
        yield f"summaries/{stem}.json", _checked_json(summary, "summary.v1", f"summaries/{stem}.json")
        yield f"claims/{stem}.json", _checked_json(claims, "claims.v1", f"claims/{stem}.json")
    encoded = encode_reconciliation(run.reconciliation)
    yield "reconciliation.json", _checked_json(encoded, "reconciliation.v1", "reconciliation.json")
    if run.reviews or run.outdated:
        yield REVIEWS, _checked_json(encode_reviews(review_file(run)), "review.v1", REVIEWS)


def _checked_json(encoded: Json, schema_name: str, where: str) -> str:
    check(encoded, schema_name, where=where)
    try:
        return json.dumps(encoded, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    except ValueError:
        raise RunError("holds a number that JSON cannot carry (NaN or infinity)", where=where) from None


def _bytes(text: str, where: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RunError(f"character {error.start} is half of a surrogate pair, not text", where=where) from None


def _file_stem(text_id: str) -> str:
    if text_id in {"", ".", ".."} or any(c in "/\\" or c < " " or c == "\x7f" for c in text_id):
        raise RunError(f"the id {text_id!r} cannot name a file", hint="give the source another id in the case file")
    return text_id


@contextlib.contextmanager
def _made_parents(target: Path) -> Iterator[None]:
    """Make the missing folders above a target; take them away again if it is not there at the end."""
    missing = [parent for parent in target.parents if not parent.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        if not target.exists():
            with contextlib.suppress(OSError):
                for parent in missing:
                    parent.rmdir()


@contextlib.contextmanager
def _scratch_folder(target: Path) -> Iterator[Path]:
    """A folder beside the target, on the same disk, removed at the end if it is still there."""
    scratch = beside(target, "partial")
    try:
        scratch.mkdir()
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if path.exists():  # on some disks, ids that differ in case only are one file
            raise RunError("two ids of this case name the same file", where=name)
        with path.open("xb") as stream:
            stream.write(content)
    with ThreadPoolExecutor(_WRITTEN_TOGETHER) as pool:  # a disk takes many files at once in the time of a few
        for _ in pool.map(_sync_file, [folder / name for name in files]):
            pass
    for inside in {(folder / name).parent for name in files} | {folder}:
        sync_folder(inside)


def _sync_file(path: Path) -> None:
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def _move_into_place(scratch: Path, target: Path) -> None:
    try:
        scratch.rename(target)  # replaces an empty folder and nothing else
    except OSError as error:
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY}:
            raise RunError("was made by something else meanwhile", where=str(target)) from error
        raise
    sync_folder(target.parent)


def _keep_others(old: Path, new: Path) -> None:
    for entry in old.iterdir():
        if entry.name in _OURS or (new / entry.name).exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, new / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, new / entry.name, follow_symlinks=False)


@contextlib.contextmanager
def _readable_faults(place: Path) -> Iterator[None]:
    try:
        yield
    except shutil.Error as error:
        raise RunError("some files of the old run cannot be copied", where=str(place)) from error
    except OSError as error:
        _refuse(error, place)


def _refuse(error: OSError, place: Path) -> NoReturn:
    fault = _FAULTS.get(error.errno or 0, (error.strerror or "the disk refused").lower())
    raise RunError(fault, where=str(place)) from error


# ---------------------------------------------------------------- reading


def read_run(folder: Path) -> RunRecord:
    """Read a run folder back, checking each file against its schema and each span against its text.

    Raises `RunError` naming the file and the JSON path of what does not hold.
    """
    if not folder.is_dir():
        raise RunError("there is no such run folder", where=str(folder), hint="name one that `summarize run` made")
    run = _read_json(folder, "run.json", "run.v1")
    encoded = _read_json(folder, "reconciliation.json", "reconciliation.v1")
    transcript_text = _read_text(folder, f"texts/{encoded['transcript']['id']}.txt")
    rec = decode_reconciliation(encoded, transcript_text)
    texts = {rec.transcript.id: transcript_text}
    extractions: dict[str, Extraction] = {}
    for source in rec.sources:
        needed = source.status == "ok"
        if needed or (folder / f"texts/{source.id}.txt").exists():
            texts[source.id] = _read_text(folder, f"texts/{source.id}.txt")
        if needed or (folder / f"claims/{source.id}.json").exists():
            extractions[source.id] = _read_extraction(folder, source.id)
    record = RunRecord(run, texts, extractions, rec, *_read_own_reviews(folder, rec))
    check_spans(record, where=str(folder))
    return record


def _read_own_reviews(folder: Path, rec: Reconciliation) -> tuple[dict[str, Review], tuple[Review, ...]]:
    """The reviews stored with a run: those that fit its claims, and the others."""
    if not os.path.lexists(folder / REVIEWS):
        return {}, ()
    file = read_reviews(folder / REVIEWS)
    if not is_same_case(file, rec.case_title, rec.event_date):
        raise RunError(
            f"is about {file.case_title!r} of {file.event_date}, not about this run's event",
            where=str(folder / REVIEWS), hint="remove it from the run folder",
        )
    return fit_reviews(file.reviews, rec.claims)


def read_reviews(path: Path) -> ReviewFile:
    """A `review.json`, checked; `RunError` with all its violations."""
    where = str(path)
    if path.is_dir():
        raise RunError("is a folder, not a file of reviews", where=where, hint=f"name its {REVIEWS}")
    if not path.exists():
        raise RunError(
            "there is no such file of reviews", where=where, hint="export one from the review in RUN/report.html"
        )
    try:
        read = _load_json(path.parent, path.name)
        check_reviews(read, where=where)
    except RunError as error:
        raise RunError(error.what, where=where, hint="export it again from the review in RUN/report.html") from None
    return decode_reviews(read)


def find_reviews(place: Path) -> tuple[str, ReviewFile]:
    """The reviews in a run folder or a file, with the name of the run folder; `RunError` where there are none."""
    if place.is_dir() and not (place / REVIEWS).exists():
        raise RunError("holds no reviews", where=str(place), hint="store some first: summarize review RUN review.json")
    path = place / REVIEWS if place.is_dir() else place
    return _name_run(path), read_reviews(path)


def _name_run(path: Path) -> str:
    """A run folder's name, for a file of reviews in it; else that of the file. Bytes that are no text are replaced."""
    folder = path.absolute().parent
    in_run = path.name == REVIEWS and (folder / "run.json").is_file()
    return os.fsencode((folder.name if in_run else "") or path.name).decode("utf-8", "replace")


def reviews_beside(out: Path, passed_over: Callable[[str], None]) -> list[tuple[str, ReviewFile]]:
    """The reviews in the run folders that lie beside a place, by name; what cannot be used is told and passed over."""
    target, found = _resolved(out), []
    with contextlib.suppress(OSError):
        for folder in sorted(target.parent.iterdir()):
            if folder != target and (folder / "run.json").is_file() and (folder / REVIEWS).is_file():
                try:
                    found.append(find_reviews(folder))
                except RunError as error:
                    passed_over(error.line())
    return found


def _read_extraction(folder: Path, source: str) -> Extraction:
    summary = _read_json(folder, f"summaries/{source}.json", "summary.v1")
    claims = _read_json(folder, f"claims/{source}.json", "claims.v1")
    for kind, encoded in (("summaries", summary), ("claims", claims)):
        if encoded["source_id"] != source:
            raise RunError(f"is about {encoded['source_id']!r}", where=str(folder / f"{kind}/{source}.json"))
    return decode_extraction(summary, claims)


def _read_json(folder: Path, name: str, schema_name: str) -> Json:
    read = _load_json(folder, name)
    check(read, schema_name, where=str(folder / name))
    return dict(read)


def _load_json(folder: Path, name: str) -> Any:
    where = str(folder / name)
    try:
        return json.loads(_read_text(folder, name), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise RunError(f"is not JSON: {error.msg} (line {error.lineno})", where=where) from None
    except (ValueError, RecursionError) as error:
        raise RunError(f"is not usable JSON: {error}", where=where) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _read_text(folder: Path, name: str) -> str:
    try:
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        raise RunError("is missing from the run", where=str(folder / name)) from None
    except UnicodeDecodeError as error:
        raise RunError(f"is not UTF-8 (byte {error.start})", where=str(folder / name)) from None
    except OSError as error:
        _refuse(error, folder / name)
