"""What many tests need: small invented cases on disk, and the command line as a function."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The gate judges a change by the same examples each time; everybody else looks for new ones.
settings.register_profile("gate", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("gate")

ROOT = Path(__file__).resolve().parent.parent

TRANSCRIPT = """\
Meeting of the Harbour Council

14 May 2019, Port Ellery

Chair of the Council Maria Lindqvist: Good morning. Last year the port handled 4.2 million tonnes of cargo, which is
12 percent more than the year before. We will not raise the berth fees this year.

Our next task is the northern pier. The work begins in September.

Director of the Port Jonas Okafor: Thank you. The dredging is finished, and two of the five cranes have been replaced.
I am convinced that the pier will be ready in time.
"""

ARTICLES = {
    "gazette": """\
Port handles more cargo

The port handled 4.2 million tonnes of cargo last year, council chair Maria Lindqvist said on Tuesday.

"We will not raise the berth fees this year," Lindqvist said.

Port director Jonas Okafor said that the dredging is finished.
""",
    "courier": """\
Berth fees to rise, says council

"We will raise the berth fees this year," council chair Maria Lindqvist said at the meeting.

Lindqvist said the port handled 6.8 million tonnes of cargo last year.
""",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command line left behind: its exit status and what it printed."""

    status: int
    out: str
    err: str


def write_case(folder: Path, articles: Mapping[str, str | bytes] = ARTICLES, extra: str = "") -> Path:
    """A case folder with the invented transcript and these articles; `extra` goes to the end of its `case.toml`."""
    (folder / "sources").mkdir(parents=True)
    (folder / "transcript.txt").write_text(TRANSCRIPT, encoding="utf-8")
    lines = ['title = "Harbour Council"', "event_date = 2019-05-14", "[transcript]", 'file = "transcript.txt"']
    for name, content in articles.items():
        encoded = content if isinstance(content, bytes) else content.encode()
        (folder / "sources" / f"{name}.txt").write_bytes(encoded)
        lines += ["[[sources]]", f'file = "sources/{name}.txt"']
    (folder / "case.toml").write_text("\n".join([*lines, extra, ""]), encoding="utf-8")
    return folder


def edited_case(folder: Path, edits: Mapping[str, Any]) -> Path:
    """The invented case after edits: `articles` by name, `transcript`, `extra` for the end of `case.toml`."""
    articles = {name: text for name, text in ARTICLES.items() if name not in edits.get("without", ())}
    for name, (old, new) in edits.get("articles", {}).items():
        assert old in articles[name]
        articles[name] = articles[name].replace(old, new)
    write_case(folder, articles, edits.get("extra", ""))
    transcript = TRANSCRIPT
    for old, new in edits.get("transcript", ()):
        assert old in transcript
        transcript = transcript.replace(old, new)
    (folder / "transcript.txt").write_text(transcript, encoding="utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case folder of two articles: one right, one wrong about the transcript."""
    return write_case(tmp_path / "case")


@pytest.fixture
def summarize(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """The command line, run in this process: `summarize("run", case, "--out", out)`."""
    from summarize.cli import run_command

    def call(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        status = run_command([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return call


def environment(**variables: str) -> dict[str, str]:
    """This process's environment for a child: the package is found, the encoder (slow to load) is off."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "SUMMARIZE_ENCODER": "off", **variables}


def spawn(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own."""
    command = [sys.executable, "-m", "summarize", *map(str, arguments)]
    settings = {"capture_output": True, "text": True, "env": environment(), "timeout": 60, "check": False} | options
    return subprocess.run(command, **settings)  # type: ignore[call-overload, no-any-return]  # options vary by test
