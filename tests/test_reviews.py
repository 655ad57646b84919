"""What people decide about verdicts: stored with a run, shown beside the machine's, carried over to later runs."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Outcome, edited_case, write_case
from reviewing import export_of, review_of, store_review

from summarize.records import JudgedClaim
from summarize.reviews import claim_digest, decode_reviews, evidence_digest, place_reviews
from summarize.runs import read_run

Summarize = Callable[..., Outcome]
DATA = Path(__file__).parent / "data" / "reviews"
BROKEN: list[dict[str, Any]] = json.loads((DATA / "broken.json").read_text("utf-8"))
CARRIED: list[dict[str, Any]] = json.loads((DATA / "carried.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the invented case, to be copied."""
    from summarize.pipeline import run_case

    folder = tmp_path_factory.mktemp("judged")
    run_case(write_case(folder / "case"), folder / "run")
    return folder / "run"


@pytest.fixture
def run(judged: Path, tmp_path: Path) -> Path:
    """A run of the invented case."""
    shutil.copytree(judged, tmp_path / "run")
    return tmp_path / "run"


def claim_saying(run: Path, words: str) -> JudgedClaim:
    return next(c for c in read_run(run).reconciliation.claims if words in c.span.text)


def write(file: Path, content: Any) -> Path:
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


# ---------------------------------------------------------------- digests


def test_digests_are_those_that_the_page_computes(run: Path) -> None:
    """The digests are SHA-256 of compact JSON with sorted keys, so that a browser can compute the same."""
    claim = claim_saying(run, "will raise")
    evidence = json.dumps([[e.speaker, e.text] for e in claim.evidence], ensure_ascii=False, separators=(",", ":"))
    said = (
        f'{{"kind":{json.dumps(claim.kind)},"source_id":"courier","speaker":{json.dumps(claim.speaker)},'
        f'"text":{json.dumps(claim.span.text, ensure_ascii=False)}}}'
    )
    assert claim_digest(claim) == hashlib.sha256(said.encode()).hexdigest()
    assert evidence_digest(claim) == hashlib.sha256(evidence.encode()).hexdigest()


# ---------------------------------------------------------------- storing


def test_a_review_is_stored_and_shown_beside_the_verdict(summarize: Summarize, run: Path, tmp_path: Path) -> None:
    """A stored review changes no verdict, and every face of the run shows both, with who decided and when."""
    before = {name: (run / name).read_bytes() for name in ("reconciliation.json", "run.json")}
    claim = store_review(summarize, run, tmp_path / "review.json", claim_saying(run, "6.8 million").id)
    assert claim.verdict == "contradicted"
    assert {name: (run / name).read_bytes() for name in before} == before
    assert json.loads((run / "review.json").read_text("utf-8"))["reviews"][0]["claim_id"] == claim.id
    shown = "overridden to supported by Ann Reed on 2026-03-01: I was there."
    for face in (summarize("show", run, claim.id).out, summarize("report", run).out, (run / "report.md").read_text()):
        flat = " ".join(face.split())
        assert shown in flat
        assert "contradicted" in flat.lower()
    assert "overridden to supported" in summarize("show", run).out
    assert "1 of " in summarize("report", run).out


def test_the_table_has_columns_for_reviews(summarize: Summarize, run: Path, tmp_path: Path) -> None:
    """`claims.csv` keeps the machine's verdict and has what the person decided in columns of its own."""
    claim = store_review(
        summarize, run, tmp_path / "review.json", claim_saying(run, "6.8 million").id, quote_fidelity="variant"
    )
    rows = csv.DictReader(io.StringIO((run / "claims.csv").read_text("utf-8-sig"), newline=""))
    by_id = {row["claim_id"]: row for row in rows}
    row = by_id.pop(claim.id)
    assert {key: value for key, value in row.items() if "review" in key} == {
        "review": "overridden", "review_verdict": "supported", "review_quote_fidelity": "variant",
        "review_comment": "I was there.", "reviewer": "Ann Reed", "reviewed_at": "2026-03-01T10:00:00+00:00",
        "review_carried_from": "",
    }
    assert row["verdict"] == "contradicted"
    assert {other["review"] for other in by_id.values()} == {""}


RATINGS: list[tuple[dict[str, Any], int, str, str]] = [
    ({"decision": "overridden", "verdict": "supported"}, 5, "Person", "2026-03-01"),
    ({"decision": "accepted", "verdict": None}, 1, "Person", "2026-03-01"),
    ({"decision": "commented", "verdict": None}, 1, "Organization", ""),
]


@pytest.mark.parametrize(("decided", "rating", "author", "day"), RATINGS)
def test_a_persons_verdict_is_the_published_rating(
    summarize: Summarize, run: Path, tmp_path: Path, decided: dict[str, Any], rating: int, author: str, day: str
) -> None:
    """In ClaimReview the rating is the person's, under their name and date; the text names the machine's verdict."""
    claim = store_review(summarize, run, tmp_path / "review.json", claim_saying(run, "6.8 million").id, **decided)
    graph = json.loads((run / "claimreview.jsonld").read_text("utf-8"))["@graph"]
    review = next(one for one in graph if one["identifier"] == claim.id)
    assert review["reviewRating"]["ratingValue"] == rating
    assert review["author"]["@type"] == author
    assert day in review["datePublished"]
    assert "The machine's verdict: contradicted." in review["reviewBody"]
    assert "Ann Reed" in review["reviewBody"]


def test_each_review_is_accounted_for(summarize: Summarize, run: Path, tmp_path: Path) -> None:
    """What was stored, replaced, stored already, older, and why a review does not apply are told apart, a line each."""
    record = read_run(run)
    one, two, three, four, *_ = record.reconciliation.claims
    file = tmp_path / "review.json"
    summarize("review", run, write(file, export_of(record, review_of(two), review_of(three), review_of(four))))
    new = [
        review_of(one),
        review_of(two, reviewed_at="2026-03-02T10:00:00Z", verdict="unjudged"),
        review_of(three, reviewed_at="2026-02-02T10:00:00Z", verdict="unjudged"),
        review_of(four),
        review_of(one, claim_id="x-1", claim_digest="0" * 64, source_id="nowhere"),
        review_of(one, claim_digest="0" * 64),
        review_of(one, evidence_digest="0" * 64),
    ]
    done = summarize("review", run, write(file, export_of(record, *new)))
    ends = [line.split("  ")[2] for line in done.out.splitlines()[:-1]]
    assert done.status == 0
    assert ends == [
        "stored", "replaced an earlier one", "not stored: the stored one is newer", "stored already",
        "not applicable: the claim is gone", "not applicable: the claim is gone",
        "not applicable: it rests on other evidence now",
    ]
    kept = {review.claim_id: review.verdict for review in read_run(run).reviews.values()}
    assert kept == {one.id: "supported", two.id: "unjudged", three.id: "supported", four.id: "supported"}


def test_of_a_sentence_printed_twice_the_one_with_the_evidence_is_meant(run: Path) -> None:
    """Of two claims with the same words, a review fits the one whose evidence was reviewed, whatever the ids are."""
    claim = claim_saying(run, "6.8 million")
    twin = dataclasses.replace(claim, id="courier-900", evidence=())
    reviews = decode_reviews(export_of(read_run(run), review_of(twin, claim_id=claim.id))).reviews
    [placed] = place_reviews(reviews, [claim, twin])
    assert (placed.claim, placed.misfit) == (twin, None)


def test_the_same_review_again_keeps_where_it_came_from(
    summarize: Summarize, run: Path, case: Path, tmp_path: Path
) -> None:
    """Storing once more what was carried over changes nothing, the name of the first run included."""
    store_review(summarize, run, tmp_path / "review.json", claim_saying(run, "6.8 million").id)
    summarize("run", case, "--out", tmp_path / "second")
    assert "  stored already\n" in summarize("review", tmp_path / "second", tmp_path / "review.json").out
    assert [review.carried_from for review in read_run(tmp_path / "second").reviews.values()] == ["run"]


def test_reviews_of_several_people_keep_their_names(summarize: Summarize, run: Path, tmp_path: Path) -> None:
    """Where two people reviewed different claims, each review keeps its reviewer."""
    record = read_run(run)
    one, two, *_ = record.reconciliation.claims
    for claim, name in ((one, "Ann Reed"), (two, "Bo Lind")):
        summarize("review", run, write(tmp_path / "review.json", export_of(record, review_of(claim), reviewer=name)))
    assert {r.claim_id: r.reviewer for r in read_run(run).reviews.values()} == {one.id: "Ann Reed", two.id: "Bo Lind"}
    assert summarize("check", run).status == 0


def test_stored_reviews_are_listed(summarize: Summarize, run: Path, tmp_path: Path) -> None:
    """`review RUN` lists what is stored; `--json` prints it as a file that can be stored again."""
    assert summarize("review", run).out == "no reviews\n"
    claim = store_review(summarize, run, tmp_path / "review.json", claim_saying(run, "6.8 million").id)
    listed = summarize("review", run).out.splitlines()
    assert listed[0].startswith(f"{claim.id}  contradicted; overridden to supported by Ann Reed on 2026-03-01")
    assert len(listed) == 2
    again = write(tmp_path / "again.json", summarize("review", run, "--json").out)
    assert "  stored already\n" in summarize("review", run, again).out


def test_a_review_of_the_same_run_may_lie_in_its_folder(summarize: Summarize, run: Path) -> None:
    """An export saved into the run folder as `review.json` is taken for what it is: the stored reviews."""
    record = read_run(run)
    write(run / "review.json", export_of(record, review_of(record.reconciliation.claims[0])))
    assert "stored already" in summarize("review", run, run / "review.json").out


# ---------------------------------------------------------------- wrong input


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_a_broken_file_is_refused_with_every_violation(
    summarize: Summarize, run: Path, tmp_path: Path, case: dict[str, Any]
) -> None:
    """A file that breaks the contract ends with 3 and one line with all its faults; the run is left as it was."""
    record = read_run(run)
    export = export_of(record, review_of(record.reconciliation.claims[0], **case.get("review", {})))
    content: Any = case["text"] if "text" in case else export | case.get("file", {})
    before = (run / "report.md").read_bytes()
    done = summarize("review", run, write(tmp_path / "review.json", content))
    assert done.status == 3
    assert done.err.count("\n") == 1
    for words in [*case["says"], "name reviews of" if case["name"] == "another event" else "; export it again"]:
        assert words in done.err
    assert (run / "report.md").read_bytes() == before
    assert not (run / "review.json").exists()
    write(run / "review.json", content)
    assert summarize("check", run).status == 3
    assert summarize("check", run / "review.json").status == (0 if case["name"] == "another event" else 3)


def test_what_is_not_there_is_said(summarize: Summarize, run: Path, tmp_path: Path) -> None:
    """A missing file, a folder without reviews and a folder that is no run are one line with what to do."""
    for arguments, words in (
        ((run, tmp_path / "none.json"), "export one from the review in RUN/report.html"),
        ((run, tmp_path), "store some first: summarize review RUN review.json"),
        ((tmp_path / "nothing",), "there is no such run folder"),
    ):
        done = summarize("review", *arguments)
        assert done.status == 3
        assert done.err.count("\n") == 1
        assert words in done.err


def test_json_lists_and_does_not_store(summarize: Summarize, run: Path, tmp_path: Path) -> None:
    """`--json` together with a file is wrong usage."""
    assert summarize("review", run, tmp_path / "review.json", "--json").status == 2


# ---------------------------------------------------------------- carrying over


@pytest.mark.parametrize("case", CARRIED, ids=lambda case: case["name"])
def test_a_review_is_carried_over_while_claim_and_evidence_are_unchanged(
    summarize: Summarize, run: Path, tmp_path: Path, case: dict[str, Any]
) -> None:
    """A new run takes over the reviews that still fit, says where they come from, and says why others do not."""
    store_review(summarize, run, tmp_path / "review.json", claim_saying(run, case["reviewed"]).id)
    done = summarize("run", edited_case(tmp_path / "edited", case), "--out", tmp_path / "second")
    carried = read_run(tmp_path / "second").reviews.values()
    assert done.status == 0
    assert [(review.carried_from, review.reviewer, review.comment) for review in carried] == (
        [("run", "Ann Reed", "I was there.")] if case["carried"] else []
    )
    assert case["says"] in done.err
    assert done.err.count("\n") == 1
    if case["carried"]:
        assert "(carried over from run)" in (tmp_path / "second" / "report.md").read_text("utf-8")
        (review,) = carried
        claim = claim_saying(tmp_path / "second", case["reviewed"])
        assert (review.claim_id, review.span) == (claim.id, claim.span)


def test_no_reviews_looks_for_none(summarize: Summarize, run: Path, case: Path, tmp_path: Path) -> None:
    """`--no-reviews` carries nothing over and says nothing."""
    store_review(summarize, run, tmp_path / "review.json", claim_saying(run, "6.8 million").id)
    done = summarize("run", case, "--out", tmp_path / "second", "--no-reviews")
    assert (done.status, done.err) == (0, "")
    assert not (tmp_path / "second" / "review.json").exists()


@pytest.mark.parametrize("given", ["folder", "file"])
def test_reviews_may_be_named(summarize: Summarize, run: Path, case: Path, tmp_path: Path, given: str) -> None:
    """`--reviews` takes a run folder or a file, wherever it lies."""
    store_review(summarize, run, tmp_path / "review.json", claim_saying(run, "6.8 million").id)
    named = run if given == "folder" else run / "review.json"
    done = summarize("run", case, "--out", tmp_path / "deep" / "second", "--reviews", named)
    assert done.err == "summarize: 1 review carried over from run\n"
    assert len(read_run(tmp_path / "deep" / "second").reviews) == 1


def test_wrong_places_are_refused_before_the_work(summarize: Summarize, run: Path, case: Path, tmp_path: Path) -> None:
    """A named place without reviews, with those of another event, or beside `--no-reviews` is one line, and no run."""
    other = export_of(read_run(run)) | {"case": {"title": "Budget speech", "event_date": "2024-03-05"}}
    for arguments, status, words in (
        (["--reviews", run], 3, "store some first"),
        (["--reviews", write(tmp_path / "other.json", other)], 3, "name reviews of this case"),
        (["--reviews", run, "--no-reviews"], 2, "give one of them"),
    ):
        done = summarize("run", case, "--out", tmp_path / "second", *arguments)
        assert done.status == status
        assert done.err.count("\n") == 1
        assert words in done.err
        assert not (tmp_path / "second").exists()


def test_the_newest_review_of_all_runs_is_taken(summarize: Summarize, run: Path, case: Path, tmp_path: Path) -> None:
    """Of several runs' reviews of a claim the newest one is carried over, under the name of the run it was made in."""
    claim_id = claim_saying(run, "6.8 million").id
    store_review(summarize, run, tmp_path / "review.json", claim_id)
    summarize("run", case, "--out", tmp_path / "a-second")
    newer = {"reviewed_at": "2026-04-01T10:00:00+02:00", "verdict": "unjudged"}
    shutil.copytree(tmp_path / "a-second", tmp_path / "a-third")
    store_review(summarize, tmp_path / "a-third", tmp_path / "review.json", claim_id, **newer)
    summarize("run", case, "--out", tmp_path / "last")
    (review,) = read_run(tmp_path / "last").reviews.values()
    assert (review.verdict, review.carried_from) == ("unjudged", "a-third")
    shutil.rmtree(tmp_path / "a-third")
    summarize("run", case, "--out", tmp_path / "again", "--reviews", tmp_path / "a-second")
    (review,) = read_run(tmp_path / "again").reviews.values()
    assert (review.verdict, review.carried_from) == ("supported", "run")


def test_a_folder_may_have_any_name(summarize: Summarize, run: Path, case: Path, tmp_path: Path) -> None:
    """A run folder whose name is no text on this system is named as well as it can be."""
    store_review(summarize, run, tmp_path / "review.json", claim_saying(run, "6.8 million").id)
    run.rename(tmp_path / os.fsdecode(b"r\xffn"))
    assert summarize("run", case, "--out", tmp_path / "second").status == 0
    (review,) = read_run(tmp_path / "second").reviews.values()
    assert review.carried_from == "r\ufffdn"


def test_runs_of_other_cases_and_broken_reviews_are_passed_over(
    summarize: Summarize, run: Path, case: Path, tmp_path: Path
) -> None:
    """Beside the run, reviews of another event are left alone, and a broken file is a line and no fault."""
    shutil.copytree(run, tmp_path / "other")
    record = read_run(run)
    write(tmp_path / "other" / "review.json", export_of(record, review_of(record.reconciliation.claims[0])) | {
        "case": {"title": "Budget speech", "event_date": "2024-03-05"}
    })
    write(run / "review.json", "{")
    done = summarize("run", case, "--out", tmp_path / "second")
    assert done.status == 0
    assert done.err.count("\n") == 1
    assert f"{run / 'review.json'}: is not JSON" in done.err
    assert not (tmp_path / "second" / "review.json").exists()


def test_judging_again_keeps_the_runs_own_reviews(summarize: Summarize, run: Path) -> None:
    """`reconcile` keeps what fits, and sets aside without losing it what rests on other evidence."""
    record = read_run(run)
    one, two, *_ = record.reconciliation.claims
    file = export_of(record, review_of(one, machine_verdict="unjudged"), review_of(two, evidence_digest="0" * 64))
    write(run / "review.json", file)
    done = summarize("reconcile", run)
    assert done.err.count("\n") == 1
    assert f"the machine's verdict is {one.verdict} now; unjudged was reviewed" in done.err
    after = read_run(run)
    assert list(after.reviews) == [one.id]
    assert [review.claim_id for review in after.outdated] == [two.id]
    aside = f"{two.id}  set aside: overridden to supported; it rests on other evidence now"
    assert aside in summarize("review", run).out


def test_a_demo_run_anew_keeps_its_reviews(summarize: Summarize, tmp_path: Path) -> None:
    """The demo, which takes the place of its previous run, keeps that run's reviews."""
    demo = tmp_path / "demo"
    summarize("demo", "--out", demo)
    claim = read_run(demo).reconciliation.claims[0]
    store_review(summarize, demo, tmp_path / "review.json", claim.id)
    assert summarize("demo", "--out", demo).status == 0
    assert list(read_run(demo).reviews) == [claim.id]
    assert "I was there" in (demo / "report.md").read_text("utf-8")
