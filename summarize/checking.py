"""Whether prompts, schemas, cases, run folders and recordings are as they must be: what `summarize check` looks at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from summarize.cases import CASE_FILES, read_case, resolve_file
from summarize.errors import InputError
from summarize.prompts import ANY_SCHEMA, PINS, unpinned
from summarize.recordings import MANIFEST
from summarize.resources import schemas_folder
from summarize.runs import read_run

PROMPT_KEYS = ("name", "version", "schema", "inputs")

_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_INPUT = re.compile(r"\{\{\s*(\w+)\s*\}\}")

Kind = Literal["prompt", "schema", "case", "run", "recording"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at; `fault` is the whole fault in one line, None when there is none."""

    kind: Kind
    path: Path
    fault: str | None


def check_paths(paths: Sequence[Path]) -> Iterator[Checked]:
    """Check each path, and in a folder that is neither a case nor a run all that it holds.

    `InputError` for a path that is not there or is none of these things.
    """
    for path in paths:
        found = list(_things(path))
        if not found and not path.is_dir():
            raise InputError("not a prompt, a schema, a case, a run or a recording", where=str(path))
        yield from (Checked(kind, thing, _fault(kind, thing, paths)) for kind, thing in found)


def _things(path: Path) -> Iterator[tuple[Kind, Path]]:
    if not path.exists():
        raise InputError("no such file or folder", where=str(path))
    if path.is_dir():
        yield from _things_of_folder(path)
    elif path.name in CASE_FILES or (path.suffix == ".toml" and path.name != PINS):
        yield "case", path
    elif path.suffix == ".json":
        yield "schema", path
    elif path.suffix == ".md" and path.stem.upper() != path.stem:  # README.md and its like are no prompts
        yield "prompt", path


def _things_of_folder(folder: Path) -> Iterator[tuple[Kind, Path]]:
    if (folder / "run.json").is_file():
        yield "run", folder
    elif (folder / MANIFEST).is_file():
        yield "recording", folder
    elif any((folder / name).is_file() for name in CASE_FILES):
        yield "case", folder
    else:
        for inner in sorted(folder.iterdir()):
            if not inner.name.startswith("."):
                yield from _things(inner)


def _fault(kind: Kind, path: Path, given: Sequence[Path]) -> str | None:
    try:
        if kind == "recording":
            return _recording_fault(path, given)
        {"prompt": _check_prompt, "schema": _check_schema, "case": _check_case, "run": read_run}[kind](path)
    except InputError as error:
        return error.line()
    return None


def _recording_fault(path: Path, given: Sequence[Path]) -> str | None:
    from summarize.replaying import recording_faults  # it runs the whole pipeline

    faults = recording_faults(path, [folder for folder in given if folder.is_dir()])
    return f"{path}: {'; '.join(faults)}" if faults else None


def _check_case(path: Path) -> None:
    case = read_case(path)
    missing = [name for name in (case.transcript.file, *(source.file for source in case.sources))
               if not resolve_file(case, name).is_file()]
    if missing:
        raise InputError(f"no such file: {', '.join(missing)}", where=str(path))


def _check_schema(path: Path) -> None:
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(json.loads(_text(path)))
    except ValueError as error:
        raise InputError(f"not JSON: {error}", where=str(path)) from error
    except SchemaError as error:
        raise InputError(f"not a JSON schema: {error.json_path}: {error.message}", where=str(path)) from error


def _check_prompt(path: Path) -> None:
    faults = list(_prompt_faults(_text(path)))
    pin = None if faults else unpinned(path)
    faults += [pin] if pin else []
    if faults:
        raise InputError("; ".join(faults), where=str(path))


def _prompt_faults(text: str) -> Iterator[str]:
    match = _FRONT_MATTER.fullmatch(text)
    if not match:
        yield f"no front matter (--- lines around {', '.join(PROMPT_KEYS)})"
        return
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in match[1].splitlines())}
    yield from (f"{key!r} is missing" for key in PROMPT_KEYS if not fields.get(key))
    named = fields.get("schema")
    if named and named != ANY_SCHEMA and not (schemas_folder() / f"{fields['schema']}.json").is_file():
        yield f"there is no schema {fields['schema']!r}"
    stated, used = set(re.findall(r"\w+", fields.get("inputs", ""))), set(_INPUT.findall(match[2]))
    yield from (f"the input {name!r} is used and not stated" for name in sorted(used - stated))
    yield from (f"the input {name!r} is stated and not used" for name in sorted(stated - used))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", where=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error
