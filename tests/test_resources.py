"""Where prompts, schemas and examples are found."""

from __future__ import annotations

import tomllib
from pathlib import Path

import jsonschema
import pytest

from summarize import resources


def test_checkout_folders() -> None:
    """In a checkout the folders lie beside the package."""
    root = Path(resources.__file__).resolve().parents[1]
    assert resources.schemas_folder() == root / "schemas"
    assert resources.prompts_folder() == root / "prompts"
    assert (resources.examples_folder() / "kremlin-2021-09-13" / "case.toml").is_file()


def test_installed_copy_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder inside the package is taken before one beside it."""
    package = tmp_path / "summarize"
    (package / "schemas").mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    (tmp_path / "prompts").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.schemas_folder() == package / "schemas"
    assert resources.prompts_folder() == tmp_path / "prompts"


def test_schema_is_read_once() -> None:
    """A schema is valid, the same object each time, and read-only at its top."""
    schema = resources.schema("case.v1")
    assert schema is resources.schema("case.v1")
    jsonschema.Draft202012Validator.check_schema(dict(schema))
    with pytest.raises(TypeError):
        schema["title"] = "x"  # type: ignore[index]


def test_unknown_schema() -> None:
    """A schema that does not exist is a bug of the caller, not a user's error."""
    with pytest.raises(FileNotFoundError):
        resources.schema("none.v1")


@pytest.mark.parametrize("name", ["dates.toml", "quantities.toml"])
def test_a_table_is_read_without_the_others(name: str) -> None:
    """The tables of a file, read one by one, are those of the whole file."""
    file = Path(resources.__file__).with_name(name)
    read = {language: tomllib.loads(table) for language, table in resources.language_tables(file).items()}
    assert read == tomllib.loads(file.read_text(encoding="utf-8"))
