"""The page in a real browser: what a reader can do with it, and what nothing in it can do to the reader."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsers import opened_browser, opened_page
from conftest import TRANSCRIPT
from pages import full_run, large_run
from playwright.sync_api import Browser, Page, expect
from test_report import EVERYTHING, HOSTILE, poisoned

from summarize.contracts import RunRecord
from summarize.pipeline import judge_case
from summarize.records import Review
from summarize.report import render
from summarize.report.page import page_data
from summarize.report.words import anchor
from summarize.reviews import claim_digest, evidence_digest

VIEWS = ("findings", "transcript", "articles", "coverage", "outlets", "run")
HOSTILE_ARTICLES = Path(__file__).parent / "data" / "hostile"
RUN = full_run()
DATA = page_data(RUN)
FIRST, SECOND = (DATA["claims"][number] for number, _, _ in DATA["findings"][:2])
CARDS = "article.card"
# A marked text without the buttons in it.
WORDS = "prose => [...prose.querySelectorAll(':scope > :not(.note)')].map(piece => piece.textContent).join('')"

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with opened_browser() as found:
        yield found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, RunRecord], Path]:
    """The report of a run as a file, written once under a name."""
    folder = tmp_path_factory.mktemp("pages")

    def write(name: str, run: RunRecord) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(render(run, "html"), encoding="utf-8")
        return path

    return write


@pytest.fixture
def bridge(browser: Browser, written: Callable[[str, RunRecord], Path]) -> Open:
    """Opens the page of the bridge run: `with bridge("#coverage", color_scheme="dark") as page`."""
    return lambda view="", **options: opened_page(browser, written("bridge", RUN), view, **options)


def focused(page: Page) -> str:
    """The id of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def follow(page: Page, name: str) -> None:
    """Go to an address of the page, as by a link."""
    went = "new Promise(done => { addEventListener('hashchange', done, {once: true}); location.hash = name })"
    page.evaluate(f"name => {went}", name)


def card(page: Page, claim: dict[str, Any]) -> Any:
    """The card of a claim."""
    return page.locator(f"#{claim['anchor']}")


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong with the page as it is, by these rules alone where some are named."""
    options: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
    if rules:
        options = {"runOnly": {"type": "rule", "values": list(rules)}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


# ---------------------------------------------------------------- views


def test_findings_come_worst_first_with_both_texts(bridge: Open) -> None:
    """The cards are the findings in their order, each with the article's words, the transcript's and the reason."""
    with bridge() as page:
        expect(page.locator(CARDS)).to_have_count(len(DATA["findings"]))
        shown = page.locator(CARDS).evaluate_all("cards => cards.map(card => card.id)")
        assert shown == [DATA["claims"][number]["anchor"] for number, _, _ in DATA["findings"]]
        expect(card(page, FIRST)).to_contain_text("The repair will cost")
        expect(card(page, FIRST).locator(".said")).to_contain_text(re.compile("about.*4.2.*million crowns"))
        expect(card(page, FIRST)).to_contain_text("4.8 million ≠ 4.2 million (14% more)")
        expect(card(page, FIRST)).to_contain_text("98% sure, decided by rules and the model")


def test_the_words_that_differ_are_marked_in_both_texts(bridge: Open) -> None:
    """A quotation's comparison marks what was put differently on both sides, and what the article left out."""
    with bridge() as page:
        marks = card(page, FIRST).locator("mark").evaluate_all(
            "marks => marks.map(mark => [mark.closest('.side').className, mark.className, mark.lastChild.data])"
        )
        assert marks == [
            ["side printed", "replaced", "4.8"], ["side said", "removed", "about"], ["side said", "replaced", "4.2"],
        ]  # fmt: skip
        card(page, FIRST).get_by_text("Word by word").click()
        expect(card(page, FIRST).locator(".steps tbody tr")).to_have_count(4)


def test_the_transcript_is_shown_whole_with_its_evidence(bridge: Open) -> None:
    """No word of the transcript is lost or doubled, and what nobody carried is told apart."""
    with bridge("#transcript") as page:
        texts = page.locator(".turn .prose").evaluate_all(f"turns => turns.map({WORDS})")
        transcript = RUN.reconciliation.transcript
        assert ["".join(text.split()) for text in texts] == [
            "".join(transcript.text[turn.start : turn.end].split()) for turn in transcript.turns
        ]
        absent = sum(set(passage["marks"]) == {2} for passage in DATA["passages"])
        assert absent
        expect(page.get_by_text(f"{absent} of {len(DATA['passages'])} passages")).to_be_visible()
        expect(page.locator(".prose .unheard").first).to_be_visible()


def test_evidence_shows_its_claims_on_hover_and_on_focus(bridge: Open) -> None:
    """Pointing at marked words, or reaching their button, shows the claims on them; Escape closes what was shown."""
    with bridge("#transcript") as page:
        shown = page.locator(".claims-on")
        page.locator(".prose mark").first.hover()
        expect(shown).to_be_visible()
        page.keyboard.press("Escape")
        expect(shown).to_have_count(0)
        page.locator(".note").nth(1).focus()
        expect(shown).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.claims-on') !== null")
        page.keyboard.press("Enter")
        expect(page.locator(".view.findings")).to_be_visible()
        assert focused(page).startswith("claim-")


def test_an_article_has_its_claims_coloured_by_verdict(bridge: Open) -> None:
    """Each claim of an article is marked with the class of its verdict where the article says it."""
    with bridge("#article-courier") as page:
        for claim in DATA["claims"]:
            if claim["source_id"] == "courier":
                expect(page.locator(f"#{claim['anchor'].replace('claim-', 'printed-', 1)}")).to_have_class(
                    re.compile(rf"\b{claim['verdict']}\b")
                )


def test_an_article_from_right_to_left_is_shown_so(bridge: Open) -> None:
    """Arabic words run from right to left, in their language, in the article and on the card."""
    with bridge("#article-nahr") as page:
        prose = page.locator(".article .prose")
        expect(prose).to_have_attribute("lang", "ar")
        assert prose.evaluate("node => getComputedStyle(node).direction") == "rtl"
        follow(page, anchor("claim", "nahr:1"))
        words = page.locator(f"#{anchor('claim', 'nahr:1')} .printed .excerpt")
        assert words.evaluate("node => [node.lang, getComputedStyle(node).direction]") == ["ar", "rtl"]


def test_the_coverage_map_is_filtered_to_what_nobody_carried(bridge: Open) -> None:
    """The map has a row for each passage and a cell for each outlet that was read, and narrows to the absent ones."""
    with bridge("#coverage") as page:
        rows = page.locator("table.coverage tbody tr")
        expect(rows).to_have_count(len(DATA["passages"]))
        assert rows.first.locator("td").count() == sum(s["status"] == "ok" for s in DATA["sources"])
        page.locator(".view.coverage select").select_option("none")
        absent = sum(set(passage["marks"]) == {2} for passage in DATA["passages"])
        expect(rows).to_have_count(absent)
        assert set(page.locator("table.coverage td.cover").all_inner_texts()) == {"– absent"}


def test_outlets_are_compared_passage_by_passage(bridge: Open) -> None:
    """A passage that outlets share shows each one's wording, figures and speaker, and what they changed alike."""
    with bridge("#outlets") as page:
        compared = page.locator(".compare")
        expect(compared).to_have_count(1)
        expect(compared).to_contain_text("The repair will cost about 4.2 million crowns")
        expect(compared.locator(".rendition").first).to_contain_text("figures: 4.8 million")
        expect(compared.locator(".shared")).to_contain_text("both print 4.8 million")
        expect(page.locator(".chart svg.bar rect").first).to_be_visible()


def test_the_run_tells_what_failed_and_what_ran(bridge: Open) -> None:
    """The run view names the sources that were not read, the claims not judged, the versions and the digests."""
    with bridge("#run") as page:
        view = page.locator(".view.run")
        expect(view).to_contain_text("Gazette: the file is empty")
        expect(view.get_by_text("Not judged (1)")).to_be_visible()
        expect(view).to_contain_text(RUN.run["digests"]["rules"])
        expect(view).to_contain_text("summarize 0.1.0, Python 3.11.9")


def test_a_run_with_a_model_tells_what_it_took(browser: Browser, tmp_path: Path) -> None:
    """What was asked of a model is shown by stage with tokens and cost, and each attempt that was not answered."""
    counts = {"calls": 3, "stored": 1, "attempts": 5, "prompt_tokens": 12345, "completion_tokens": 678}
    attempts = [
        {"stage": "claims", "number": 1, "outcome": "refused", "status": 429, "detail": "slow down"},
        {"stage": "claims", "number": 2, "outcome": "answered", "status": 200, "detail": ""},
    ]
    spent = {
        "tokens": {"prompt": 12345, "completion": 678}, "cost": {"currency": "USD", "total": 0.25, "claims": 0.25},
        "model": {"stages": {"claims": counts}, "wire_format": "json_schema", "attempts": attempts},
    }  # fmt: skip
    path = tmp_path / "report.html"
    path.write_text(render(dataclasses.replace(RUN, run={**RUN.run, **spent}), "html"), encoding="utf-8")
    with opened_page(browser, path, "#run") as page:
        view = page.locator(".view.run")
        for told in ("12,345 in, 678 out", "0.25 USD", "claims: attempt 1: refused, 429, slow down", "json_schema"):
            expect(view).to_contain_text(told)
        expect(view).not_to_contain_text("attempt 2")
        expect(view.get_by_role("row", name=re.compile("^claims 3 1 5"))).to_be_visible()


# ---------------------------------------------------------------- filters


@pytest.mark.parametrize("field", ["outlet", "verdict", "kind", "speaker"])
def test_a_filter_keeps_the_claims_of_its_value(bridge: Open, field: str) -> None:
    """Each filter leaves the claims that have its value, and how many they are is said."""
    key = "source_id" if field == "outlet" else field
    with bridge() as page:
        page.locator("#filter-show").select_option("all")
        select = page.locator(f"#filter-{field}")
        for value in select.locator("option").evaluate_all("options => options.map(o => o.value).filter(Boolean)"):
            select.select_option(value)
            wanted = {c["anchor"] for c in DATA["claims"] if c[key] == (None if value == "\0" else value)}
            expect(page.locator(CARDS)).to_have_count(len(wanted))
            assert set(page.locator(CARDS).evaluate_all("cards => cards.map(c => c.id)")) == wanted
            expect(page.locator("#count")).to_have_text(f"{len(wanted)} of {len(DATA['claims'])} claims")


def test_the_search_finds_words_of_article_transcript_and_reason(bridge: Open) -> None:
    """Every word must occur, in any of a card's texts, whatever the case; clearing brings all findings back."""
    with bridge() as page:
        for words, found in (("ABOUT 4.2", True), ("14% more", True), ("the mayor spoke", True), ("zeppelin", False)):
            page.get_by_label("Search").fill(words)
            expect(card(page, FIRST)).to_have_count(int(found))
        expect(page.locator("#count")).to_have_text(f"0 of {len(DATA['findings'])} findings")
        page.get_by_role("button", name="Clear filters").click()
        expect(page.locator(CARDS)).to_have_count(len(DATA["findings"]))


def test_only_what_is_near_the_window_is_built(browser: Browser, written: Callable[[str, RunRecord], Path]) -> None:
    """Of a long list the visible part is built, more as one scrolls, and the part a link leads into."""
    run = large_run(1200)
    with opened_page(browser, written("large", run)) as page:
        page.locator("#filter-show").select_option("all")
        expect(page.locator("#count")).to_have_text("1,200 claims")
        built = page.locator(CARDS).count()
        assert 0 < built < 120
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator(CARDS)).not_to_have_count(built)
        last = run.reconciliation.claims[-1].id
        follow(page, anchor("claim", last))
        assert focused(page) == anchor("claim", last)
        expect(page.locator(f"#{anchor('claim', last)}")).to_be_in_viewport()
        assert page.locator(CARDS).count() < 400


# ---------------------------------------------------------------- links


def test_every_claim_turn_and_passage_has_a_link_that_leads_there(bridge: Open) -> None:
    """A link opens the right view, and what it names has the focus and is in the window."""
    with bridge() as page:
        targets = [(c["anchor"], "findings") for c in DATA["claims"]]
        targets += [(turn["anchor"], "transcript") for turn in DATA["transcript"]["turns"]]
        targets += [(passage["anchor"], "transcript") for passage in DATA["passages"]]
        targets += [(source["anchor"], "articles") for source in DATA["sources"]]
        for name, view in targets:
            follow(page, name)
            assert focused(page) == name
            expect(page.locator(f".view.{view}")).to_be_visible()
            expect(page.locator(f"#{name}")).to_be_in_viewport()


def test_a_link_to_a_claim_clears_the_filters_that_hide_it(bridge: Open) -> None:
    """A claim that the filters leave out is shown when a link leads to it."""
    with bridge() as page:
        page.get_by_label("Search").fill("zeppelin")
        follow(page, SECOND["anchor"])
        assert focused(page) == SECOND["anchor"]
        expect(page.get_by_label("Search")).to_have_value("")


def test_a_link_that_leads_nowhere_says_so(bridge: Open) -> None:
    """An unknown claim is not silently another one."""
    with bridge("#claim-gone") as page:
        expect(page.locator("#status")).to_contain_text("leads to nothing in this run")


def test_the_page_opens_where_its_address_says(bridge: Open) -> None:
    """A page opened by a link to a passage shows that passage."""
    name = DATA["passages"][-1]["anchor"]
    with bridge(f"#{name}") as page:
        assert focused(page) == name
        expect(page.get_by_role("link", name="Transcript")).to_have_attribute("aria-current", "page")


def test_a_finding_is_copied_with_its_citation(bridge: Open) -> None:
    """The copied text has the words, the outlet with date and address, the verdict, and who said what in which turn."""
    with bridge(permissions=["clipboard-read", "clipboard-write"]) as page:
        card(page, FIRST).get_by_role("button", name="Copy with citation").click()
        expect(page.locator("#status")).to_have_text("Copied with its citation.")
        copied = str(page.evaluate("navigator.clipboard.readText()"))
        for words in (
            FIRST["span"]["text"], "The Harrow Courier, 2024-03-05, https://news.example/courier",
            "Verdict: contradicted.", "about 4.2 million crowns", "Ilse Brandão, turn t1",
        ):  # fmt: skip
            assert words in copied


# ---------------------------------------------------------------- review


def exported(page: Page) -> dict[str, Any]:
    """The review.json that the page gives out."""
    bar = page.locator(".reviewbar")
    if bar.get_attribute("open") is None:
        bar.locator("summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export review.json").click()
    assert download.value.suggested_filename == "review.json"
    found: dict[str, Any] = json.loads(Path(download.value.path()).read_text("utf-8"))
    return found


def override(page: Page, claim: dict[str, Any], verdict: str, comment: str) -> None:
    """Fill in and save the review of a card."""
    card(page, claim).get_by_role("button", name=re.compile("Override|Change")).click()
    card(page, claim).get_by_label("Verdict").select_option(verdict)
    card(page, claim).get_by_role("textbox").fill(comment)
    card(page, claim).get_by_role("button", name="Save review").click()


def test_reviews_are_kept_and_exported(bridge: Open) -> None:
    """Accepted, overridden and commented verdicts survive a reload, and are exported with what they were made on."""
    third = DATA["claims"][DATA["findings"][2][0]]
    with bridge() as page:
        card(page, FIRST).get_by_role("button", name="Accept verdict").click()
        override(page, SECOND, "supported", "The recording has it.")
        override(page, third, "", "Ask the desk.")
        page.reload()
        expect(card(page, SECOND).locator(".reviewed")).to_contain_text("The recording has it.")
        expect(card(page, SECOND).locator("h3 .badge")).to_have_class(re.compile(SECOND["verdict"]))
        page.locator(".reviewbar summary").click()
        page.get_by_label("Reviewer").fill("R. Weir")
        page.get_by_label("Reviewer").blur()
        file = exported(page)
    assert (file["contract"], file["case"], file["reviewer"]) == ("review.v1", DATA["case"], "R. Weir")
    assert {review["claim_id"] for review in file["reviews"]} == {FIRST["id"], SECOND["id"], third["id"]}
    by_id = {review["claim_id"]: review for review in file["reviews"]}
    accepted, overridden, commented = (by_id[claim["id"]] for claim in (FIRST, SECOND, third))
    assert [r["decision"] for r in (accepted, overridden, commented)] == ["accepted", "overridden", "commented"]
    assert [r["verdict"] for r in (accepted, overridden, commented)] == [FIRST["verdict"], "supported", None]
    assert (accepted["quote_fidelity"], commented["quote_fidelity"]) == (FIRST["fidelity"], None)
    assert (overridden["comment"], accepted["comment"]) == ("The recording has it.", None)
    for review, claim in ((accepted, FIRST), (overridden, SECOND), (commented, third)):
        assert (review["source_id"], review["span"]) == (claim["source_id"], claim["span"])
        assert review["machine_verdict"] == claim["verdict"]
        assert (review["claim_digest"], review["evidence_digest"]) == (claim["claim_digest"], claim["evidence_digest"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", review["reviewed_at"])


def test_an_exported_review_is_imported_elsewhere(bridge: Open, tmp_path: Path) -> None:
    """Another reader who imports the file sees the same reviews, and exports them with the first one's name."""
    with bridge() as page:
        override(page, FIRST, "supported", "Seen.")
        page.locator(".reviewbar summary").click()
        page.get_by_label("Reviewer").fill("R. Weir")
        page.get_by_label("Reviewer").blur()
        file = exported(page)
    path = tmp_path / "review.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    with bridge() as page:
        page.locator("#review-file").set_input_files(path)
        expect(page.locator("#status")).to_have_text("1 review taken.")
        expect(card(page, FIRST).locator(".reviewed")).to_contain_text("Seen.")
        assert exported(page)["reviews"] == [{**file["reviews"][0], "reviewer": "R. Weir"}]


def test_what_is_no_review_of_these_claims_is_refused_and_told(bridge: Open, tmp_path: Path) -> None:
    """A file that is no review.json is named as such; reviews of changed or unknown claims are counted and left out."""
    review = {
        "claim_id": FIRST["id"], "decision": "accepted", "verdict": FIRST["verdict"],
        "reviewed_at": "2024-03-06T10:00Z", "claim_digest": FIRST["claim_digest"], "evidence_digest": "0" * 64,
    }  # fmt: skip
    odd = [review, {**review, "claim_id": "gone"}, {**review, "verdict": "<b>"}, 7, None,
           {**review, "decision": "commented"}]
    files = {
        "not JSON": "{", "no review.json": json.dumps([review]),
        "0 reviews taken; 1 about words that have changed since; 5 about no claim of this run.":
            json.dumps({"contract": "review.v1", "reviews": odd}),
    }  # fmt: skip
    with bridge() as page:
        for told, content in files.items():
            path = tmp_path / "review.json"
            path.write_text(content, encoding="utf-8")
            page.locator("#review-file").set_input_files(path)
            expect(page.locator("#status")).to_contain_text(told)
        expect(page.locator(".reviewed")).to_have_count(0)


def test_a_kept_review_is_not_shown_on_changed_words(browser: Browser, tmp_path: Path) -> None:
    """When the claim's evidence has changed since, the review of this browser is counted and not shown."""
    rec = RUN.reconciliation
    first = next(c for c in rec.claims if c.id == FIRST["id"])
    corrected = dataclasses.replace(first, evidence=(dataclasses.replace(first.evidence[0], text="Corrected."),))
    claims = tuple(corrected if c is first else c for c in rec.claims)
    changed = dataclasses.replace(RUN, reconciliation=dataclasses.replace(rec, claims=claims))
    path = tmp_path / "report.html"
    path.write_text(render(RUN, "html"), encoding="utf-8")
    with opened_page(browser, path) as page:
        card(page, FIRST).get_by_role("button", name="Accept verdict").click()
        path.write_text(render(changed, "html"), encoding="utf-8")
        page.reload()
        expect(page.locator("#review-count")).to_contain_text("0 claims reviewed in this browser; 1 review not shown")
        assert exported(page)["reviews"] == []
        expect(page.locator(".reviewed")).to_have_count(0)


def test_reviews_are_filtered_and_withdrawn(bridge: Open) -> None:
    """What is reviewed can be left out of the list, and a review can be taken back."""
    with bridge() as page:
        card(page, FIRST).get_by_role("button", name="Accept verdict").click()
        page.locator("#filter-reviewed").select_option("no")
        expect(card(page, FIRST)).to_have_count(0)
        page.locator("#filter-reviewed").select_option("yes")
        expect(page.locator(CARDS)).to_have_count(1)
        card(page, FIRST).get_by_role("button", name="Withdraw review").click()
        expect(page.locator("#review-count")).to_have_text("0 claims reviewed in this browser")


def test_a_stored_human_verdict_stands_apart_from_the_machine_verdict(browser: Browser, tmp_path: Path) -> None:
    """A stored review is shown beside the machine's verdict, which stays; one that fits no more is listed."""
    claim = next(c for c in RUN.reconciliation.claims if c.id == FIRST["id"])
    stored = Review(
        claim_id=claim.id, source_id=claim.source_id, span=claim.span, machine_verdict="partially_supported",
        decision="overridden", verdict="supported", quote_fidelity=None, comment="Heard on tape.", reviewer="R. Weir",
        reviewed_at=dt.datetime(2024, 3, 6, 10, tzinfo=dt.UTC), carried_from="monday", claim_digest=claim_digest(claim),
        evidence_digest=evidence_digest(claim),
    )  # fmt: skip
    gone = dataclasses.replace(stored, comment="Of old words.")
    run = dataclasses.replace(RUN, reviews={claim.id: stored}, outdated=(gone,))
    path = tmp_path / "report.html"
    path.write_text(render(run, "html"), encoding="utf-8")
    with opened_page(browser, path) as page:
        expect(card(page, FIRST).locator("h3 .badge")).to_have_text("contradicted")
        human = card(page, FIRST).locator(".reviewed")
        expect(human).to_contain_text("Human verdict stored with the run: overridden supported")
        for told in ("R. Weir", "6 Mar 2024", "carried over from monday", "then: partly supported", "Heard on tape."):
            expect(human).to_contain_text(told)
        follow(page, "run")
        expect(page.locator(".view.run")).to_contain_text("Of old words.")


# ---------------------------------------------------------------- keyboard


def test_the_keys_walk_search_and_switch_views(bridge: Open) -> None:
    """`j` and `k` go from finding to finding, `/` to the search, digits to the views, `?` opens the help."""
    with bridge() as page:
        page.keyboard.press("j")
        assert focused(page) == FIRST["anchor"]
        page.keyboard.press("j")
        assert focused(page) == SECOND["anchor"]
        page.keyboard.press("k")
        assert focused(page) == FIRST["anchor"]
        page.keyboard.press("a")
        expect(card(page, FIRST).locator(".reviewed")).to_contain_text("accepted")
        page.keyboard.press("o")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        assert focused(page) == "search"
        page.keyboard.type("j?4")
        expect(page.get_by_label("Search")).to_have_value("j?4")
        page.get_by_label("Search").fill("")
        page.get_by_label("Search").blur()
        page.keyboard.press("4")
        expect(page.locator(".view.coverage")).to_be_visible()
        page.keyboard.press("j")
        expect(page.locator(".view.findings")).to_be_visible()
        assert focused(page).startswith("claim-")
        page.go_back()
        expect(page.locator(".view.coverage")).to_be_visible()
        page.keyboard.press("?")
        expect(page.locator("dialog#help")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog#help")).to_be_hidden()


def test_the_keys_can_be_switched_off(bridge: Open) -> None:
    """Without its keys the page does nothing on a character, also after a reload; the help stays within reach."""
    with bridge() as page:
        page.get_by_role("button", name="Help").click()
        page.get_by_label("Keys of one character").uncheck()
        page.get_by_role("button", name="Close").click()
        for _ in range(2):
            page.keyboard.press("4")
            page.keyboard.press("?")
            expect(page.locator(".view.findings")).to_be_visible()
            expect(page.locator("dialog[open]")).to_have_count(0)
            page.reload()


def test_every_control_is_reached_with_tab(bridge: Open) -> None:
    """Tabbing from the top passes the skip link, the views, every filter and each control of the first card."""
    with bridge() as page:
        reached = []
        for _ in range(30):
            page.keyboard.press("Tab")
            reached.append(str(page.evaluate("document.activeElement.textContent || document.activeElement.id")))
        for control in ("Skip to the content", "Transcript", "search", "Clear filters", "Accept verdict", "Copy with"):
            assert any(text.startswith(control) for text in reached), control


# ---------------------------------------------------------------- shape and colour


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_no_violation(bridge: Open, view: str) -> None:
    """Every view holds the rules that axe can check: names, roles, target size and, in both schemes, contrast."""
    with bridge(f"#{view}", color_scheme="light") as page:
        expect(page.locator(f".view.{view} h2")).to_be_visible()
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, "color-contrast", "link-in-text-block") == []


def test_axe_finds_no_violation_in_what_opens(bridge: Open) -> None:
    """The review form, the claims on a passage, everything folded and the help hold them too."""
    with bridge() as page:
        card(page, FIRST).get_by_role("button", name="Override or comment").click()
        page.evaluate("document.querySelectorAll('details').forEach(held => { held.open = true })")
        expect(page.locator(".steps table")).to_be_visible()
        page.evaluate("scrollTo(0, 0)")  # what the views' bar covers would count as too small
        assert violations(page) == []
        follow(page, "transcript")
        page.locator(".note").first.focus()
        expect(page.locator(".claims-on")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Help").click()
        assert violations(page) == []


def test_dark_is_dark(bridge: Open) -> None:
    """Readers who prefer dark get light words on dark paper, others dark words on light paper."""
    channels = "scheme => getComputedStyle(document.body)[scheme].match(/\\d+/g).slice(0, 3).map(Number)"
    for scheme in ("light", "dark"):
        with bridge(color_scheme=scheme) as page:
            paper, ink = (sum(page.evaluate(channels, name)) for name in ("backgroundColor", "color"))
            assert (paper < ink) == (scheme == "dark")


@pytest.mark.parametrize("width", [320, 360, 1024, 1920])
def test_no_width_needs_sideways_scrolling(bridge: Open, width: int) -> None:
    """From the narrowest phone to a wide screen the page is as wide as its window, in every view."""
    with bridge(viewport={"width": width, "height": 800}) as page:
        for view in (*VIEWS, FIRST["anchor"]):
            if view != "findings":
                follow(page, view)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, view


def test_print_holds_all_that_is_filtered(browser: Browser, written: Callable[[str, RunRecord], Path]) -> None:
    """Printing builds every card that the filters keep, opens what is folded and leaves the controls out."""
    run = large_run(300)
    with opened_page(browser, written("printed", run)) as page:
        page.locator("#filter-show").select_option("all")
        page.locator("#filter-outlet").select_option("weir-news")
        wanted = sum(claim.source_id == "weir-news" for claim in run.reconciliation.claims)
        assert page.locator(CARDS).count() < wanted
        unfolded = "window.unfolded = document.querySelectorAll('.more[open]').length"
        page.evaluate(f"addEventListener('beforeprint', () => {{ {unfolded} }})")
        page.pdf()
        assert page.locator(CARDS).count() == wanted == page.evaluate("window.unfolded")
        assert page.locator(".more[open]").count() == 0
        page.emulate_media(media="print")
        expect(page.locator("nav.views")).to_be_hidden()
        expect(page.locator(".filters")).to_be_hidden()
        expect(page.locator(".copy").first).to_be_hidden()
        label = page.locator(".view.findings").evaluate("view => getComputedStyle(view, '::before').content")
        assert "Weir Valley News" in label


def test_without_scripts_the_page_names_the_other_report(bridge: Open) -> None:
    """A reader without scripts is told of report.md, and sees the counts."""
    with bridge(java_script_enabled=False) as page:
        expect(page.get_by_text("report.md")).to_be_visible()
        expect(page.locator(".tile").first).to_be_visible()


# ---------------------------------------------------------------- hostile articles


def as_told(text: str) -> str:
    """A text without blanks, hidden characters and the visible names that the page gives them."""
    named = re.sub(r"⟨U\+[0-9A-F]{4,6}⟩|[\u2400-\u2421]", "", text)
    return "".join(c for c in named if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf", "Cn", "Co"})


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory: pytest.TempPathFactory) -> RunRecord:
    """All hostile articles, judged as one case; their outlets have hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "transcript.txt").write_text(TRANSCRIPT, encoding="utf-8")
    names = list(HOSTILE.values())
    sources = []
    for number, path in enumerate(sorted(HOSTILE_ARTICLES.glob("*.txt"))):
        (folder / path.name).write_bytes(path.read_bytes())
        sources.append({"file": path.name, "publisher": names[number % len(names)] if number % 3 == 0 else None})
    case = {
        "title": "</title><script>alert(1)</script>", "event_date": "2019-05-14",
        "transcript": {"file": "transcript.txt"}, "sources": sources,
    }  # fmt: skip
    (folder / "case.json").write_text(json.dumps(case), encoding="utf-8")
    return judge_case(folder)


ACTIVE = "script, iframe, img, object, embed, link, base, video, audio, animate, foreignObject, image, use, plaintext"
ELEMENTS = f"""() => [
  ...[...document.querySelectorAll('{ACTIVE}')].map(node => node.tagName),
  ...[...document.querySelectorAll('*')].flatMap(node => [...node.attributes].filter(a => a.name.startsWith('on')
    || /href|src|action/.test(a.name) && !/^(#|https?:)/.test(a.value)).map(a => node.tagName + ' ' + a.name)),
]"""


def test_hostile_articles_run_nothing_and_show_as_text(
    browser: Browser, written: Callable[[str, RunRecord], Path], hostile_run: RunRecord
) -> None:
    """Fifty articles full of markup, handlers, links, templates, controls and formulas are shown as text."""
    data = page_data(hostile_run)
    read = [source for source in data["sources"] if source["status"] == "ok"]
    assert len(read) == len(data["sources"]) == 50
    assert len({claim["source_id"] for claim in data["claims"]}) == 50
    with opened_page(browser, written("hostile", hostile_run)) as page:
        page.locator("#filter-show").select_option("all")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(CARDS).count() == len(data["claims"])
        for view in VIEWS[1:]:
            follow(page, view)
        for source in read:
            follow(page, source["anchor"])
            shown = page.locator(".article .prose").evaluate(WORDS)
            assert as_told(shown) == as_told(hostile_run.texts[source["id"]]), source["id"]
        follow(page, read[0]["anchor"])
        page.locator(".view.articles select").select_option(read[7]["anchor"])
        expect(page.locator(f"#{read[7]['anchor']}")).to_be_visible()
        page.set_viewport_size({"width": 360, "height": 800})
        for view in VIEWS:
            follow(page, view)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, view
        assert page.evaluate(ELEMENTS) == ["SCRIPT", "SCRIPT"]
        assert page.evaluate("[typeof window.pwned, document.title]") == ["undefined", page.title()]
        hidden = page.evaluate("() => /[\\u202a-\\u202e\\u2066-\\u2069\\u0000-\\u0008]/.test(document.body.innerText)")
        assert not hidden


def test_hostile_words_in_any_field_run_nothing(browser: Browser, written: Callable[[str, RunRecord], Path]) -> None:
    """Names, ids, reasons, checks, languages, models and file names are as hostile as texts, and as harmless."""
    with opened_page(browser, written("poisoned", poisoned(EVERYTHING))) as page:
        page.locator("#filter-show").select_option("all")
        page.evaluate("document.querySelectorAll('details').forEach(held => { held.open = true })")
        for view in VIEWS[1:]:
            follow(page, view)
            expect(page.locator(f".view.{view}")).to_be_visible()
        assert page.evaluate(ELEMENTS) == ["SCRIPT", "SCRIPT"]
