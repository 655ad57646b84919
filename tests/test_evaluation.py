"""Measures of how right the program is: on labelled cases, on statements about documents, on reported speech."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES, Outcome, write_case
from hypothesis import given
from hypothesis import strategies as st

from summarize.evaluation.measures import (
    auc,
    balanced_accuracy,
    best_threshold,
    f1,
    interval,
    macro_f1,
    precision,
    recall,
    share,
)
from summarize.evaluation.quotes import Reported, find_reported, quote_figures, read_texts

Summarize = Callable[..., Outcome]
BENCHMARKS = Path(__file__).resolve().parent / "data" / "benchmarks"
CLAIMS, QUOTES = BENCHMARKS / "claims.jsonl", BENCHMARKS / "quotes.jsonl"
PAIRS = [("a", "a"), ("a", "a"), ("a", "b"), ("a", None), ("b", "b"), ("b", "a")]


# ---------------------------------------------------------------- measures


def test_measures_are_what_their_names_say() -> None:
    """On six pairs worked out by hand, each measure has its textbook value."""
    assert recall(PAIRS, "a") == 0.5
    assert precision(PAIRS, "a") == pytest.approx(2 / 3)
    assert balanced_accuracy(PAIRS) == 0.5
    assert f1(PAIRS, "a") == pytest.approx(2 * 0.5 * (2 / 3) / (0.5 + 2 / 3))
    assert macro_f1(PAIRS, ("a", "b", "c")) == pytest.approx((4 / 7 + 1 / 2) / 2)
    assert auc([(True, 0.9), (True, 0.4), (False, 0.4), (False, 0.1)]) == pytest.approx(3.5 / 4)


def test_a_measure_of_nothing_is_none() -> None:
    """Nothing is not measured as nought."""
    assert [share([]), recall([], "a"), balanced_accuracy([]), macro_f1([], "ab"), auc([(True, 1.0)])] == [None] * 5
    assert interval([], lambda some: share(some)) is None


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=30))
def test_the_best_threshold_is_at_least_as_good_as_any_guess(scored: list[tuple[bool, float]]) -> None:
    """With hindsight no baseline falls below saying always the same."""
    best = best_threshold(scored)
    assert (balanced_accuracy([(right, score >= best) for right, score in scored]) or 0) >= 0.5


def test_an_interval_is_repeatable_and_holds_the_measure() -> None:
    """The same groups give the same ends, and the measure of all lies between them."""
    groups = [[True, False], [True], [True, True, False], [False], [True]] * 4
    ends = interval(groups, share)
    assert ends == interval(groups, share)
    assert ends is not None
    assert ends[0] < 13 / 20 < ends[1]


def test_an_interval_draws_whole_groups() -> None:
    """What stands in one group comes and goes together: one group alone leaves nothing to vary."""
    assert interval([[True, False]], share) == (0.5, 0.5)


# ---------------------------------------------------------------- gold


def gold_file(folder: Path, **changes: Any) -> Path:
    """Labels for the invented case: one right, one wrong, one for which there is no claim."""
    text = ARTICLES["courier"]
    fees, cargo = "We will raise the berth fees this year", "the port handled 6.8 million tonnes of cargo last year"
    label = {
        "id": "fees", "source": "courier", "span": fees, "start": text.index(fees),
        "end": text.index(fees) + len(fees), "verdict": "contradicted", "quote_fidelity": "altered",
        "speaker": "Lindqvist", "evidence": [{"start": 210, "end": 250, "text": "x"}],
    } | changes  # fmt: skip
    start = text.index(cargo)
    second = {
        "id": "cargo", "source": "courier", "span": cargo, "start": start, "end": start + len(cargo),
        "verdict": "not_in_transcript", "acceptable": ["contradicted"],
    }  # fmt: skip
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in (label, second)), encoding="utf-8")
    return path


def test_gold_measures_a_case_and_its_run_alike(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """A case folder is judged first; a run of it gives the same figures."""
    labels = gold_file(tmp_path)
    summarize("run", case, "--out", tmp_path / "run")
    from_case = summarize("eval", "gold", case, labels, "--json")
    from_run = summarize("eval", "gold", tmp_path / "run", labels, "--json")
    figures = json.loads(from_case.out)
    assert from_case == from_run
    assert (figures["gold_claims"], figures["coverage"]) == (2, 1.0)
    assert (figures["verdict_accuracy"], figures["verdict_accuracy_lenient"]) == (0.5, 1.0)
    assert figures["quote_fidelity_accuracy"] == figures["speaker_accuracy"] == 1.0
    assert figures["invalid_spans"] == figures["invalid_evidence"] == 0
    assert figures["classes"]["contradicted"] == {"labels": 1, "recall": 1.0, "precision": 0.5}
    assert figures["confusion"]["not_in_transcript"] == {"contradicted": 1}
    assert figures["baselines"]["always supported"]["verdict_accuracy"] == 0.0


def test_gold_shows_the_labels_and_the_baselines(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """--show puts every label above the figures, wrong ones marked."""
    done = summarize("eval", "gold", case, gold_file(tmp_path), "--show")
    lines = done.out.splitlines()
    assert done.status == 0
    assert lines[0].startswith("  fees ")
    assert lines[1].startswith("x cargo ")
    assert {"this run", "always supported", "fuzzy match"} <= {line.split("  ")[0] for line in lines}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"verdict": None}, "gold.jsonl, line 1: 'verdict' is missing"),
        ({"verdict": "true"}, "'verdict' is 'true'; it must be one of supported"),
        ({"acceptible": []}, "unknown key 'acceptible'; did you mean 'acceptable'?"),
        ({"start": "8"}, "'start' must be a whole number"),
        ({"end": 1}, "is no range of the text"),
        ({"source": "herald"}, "a source 'herald' that the run does not have; it has gazette, courier"),
        ({"id": "cargo"}, "line 2: the id 'cargo' is there twice"),
        ({"evidence": [7]}, "'evidence' must be a list of objects"),
    ],
)
def test_a_faulty_label_is_one_line(
    summarize: Summarize, case: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    """What is wrong with a label is said with its file, line and field."""
    done = summarize("eval", "gold", case, gold_file(tmp_path, **change))
    assert (done.status, done.out, done.err.count("\n")) == (3, "", 1)
    assert said in done.err


# ---------------------------------------------------------------- claims


def test_claims_prints_figures_beside_baselines(summarize: Summarize, tmp_path: Path) -> None:
    """Each file is a line of figures; what was said of each item is written where asked for."""
    done = summarize("eval", "claims", CLAIMS, "--predictions", tmp_path / "said.jsonl")
    header, row = done.out.splitlines()[:2]
    said = [json.loads(line) for line in (tmp_path / "said.jsonl").read_text("utf-8").splitlines()]
    assert done.status == 0
    assert "always supported" in header
    assert row.split()[:2] == ["claims.jsonl", "5"]
    assert [line["id"] for line in said] == ["pier-1", "pier-2", "pier-3", "ferry-1", "ferry-2"]
    assert all(0 <= line["score"] <= 1 for line in said)


def test_claims_in_json_are_right_about_plain_ones(summarize: Summarize) -> None:
    """Plain statements and plain alterations of them are told apart; a guess is worth half."""
    (figures,) = json.loads(summarize("eval", "claims", CLAIMS, "--json").out)
    assert figures["balanced_accuracy"] == figures["auc"] == 1.0
    assert figures["baselines"]["always supported"] == 0.5
    assert (figures["claims"], figures["documents"]) == (5, 2)


def test_claims_stops_at_the_limit(summarize: Summarize) -> None:
    """--limit takes the first items of each file."""
    (figures,) = json.loads(summarize("eval", "claims", CLAIMS, "--limit", "2", "--json").out)
    assert figures["claims"] == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 1: is not JSON"),
        ("[]", "line 1: is not a JSON object"),
        ("", "holds no line"),
        ('{"id": "a", "document": "x", "claim": "y"}', "line 1: 'label' is missing"),
        ('{"id": "a", "document": "x", "claim": "y", "label": 2}', "'label' is 2; it must be one of 0, 1"),
        ('{"id": "a", "document": 7, "claim": "y", "label": 1}', "'document' must be a text"),
    ],
)
def test_a_faulty_benchmark_is_one_line(summarize: Summarize, tmp_path: Path, line: str, said: str) -> None:
    """A line that cannot be used ends with status 3 before anything is scored."""
    path = tmp_path / "some.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    done = summarize("eval", "claims", path)
    assert (done.status, done.out, done.err.count("\n")) == (3, "", 1)
    assert said in done.err


def test_predictions_replace_nothing(summarize: Summarize, tmp_path: Path) -> None:
    """A file that is there already is refused before the work, and left as it is."""
    (tmp_path / "said.jsonl").write_text("mine", encoding="utf-8")
    done = summarize("eval", "claims", CLAIMS, "--predictions", tmp_path / "said.jsonl")
    assert done.status == 3
    assert (tmp_path / "said.jsonl").read_text("utf-8") == "mine"


# ---------------------------------------------------------------- quotes


def test_quotes_finds_all_kinds_with_their_speakers(summarize: Summarize, tmp_path: Path) -> None:
    """In two plain sentences each kind of reported speech is found, and the predictions say where."""
    done = summarize("eval", "quotes", QUOTES, "--json", "--predictions", tmp_path / "said.jsonl")
    marked, every = json.loads(done.out)
    first, second = (json.loads(line) for line in (tmp_path / "said.jsonl").read_text("utf-8").splitlines())
    assert marked["f1"] == every["f1"] == every["speaker_right"] == 1.0
    assert (marked["kinds"], every["speakers"]) == (["direct", "mixed"], 3)
    assert (len(first["quotes"]), second["quotes"]) == (3, [])


def test_quotes_prints_a_table(summarize: Summarize) -> None:
    """A file has a line for marked speech and one for all."""
    rows = summarize("eval", "quotes", QUOTES).out.splitlines()[1:3]
    assert [row.split()[1] for row in rows] == ["direct,mixed", "direct,mixed,indirect"]


def test_speech_found_in_vain_costs_precision_unless_it_is_speech() -> None:
    """A spare stretch counts against precision only outside labelled speech; a wrong speaker is no right one."""
    texts = read_texts(QUOTES)
    quote = next(one for one in texts[0].quotes if one.kind == "direct")
    inside = Reported("direct", ((quote.parts[0][0], quote.parts[0][0] + 4),))
    outside = Reported("direct", ((0, 10),))
    renamed = Reported("direct", quote.parts, ((0, 3),), "The")
    figures = quote_figures("f", texts, {"harbour": [renamed, inside, outside]}, ("direct",))
    assert (figures.precision, figures.recall, figures.speaker_right) == (0.5, 1.0, 0.0)


def test_a_broken_quotation_is_one() -> None:
    """A quotation that its reporting clause breaks is found as one, in two parts."""
    text = '"The pier is safe," Jonas Okafor told reporters on Friday. "It will stand for another hundred years."'
    (found,) = [one for one in find_reported(text, "en") if one.kind == "direct"]
    assert [text[a:b] for a, b in found.parts] == [
        '"The pier is safe,"', '"It will stand for another hundred years."',
    ]  # fmt: skip


def test_a_quotation_out_of_the_text_is_refused(summarize: Summarize, tmp_path: Path) -> None:
    """Offsets that leave the text are a fault of the line."""
    path = tmp_path / "some.jsonl"
    path.write_text('{"id": "a", "text": "short", "quotes": [{"start": 0, "end": 9, "kind": "direct"}]}', "utf-8")
    done = summarize("eval", "quotes", path)
    assert done.status == 3
    assert "line 1, quotes 1: 'start' to 'end' (0 to 9) is no range of the text" in done.err


def test_evaluating_reads_no_more_than_it_needs(summarize: Summarize, tmp_path: Path) -> None:
    """A run folder that is none is refused like everywhere."""
    write_case(tmp_path / "case")
    done = summarize("eval", "gold", tmp_path / "nowhere", gold_file(tmp_path))
    assert done.status == 3
