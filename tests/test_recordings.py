"""Recordings: which one a replay takes, what each mode asks, and what `check` finds wrong with one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Outcome, environment, write_case
from models import answer_body, obey
from scripted_server import Answer, Received, ScriptedServer, failure, reply

from summarize.checking import check_paths
from summarize.errors import InputError, ReplayError, UsageError
from summarize.recordings import CaseName, find_recording, read_recording, recording_place
from summarize.replaying import recording_faults
from summarize.session import prompt_digests

Summarize = Callable[..., Outcome]
CASE = CaseName("case", "0" * 64)


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recordings lie in the current folder, and nothing is known of earlier calls."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUMMARIZE_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.setenv("SUMMARIZE_ENCODER", "off")
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


def make_recording(folder: Path, model: str = "m", **fields: object) -> Path:
    """A recording without exchanges."""
    folder.mkdir(parents=True)
    stated = {
        "contract": "recording.v1", "case": {"name": CASE.name, "sha256": CASE.sha256}, "model": model, "path": "/v1",
        "dialect": "", "prompts": prompt_digests(), "only": [], "tool": "0", "recorded": "2026-01-02",
        "preferred": False,
    }
    (folder / "recording.json").write_text(json.dumps(stated | fields), encoding="utf-8")
    return folder


class Recorder:
    """The command line on a case with a scripted endpoint, whose requests are counted."""

    def __init__(self, summarize: Summarize, case: Path, tmp_path: Path) -> None:
        self.call, self.case, self.folder, self.runs = summarize, case, tmp_path / "cassettes/case/scripted", 0

    def run(self, *options: str | Path, server: ScriptedServer | None = None) -> Outcome:
        """A run in a folder of its own."""
        self.runs += 1
        there = ["--base-url", server.base_url, "--model", "scripted"] if server else []
        return self.call("run", self.case, "--out", f"run{self.runs}", "--engine", "llm", *there, *options)

    def asked(self, *options: str | Path, step: Callable[[Received], Answer] = obey, status: int = 0) -> int:
        """How many requests such a run makes."""
        with ScriptedServer([step]) as server:
            outcome = self.run(*options, server=server)
            assert outcome.status == status, outcome.err
            return len(server.received)

    def result(self, run: int) -> str:
        """What the run of that number came to."""
        return Path(f"run{run}/reconciliation.json").read_text("utf-8")


@pytest.fixture
def recorder(summarize: Summarize, case: Path, tmp_path: Path) -> Recorder:
    """The command line on the invented case."""
    return Recorder(summarize, case, tmp_path)


# ---------------------------------------------------------------- modes


def test_a_recorded_run_replays_to_the_same_result(recorder: Recorder) -> None:
    """A replay needs no endpoint, key or store and gives the recorded run's result; run.json tells them apart."""
    made = recorder.asked("--record", "once")
    assert made > 4
    assert recorder.run("--replay").status == 0
    assert recorder.result(1) == recorder.result(2)
    live, replayed = (json.loads(Path(f"run{n}/run.json").read_text("utf-8")) for n in (1, 2))
    assert live["model"]["exchanges"] == {"played": 0, "recorded": made, "unplayed": []}
    assert replayed["model"]["exchanges"] == {"played": made, "recorded": 0, "unplayed": []}
    assert replayed["tokens"] == {"prompt": 0, "completion": 0}
    assert replayed["arguments"]["record"] == "none"


def test_once_records_once(recorder: Recorder) -> None:
    """`once` records where there is nothing, and after that asks nothing, even when something is missing."""
    assert recorder.asked("--record", "once") > 0
    assert recorder.asked("--record", "once") == 0
    shutil.rmtree(recorder.folder / "courier")
    assert recorder.asked("--record", "once", status=5) == 0


def test_new_episodes_asks_only_what_is_new(recorder: Recorder) -> None:
    """`new_episodes` plays what is recorded and records the rest."""
    whole = recorder.asked("--record", "new_episodes")
    lost = sum(path.read_text("utf-8").count("- request:") for path in (recorder.folder / "courier").iterdir())
    shutil.rmtree(recorder.folder / "courier")
    assert recorder.asked("--record", "new_episodes") == lost < whole
    assert recorder.run("--replay").status == 0


def test_all_records_anew_and_keeps_nothing_stale(recorder: Recorder) -> None:
    """`all` asks everything again, and what the old recording held beyond that is gone."""
    whole = recorder.asked("--record", "once")
    stale = recorder.folder / "closed-paper" / "claims.v1.yaml"
    shutil.copytree(recorder.folder / "courier", stale.parent)
    assert recorder.asked("--record", "all") == whole
    assert not stale.exists()
    assert [path.name for path in recorder.folder.parent.iterdir()] == ["scripted"]


def test_a_failed_recording_leaves_the_old_one(recorder: Recorder) -> None:
    """When recording everything anew fails, the recording that was there still replays."""
    recorder.asked("--record", "once")
    recorder.asked("--record", "all", step=lambda _: failure(401), status=4)
    assert recorder.run("--replay").status == 0
    assert [path.name for path in recorder.folder.parent.iterdir()] == ["scripted"]


def test_where_nothing_was_exchanged_nothing_is_left(recorder: Recorder) -> None:
    """A first recording whose endpoint does not answer leaves no folder that looks like a recording."""
    outcome = recorder.run("--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--record", "once", "--deadline", "1")
    assert outcome.status == 4
    assert list(recorder.folder.parent.glob("*")) == []


def test_a_recording_holds_also_what_was_paid_for_before(recorder: Recorder) -> None:
    """Replies in the store do not keep exchanges out of a recording."""
    assert recorder.asked() == recorder.asked("--record", "once")


def test_a_dialect_that_was_found_out_is_replayed(recorder: Recorder) -> None:
    """An endpoint that takes no schema is recorded as it was spoken to in the end, and replays at once."""

    def plain(received: Received) -> Answer:
        if received.body.get("response_format", {}).get("type") == "json_schema":
            return failure(400, "response_format json_schema is not supported")
        schema = json.loads(received.body["messages"][-1]["content"].rpartition("schema:\n")[2])
        name = next(n for n in ("sentences", "claims", "judgements") if n in schema["properties"])
        asked = {"sentences": "summary", "claims": "claims", "judgements": "adjudication"}[name]
        told = {"type": "json_schema", "json_schema": {"name": asked, "schema": schema}}
        return reply(answer_body({**received.body, "response_format": told}))

    recorder.asked("--record", "once", step=plain)
    assert read_recording(recorder.folder).dialect.startswith("json_object")
    assert recorder.run("--replay").status == 0
    assert recorder.result(1) == recorder.result(2)


def test_a_replay_asks_no_model_that_the_environment_names(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model named for live runs does not keep a recording of another one from being replayed; --model does."""
    recorder.asked("--record", "once")
    monkeypatch.setenv("OPENAI_MODEL", "another")
    assert recorder.run("--replay").status == 0
    assert recorder.run("--replay", "--model", "another").status == 5


# ---------------------------------------------------------------- what goes wrong


def test_an_edited_article_does_not_replay(recorder: Recorder) -> None:
    """A request that was not recorded ends with 5 and one line that names the nearest and what differs."""
    recorder.asked("--record", "once")
    article = recorder.case / "sources" / "courier.txt"
    article.write_text(article.read_text("utf-8").replace("6.8", "6.9"), encoding="utf-8")
    outcome = recorder.run("--replay")
    assert outcome.status == 5
    assert outcome.err.count("\n") == 1
    assert "6.8 million" in outcome.err
    assert "6.9 million" in outcome.err
    assert "courier/" in outcome.err
    assert not Path("run2").exists()


def test_a_replay_without_a_recording_ends_with_5(recorder: Recorder) -> None:
    """Where nothing was recorded the error says where it was looked for and what to do."""
    outcome = recorder.run("--replay")
    assert (outcome.status, outcome.err.count("\n")) == (5, 1)
    assert "cassettes/case" in outcome.err
    assert "--record" in outcome.err


@pytest.mark.parametrize(
    "options",
    [["--replay", "--record", "all"], ["--engine", "extractive", "--replay"],
     ["--engine", "extractive", "--record", "once"], ["--record", "always"]],
)
def test_contradictory_options_are_wrong_usage(summarize: Summarize, case: Path, options: list[str]) -> None:
    """Options that cannot both be meant end with 2."""
    assert summarize("run", case, "--out", "run", *options).status == 2


def test_a_run_goes_to_a_folder_named_for_its_case(summarize: Summarize, case: Path) -> None:
    """Without --out the run folder is CASE-run in the current folder."""
    outcome = summarize("run", case, "--engine", "extractive")
    assert outcome.status == 0
    assert outcome.out.rstrip().endswith("case-run/report.html")
    assert Path("case-run/run.json").is_file()


# ---------------------------------------------------------------- which recording


def test_the_recording_of_the_named_model_is_taken(tmp_path: Path) -> None:
    """Of several recordings the one of the model, else the preferred one, else the only one."""
    root = tmp_path / "cassettes" / "case"
    one = make_recording(root / "one", "one")
    assert find_recording(CASE, None, None) == Path("cassettes/case/one")
    two = make_recording(root / "two", "two")
    assert find_recording(CASE, root, "two") == two
    with pytest.raises(UsageError, match="--model"):
        find_recording(CASE, root, None)
    with pytest.raises(ReplayError, match="'three'"):
        find_recording(CASE, root, "three")
    three = make_recording(root / "three", "three", preferred=True)
    assert find_recording(CASE, root, None) == three
    assert find_recording(CASE, one, None) == one


def test_a_model_with_any_name_has_a_folder() -> None:
    """Names with slashes, colons and spaces make one folder below the case's."""
    places = [recording_place(CASE, None, name) for name in ("org/model:7b", "a (b)", "..", "модель")]
    assert [place.name for place in places] == ["org-model-7b", "a-b", "model", "модель"]
    assert {place.parent for place in places} == {Path("cassettes/case")}


@pytest.mark.parametrize("content", ["{", "[]", '{"contract": "recording.v1"}'])
def test_a_broken_description_is_bad_input(tmp_path: Path, content: str) -> None:
    """A `recording.json` that breaks its schema is named."""
    folder = make_recording(tmp_path / "r")
    (folder / "recording.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"recording\.json"):
        read_recording(folder)


# ---------------------------------------------------------------- check


def test_a_sound_recording_is_found_sound(recorder: Recorder) -> None:
    """A recording whose case is at hand is replayed and found in order."""
    recorder.asked("--record", "once")
    assert [(one.kind, one.fault) for one in check_paths([Path("cassettes")])] == [("recording", None)]


def test_a_recording_of_an_older_prompt_is_found(recorder: Recorder) -> None:
    """An exchange of a prompt that is not current, or of none, is named."""
    recorder.asked("--record", "once")
    path = recorder.folder / "recording.json"
    path.write_text(path.read_text("utf-8").replace(prompt_digests()["claims.v1"], "0" * 64), encoding="utf-8")
    (recorder.folder / "courier" / "claims.v1.yaml").rename(recorder.folder / "courier" / "claims.v0.yaml")
    faults = " ".join(recording_faults(recorder.folder))
    assert "claims.v1 is not the current prompt" in faults
    assert "courier/claims.v0.yaml belongs to none" in faults


def test_an_exchange_that_is_not_played_is_found(recorder: Recorder) -> None:
    """An exchange that nobody asks for any more is named."""
    recorder.asked("--record", "once")
    shutil.copytree(recorder.folder / "courier", recorder.folder / "closed-paper")
    assert "not played: closed-paper/" in " ".join(recording_faults(recorder.folder))


def test_a_secret_in_a_recording_is_found(recorder: Recorder) -> None:
    """A key that found its way into a cassette is a fault."""
    recorder.asked("--record", "once")
    path = recorder.folder / "courier" / "claims.v1.yaml"
    path.write_text(path.read_text("utf-8") + "# sk-abcdefghij0123456789\n", encoding="utf-8")
    assert "holds a secret: sk-abcdefghi…" in " ".join(recording_faults(recorder.folder))


def test_a_recording_whose_case_changed_is_found(recorder: Recorder) -> None:
    """A case that is not at hand as it was recorded cannot vouch for a recording."""
    recorder.asked("--record", "once")
    (recorder.case / "case.toml").write_text((recorder.case / "case.toml").read_text("utf-8") + "# edited\n", "utf-8")
    assert "its case 'case' is not here or was changed" in " ".join(recording_faults(recorder.folder))


def test_a_recording_that_does_not_replay_is_found(recorder: Recorder) -> None:
    """A recording that misses an exchange says which."""
    recorder.asked("--record", "once")
    (recorder.folder / "courier" / "claims.v1.yaml").unlink()
    assert "it does not replay" in " ".join(recording_faults(recorder.folder))


# ---------------------------------------------------------------- without a network

NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        sys.stderr.write(f"NETWORK {event}\\n")
        raise OSError(f"{event} is blocked")
sys.addaudithook(refuse)
from summarize.cli import main
main(sys.argv[1:])
"""


def test_a_replay_opens_no_socket(tmp_path: Path) -> None:
    """With every connection and look-up blocked in the process, a recorded run replays in full."""
    case = write_case(tmp_path / "case")
    command = [sys.executable, "-c", NO_NETWORK, "run", str(case), "--engine", "llm"]
    told = {"cwd": tmp_path, "env": environment(SUMMARIZE_STORE="off"), "capture_output": True, "text": True}
    with ScriptedServer([obey]) as server:
        there = ["--base-url", server.base_url, "--model", "scripted", "--record", "once", "--deadline", "1"]
        blocked = subprocess.run([*command, *there, "--out", "a"], **told, check=False)  # type: ignore[call-overload]
        assert "NETWORK socket.connect" in blocked.stderr
        shutil.rmtree(tmp_path / "cassettes", ignore_errors=True)
        open_command = [sys.executable, "-m", "summarize", *command[3:], *there, "--out", "b"]
        assert subprocess.run(open_command, **told, check=False).returncode == 0  # type: ignore[call-overload]
    replayed = subprocess.run([*command, "--replay", "--out", "c"], **told, check=False)  # type: ignore[call-overload]
    assert (replayed.returncode, replayed.stderr) == (0, "")
    assert (tmp_path / "b/reconciliation.json").read_bytes() == (tmp_path / "c/reconciliation.json").read_bytes()
