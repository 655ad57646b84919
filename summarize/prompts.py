"""Prompts: files of our own, rendered with texts that are never ours.

A prompt is a Markdown file with front matter (name, version, schema, inputs) and a body of two parts, what the model is
told once (`<!-- system -->`) and what it is asked (`<!-- user -->`). The body's digest is pinned for each version in
`prompts/versions.toml`: an edit without a new version does not go unnoticed.

A text put into a prompt stands between marker lines with a code that the text does not contain, so nothing in it can
close its own delimiter. The code follows from the text: the same request is the same bytes every time.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from summarize.dialects import FENCE
from summarize.errors import InputError
from summarize.resources import prompts_folder

KEYS = ("name", "version", "schema", "inputs")
PINS = "versions.toml"
ANY_SCHEMA = "any"  # a prompt that goes with every schema

_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_PART = re.compile(r"(?m)^<!-- (system|user) -->\n")
_INPUT = re.compile(r"\{\{ (\w+) \}\}")
_CODE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: `system` and `user` are its two parts, `digest` the SHA-256 of its whole body."""

    name: str
    version: int
    schema: str
    inputs: tuple[str, ...]
    system: str
    user: str
    digest: str

    @property
    def label(self) -> str:
        """The name by which runs and recordings know it: "claims.v1"."""
        return f"{self.name}.v{self.version}"


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of that name; `InputError` when its file is not as it must be."""
    return read_prompt(prompts_folder() / f"{name}.md")


def read_prompt(path: Path) -> Prompt:
    """A prompt from its file."""
    match = _FRONT_MATTER.fullmatch(path.read_text(encoding="utf-8"))
    if not match:
        raise InputError(f"no front matter (--- lines around {', '.join(KEYS)})", where=str(path))
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in match[1].splitlines())}
    missing = [key for key in KEYS if not fields.get(key)]
    if missing or not fields["version"].isdecimal():
        raise InputError(f"the front matter lacks {', '.join(missing) or 'a whole number as version'}", where=str(path))
    parts = _parts(match[2])
    inputs = tuple(re.findall(r"\w+", fields["inputs"]))
    return Prompt(
        fields["name"], int(fields["version"]), fields["schema"], inputs,
        parts.get("system", ""), parts.get("user", ""), digest_of(match[2]),
    )


def _parts(body: str) -> dict[str, str]:
    pieces = _PART.split(body)
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def digest_of(body: str) -> str:
    """The SHA-256 of a prompt's body."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def unpinned(path: Path) -> str | None:
    """What is wrong with a prompt's pin: None when its version stands in the `versions.toml` beside it with this very
    body, or when there is no such file.
    """
    pins = path.parent / PINS
    if not pins.is_file():
        return None
    prompt = read_prompt(path)
    pinned = tomllib.loads(pins.read_text(encoding="utf-8")).get(prompt.name, {}).get(str(prompt.version))
    if pinned == prompt.digest:
        return None
    if pinned is None:
        return f"version {prompt.version} is not in {PINS}; its digest is {prompt.digest}"
    return f"the body was edited without a new version: give it one and pin it as {prompt.digest}"


def render(prompt: Prompt, texts: Mapping[str, str]) -> tuple[str, str]:
    """The two parts with their inputs filled in, once: braces inside a text stay as they are."""
    missing = set(prompt.inputs) - set(texts)
    if missing:
        raise ValueError(f"{prompt.label} needs {', '.join(sorted(missing))}")
    system, user = (_INPUT.sub(lambda m: texts[m[1]], part) for part in (prompt.system, prompt.user))
    return system, user


def fence(label: str, text: str, others: Sequence[str] = ()) -> str:
    """A text between marker lines whose code stands neither in it nor in the other texts of the request."""
    code = _free_code(label, text, (text, *others))
    return f"{FENCE}{label} {code}>>>\n{text}\n{FENCE}END {label} {code}>>>"


def _free_code(label: str, text: str, texts: Sequence[str]) -> str:
    taken = [one.casefold() for one in texts]
    number = 0
    while True:
        code = hashlib.sha256(f"{label}\0{number}\0{text}".encode("utf-8", "replace")).hexdigest()[:_CODE_LENGTH]
        if not any(code in one for one in taken):
            return code
        number += 1

