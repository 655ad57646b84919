"""The page's data and its shell: what is in the file, and that nothing in it can act."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from browsers import chromium
from hypothesis import given
from hypothesis import strategies as st
from pages import BRIDGE, full_run, large_run
from test_report import HOSTILE, claim, poisoned, with_claims

from summarize.contracts import RunRecord
from summarize.records import Check, Evidence, WordEdit
from summarize.report import render
from summarize.report.html import embedded
from summarize.report.page import excerpt, page_data
from summarize.report.words import anchor

RUN = full_run()
MIB = 1024 * 1024


class Page(HTMLParser):
    """Collects what a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.held: dict[str, list[str]] = {}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.held.setdefault(self._open, []).append(data)

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]


def embedded_data(run: RunRecord) -> dict[str, Any]:
    """The data as a browser reads it back from the page."""
    found: dict[str, Any] = json.loads(Page(render(run, "html")).held["script"][0])
    return found


# ---------------------------------------------------------------- the shell


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_add_nothing_to_the_page(text: str) -> None:
    """Hostile words add no tag, no attribute and no link to the page that the harmless run has not."""
    harmless, page = Page(render(BRIDGE, "html")), Page(render(poisoned(text), "html"))
    assert page.tags == harmless.tags
    names = [sorted(attributes) for _, attributes in page.elements]
    assert names == [sorted(attributes) for _, attributes in harmless.elements]
    links = [attributes[name] or "" for _, attributes in page.elements for name in {"href", "src"} & set(attributes)]
    assert all(link.startswith("#") for link in links)


def test_the_page_forbids_everything_but_its_own_script_and_style() -> None:
    """The content policy names the very script and style sheet of the page and allows nothing else to run or load."""
    html = render(BRIDGE, "html")
    page = Page(html)
    found = {tag: hashlib.sha256(page.held[tag][-1].encode()).digest() for tag in ("style", "script")}
    digests = {tag: base64.b64encode(digest).decode() for tag, digest in found.items()}
    policy = next(a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{digests['script']}'; style-src 'sha256-{digests['style']}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert page.tags.count("script") == 2
    assert page.tags.count("style") == 1


def test_nothing_is_loaded_from_anywhere_and_nothing_is_written_as_markup() -> None:
    """Scripts and styles of the page hold no address to load, and no call that makes markup or code of words."""
    page = Page(render(BRIDGE, "html"))
    style, script = page.held["style"][-1], page.held["script"][-1]
    assert not re.search(r"url\(|@import|https?:", style)
    makes = r"\b(innerHTML|outerHTML|insertAdjacentHTML|XMLHttpRequest|(eval|Function|fetch|import) *\()"
    assert not re.search(makes, script)
    assert not any(name in {"style", "src"} or name.startswith("on") for _, a in page.elements for name in a)


def test_the_page_is_small() -> None:
    """A run of 142 claims with long texts stays far below a megabyte; the page itself is a small part of that."""
    assert len(render(large_run(142), "html").encode()) < MIB / 2


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_survives_the_block_of_data(text: str) -> None:
    """Whatever the words, the block holds them exactly, as characters that neither close it nor move a cursor."""
    block = embedded({text: [text]})
    assert json.loads(block) == {text: [text]}
    assert not re.search(r"[<>&\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]", block)


def test_a_missing_browser_fails_the_gate_and_is_loud_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where changes are judged the page's tests cannot pass unseen; elsewhere they are skipped with what to install."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        chromium()
    monkeypatch.delenv("CI")
    with pytest.warns(UserWarning, match="apt-get install chromium"), pytest.raises(pytest.skip.Exception):
        chromium()


# ---------------------------------------------------------------- the data


def test_the_data_are_the_runs_own_words() -> None:
    """What the page holds is the run, untouched, also where its words are hostile."""
    run = poisoned(" ".join(HOSTILE.values()))
    assert embedded_data(run) == page_data(run)
    assert [one["text"] for one in page_data(run)["claims"]] == [one.text for one in run.reconciliation.claims]


def test_every_claim_has_a_stable_anchor() -> None:
    """A claim's anchor depends on its id alone, and different ids have different anchors."""
    assert anchor("claim", "courier:1") == "claim-courier_3a_1"
    assert len({anchor("claim", text) for text in ("a b", "a_b", "a-b", "a_20_b")}) == 4
    assert [one["anchor"] for one in page_data(RUN)["claims"]] == [
        anchor("claim", one.id) for one in RUN.reconciliation.claims
    ]


def test_passages_are_numbered_within_their_turn() -> None:
    """A passage's anchor is its turn and its place there, so that a correction elsewhere changes no link."""
    anchors = [passage["anchor"] for passage in page_data(RUN)["passages"]]
    assert len(set(anchors)) == len(RUN.reconciliation.coverage)
    assert anchors[:2] == [f"passage-{RUN.reconciliation.coverage[0].turn_id}-{n}" for n in (1, 2)]


def test_a_point_inside_a_figure_ends_no_sentence() -> None:
    """The words around a claim begin with their sentence, also where a figure stands in it."""
    text = "Not this. Trade grew 3.5 times, and he praised the port. Nor this."
    start = text.index("he praised")
    found = excerpt(text, start, start + len("he praised"), 0, len(text))
    assert (found.before, found.words, found.after) == ("Trade grew 3.5 times, and ", "he praised", " the port.")


def test_texts_are_cut_without_loss() -> None:
    """Cutting transcript and articles at claims, passages and furniture loses and doubles no character."""
    data, transcript = page_data(RUN), RUN.reconciliation.transcript
    for shown, turn in zip(data["transcript"]["turns"], transcript.turns, strict=True):
        assert "".join(piece[0] for piece in shown["pieces"]) == transcript.text[turn.start : turn.end]
    for source in data["sources"]:
        assert "".join(piece[0] for piece in source["pieces"]) == RUN.texts.get(source["id"], "")


def test_pieces_know_the_claims_on_them() -> None:
    """Where evidence of several claims overlaps, each piece names exactly the claims whose evidence it is part of."""
    text = BRIDGE.reconciliation.transcript.text
    evidence = BRIDGE.reconciliation.claims[0].evidence[0]
    part = dataclasses.replace(evidence, end=evidence.start + 10, text=text[evidence.start : evidence.start + 10])
    run = with_claims(claim(id="whole", evidence=(evidence,)), claim(id="part", evidence=(part,)))
    turn = next(t for t in page_data(run)["transcript"]["turns"] if t["id"] == evidence.turn_id)
    assert [(piece[0], piece[2]) for piece in turn["pieces"] if piece[2]] == [
        (part.text, [0, 1]), (text[part.end : evidence.end], [0]),
    ]  # fmt: skip


def test_what_is_not_the_article_is_told_apart() -> None:
    """Page furniture around an article is marked as such, the article's own words are not."""
    article = "Home | Sport | Weather\n\nBridge closed\n\nThe bridge was closed, the mayor said in the town hall.\n"
    run = dataclasses.replace(BRIDGE, texts={**BRIDGE.texts, "weir-news": article})
    source = next(s for s in page_data(run)["sources"] if s["id"] == "weir-news")
    areas = {word: area for text, area, _ in source["pieces"] for word in ("Weather", "mayor") if word in text}
    assert areas == {"Weather": 1, "mayor": 0}


STEPS = (
    WordEdit("equal", "the port", "the port"), WordEdit("replaced", "is", "was"), WordEdit("removed", "", "not"),
    WordEdit("added", "very", ""), WordEdit("equal", "old", "old"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("But the port\u00a0was,  not, old.", [("was", "replaced"), ("not", "removed")]),
        ("The port was not old, the port was not old.", [("was", "replaced"), ("not", "removed")]),
        ("The harbour was not old.", None),
    ],
)
def test_what_differs_is_found_again_in_the_text(said: str, marked: list[tuple[str, str]] | None) -> None:
    """The words of a comparison are marked where they stand one after the other; where they do not, nothing is."""
    first = RUN.reconciliation.claims[2]
    quotation = dataclasses.replace(first.quotations[0], diff=STEPS)
    evidence = Evidence("t1", "Ilse Brandão", 0, len(said), said)
    run = with_claims(dataclasses.replace(first, quotations=(quotation,), evidence=(evidence,)))
    pieces = page_data(run)["claims"][0]["said"][0]
    assert (pieces and [(text, op) for text, op in pieces if op != "equal"]) == marked
    assert pieces is None or "".join(text for text, _ in pieces) == said


def test_differences_are_told_in_words() -> None:
    """What differs in a quotation is told to readers without underscores, beside the quotation and as the reason."""
    first = RUN.reconciliation.claims[2]
    quotation = dataclasses.replace(first.quotations[0], differences=("figure_changed", "a_b"))
    data = page_data(with_claims(dataclasses.replace(first, quotations=(quotation,), checks=())))
    assert data["claims"][0]["quotations"][0]["differences"] == ["figure changed", "a_b"]
    assert data["findings"][0][2] == "A quotation was changed: figure changed; a_b."


def test_the_digests_change_with_what_a_review_rests_on() -> None:
    """Other words, another speaker or other evidence give another digest; verdict, checks and offsets do not."""
    one = RUN.reconciliation.claims[2]

    def digests(**changes: Any) -> tuple[str, str]:
        shown = page_data(with_claims(dataclasses.replace(one, **changes)))["claims"][0]
        return shown["claim_digest"], shown["evidence_digest"]

    same = digests()
    assert digests(verdict="supported", checks=(Check("x", "pass", ""),), confidence=0.1, id="other") == same
    assert digests(span=dataclasses.replace(one.span, start=1, end=2)) == same
    assert digests(speaker="Somebody")[0] != same[0]
    assert digests(span=dataclasses.replace(one.span, text="Other words."))[0] != same[0]
    assert digests(evidence=())[1] != same[1]
    assert digests(evidence=(dataclasses.replace(one.evidence[0], speaker=None),))[1] != same[1]
