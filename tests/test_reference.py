"""The recordings that come with the bundled case replay here as on a machine without a network.

The reference replies were written by hand: this is a test of the way they take, and says nothing about how often any
model is right.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, environment
from events import outline
from test_recordings import NO_NETWORK

from summarize.contracts import RunRecord
from summarize.recordings import read_recording
from summarize.replaying import recording_faults
from summarize.resources import cassettes_folder
from summarize.runs import read_run

NAME = "kremlin-2021-09-13"
CASE = ROOT / "examples" / NAME
GOLDEN = Path(__file__).parent / "data" / "demo" / "reference.json"
MODEL = "reference-replies (hand-written)"
RECORDINGS = sorted(path.parent for path in (cassettes_folder() / NAME).glob("*/recording.json"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled case, replayed as README says, by a process whose every connection is refused."""
    out = tmp_path_factory.mktemp("reference") / "run"
    command = [sys.executable, "-c", NO_NETWORK, "run", str(CASE), "--engine", "llm", "--replay", "--out", str(out)]
    told: dict[str, Any] = {"cwd": ROOT, "env": environment(SUMMARIZE_ENCODER="on"), "text": True}
    done = subprocess.run(command, check=False, capture_output=True, **told)
    assert (done.returncode, done.stderr) == (0, "")
    return out


@pytest.fixture(scope="module")
def run(folder: Path) -> RunRecord:
    """That run, read back."""
    return read_run(folder)


def test_the_reference_run_finds_what_it_found(run: RunRecord) -> None:
    """Claims, speakers, verdicts and evidence are those of the golden file, which only a person changes."""
    assert outline(run.reconciliation) == json.loads(GOLDEN.read_text("utf-8"))


def test_nobody_takes_the_replies_for_a_models(folder: Path, run: RunRecord) -> None:
    """The name in cassettes, run and reports says that the replies were written by hand."""
    assert run.reconciliation.model == MODEL
    assert read_recording(cassettes_folder() / NAME / "reference-replies-hand-written").model == MODEL
    for name in ("report.html", "report.md", "run.json"):
        assert MODEL in (folder / name).read_text("utf-8").replace("\\", "")  # Markdown's escapes


def test_every_reply_was_of_use(run: RunRecord) -> None:
    """Nothing was refused or passed over, each summary sentence rests on the article, and no exchange is left over."""
    assert [source["warnings"] for source in run.run["sources"]] == [[], [], [], []]
    assert run.run["model"]["warnings"] == run.run["model"]["failed"] == run.run["model"]["exchanges"]["unplayed"] == []
    assert all(one.grounded for summary in run.reconciliation.summaries for one in summary.sentences)


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.name)
def test_every_bundled_recording_is_sound(recording: Path) -> None:
    """Each recording is of current prompts, is played in full and holds no secret."""
    assert recording_faults(recording, [CASE]) == []


def test_there_are_recordings() -> None:
    """The checks above have something to check."""
    assert RECORDINGS
