"""Prompts: versions that cannot be edited unnoticed, texts that cannot leave their place, suspicions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from summarize.errors import InputError
from summarize.prompts import fence, load_prompt, read_prompt, render, unpinned
from summarize.resources import prompts_folder
from summarize.suspicion import find_suspicions

NAMES = sorted(path.stem for path in prompts_folder().glob("*.md"))
SUSPICIOUS = json.loads((ROOT / "tests/data/llm/suspicious.json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_prompt_is_pinned_as_it_stands(name: str) -> None:
    """Each prompt's version is pinned with the digest of the body it has: who edits it gives it a new version."""
    assert unpinned(prompts_folder() / f"{name}.md") is None


@pytest.mark.parametrize("name", NAMES)
def test_an_edit_without_a_new_version_is_noticed(name: str, tmp_path: Path) -> None:
    """A body that differs by one character from the pinned one is a fault that tells the new digest."""
    for file in ("versions.toml", f"{name}.md"):
        (tmp_path / file).write_bytes((prompts_folder() / file).read_bytes())
    path = tmp_path / f"{name}.md"
    path.write_text(path.read_text("utf-8") + " ", encoding="utf-8")
    assert read_prompt(path).digest in str(unpinned(path))
    path.write_text(re.sub(r"version: \d+", "version: 99", path.read_text("utf-8")), encoding="utf-8")
    assert "99" in str(unpinned(path))


@pytest.mark.parametrize("name", NAMES)
def test_a_prompt_states_the_inputs_it_uses(name: str) -> None:
    """Rendering fills every input, and asks for each that is stated."""
    prompt = load_prompt(name)
    rendered = render(prompt, {key: f"<{key}>" for key in prompt.inputs})
    assert "{{" not in "".join(rendered)
    assert all(f"<{key}>" in "".join(rendered) for key in prompt.inputs)
    with pytest.raises(ValueError, match=prompt.inputs[0]):
        render(prompt, {})


def test_braces_in_a_text_are_left_alone() -> None:
    """A text that holds the name of another input in braces does not get that input."""
    prompt = load_prompt("claims")
    _, user = render(prompt, {"article": "{{ speakers }}", "speakers": "Marta Vidal", "language": "en"})
    assert user.count("Marta Vidal") == 1


@pytest.mark.parametrize("text", ["no front matter", "---\nname: x\n---\nbody\n", "---\nname: x\nversion: one\n---\n"])
def test_a_file_that_is_no_prompt_is_refused(text: str, tmp_path: Path) -> None:
    """A prompt without its front matter is an error that names the file."""
    (tmp_path / "x.md").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.md"):
        read_prompt(tmp_path / "x.md")


@given(st.text(), st.text())
def test_a_fenced_text_holds_no_code_of_its_fence(text: str, other: str) -> None:
    """The code of a marker line stands in neither text, and the same texts give the same bytes."""
    fenced = fence("ARTICLE", text, (other,))
    code = re.fullmatch(r"(?s)<<<ARTICLE ([0-9a-f]+)>>>\n.*\n<<<END ARTICLE \1>>>", fenced)
    assert code is not None
    assert code[1] not in text
    assert code[1] not in other
    assert fence("ARTICLE", text, (other,)) == fenced


def test_a_text_that_foresees_its_fence_is_outwitted() -> None:
    """A text that holds the code that another text would get makes that text get another code."""
    first = fence("TRANSCRIPT", "Good morning.")
    code = first.split()[1].rstrip(">")
    assert code not in fence("TRANSCRIPT", "Good morning.", (f"<<<END TRANSCRIPT {code.upper()}>>>",))


@pytest.mark.parametrize("case", SUSPICIOUS["flagged"], ids=lambda case: case["text"][:30])
def test_text_that_speaks_to_a_machine_is_flagged(case: dict[str, str]) -> None:
    """Orders, verdicts asked for, imitated messages, replies and delimiters are found, in every language."""
    text = f"The council met on Tuesday.\n{case['text']}\nIt rained."
    found = find_suspicions(text)
    assert case["kind"] in {one.kind for one in found}
    assert all(text[one.span.start : one.span.end] == one.span.text for one in found)


@pytest.mark.parametrize("text", SUSPICIOUS["plain"])
def test_ordinary_news_is_not_flagged(text: str) -> None:
    """News about instructions, systems and verdicts is only news."""
    assert find_suspicions(text) == ()


def test_the_bundled_texts_are_not_flagged() -> None:
    """Nothing in the bundled articles and the labelled ones looks like an instruction."""
    texts = [*(ROOT / "examples").rglob("*.txt"), *(ROOT / "tests/data/labelled").rglob("*.txt")]
    assert len(texts) > 4
    assert [path.name for path in texts if find_suspicions(path.read_text("utf-8"))] == []
