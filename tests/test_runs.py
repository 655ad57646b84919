"""Run folders: whole or not at all, and checked in both directions."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from collections.abc import ItemsView, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarize.errors import RunError
from summarize.records import Span
from summarize.runs import RunRecord, read_run, refuse_existing, replace_run, write_run

DATA = Path(__file__).parent / "data" / "report"
BRIDGE = read_run(DATA / "bridge")
BROKEN: list[dict[str, Any]] = json.loads((DATA / "broken-runs.json").read_text("utf-8"))


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def with_title(title: str) -> RunRecord:
    return dataclasses.replace(BRIDGE, reconciliation=dataclasses.replace(BRIDGE.reconciliation, case_title=title))


class Interrupted(Mapping[str, str]):
    """Reports whose writing is interrupted by the user after the first."""

    def __getitem__(self, name: str) -> str:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1

    def items(self) -> ItemsView[str, str]:
        raise KeyboardInterrupt


def test_layout_is_the_contract(tmp_path: Path) -> None:
    """A run folder holds exactly the files of the contract, and nothing stays beside it."""
    write_run(tmp_path / "run", BRIDGE, {"report.md": "# Report\n"})
    sources = ("courier", "nahr", "weir-news")
    expected = {"run.json", "reconciliation.json", "report.md", "texts/transcript.txt"}
    expected |= {f"{kind}/{source}.json" for kind in ("claims", "summaries") for source in sources}
    expected |= {f"texts/{source}.txt" for source in sources}
    assert set(tree(tmp_path / "run")) == expected
    assert os.listdir(tmp_path) == ["run"]


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """Reading a written run gives the same record."""
    write_run(tmp_path / "run", BRIDGE)
    assert read_run(tmp_path / "run") == BRIDGE


def test_the_folder_has_the_users_permissions(tmp_path: Path) -> None:
    """A run folder is as readable as any folder the user makes."""
    write_run(tmp_path / "run", BRIDGE)
    (tmp_path / "other").mkdir()
    assert (tmp_path / "run").stat().st_mode == (tmp_path / "other").stat().st_mode


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_texts_are_kept_to_the_byte(tmp_path: Path, text: str) -> None:
    """Any text, line ends and marks included, is stored as its UTF-8 bytes and read back the same."""
    folder = tmp_path / "run"
    shutil.rmtree(folder, ignore_errors=True)
    write_run(folder, dataclasses.replace(BRIDGE, texts={**BRIDGE.texts, "gazette": text}))
    assert (folder / "texts/gazette.txt").read_bytes() == text.encode()
    assert read_run(folder).texts["gazette"] == text


def test_missing_parents_are_made(tmp_path: Path) -> None:
    """The folders above a run folder are made when they are missing."""
    write_run(tmp_path / "a" / "b" / "run", BRIDGE)
    assert read_run(tmp_path / "a" / "b" / "run") == BRIDGE


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    """A run may be written to a folder that exists and is empty."""
    (tmp_path / "run").mkdir()
    write_run(tmp_path / "run", BRIDGE)
    assert read_run(tmp_path / "run") == BRIDGE


@pytest.mark.parametrize("kind", ["file", "full folder", "dangling link"])
def test_what_exists_is_never_overwritten(tmp_path: Path, kind: str) -> None:
    """A place that holds anything is refused with what to do, and stays as it is."""
    out = tmp_path / "run"
    if kind == "file":
        out.write_text("mine")
    elif kind == "full folder":
        out.mkdir()
        (out / "notes.txt").write_text("mine")
    else:
        out.symlink_to(tmp_path / "nowhere")
    with pytest.raises(RunError, match="already exists; give another --out or remove it"):
        refuse_existing(out)
    with pytest.raises(RunError, match="already exists"):
        write_run(out, BRIDGE)
    assert tree(tmp_path) in ({"run": b"mine"}, {"run/notes.txt": b"mine"}, {})


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    """A path that leads through a file is refused in plain words."""
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="is a file, not a folder"):
        write_run(tmp_path / "file" / "run", BRIDGE)


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C while a run is written leaves neither a part of it nor a folder made for it."""
    with pytest.raises(KeyboardInterrupt):
        write_run(tmp_path / "new" / "run", BRIDGE, Interrupted())
    assert os.listdir(tmp_path) == []


WRITER = """
import resource, sys
from pathlib import Path
from summarize.errors import RunError
from summarize.runs import read_run, write_run, replace_run
record = read_run(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
try:
    (replace_run if sys.argv[3] == "replace" else write_run)(Path(sys.argv[2]), record)
except RunError as error:
    print(error.line())
"""


def write_with_little_room(out: Path, how: str) -> str:
    command = [sys.executable, "-c", WRITER, str(DATA / "bridge"), str(out), how]
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": root})
    return done.stdout


def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path) -> None:
    """A write that fails halfway is one clear line, and nothing of the run is left."""
    assert "larger than this system allows" in write_with_little_room(tmp_path / "new" / "run", "write")
    assert os.listdir(tmp_path) == []


def test_a_failed_replacement_keeps_the_old_run(tmp_path: Path) -> None:
    """When the new run cannot be written, the old one stays whole."""
    write_run(tmp_path / "run", with_title("Old"))
    before = tree(tmp_path)
    assert "larger than this system allows" in write_with_little_room(tmp_path / "run", "replace")
    assert tree(tmp_path) == before


def test_replacing_swaps_the_run_and_keeps_other_files(tmp_path: Path) -> None:
    """A replaced run is the new one; files that are no part of a run stay."""
    run = tmp_path / "run"
    write_run(run, with_title("Old"), {"report.md": "old"})
    (run / "cassettes").mkdir()
    (run / "cassettes" / "x.yaml").write_text("recorded")
    replace_run(run, with_title("New"), {"report.md": "new"})
    assert read_run(run).reconciliation.case_title == "New"
    assert (run / "report.md").read_text() == "new"
    assert (run / "cassettes" / "x.yaml").read_text() == "recorded"
    assert os.listdir(tmp_path) == ["run"]


def test_only_a_run_is_replaced(tmp_path: Path) -> None:
    """A folder that is no run is never replaced."""
    (tmp_path / "photos").mkdir()
    with pytest.raises(RunError, match=r"no run\.json"):
        replace_run(tmp_path / "photos", BRIDGE)


def test_a_span_that_lies_is_not_written(tmp_path: Path) -> None:
    """A run whose evidence is not the transcript's text is refused before anything is written."""
    claim = BRIDGE.reconciliation.claims[0]
    lying = dataclasses.replace(claim, span=Span(claim.span.start, claim.span.end, "something else"))
    rec = dataclasses.replace(BRIDGE.reconciliation, claims=(lying, *BRIDGE.reconciliation.claims[1:]))
    with pytest.raises(RunError, match=r"\$\.claims\[0\]\.span"):
        write_run(tmp_path / "run", dataclasses.replace(BRIDGE, reconciliation=rec))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("text_id", ["../escape", "a/b", "..", "", "a\\b", "nul\0"])
def test_an_id_cannot_leave_the_folder(tmp_path: Path, text_id: str) -> None:
    """An id that is a path is refused."""
    with pytest.raises(RunError, match="cannot name a file"):
        write_run(tmp_path / "run", dataclasses.replace(BRIDGE, texts={**BRIDGE.texts, text_id: "x"}))
    assert os.listdir(tmp_path) == []


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    """A text that is no Unicode text is refused in plain words."""
    with pytest.raises(RunError, match=r"texts/gazette\.txt: character 2 is half of a surrogate pair"):
        write_run(tmp_path / "run", dataclasses.replace(BRIDGE, texts={**BRIDGE.texts, "gazette": "ab\ud800"}))


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_a_broken_run_names_the_file_and_the_place(tmp_path: Path, case: dict[str, Any]) -> None:
    """A run that was damaged or edited is refused in one line that says where."""
    folder = tmp_path / "run"
    shutil.copytree(DATA / "bridge", folder)
    damage(folder, case)
    with pytest.raises(RunError) as caught:
        read_run(folder)
    for word in case["says"]:
        assert word in caught.value.line()


def damage(folder: Path, case: dict[str, Any]) -> None:
    if "remove" in case:
        (folder / case["remove"]).unlink()
        return
    path = folder / case["file"]
    if "bytes" in case:
        path.write_bytes(bytes(case["bytes"]))
    elif "nested" in case:
        path.write_text("[" * case["nested"])
    else:
        old, new = case["replace"]
        before = path.read_text("utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), "utf-8")


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    """A folder that does not exist is refused by name."""
    with pytest.raises(RunError, match="no such run folder"):
        read_run(tmp_path / "nothing")
