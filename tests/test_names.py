"""Names of persons: how articles refer to a transcript's speakers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from events import data
from hypothesis import given
from hypothesis import strategies as st

from summarize.names import (
    Match,
    build_roster,
    find_names,
    name_keys,
    personal_name,
    romanise,
    same_name,
    titled_names,
)
from summarize.records import Speaker


def speakers(group: Mapping[str, Any]) -> list[Speaker]:
    return [Speaker(s["name"], tuple(s["names"]), tuple(s["titles"])) for s in group["speakers"]]


MENTIONS = [
    (group["id"], mention, name) for group in data("names", "resolve") for mention, name in group["mentions"].items()
]
ROSTERS = {group["id"]: build_roster(speakers(group), group["extra"]) for group in data("names", "resolve")}


@pytest.mark.parametrize(("roster", "mention", "name"), MENTIONS)
def test_mention_means_the_speaker_it_names_or_describes(roster: str, mention: str, name: str | None) -> None:
    """A mention in any script or language resolves to the one speaker whom it fits, or to nobody."""
    assert ROSTERS[roster].resolve(mention).name == name


@pytest.mark.parametrize(("a", "b"), data("names", "same_name")["same"])
def test_spellings_of_one_name_are_the_same(a: str, b: str) -> None:
    """Accents, scripts, romanisations, initials and short forms do not make another name."""
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(("a", "b"), data("names", "same_name")["different"])
def test_names_that_only_look_alike_differ(a: str, b: str) -> None:
    """Names of different persons and places stay apart even when they look or sound alike."""
    assert not same_name(a, b)
    assert not same_name(b, a)


def test_names_that_are_the_same_share_a_key() -> None:
    """Whichever two names, or words of names, are loosely equal, looking for one by its keys finds the other."""
    listed = [name for kind in ("same", "different") for pair in data("names", "same_name")[kind] for name in pair]
    names = list(dict.fromkeys([*listed, *(word for name in listed for word in name.split())]))
    pairs = [(a, b) for a in names for b in names if a < b and same_name(a, b)]
    assert len(pairs) > len(data("names", "same_name")["same"])
    assert [(a, b) for a, b in pairs if not name_keys(a) & name_keys(b)] == []


@pytest.mark.parametrize("case", data("names", "find_names"), ids=lambda case: case["text"][:20])
def test_capitalised_names_are_found(case: dict[str, Any]) -> None:
    """Names are found with their particles and initials, sentence openers are not."""
    assert [case["text"][start:end] for start, end in find_names(case["text"])] == case["names"]


@pytest.mark.parametrize(("label", "name"), data("names", "personal_name"))
def test_personal_name_is_what_is_left_without_the_office(label: str, name: str) -> None:
    """Offices, countries and forms of address are not part of a personal name."""
    assert personal_name(label) == name


@pytest.mark.parametrize(("text", "found"), data("names", "titled_names"))
def test_offices_before_and_after_names_are_read(text: str, found: list[list[str]]) -> None:
    """A header's words tell who holds which office."""
    assert [list(pair) for pair in titled_names(text)] == found


def test_extra_forms_that_are_no_speakers_are_left_out() -> None:
    """An alias for a place does not become a person."""
    roster = build_roster([Speaker("Ana Ruiz")], {"Astana": ["Nur-Sultan"]})
    assert roster.names == ("Ana Ruiz",)
    assert roster.resolve("Nur-Sultan").name is None


def test_extra_forms_join_the_speaker_whom_any_of_them_fits() -> None:
    """A group of forms belongs to the speaker whom its key or one of its forms names."""
    roster = build_roster([Speaker("A. Ruiz", (), ("President of Chile",))], {"Ana Ruiz": ["the iron lady"]})
    assert roster.resolve("the Iron Lady") == Match("A. Ruiz", 1.0, "known form")


def test_a_sure_match_scores_higher_than_a_description() -> None:
    """The score falls from the known form over the full name and the family name to the description."""
    roster = build_roster([Speaker("Ana Ruiz", (), ("President of Chile",))], {})
    scores = [
        roster.resolve(m).score for m in ("Ana Ruiz", "President Ana Ruiz", "Ruiz", "the Chilean president", "she")
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@given(st.text(max_size=60))
def test_resolving_never_raises_and_names_only_speakers(mention: str) -> None:
    """Any text resolves to a speaker of the roster or to nobody, with a score between 0 and 1."""
    match = ROSTERS["a-mixed-panel"].resolve(mention)
    assert match.name is None or match.name in ROSTERS["a-mixed-panel"].names
    assert 0 <= match.score <= 1
    assert (match.name is None) == (match.score == 0)


@given(st.text(max_size=40), st.text(max_size=40))
def test_same_name_is_symmetric(a: str, b: str) -> None:
    """Which of two names comes first makes no difference."""
    assert same_name(a, b) == same_name(b, a)


@given(
    st.lists(
        st.sampled_from(
            ["Anna", "de", "Smith", "said", "NATO", ".", "von", "Ber-lin", "\n", "Иван", "«", "O'Neil", "the"]
        )
    )
)
def test_found_names_are_ordered_disjoint_and_not_blank(words: list[str]) -> None:
    """Found ranges lie in the text, in order, without touching, and begin and end with a letter or digit."""
    text = " ".join(words)
    last = -1
    for start, end in find_names(text):
        assert last < start < end <= len(text)
        assert text[start].isalnum()
        assert text[end - 1].isalnum()
        last = end


@given(st.text())
def test_romanised_text_is_stable(text: str) -> None:
    """Romanising what is romanised changes nothing for letters the tables know."""
    once = romanise(text)
    assert romanise(once) == once
