"""One run's dealings with a model, over the whole way: what is logged, what it costs, what a killed run keeps."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ARTICLES, Outcome, environment, write_case
from models import obey
from scripted_server import Answer, Received, ScriptedServer, failure, reply

Summarize = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known of earlier calls or other endpoints."""
    monkeypatch.setenv("SUMMARIZE_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.setenv("SUMMARIZE_ENCODER", "off")
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL", "SUMMARIZE_PRICES"):
        monkeypatch.delenv(name, raising=False)


def there(server: ScriptedServer) -> list[str]:
    """The options that lead to a server."""
    return ["--engine", "llm", "--base-url", server.base_url, "--model", "scripted"]


def model_part(run: Path) -> dict[str, object]:
    """What `run.json` says of the model."""
    part: dict[str, object] = json.loads((run / "run.json").read_text("utf-8"))["model"]
    return part


def test_every_attempt_is_in_the_run(summarize: Summarize, case: Path, tmp_path: Path) -> None:
    """`run.json` lists each attempt with its outcome, status and the wait after it."""
    with ScriptedServer([failure(503, "overloaded", {"retry-after-ms": "1"}), obey]) as server:
        assert summarize("run", case, "--out", tmp_path / "run", *there(server)).status == 0
        asked = len(server.received)
    attempts = model_part(tmp_path / "run")["attempts"]
    assert isinstance(attempts, list)
    assert len(attempts) == asked
    [failed] = [one for one in attempts if one["outcome"] != "answered"]
    assert (failed["outcome"], failed["status"], failed["wait"]) == ("EndpointBusy", 503, 0.001)
    assert {one["stage"] for one in attempts} == {"summary", "claims", "adjudicate"}


def test_a_table_of_prices_is_named_by_the_environment(
    summarize: Summarize, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SUMMARIZE_PRICES names a table that gives a model its price; without one the cost is unknown."""
    table = tmp_path / "prices.toml"
    table.write_text('[models]\n"scripted" = { input = 10, output = 20 }\n', encoding="utf-8")
    with ScriptedServer([obey]) as server:
        summarize("run", case, "--out", tmp_path / "a", *there(server))
        monkeypatch.setenv("SUMMARIZE_PRICES", str(table))
        summarize("run", case, "--out", tmp_path / "b", *there(server), "--refresh")
    costs = [json.loads((tmp_path / name / "run.json").read_text("utf-8"))["cost"]["total"] for name in ("a", "b")]
    assert costs[0] == "unknown"
    assert costs[1] > 0


def test_single_articles_go_to_the_model_too(summarize: Summarize, tmp_path: Path) -> None:
    """`source --engine llm` gives a model's summary and claims of an article, without any transcript."""
    article = tmp_path / "gazette.txt"
    article.write_text(ARTICLES["gazette"], encoding="utf-8")
    with ScriptedServer([obey]) as server:
        outcome = summarize("source", article, "--json", *there(server))
        asked = len(server.received)
    assert (outcome.status, asked) == (0, 2)
    [found] = json.loads(outcome.out)
    assert found["claims"]["engine"]["name"] == "llm"
    assert len(found["claims"]["claims"]) == 4


def test_an_article_that_the_model_fails_on_does_not_stop_the_others(summarize: Summarize, tmp_path: Path) -> None:
    """One article's unusable replies are told on stderr and by status 4; the other article is printed."""
    for name, text in ARTICLES.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")

    def partly(received: Received) -> Answer:
        return reply("no JSON") if "6.8 million" in json.dumps(received.body) else obey(received)

    with ScriptedServer([partly]) as server:
        outcome = summarize("source", *(tmp_path / f"{name}.txt" for name in ARTICLES), *there(server))
    assert outcome.status == 4
    assert "courier" in outcome.err
    assert "Port handles more cargo" in outcome.out


def test_a_killed_run_pays_nothing_twice(tmp_path: Path) -> None:
    """After kill -9 in the middle of `summarize run`, the next run sends no request again that had been answered."""
    case = write_case(tmp_path / "case", {f"paper-{n}": f"{text}\nPrinted as number {n}.\n" for n, text in
                                          enumerate([*ARTICLES.values()] * 3)})
    answered = 7

    def then_hold(received: Received) -> Answer:
        return replace(obey(received), hold=len(server.received) > answered)

    with ScriptedServer([then_hold]) as server:
        command = [sys.executable, "-m", "summarize", "run", str(case), "--out", str(tmp_path / "run"), *there(server),
                   "--concurrency", "3"]
        variables = environment(SUMMARIZE_STORE=str(tmp_path / "store.sqlite"))
        with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL) as process:
            for _ in range(3):  # its three calls at once are all waiting for an answer
                server.held.acquire()
            os.kill(process.pid, signal.SIGKILL)
        first = [received.digest for received in server.received][:answered]
        assert not (tmp_path / "run").exists()
        server.release()
        done = subprocess.run(command, env=variables, stdout=subprocess.DEVNULL, check=False, timeout=60)
        assert done.returncode == 0
        assert [server.counts[digest] for digest in first] == [1] * answered
        assert len(server.received) == len(server.counts) + 3
