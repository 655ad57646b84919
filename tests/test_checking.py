"""`check`: what is looked at, and which faults are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import write_case

from summarize.checking import check_paths
from summarize.errors import InputError

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


def test_a_case_with_a_missing_file_is_found(tmp_path: Path) -> None:
    """A case is in order only when its files are there."""
    case = write_case(tmp_path / "case")
    assert faults(case) == [("case", None)]
    (case / "sources" / "courier.txt").unlink()
    assert "courier.txt" in str(faults(case)[0][1])


def test_a_folder_is_searched(tmp_path: Path) -> None:
    """In a folder that is neither a case nor a run everything is checked; a README and hidden files are passed over."""
    write_case(tmp_path / "a")
    (tmp_path / "claims.md").write_text(PROMPT, encoding="utf-8")
    (tmp_path / "README.md").write_text("Read me.\n", encoding="utf-8")
    (tmp_path / ".hidden.json").write_text("{", encoding="utf-8")
    assert faults(tmp_path) == [("case", None), ("prompt", None)]


@pytest.mark.parametrize("name", ["nowhere", "picture.png"])
def test_what_cannot_be_checked_is_refused(tmp_path: Path, name: str) -> None:
    """A path that is not there, or is none of the known things, is an error and no silent success."""
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(InputError, match=name):
        faults(tmp_path / name)
