"""Cases: what a case file may say, what is refused, and how a new one is made."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.cases import is_fit_id, read_case, resolve_file, write_case
from summarize.errors import CaseError
from summarize.resources import examples_folder

FAULTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "cases" / "faults.json").read_text(encoding="utf-8"))

PLAIN = "title='t'\nevent_date=2021-09-13\n[transcript]\nfile='t.txt'\n[[sources]]\nfile='a.txt'\n"


def _case(folder: Path, text: str = PLAIN, name: str = "case.toml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


# ---------------------------------------------------------------- reading


def test_example_case() -> None:
    """The bundled case is read with its dates, sources and aliases."""
    case = read_case(examples_folder() / "kremlin-2021-09-13")
    assert case.event_date == dt.date(2021, 9, 13)
    assert [source.id for source in case.sources] == ["moscow-times", "gulan-media", "ednews", "rt"]
    assert case.sources[0].date == dt.date(2021, 9, 14)
    assert case.aliases == {"Astana": ("Nur-Sultan",)}


def test_defaults(tmp_path: Path) -> None:
    """Only four fields are needed: language is English and an id the file's stem."""
    case = read_case(_case(tmp_path / "case"))
    assert (case.language, case.sources[0].id, case.sources[0].publisher) == ("en", "a", None)
    assert (dict(case.aliases), dict(case.speakers)) == ({}, {})


def test_json_with_nulls(tmp_path: Path) -> None:
    """A JSON case may hold null for every optional field."""
    fields = {
        "title": "t", "event_date": "2021-09-13", "language": None, "aliases": None, "speakers": None,
        "transcript": {"file": "t.txt", "publisher": None, "url": None, "date": None, "language": None},
        "sources": [{"file": "b.c.md", "id": None, "publisher": None, "url": None, "date": None, "language": None,
                     "title": None}],
    }
    folder = _case(tmp_path / "case", "\ufeff" + json.dumps(fields), "case.json")
    assert read_case(folder).sources[0].id == "b.c"
    assert read_case(folder / "case.json") == read_case(folder)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["name"])
def test_faults(tmp_path: Path, fault: dict[str, Any]) -> None:
    """Each fault of a case file is named in one line that shows where it is."""
    kind = "json" if "json" in fault else "toml"
    folder = _case(tmp_path / "case", fault[kind], f"case.{kind}")
    with pytest.raises(CaseError) as caught:
        read_case(folder)
    line = str(caught.value)
    assert [words for words in fault["says"] if words not in line] == []
    assert f"case.{kind}" in line
    assert "\n" not in line


def test_missing_pieces(tmp_path: Path) -> None:
    """A missing folder, a folder without a case file, and one with two are told apart."""
    with pytest.raises(CaseError, match="no such folder"):
        read_case(tmp_path / "none")
    with pytest.raises(CaseError, match=r"no case\.toml or case\.json"):
        read_case(tmp_path)
    _case(tmp_path)
    _case(tmp_path, "{}", "case.json")
    with pytest.raises(CaseError, match="both"):
        read_case(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(CaseError, match="not a case file"):
        read_case(tmp_path / "notes.txt")


def test_not_utf8(tmp_path: Path) -> None:
    """A case file in another encoding is refused."""
    (tmp_path / "case.toml").write_bytes(b"title='caf\xe9'")
    with pytest.raises(CaseError, match="not UTF-8"):
        read_case(tmp_path)


def test_missing_source_is_no_fault(tmp_path: Path) -> None:
    """A source file that does not exist is left to the moment when it is read."""
    case = read_case(_case(tmp_path / "case"))
    assert resolve_file(case, "a.txt") == tmp_path / "case" / "a.txt"


@pytest.mark.parametrize("name", ["../x", "/etc/hosts", "a/../../x", "..\\x", "C:/x", "~/x", "", "."])
def test_resolve_refuses(tmp_path: Path, name: str) -> None:
    """A path that is absolute or leaves the case folder is never resolved."""
    case = read_case(_case(tmp_path / "case"))
    with pytest.raises(CaseError):
        resolve_file(case, name)


def test_link_that_leaves(tmp_path: Path) -> None:
    """A link to a file outside is refused, one to a file inside is fine."""
    folder = _case(tmp_path / "case")
    (tmp_path / "secret.txt").write_text("x")
    (folder / "b.txt").write_text("x")
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(CaseError, match="leaves the case folder"):
        read_case(folder)
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(folder / "b.txt")
    assert read_case(folder).sources[0].file == "a.txt"


@pytest.mark.parametrize(
    ("text", "fit"),
    [("moscow-times", True), ("Известия_1", True), ("قناة", True), ("हिन्दी", True), ("a" * 100, True),
     ("a" * 101, False), ("", False), (".a", False), ("a b", False), ("a/b", False), ("a:b", False),
     ("a\n", False), ("a\u202eb", False)],
)
def test_fit_ids(text: str, fit: bool) -> None:
    """An id is made of letters of any script, digits, dots, underscores and hyphens."""
    assert is_fit_id(text) is fit


def test_unfit_stem_is_made_fit(tmp_path: Path) -> None:
    """A file name with blanks gives an id without them."""
    case = read_case(_case(tmp_path / "case", PLAIN.replace("a.txt", "my report (1).txt")))
    assert case.sources[0].id == "my-report-1"


# ---------------------------------------------------------------- making


def _files(folder: Path) -> tuple[Path, list[Path]]:
    (folder / "x").mkdir(parents=True)
    (folder / "y").mkdir()
    transcript, one, two = folder / "speech.TXT", folder / "x" / "rt.txt", folder / "y" / "RT.txt"
    transcript.write_bytes(b"Speaker: Words.\r\n")
    one.write_bytes(b"\xef\xbb\xbfOne\r\n")
    two.write_bytes(b"caf\xe9")
    return transcript, [one, two]


def test_new_case(tmp_path: Path) -> None:
    """A new case holds the files byte for byte, tells equal names apart, and can be read at once."""
    transcript, sources = _files(tmp_path / "in")
    target = tmp_path / "deep" / "new"
    day = dt.date(2021, 9, 13)
    path = write_case(target, title="A “title”", event_date=day, transcript=transcript, sources=sources)
    case = read_case(target)
    assert path == target / "case.toml"
    assert [source.id for source in case.sources] == ["rt", "RT-2"]
    assert (target / case.transcript.file).read_bytes() == transcript.read_bytes()
    assert [(target / source.file).read_bytes() for source in case.sources] == [file.read_bytes() for file in sources]
    assert [entry.name for entry in target.parent.iterdir()] == ["new"]


def test_new_case_needs_a_vacant_place(tmp_path: Path) -> None:
    """An empty folder is taken; one with files in it is refused and left as it was."""
    transcript, sources = _files(tmp_path / "in")
    target = tmp_path / "new"
    target.mkdir()
    write_case(target, title="t", event_date=dt.date(2021, 9, 13), transcript=transcript, sources=sources)
    before = sorted(target.rglob("*"))
    with pytest.raises(CaseError, match="not empty"):
        write_case(target, title="t", event_date=dt.date(2021, 9, 13), transcript=transcript, sources=sources)
    assert sorted(target.rglob("*")) == before


@pytest.mark.parametrize(
    ("change", "fault"),
    [({"title": " "}, "title must not be empty"), ({"language": "?"}, "language code"), ({"sources": []}, "no source"),
     ({"sources": [Path("none.txt")]}, "no such file"), ({"transcript": Path("none.txt")}, "no such file")],
)
def test_failure_leaves_nothing(tmp_path: Path, change: dict[str, Any], fault: str) -> None:
    """When a case cannot be made, no folder is left behind."""
    transcript, sources = _files(tmp_path / "in")
    wanted: dict[str, Any] = {
        "title": "t", "event_date": dt.date(2021, 9, 13), "transcript": transcript, "sources": sources,
    }
    wanted |= change
    with pytest.raises(CaseError, match=fault):
        write_case(tmp_path / "new", **wanted)
    assert [entry.name for entry in tmp_path.iterdir()] == ["in"]


def test_new_case_refuses_other_kinds(tmp_path: Path) -> None:
    """A PDF, a folder and the transcript itself cannot be sources."""
    transcript, _ = _files(tmp_path / "in")
    (tmp_path / "a.pdf").write_text("x")
    wrong = ((tmp_path / "a.pdf", "not a text file"), (tmp_path, "is a folder"), (transcript, "also named"))
    day = dt.date(2021, 1, 1)
    for source, fault in wrong:
        with pytest.raises(CaseError, match=fault):
            write_case(tmp_path / "new", title="t", event_date=day, transcript=transcript, sources=[source])


@given(st.text(min_size=1).filter(lambda title: title.strip() and title.encode("utf-8", "ignore").decode() == title))
@settings(max_examples=40, deadline=None)
def test_any_title_survives(title: str) -> None:
    """Whatever characters a title holds, the case file gives it back."""
    with tempfile.TemporaryDirectory() as folder:
        transcript, sources = _files(Path(folder) / "in")
        target = Path(folder) / "new"
        write_case(target, title=title, event_date=dt.date(2021, 9, 13), transcript=transcript, sources=sources)
        assert read_case(target).title == title
