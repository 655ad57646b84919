"""Whether prompts, schemas, cases, runs, reviews and recordings are as they must be: for `summarize check`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from summarize.cases import CASE_FILES, read_case, resolve_file
from summarize.documents import parse_document, read_raw, read_speech
from summarize.errors import DocumentError, InputError
from summarize.prompts import ANY_SCHEMA, PINS, unpinned
from summarize.recordings import MANIFEST
from summarize.records import Case, SourceEntry
from summarize.resources import schemas_folder
from summarize.runs import REVIEWS, read_reviews, read_run

PROMPT_KEYS = ("name", "version", "schema", "inputs")

_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_INPUT = re.compile(r"\{\{\s*(\w+)\s*\}\}")

Kind = Literal["prompt", "schema", "case", "run", "review", "recording", "path"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at; `fault` is a whole fault in one line, None when there is none.

    A thing with several faults is given once for each; `path` is the kind of what could not be looked at.
    """

    kind: Kind
    path: Path
    fault: str | None


def check_paths(paths: Sequence[Path]) -> Iterator[Checked]:
    """Check each path, and in a folder that is neither a case nor a run all that it holds.

    A path that is not there, or that holds nothing to check, is a fault of its own and hides no other.
    """
    for path in paths:
        found = list(_checked(path, paths))
        yield from found or [_unusable(path, "nothing to check: no prompt, schema, case, run, review or recording")]


def _checked(path: Path, given: Sequence[Path]) -> Iterator[Checked]:
    try:
        kind = _kind(path)
        inner = _inside(path) if kind is None and path.is_dir() else ()
    except OSError as error:
        yield _unusable(path, f"cannot be read: {error.strerror}")
        return
    for thing in inner:
        yield from _checked(thing, given)
    if kind == "path":
        yield _unusable(path, "no such file or folder")
    elif kind:
        faults = list(_faults(kind, path, given))
        yield from (Checked(kind, path, fault) for fault in faults)
        if not faults:
            yield Checked(kind, path, None)


def _unusable(path: Path, fault: str) -> Checked:
    return Checked("path", path, InputError(fault, where=str(path)).line())


def _kind(path: Path) -> Kind | None:
    """What is at a path; `path` where nothing is, None for a folder to be searched and a file to be passed over."""
    if not path.exists():
        return "path"
    if path.is_dir():
        kinds: dict[Kind, tuple[str, ...]] = {"run": ("run.json",), "recording": (MANIFEST,), "case": CASE_FILES}
        return next((kind for kind, names in kinds.items() if any((path / n).is_file() for n in names)), None)
    if path.name in CASE_FILES or (path.suffix == ".toml" and path.name != PINS):
        return "case"
    if path.suffix == ".json":
        return "review" if path.name == REVIEWS else "schema"
    is_prompt = path.suffix == ".md" and path.stem.upper() != path.stem  # README.md and its like are no prompts
    return "prompt" if is_prompt else None


def _inside(folder: Path) -> list[Path]:
    """What a folder holds; links to folders are not followed, as they may lead back."""
    inner = sorted(one for one in folder.iterdir() if not one.name.startswith("."))
    return [one for one in inner if not (one.is_symlink() and one.is_dir())]


def _faults(kind: Kind, path: Path, given: Sequence[Path]) -> Iterator[str]:
    if kind == "recording":
        from summarize.replaying import recording_faults  # it runs the whole pipeline

        faults = recording_faults(path, [folder for folder in given if folder.is_dir()])
        yield from (f"{path}: {fault}" for fault in faults)
        return
    if kind != "case":
        look: Mapping[str, Callable[[Path], object]] = {
            "prompt": _check_prompt, "schema": _check_schema, "run": read_run, "review": read_reviews,
        }  # fmt: skip
        yield from _fault(partial(look[kind], path))
        return
    unread = list(_fault(partial(read_case, path)))
    yield from unread or _file_faults(read_case(path))


def _file_faults(case: Case) -> Iterator[str]:
    """The fault of each file that a case names, read as a run would read it."""
    yield from _fault(lambda: read_speech(resolve_file(case, case.transcript.file)))
    for source in case.sources:
        yield from _fault(partial(_read_article, case, source))


def _fault(look: Callable[[], object]) -> Iterator[str]:
    try:
        look()
    except InputError as error:
        yield error.line()


def _read_article(case: Case, entry: SourceEntry) -> None:
    path = resolve_file(case, entry.file)
    try:
        parse_document(read_raw(path).text, id=entry.id, suffix=path.suffix, language=entry.language)
    except DocumentError as error:
        raise DocumentError(error.what, where=str(path), hint=error.hint) from error


def _check_schema(path: Path) -> None:
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(json.loads(_text(path)))
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", where=str(path)) from error
    except SchemaError as error:
        fault = f"not a JSON schema: {error.json_path}: {_shortened(error.message)}"
        raise InputError(fault, where=str(path)) from error


def _shortened(message: str) -> str:
    """What jsonschema says, without all of what it quotes."""
    return message if len(message) <= 200 else f"{message[:100]} ... {message[-90:]}"


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
