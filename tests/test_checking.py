"""`check`: what is looked at, and which faults are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import write_case

from summarize.checking import check_paths

PROMPT = "---\nname: claims\nversion: 1\nschema: claims.v1\ninputs: article\n---\nRead this.\n\n{{ article }}\n"
BAD_PROMPTS = {
    "no front matter": ("Read {{ article }}.\n", "front matter"),
    "missing key": (PROMPT.replace("version: 1\n", ""), "'version' is missing"),
    "unknown schema": (PROMPT.replace("claims.v1", "claims.v9"), "claims.v9"),
    "unstated input": (PROMPT + "{{ transcript }}\n", "'transcript' is used and not stated"),
    "unused input": (PROMPT.replace("inputs: article", "inputs: article, turn"), "'turn' is stated and not used"),
}


def faults(path: Path) -> list[tuple[str, str | None]]:
    """What was found at a path: the kind of each thing and its fault."""
    return [(checked.kind, checked.fault) for checked in check_paths([path])]


def test_a_sound_prompt_has_no_fault(tmp_path: Path) -> None:
    """A prompt with front matter whose inputs are those it uses is in order."""
    (tmp_path / "claims.md").write_text(PROMPT, encoding="utf-8")
    assert faults(tmp_path / "claims.md") == [("prompt", None)]


@pytest.mark.parametrize("name", BAD_PROMPTS)
def test_a_faulty_prompt_is_found(tmp_path: Path, name: str) -> None:
    """Each fault of a prompt is named, with the file."""
    text, named = BAD_PROMPTS[name]
    (tmp_path / "claims.md").write_text(text, encoding="utf-8")
    [(kind, fault)] = faults(tmp_path)
    assert kind == "prompt"
    assert named in str(fault)
    assert "claims.md" in str(fault)


@pytest.mark.parametrize(
    ("text", "named"), [('{"type": "text"}', "schema"), ("{", "JSON"), ('{"properties": 3}', "properties")]
)
def test_a_faulty_schema_is_found(tmp_path: Path, text: str, named: str) -> None:
    """A file that is no JSON schema is named with what is wrong in it."""
    (tmp_path / "claims.v1.json").write_text(text, encoding="utf-8")
    [(kind, fault)] = faults(tmp_path)
    assert kind == "schema"
    assert named in str(fault)


def test_a_fault_quotes_no_whole_file(tmp_path: Path) -> None:
    """The line for a large file that is no schema stays a line that one can read."""
    (tmp_path / "data.json").write_text(f"[{', '.join('12345' for _ in range(1000))}]", encoding="utf-8")
    [(_, fault)] = faults(tmp_path)
    assert len(str(fault)) < 300 + len(str(tmp_path))
    assert str(fault).endswith("is not of type 'object', 'boolean'")


def test_a_case_with_a_missing_file_is_found(tmp_path: Path) -> None:
    """A case is in order only when its files are there."""
    case = write_case(tmp_path / "case")
    assert faults(case) == [("case", None)]
    (case / "sources" / "courier.txt").unlink()
    assert "courier.txt" in str(faults(case)[0][1])


BAD_FILES = {
    "missing": (None, "does not exist"),
    "empty": (b" \n", "is empty"),
    "binary": (bytes(range(256)), "binary"),
    "PDF": (b"%PDF-1.7", "PDF"),
    "undecodable": ("日本の首相は三日、".encode("shift_jis") * 5, "not UTF-8"),
    "a page under a text's name": (b"<!doctype html><p>The ferry sank.</p>", "web page"),
}


@pytest.mark.parametrize("file", ["transcript.txt", "sources/courier.txt"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_case_with_an_unreadable_file_is_found(tmp_path: Path, file: str, name: str) -> None:
    """A file of a case that a run could not read is a fault that names the file and what is wrong with it."""
    content, named = BAD_FILES[name]
    case = write_case(tmp_path / "case")
    (case / file).unlink()
    if content is not None:
        (case / file).write_bytes(content)
    [(kind, fault)] = faults(case)
    assert kind == "case"
    assert str(case / file) in str(fault)
    assert named in str(fault)


def test_each_unreadable_file_of_a_case_is_a_fault(tmp_path: Path) -> None:
    """The first bad file of a case hides no other: each has a line of its own, also a page without an article."""
    case = write_case(tmp_path / "case", extra='[[sources]]\nfile = "sources/page.html"')
    (case / "transcript.txt").write_bytes(b"")
    (case / "sources" / "gazette.txt").write_bytes(b"\0")
    (case / "sources" / "page.html").write_text("<html><body></body></html>", encoding="utf-8")
    found = [str(fault) for _, fault in faults(case)]
    assert [next(name for name in ("transcript", "gazette", "page") if name in fault) for fault in found] == [
        "transcript", "gazette", "page",
    ]


def test_a_file_outside_the_case_is_found(tmp_path: Path) -> None:
    """A source that is a link out of the case folder is a fault."""
    case = write_case(tmp_path / "case")
    (case / "sources" / "courier.txt").rename(tmp_path / "courier.txt")
    (case / "sources" / "courier.txt").symlink_to(tmp_path / "courier.txt")
    [(_, fault)] = faults(case)
    assert "leaves the case folder" in str(fault)


def test_a_folder_is_searched(tmp_path: Path) -> None:
    """In a folder that is neither a case nor a run everything is checked; a README and hidden files are passed over."""
    write_case(tmp_path / "a")
    (tmp_path / "claims.md").write_text(PROMPT, encoding="utf-8")
    (tmp_path / "README.md").write_text("Read me.\n", encoding="utf-8")
    (tmp_path / ".hidden.json").write_text("{", encoding="utf-8")
    assert faults(tmp_path) == [("case", None), ("prompt", None)]


@pytest.mark.parametrize("name", ["nowhere", "picture.png", "empty", "x" * 300])
def test_what_cannot_be_checked_is_a_fault(tmp_path: Path, name: str) -> None:
    """A path that is not there, or holds none of the known things, is a fault and no silent success."""
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "empty").mkdir()
    [(kind, fault)] = faults(tmp_path / name)
    assert kind == "path"
    assert str(tmp_path / name) in str(fault)


def test_a_bad_path_hides_no_other(tmp_path: Path) -> None:
    """Every path is looked at, whatever stands before it."""
    case = write_case(tmp_path / "case")
    found = check_paths([tmp_path / "nowhere", case, tmp_path / "elsewhere"])
    assert [(one.kind, one.fault is None) for one in found] == [("path", False), ("case", True), ("path", False)]


def test_links_are_not_followed_round_in_circles(tmp_path: Path) -> None:
    """A link to a folder above is passed over, one that leads nowhere is a fault."""
    write_case(tmp_path / "case")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "lost.md").symlink_to(tmp_path / "gone.md")
    assert [(kind, fault is None) for kind, fault in faults(tmp_path)] == [("case", True), ("path", False)]
