"""What changed between two runs: which claim is which, what differs, and what it is due to."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import Outcome, edited_case, write_case
from hypothesis import given, settings
from hypothesis import strategies as st
from test_report import BRIDGE, HOSTILE, JOINER, poisoned

from summarize.differences import compare_runs
from summarize.pairing import pair
from summarize.report.changes import CHANGE_FORMATS, render_changes_terminal
from summarize.report.terminal import columns_of
from summarize.runs import read_run

Summarize = Callable[..., Outcome]
EDITS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "differences" / "edits.json").read_text("utf-8")
)


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the invented case that tests only read."""
    from summarize.pipeline import run_case

    folder = tmp_path_factory.mktemp("first")
    run_case(write_case(folder / "case"), folder / "first-run")
    return folder / "first-run"


@pytest.fixture
def second(first: Path, tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    """A later run: of the edited case, with what another version or model would have written put into its files."""

    def make(edits: dict[str, Any]) -> Path:
        from summarize.pipeline import run_case

        run = tmp_path / "second-run"
        if {"articles", "transcript", "without", "extra"} & set(edits):
            run_case(edited_case(tmp_path / "case", edits), run)
        else:
            shutil.copytree(first, run)
        rewrite(run / "run.json", lambda fields: merge(fields, edits.get("run", {})))
        rewrite(run / "reconciliation.json", lambda fields: judged_otherwise(fields, edits))
        return run

    return make


def rewrite(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    fields = json.loads(path.read_text("utf-8"))
    change(fields)
    path.write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")


def merge(fields: dict[str, Any], changes: dict[str, Any]) -> None:
    for key, value in changes.items():
        if isinstance(value, dict):
            merge(fields[key], value)
        else:
            fields[key] = value


def judged_otherwise(fields: dict[str, Any], edits: dict[str, Any]) -> None:
    fields["engine"] = edits.get("engine", fields["engine"])
    words, changes = edits.get("claim", ("", {}))
    next(claim for claim in fields["claims"] if words in claim["span"]["text"]).update(changes)


@pytest.mark.parametrize("case", EDITS, ids=lambda case: case["name"])
def test_each_change_is_found_with_what_it_is_due_to(
    first: Path, second: Callable[[dict[str, Any]], Path], case: dict[str, Any]
) -> None:
    """Claims are matched over edits, and a change is due to what differs between the runs and bears on it."""
    found = compare_runs(read_run(first), read_run(second(case)))
    changes = [(c.kind, c.claim.span.text, list(c.fields), list(c.certain), list(c.possible)) for c in found.changes]
    assert len(changes) == len(case["changes"]), changes
    for (kind, text, *rest), (wanted, words, *expected) in zip(changes, case["changes"], strict=True):
        assert (kind, rest) == (wanted, expected)
        assert words in text
    claims = len(read_run(first).reconciliation.claims)
    assert found.same == claims - sum(change.before is not None for change in found.changes)


@pytest.mark.parametrize("case", EDITS, ids=lambda case: case["name"])
def test_what_differs_between_the_runs_is_said(
    summarize: Summarize, first: Path, second: Callable[[dict[str, Any]], Path], case: dict[str, Any]
) -> None:
    """`diff` lists what the runs were made from and differs, and nothing else, in each format."""
    run = second(case)
    done = summarize("diff", first, run, "--format", "md")
    listed = re.findall(r"^- (.*)$", done.out.split("What differs between the runs:")[1].split("##")[0], re.M)
    assert done.status == 0
    assert [line.partition(":")[0] for line in listed] == (case["inputs"] or ["nothing that the runs record"])
    assert "first-run → second-run" in done.out
    assert "first-run" in summarize("diff", first, run, "--format", "html").out


def test_the_terminal_shows_both_wordings_and_the_reason(
    summarize: Summarize, first: Path, second: Callable[[dict[str, Any]], Path]
) -> None:
    """A claim with another verdict stands with its words before and now, the new reason, and what it is due to."""
    run = second({"articles": {"courier": ["6.8 million", "4.2 million"]}})
    text = " ".join(summarize("diff", first, run).out.split())
    for words in (
        "courier-003: contradicted → supported", "Printed before: Lindqvist said the port handled 6.8 million",
        "Printed now: Lindqvist said the port handled 4.2 million", "Because: the article was edited",
        "7 unchanged, 1 with another verdict, 0 changed otherwise, 0 appeared, 0 vanished",
    ):
        assert words in text


def test_fail_on_change_tells_a_script(
    summarize: Summarize, first: Path, second: Callable[[dict[str, Any]], Path]
) -> None:
    """`--fail-on-change` ends with 1 where a verdict changed, and with 0 where only words did."""
    run = second({"articles": {"courier": ["6.8 million", "4.2 million"]}})
    done = summarize("diff", first, run, "--fail-on-change")
    assert (done.status, done.err) == (1, "summarize: 1 claim has another verdict\n")
    assert summarize("diff", first, first, "--fail-on-change").status == 0


def test_differences_are_written_to_a_new_file(summarize: Summarize, first: Path, tmp_path: Path) -> None:
    """The format follows the file's ending; what exists is left alone."""
    assert summarize("diff", first, first, "--out", tmp_path / "changes.html").out == ""
    assert (tmp_path / "changes.html").read_text("utf-8").startswith("<!doctype html>")
    done = summarize("diff", first, first, "--out", tmp_path / "changes.html")
    assert (done.status, "already exists" in done.err) == (3, True)


def test_wrong_runs_are_one_line(summarize: Summarize, first: Path, tmp_path: Path) -> None:
    """A missing run, two events, and a format that differences do not have are one line with what to do."""
    other = Path(__file__).parent / "data" / "report" / "bridge"
    for arguments, status, words in (
        ((first, tmp_path / "none"), 3, "there is no such run folder"),
        ((first, other), 3, "give two runs of one case"),
        ((first, first, "--out", tmp_path / "x.csv"), 2, "name a .md or .html file"),
    ):
        done = summarize("diff", *arguments)
        assert done.status == status
        assert done.err.count("\n") == 1
        assert words in done.err


# ---------------------------------------------------------------- hostile words

NAMES = ("a <run>", "b `run`")


class Markup(HTMLParser):
    """The tags, attributes and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in {"href", "src", "action"}}


def differences(text: str) -> dict[str, str]:
    found = compare_runs(BRIDGE, poisoned(text))
    return {name: render(found, NAMES) for name, render in CHANGE_FORMATS.items()}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_do_nothing_in_differences(text: str) -> None:
    """Hostile words add no tag, link or script to the page, no HTML or table row to Markdown, and move no cursor."""
    shown = differences(text)
    page, harmless = Markup(shown["html"]), Markup(differences("harmless")["html"])
    assert page.tags <= harmless.tags | {"del", "ins"}
    assert page.attributes <= harmless.attributes
    assert all(link.startswith("#") for link in page.links)
    assert "\x1b" not in "".join(shown.values())
    assert "\u202e" not in "".join(shown.values())
    assert not re.search(r"(?<!\\)<(?!!doctype)", shown["md"])
    assert not re.search(rf"[@#](?![{JOINER}\s#])", shown["md"].replace("\\", ""))


def test_no_line_of_differences_is_wider_than_the_terminal() -> None:
    """Lines never exceed the width, whatever the claims say."""
    found = compare_runs(BRIDGE, poisoned(" ".join(HOSTILE.values())))
    for width in (40, 80):
        assert max(map(columns_of, render_changes_terminal(found, NAMES, width=width).splitlines())) <= width


# ---------------------------------------------------------------- pairing

TEXTS = st.lists(st.sampled_from(["", "a", "a port", "a port in May", "a port in June", "b"]), max_size=8)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_texts_are_paired_once_and_equal_ones_first(left: list[str], right: list[str]) -> None:
    """No text is used twice, and as many equal texts are paired as there can be."""
    found = pair(left, right)
    assert len(set(found.values())) == len(found)
    equal = sum(left[one] == right[other] for one, other in found.items())
    assert equal == sum(min(left.count(text), right.count(text)) for text in set(left))


def test_an_edited_text_is_found_and_another_one_is_not() -> None:
    """A text with an edited word is the same text; one about something else is not."""
    old = ["The port handled 4.2 million tonnes of cargo.", "The ferry sank near the harbour."]
    new = ["The council has nine members.", "The port handled 4.6 million tonnes of cargo."]
    assert pair(old, new) == {0: 1}


def test_of_several_near_texts_the_nearest_is_the_same() -> None:
    """A text that two others could have become of is paired with the likest, wherever that stands."""
    old = ["The port handled 4.2 million tonnes of cargo in May.", "The port handled 4.2 million tonnes of cargo."]
    assert pair(old, ["The port handled 4.2 million tonnes of cargo!"]) == {1: 0}
