"""Where prompts, schemas, the bundled example and its recordings lie: in an install, or beside a checkout's."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_PACKAGE = Path(__file__).resolve().parent
_TABLE = re.compile(r"^\[(\w+)\]$", re.MULTILINE)


def _folder(name: str, in_checkout: str | None = None) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / (in_checkout or name)


def prompts_folder() -> Path:
    """The folder of prompt files; the installed copy wins over the checkout's."""
    return _folder("prompts")


def schemas_folder() -> Path:
    """The folder of JSON schemas; the installed copy wins over the checkout's."""
    return _folder("schemas")


def examples_folder() -> Path:
    """The folder of bundled cases; the installed copy wins over the checkout's."""
    return _folder("examples")


def cassettes_folder() -> Path:
    """The folder of recordings that come with the program; the installed copy wins over the checkout's."""
    return _folder("recorded", "cassettes")


def digest_of_files(files: Iterable[Path]) -> str:
    """SHA-256 over the names and the bytes of files, in their order."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def language_tables(file: Path) -> Mapping[str, str]:
    """The text of each table of a TOML file that has one for each language: one is read without the others."""
    parts = _TABLE.split(file.read_text(encoding="utf-8"))
    return MappingProxyType(dict(zip(parts[1::2], parts[2::2], strict=True)))


@cache
def schema(name: str) -> Mapping[str, Any]:
    """The JSON schema of that name ("case.v1"), read once; `FileNotFoundError` (a bug) when there is none.

    The top level is read-only; `dict(schema(name))` gives a plain dictionary for libraries that ask for one.
    """
    text = (schemas_folder() / f"{name}.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))
