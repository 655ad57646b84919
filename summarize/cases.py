"""Cases: the folder a user hands in, checked against `schemas/case.v1.json`, and the making of a new one."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import os
import re
import shutil
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import Any

from summarize.errors import CaseError
from summarize.records import Case, SourceEntry, TranscriptEntry
from summarize.resources import schema

CASE_FILES = ("case.toml", "case.json")
SOURCE_SUFFIXES = (".txt", ".md", ".html", ".htm")
ID_LENGTH = 100

_TYPES = {"string": "a text", "array": "a list", "object": "a table", "null": "empty", "integer": "a number"}


def read_case(folder: Path) -> Case:
    """The case of a folder, from its `case.toml` or `case.json`; a path to the file itself is accepted too.

    All violations are reported at once in one `CaseError`. Only the case file is read: a source file that does not
    exist is found out when it is read, so that one bad source does not stop the others.
    """
    path = _case_file(Path(folder))
    fields = _plain(_parse(path))
    faults = list(_schema_faults(fields))
    if not faults:
        case = _case(path.parent, fields)
        faults = list(_case_faults(case, fields))
    if faults:
        raise CaseError("; ".join(faults), where=str(path))
    return case


def resolve_file(case: Case, relative: str) -> Path:
    """The path of a case's file; `CaseError` when it is absolute or leaves the case folder, by `..` or by a link."""
    fault = _path_fault(Path(case.folder), relative)
    if fault:
        raise CaseError(f"{relative!r} {fault}", where=case.folder, hint="put the file into the case folder")
    return Path(case.folder) / relative


# ---------------------------------------------------------------- reading


def _case_file(path: Path) -> Path:
    if path.is_file():
        if path.suffix.lower() not in (".toml", ".json"):
            raise CaseError("not a case file", where=str(path), hint="give a folder with case.toml or case.json")
        return path
    if not path.is_dir():
        raise CaseError("no such folder", where=str(path), hint="give a folder with case.toml or case.json")
    found = [path / name for name in CASE_FILES if (path / name).is_file()]
    if not found:
        raise CaseError("no case.toml or case.json", where=str(path), hint="`summarize new` makes a case folder")
    if len(found) > 1:
        raise CaseError("both case.toml and case.json", where=str(path), hint="keep one of them")
    return found[0]


def _parse(path: Path) -> Any:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise CaseError(f"not UTF-8 (byte {error.start})", where=str(path), hint="save it as UTF-8") from error
    except OSError as error:
        raise CaseError(f"cannot be read: {error.strerror}", where=str(path)) from error
    return _parse_json(path, text) if path.suffix.lower() == ".json" else _parse_toml(path, text)


def _parse_toml(path: Path, text: str) -> Any:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"not valid TOML: {error}", where=str(path)) from error


def _parse_json(path: Path, text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique_keys)
    except json.JSONDecodeError as error:
        line = f"{error.msg} (at line {error.lineno}, column {error.colno})"
        raise CaseError(f"not valid JSON: {line}", where=str(path)) from error
    except (KeyError, RecursionError) as error:
        raise CaseError(f"not valid JSON: {error.args[0]}", where=str(path)) from error


def _unique_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise KeyError(f"the key {key!r} stands twice in one table")
    return dict(pairs)


def _plain(value: Any) -> Any:
    """The value with TOML's dates and times as ISO texts, as JSON would hold them."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


# ---------------------------------------------------------------- what is wrong with it


def _schema_faults(fields: Any) -> Iterator[str]:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(dict(schema("case.v1")), format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in sorted(validator.iter_errors(fields), key=lambda error: [str(step) for step in error.absolute_path]):
        yield from _fault_lines(error)


def _fault_lines(error: Any) -> Iterator[str]:
    where = _key_path(error.absolute_path)
    if error.validator == "additionalProperties":
        known = sorted(error.schema.get("properties", ()))
        for key in error.instance:
            if key not in known:
                yield f"unknown key {_join(where, key)!r}{_near_miss(key, known)}"
    elif error.validator == "required":
        missing = next((name for name in error.validator_value if f"'{name}'" in error.message), "")
        yield f"{_join(where, missing)!r} is missing"
    else:
        yield f"{where or 'the case'} {_fault(error)}"


def _fault(error: Any) -> str:
    shown = _shortened(error.instance)
    if error.validator == "format" or (error.validator == "type" and error.schema.get("format") == "date"):
        return f"must be a date like 2021-09-13, not {shown}"
    if error.validator == "type":
        return f"must be {_type_names(error.validator_value)}, not {shown}"
    if error.validator == "pattern":
        return "must not be empty" if error.validator_value == r"\S" else f"is not a language code: {shown}"
    if error.validator == "minItems":
        return "must name at least one source"
    if error.validator == "minLength":
        return "must not be empty"
    if error.validator == "maxLength":
        return f"is longer than {error.validator_value} characters"
    return str(error.message)


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _type_names(types: str | Sequence[str]) -> str:
    names = [types] if isinstance(types, str) else [name for name in types if name != "null"]
    return " or ".join(_TYPES.get(name, name) for name in names)


def _key_path(steps: Iterable[str | int]) -> str:
    path = ""
    for step in steps:
        path = f"{path}[{step + 1}]" if isinstance(step, int) else _join(path, step)
    return path


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _near_miss(key: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(key.casefold(), known, n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else f" (known: {', '.join(known)})"


def _case_faults(case: Case, fields: Mapping[str, Any]) -> Iterator[str]:
    yield from _id_faults(case, fields)
    folder = Path(case.folder)
    names = [("transcript.file", case.transcript.file)]
    names += [(f"sources[{i}].file", source.file) for i, source in enumerate(case.sources, start=1)]
    for key, name in names:
        fault = _path_fault(folder, name)
        if fault:
            yield f"{key} {name!r} {fault}"
        elif key != "transcript.file" and _same_file(folder, name, case.transcript.file):
            yield f"{key} {name!r} is the transcript itself"


def _id_faults(case: Case, fields: Mapping[str, Any]) -> Iterator[str]:
    first: dict[str, int] = {}
    for i, source in enumerate(case.sources, start=1):
        if fields["sources"][i - 1].get("id") is not None and not is_fit_id(source.id):
            yield (f"sources[{i}].id {source.id!r} is unfit for a file name (letters, digits, '.', '_', '-'; "
                   f"no dot first; at most {ID_LENGTH})")
        key = _folded_id(source.id)
        if key in first:
            yield f"sources[{i}].id {source.id!r} is also the id of sources[{first[key]}] (give each its own id)"
        first.setdefault(key, i)


def is_fit_id(text: str) -> bool:
    """Whether a text can be a source's id: letters of any script, digits, `.`, `_`, `-`, no dot first, not too long."""
    return 0 < len(text) <= ID_LENGTH and text[0] != "." and all(map(_fit_char, text))


def _fit_char(char: str) -> bool:
    return char in "._-" or unicodedata.category(char)[0] in "LMN"


def _folded_id(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()  # ids name files, and some file systems fold names so


def _path_fault(folder: Path, name: str) -> str | None:
    if "\0" in name:
        return "is not a file name"
    if name.startswith("~") or Path(name).is_absolute() or PureWindowsPath(name).drive or name.startswith("\\"):
        return "must be relative to the case folder"
    root = folder.resolve()
    depth = 0
    for part in re.split(r"[/\\]", name):
        depth += -1 if part == ".." else 0 if part in ("", ".") else 1
        if depth < 0:
            return "leaves the case folder"
    try:
        target = (root / name).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return "is a link that leads nowhere"
    if not target.is_relative_to(root):
        return "leaves the case folder"
    return "is the case folder itself" if target == root else None


def _same_file(folder: Path, one: str, other: str) -> bool:
    return not _path_fault(folder, other) and (folder / one).resolve() == (folder / other).resolve()


# ---------------------------------------------------------------- from fields to records


def _case(folder: Path, fields: Mapping[str, Any]) -> Case:
    return Case(
        folder=str(folder),
        title=fields["title"],
        event_date=dt.date.fromisoformat(fields["event_date"]),
        language=fields.get("language") or "en",
        transcript=_transcript_entry(fields["transcript"]),
        sources=tuple(_source_entry(source) for source in fields["sources"]),
        aliases=_names(fields.get("aliases")),
        speakers=_names(fields.get("speakers")),
    )


def _transcript_entry(fields: Mapping[str, Any]) -> TranscriptEntry:
    return TranscriptEntry(
        file=fields["file"],
        publisher=fields.get("publisher"),
        url=fields.get("url"),
        date=_date(fields.get("date")),
        language=fields.get("language"),
    )


def _source_entry(fields: Mapping[str, Any]) -> SourceEntry:
    given = fields.get("id")
    return SourceEntry(
        id=given if given is not None else _id_of(fields["file"]),
        file=fields["file"],
        publisher=fields.get("publisher"),
        url=fields.get("url"),
        date=_date(fields.get("date")),
        language=fields.get("language"),
        title=fields.get("title"),
    )


def _id_of(file: str) -> str:
    """The file's stem, made fit: `my report (1).txt` becomes `my-report-1`."""
    stem = Path(file.replace("\\", "/")).stem
    fit = "".join(char if _fit_char(char) else "-" for char in stem)
    return re.sub(r"-{2,}", "-", fit).strip("-").lstrip(".")[:ID_LENGTH] or "source"


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text is not None else None


def _names(fields: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    return {name: tuple(others) for name, others in (fields or {}).items()}


# ---------------------------------------------------------------- writing a new case


def write_case(
    folder: Path, *, title: str, event_date: dt.date, transcript: Path, sources: Sequence[Path], language: str = "en"
) -> Path:
    """Make a case folder: the files copied in unchanged, and a `case.toml`, whose path is returned.

    The folder is built beside its place and renamed into it, so that a failure leaves nothing behind. `CaseError` when
    the folder exists and is not empty, or a file is missing or of a kind that cannot be a source.
    """
    folder = Path(folder)
    _check_vacant(folder)
    _check_inputs(transcript, sources)
    copies = {"transcript" + transcript.suffix.lower(): transcript}
    names = _source_names(sources)
    copies |= {f"sources/{name}": path for name, path in zip(names, sources, strict=True)}
    toml = _case_toml(title, event_date, language, next(iter(copies)), names)
    try:
        _build(folder, toml, copies)
    except OSError as error:
        raise CaseError(f"cannot be made: {error.strerror or error}", where=str(folder)) from error
    return folder / "case.toml"


def _check_vacant(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise CaseError("the folder is not empty", where=str(folder), hint="name a new folder")
    if folder.exists() and not folder.is_dir():
        raise CaseError("a file of that name is there", where=str(folder), hint="name a new folder")


def _check_inputs(transcript: Path, sources: Sequence[Path]) -> None:
    if not sources:
        raise CaseError("no source was named", hint="give at least one article with --source")
    for path in (transcript, *sources):
        if not path.is_file():
            fault = "is a folder" if path.is_dir() else "no such file"
            raise CaseError(fault, where=str(path))
        if path.suffix.lower() not in SOURCE_SUFFIXES:
            raise CaseError(f"not a text file by its name ({path.suffix or 'no ending'})", where=str(path),
                            hint=f"give one of {', '.join(SOURCE_SUFFIXES)}")
    for path in sources:
        if path.resolve() == transcript.resolve():
            raise CaseError("the transcript is also named as a source", where=str(path))


def _source_names(sources: Sequence[Path]) -> list[str]:
    names: list[str] = []
    taken: set[str] = set()
    for path in sources:
        stem = _id_of(path.name)[: ID_LENGTH - 6]
        fit, number = stem, 2
        while _folded_id(fit) in taken:
            fit, number = f"{stem}-{number}", number + 1
        taken.add(_folded_id(fit))
        names.append(fit + path.suffix.lower())
    return names


def _case_toml(title: str, event_date: dt.date, language: str, transcript: str, sources: Sequence[str]) -> str:
    lines = [
        f"title = {_toml_string(title)}",
        f"event_date = {event_date:%Y-%m-%d}",
        f"language = {_toml_string(language)}",
        "",
        "[transcript]",
        f"file = {_toml_string(transcript)}",
    ]
    for name in sources:
        lines += ["", "[[sources]]", f"id = {_toml_string(Path(name).stem)}",
                  f"file = {_toml_string('sources/' + name)}"]
    return "\n".join(lines) + "\n"


def _toml_string(text: str) -> str:
    def escaped(char: str) -> str:
        if char in '"\\':
            return "\\" + char
        if char < " " or char == "\x7f" or "\ud800" <= char <= "\udfff":
            return f"\\u{ord(char):04X}"
        return char

    return '"' + "".join(map(escaped, text)) + '"'


def _build(folder: Path, toml: str, copies: Mapping[str, Path]) -> None:
    parent = folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=f".{folder.name}-") as temporary:
        built = Path(temporary) / "case"
        (built / "sources").mkdir(parents=True)
        for name, path in copies.items():
            shutil.copyfile(path, built / name)
        (built / "case.toml").write_text(toml, encoding="utf-8", newline="\n")
        _check_built(folder, built)
        if folder.is_dir():
            folder.rmdir()
        os.replace(built, folder)


def _check_built(folder: Path, built: Path) -> None:
    """Refuse a title or language that the schema refuses, naming the folder the user asked for."""
    try:
        read_case(built)
    except CaseError as error:
        raise CaseError(error.what, where=str(folder), hint=error.hint) from error
