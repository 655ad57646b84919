"""The sentence encoder likens texts by meaning, across languages, and always in the same way."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import environment

from summarize.similarity import DIMENSIONS, LANGUAGES, Encoder, compares, encoder

STATEMENT = "The ferry strike will end on Monday."
SAME = [
    "The walkout on the ferries will be over on Monday.",
    "Der Fährstreik endet am Montag.",
    "La grève des ferries prendra fin lundi.",
    "La huelga de los transbordadores terminará el lunes.",
    "Забастовка паромщиков закончится в понедельник.",
]
OTHER = ["The vaccine is given in two doses.", "Der Haushalt wächst um drei Prozent.", "Вода затопила два района."]


@pytest.fixture(name="known")
def _known() -> Encoder:
    found = encoder()
    assert found is not None
    return found


@pytest.mark.parametrize("text", SAME)
def test_the_same_in_other_words_is_nearer_than_anything_else(known: Encoder, text: str) -> None:
    """A rewording or translation is more like a statement than any other statement is."""
    likeness = known.likeness([STATEMENT], [text, *OTHER])[0]
    assert likeness[0] > max(likeness[1:]) + 0.1


def test_vectors_have_unit_length(known: Encoder) -> None:
    """Each text is a vector of fixed size and length one."""
    vectors = known.encode([STATEMENT, *SAME])
    assert vectors.shape == (len(SAME) + 1, DIMENSIONS)
    assert abs((vectors * vectors).sum(axis=1) - 1).max() < 1e-4


def test_no_text_gives_no_vector(known: Encoder) -> None:
    """Encoding nothing gives an empty table."""
    assert known.encode([]).shape == (0, DIMENSIONS)


def test_likeness_does_not_depend_on_company() -> None:
    """The same two texts are equally alike alone and among others, to the three decimals that count."""
    alone = Encoder().likeness([STATEMENT], [SAME[0]])[0, 0]
    assert Encoder().likeness([*OTHER, STATEMENT], [*SAME, *OTHER])[3, 0] == pytest.approx(alone, abs=0.0011)


def test_texts_prepared_beside_other_work_are_the_same() -> None:
    """Encoding early, in the background, changes no number."""
    early = Encoder()
    early.prepare([STATEMENT, *OTHER])
    assert (early.encode([STATEMENT, *OTHER]) == Encoder().encode([STATEMENT, *OTHER])).all()


@pytest.mark.parametrize(
    ("left", "right", "can"),
    [
        ("en", "de", True),
        ("en-GB", "pt-BR", True),
        ("en", "uk", False),
        ("xx", "xx", False),
        ("ru", "ar", True),
        ("EN", "fr", True),
    ],
)
def test_languages_that_can_be_compared(left: str, right: str, can: bool) -> None:
    """Meaning is only compared between languages that the encoder was made for."""
    assert compares(left, right) is can
    assert compares(right, left) is can


def test_languages_are_base_codes() -> None:
    """The encoder's languages are listed by their two-letter code."""
    assert all(len(code) == 2 and code.islower() for code in LANGUAGES)


def test_the_encoder_can_be_switched_off() -> None:
    """An environment variable leaves the encoder out."""
    code = "from summarize.similarity import encoder; print(encoder())"
    for value, expected in (("off", "None"), ("0", "None"), ("on", "<")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment(SUMMARIZE_ENCODER=value),
            capture_output=True,
            text=True,
            check=True,
            cwd=os.curdir,
        )
        assert done.stdout.startswith(expected)
