"""Recordings of a case's exchanges with a model: where they lie, what they belong to, and which one a replay takes.

    cassettes/<case>/<model>/recording.json                     what it is a recording of
    cassettes/<case>/<model>/<source>/<prompt>.v<N>.yaml        the exchanges (`cassettes`)

The words are those of pytest-recording: `none` replays and asks nothing; `once` records where there is no recording
yet and replays where there is; `new_episodes` replays what is recorded and adds the rest; `all` records everything
anew, and the old recording stays until the new one is whole.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import summarize
from summarize.cassettes import Shelf, find_secrets
from summarize.contracts import check
from summarize.errors import InputError, ReplayError, UsageError
from summarize.folders import beside, swap
from summarize.resources import cassettes_folder

__all__ = [
    "MANIFEST",
    "MODES",
    "CaseName",
    "Occasion",
    "RecordMode",
    "Recording",
    "describe_recording",
    "faults_of_files",
    "find_recording",
    "open_shelf",
    "read_recording",
    "recording_place",
    "rewrite_dialect",
]

RecordMode = Literal["none", "once", "new_episodes", "all"]
MODES: tuple[RecordMode, ...] = get_args(RecordMode)
MANIFEST = "recording.json"
_HERE = "cassettes"  # in the current folder


@dataclass(frozen=True, slots=True)
class CaseName:
    """A case as its recordings name it: its folder's name, and the SHA-256 of its case file."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """A run that asks a model: of which case, about which of its sources (all if none is named), and on which day."""

    case: CaseName
    only: tuple[str, ...]
    day: dt.date


@dataclass(frozen=True, slots=True)
class Recording:
    """What `recording.json` says; the fields are those of `schemas/recording.v1.json`."""

    case: CaseName
    model: str
    path: str
    dialect: str
    prompts: Mapping[str, str]
    only: tuple[str, ...] = ()
    tool: str = ""
    recorded: str = ""
    preferred: bool = False


def find_recording(case: CaseName, folder: Path | None, model: str | None) -> Path:
    """The folder of the recording to replay: below `folder`, or in `cassettes/<case>` here or in the program.

    Of several the one of `model`, else the preferred one. `ReplayError` where there is none; `UsageError` where nothing
    says which.
    """
    roots = [folder] if folder else [Path(_HERE) / case.name, cassettes_folder() / case.name]
    found = next((recordings for root in roots if (recordings := _recordings_in(root))), None)
    if not found:
        raise ReplayError(
            "no recording of this case", where=str(roots[0]),
            hint="record one with --record once, or name its folder with --cassettes",
        )
    named = {path: read_recording(path) for path in found}
    fitting = [path for path, one in named.items() if model in (None, one.model)]
    if not fitting:
        models = ", ".join(repr(one.model) for one in named.values())
        what = f"no recording of the model {model!r}"
        raise ReplayError(what, where=str(found[0].parent), hint=f"there are {models}")
    preferred = [path for path in fitting if named[path].preferred]
    if len(fitting) > 1 and len(preferred) != 1:
        models = ", ".join(repr(named[path].model) for path in fitting)
        raise UsageError("there are several recordings of this case", hint=f"name one with --model: {models}")
    return (preferred if len(fitting) > 1 else fitting)[0]


def recording_place(case: CaseName, folder: Path | None, model: str) -> Path:
    """Where a model's recording of a case belongs."""
    if folder and (folder / MANIFEST).is_file():
        return folder
    return (folder or Path(_HERE) / case.name) / (re.sub(r"[^\w.-]+", "-", model).strip("-.") or "model")


def read_recording(folder: Path) -> Recording:
    """A recording's description; `InputError` when it is not as its schema says."""
    path = folder / MANIFEST
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"is no recording (it has no {MANIFEST})", where=str(folder)) from None
    except ValueError as error:
        raise InputError(f"is not JSON: {error}", where=str(path)) from None
    check(fields, "recording.v1", where=str(path), error=InputError)
    del fields["contract"]
    return Recording(**{**fields, "case": CaseName(**fields["case"]), "only": tuple(fields["only"])})


@contextmanager
def open_shelf(place: Path, recording: Recording, mode: RecordMode, key: str | None) -> Iterator[Shelf]:
    """The cassettes at a place, for a run; `recording` describes what will have been recorded there.

    With `all` a recording that is there stays as it is unless the run ends well. Where nothing was exchanged, nothing
    is left behind.
    """
    exists = (place / MANIFEST).is_file()
    if mode == "none" or (mode == "once" and exists):
        yield Shelf(place, records=False, key=key)
        return
    anew = mode == "all" and exists
    folder = beside(place, "partial") if anew else place
    if exists:
        recording = replace(recording, preferred=read_recording(place).preferred)
    try:
        _write_recording(folder, recording)
        yield Shelf(folder, records=True, key=key)
        if anew:
            swap(folder, place)
    finally:
        if anew or not any(folder.glob("*/*.yaml")):  # what holds no exchange is no recording
            shutil.rmtree(folder, ignore_errors=True)


def rewrite_dialect(folder: Path, dialect: str) -> None:
    """Note in a recording how its endpoint turned out to be spoken to."""
    recording = read_recording(folder)
    if recording.dialect != dialect:
        _write_recording(folder, replace(recording, dialect=dialect))


def faults_of_files(folder: Path, prompts: Mapping[str, str]) -> list[str]:
    """What is wrong with a recording as files: prompts that are not the current ones, and secrets."""
    recording = read_recording(folder)
    faults = [
        f"{label} is not the current prompt of that name" for label, digest in recording.prompts.items()
        if prompts.get(label) != digest
    ]
    for path in sorted(folder.glob("*/*.yaml")):
        name = path.relative_to(folder).as_posix()
        if path.stem not in recording.prompts:
            faults.append(f"{name} belongs to none of the recording's prompts")
        faults += [f"{name} holds a secret: {secret}" for secret in find_secrets(path.read_text(encoding="utf-8"))]
    return faults


def describe_recording(
    occasion: Occasion, model: str, path: str, prompts: Mapping[str, str]
) -> Recording:
    """A recording made on that occasion, by this version of the program, before its endpoint is known better."""
    return Recording(
        occasion.case, model, path, "", dict(prompts), occasion.only, summarize.__version__, occasion.day.isoformat()
    )


def _recordings_in(root: Path) -> list[Path]:
    if (root / MANIFEST).is_file():
        return [root]
    return sorted(path.parent for path in root.glob(f"*/{MANIFEST}") if not path.parent.name.startswith("."))


def _write_recording(folder: Path, recording: Recording) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    fields = {"contract": "recording.v1", **asdict(recording), "only": list(recording.only)}
    check(fields, "recording.v1", where=str(folder / MANIFEST))
    (folder / MANIFEST).write_text(json.dumps(fields, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

