"""The second judge: what rules cannot settle goes to the model; what code has found outvotes it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ARTICLES, ROOT, Outcome, write_case
from events import claim_at, judge, make_case, read_article, read_transcript
from models import Reply, Script, answer_request, judge_all, numbered, obey
from scripted_server import Answer, Received, ScriptedServer, failure, reply

from summarize import adjudication
from summarize.adjudication import Adjudicated, adjudicate, keep_decisions
from summarize.dialects import ChatRequest
from summarize.dialogue import Dialogue
from summarize.errors import EndpointBusy, EndpointError, TruncatedReply
from summarize.extraction.extractive import extract
from summarize.options import ModelOptions
from summarize.pipeline import reconcile_run, run_case
from summarize.reconciliation import Account
from summarize.reconciliation.review import is_open
from summarize.records import Case, Check, Document, JudgedClaim, Reconciliation, SourceStatus, Transcript
from summarize.runs import read_run

SPOKEN = """\
Meeting of the Harbour Council

14 May 2019, Port Ellery

Chair of the Council Maria Lindqvist: Good morning. Last year the port handled 4.2 million tonnes of cargo. We will not
raise the berth fees this year. The ferries to the islands matter to everybody who lives there.

Director of the Port Jonas Okafor: The dredging is finished, and two of the five cranes have been replaced. I am
convinced that the pier will be ready in time.
"""
PRINTED = """\
Port handles more cargo

The port handled 6.8 million tonnes of cargo last year, council chair Maria Lindqvist said on Tuesday.

"We will raise the berth fees this year," Lindqvist said.

Lindqvist told the meeting that islanders depend on their boats.

Port director Jonas Okafor was confident about the schedule.

The port was founded by monks and has seen many wars.
"""
HOSTILE = json.loads((ROOT / "tests/data/llm/hostile.json").read_text("utf-8"))
Say = Callable[[ChatRequest], Reply]


def prepare(printed: str = PRINTED, spoken: str = SPOKEN) -> tuple[Case, Reconciliation, list[Account]]:
    """A case of one article, as the rules judge it."""
    case, transcript = make_case(dt.date(2019, 5, 14)), read_transcript(spoken)
    article = read_article(printed, date=dt.date(2019, 5, 15))
    return case, judge(case, transcript, [article]), [account(article, transcript, case)]


def account(article: Document, transcript: Transcript, case: Case) -> Account:
    """An article with the rules' claims."""
    extraction = extract(article, transcript=transcript, case=case)
    return Account(article, extraction, SourceStatus(article.id, f"{article.id}.txt", None, None, "ok"))


def hear(
    say: Say | Sequence[Reply], printed: str = PRINTED, spoken: str = SPOKEN
) -> tuple[Reconciliation, Adjudicated, Script]:
    """A case before and after a scripted model is heard, and what it was asked."""
    case, rec, accounts = prepare(printed, spoken)
    script = Script({"adjudicate": say})
    settled = asyncio.run(adjudicate(rec, accounts, case, Dialogue(script, "scripted")))
    return rec, settled, script


def always(verdict: str, words: str = "") -> Say:
    """A model that gives every claim one verdict, resting on the passage with these words (else on the first)."""

    def say(request: ChatRequest) -> Reply:
        prompt = "\n".join(message.content for message in request.messages)
        said = judge_all(prompt, verdict)
        passages = numbered(prompt, "P")
        for judgement in said["judgements"] if words else []:
            judgement["evidence"] = [name for name, text in passages.items() if words in text]
        return said

    return say


def at(rec: Reconciliation, words: str, printed: str = PRINTED) -> JudgedClaim:
    """The claim about these words of the article."""
    found: JudgedClaim = claim_at(rec.claims, printed, words)
    return found


def model_check(claim: JudgedClaim) -> Check:
    """What is noted of the model's part in a claim."""
    [check] = [check for check in claim.checks if check.name == "model"]
    return check


# ---------------------------------------------------------------- what is asked


def test_only_what_rules_cannot_settle_is_asked() -> None:
    """Sure claims are not sent; every claim that is sent gets a note of what became of it."""
    rec, settled, script = hear(always("cannot_tell"))
    sent = {claim.id for claim in rec.claims if is_open(claim)}
    noted = {c.id for c in settled.reconciliation.claims if any(check.name == "model" for check in c.checks)}
    assert sent == noted
    assert 0 < len(sent) < len(rec.claims)
    assert sum(len(numbered(prompt, "C")) for prompt in script.prompts("adjudicate")) == len(sent)


def test_the_transcript_stands_before_the_claims_and_is_the_same_in_every_batch() -> None:
    """Rules and transcript come first, so that endpoints can reuse them from one request to the next."""
    more = (f"\nLindqvist noted that matter number {n + 30} concerns the ferries.\n" for n in range(20))
    printed = PRINTED + "\n".join(more)
    _, _, script = hear(always("cannot_tell"), printed)
    prompts = script.prompts("adjudicate")
    assert len(prompts) > 1
    heads = {prompt[: prompt.index("<<<CLAIMS ")] for prompt in prompts}
    assert len(heads) == 1
    assert "[P1]" in heads.pop()


def test_of_a_long_transcript_the_model_sees_what_retrieval_found() -> None:
    """A transcript that does not fit is shown in part, with the numbers its passages have in the whole."""
    filler = " ".join(f"Point {n + 7} of the agenda was read out and noted." for n in range(300))
    _, settled, script = hear(always("supported", "ferries"), spoken=f"{SPOKEN}\nMaria Lindqvist: {filler}\n")
    for prompt in script.prompts("adjudicate"):
        assert 0 < len(numbered(prompt, "P")) < 200
    evidence = at(settled.reconciliation, "islanders depend on their boats").evidence
    assert "ferries" in evidence[0].text


def test_a_batch_that_does_not_fit_is_halved() -> None:
    """A reply cut off by its limit makes two smaller requests of one; a single claim is given up."""

    def say(request: ChatRequest) -> Reply:
        prompt = "\n".join(message.content for message in request.messages)
        many = len(numbered(prompt, "C")) > 1
        return TruncatedReply("cut off", raw="{") if many else judge_all(prompt, "cannot_tell")

    _, settled, script = hear(say)
    assert len(script.asked) > 2
    assert not settled.warnings
    rec, settled, _ = hear([TruncatedReply("cut off", raw="{")])
    assert [c.verdict for c in settled.reconciliation.claims] == [c.verdict for c in rec.claims]


# ---------------------------------------------------------------- what becomes of it


@pytest.mark.parametrize("verdict", ["supported", "partially_supported", "not_in_transcript"])
def test_a_veto_of_code_stands_whatever_the_model_says(verdict: str) -> None:
    """A changed figure and a dropped "not" stay contradicted; the model's other word is a failed check."""
    rec, settled, _ = hear(always(verdict, "4.2 million"))
    for words in ("6.8 million tonnes", "We will raise the berth fees"):
        before, after = at(rec, words), at(settled.reconciliation, words)
        assert (before.verdict, after.verdict) == ("contradicted", "contradicted")
        assert model_check(after).outcome == "fail"
        assert verdict in model_check(after).detail
        assert after.decided_by == "rules"


def test_a_model_that_agrees_is_noted() -> None:
    """A verdict that both find is decided by both, and surer."""
    rec, settled, _ = hear(always("contradicted", "4.2 million"))
    before, after = at(rec, "6.8 million tonnes"), at(settled.reconciliation, "6.8 million tonnes")
    assert (after.decided_by, model_check(after).outcome) == ("both", "pass")
    assert after.confidence > before.confidence


def test_a_model_decides_what_rules_left_open() -> None:
    """Where code finds nothing against it the model's verdict stands, with the passages it named, exactly."""
    _, settled, _ = hear(always("supported", "ferries to the islands"))
    after = at(settled.reconciliation, "islanders depend on their boats")
    assert after.verdict == "supported"
    assert after.decided_by in {"model", "both"}
    transcript = settled.reconciliation.transcript
    assert all(transcript.text[e.start : e.end] == e.text for e in after.evidence)
    assert any("ferries to the islands" in e.text for e in after.evidence)
    marks = [p.sources["gazette"] for p in settled.reconciliation.coverage if "ferries to the islands" in p.text]
    assert marks == ["reported"]


def test_another_speakers_words_do_not_support() -> None:
    """A model that finds support in somebody else's turn is not followed."""
    _, settled, _ = hear(always("supported", "dredging is finished"))
    after = at(settled.reconciliation, "islanders depend on their boats")
    assert model_check(after).outcome == "fail"
    assert "Lindqvist" in model_check(after).detail


def test_what_plainly_stands_there_is_not_unsaid() -> None:
    """A model that finds nothing where a passage holds nearly all of the words is not followed."""
    printed = f"{PRINTED}\nLindqvist said that the ferries to the islands matter to everybody who lives there.\n"
    case, rec, accounts = prepare(printed)
    unsure = replace(rec, claims=tuple(replace(c, confidence=0.5) for c in rec.claims))
    script = Script({"adjudicate": always("not_in_transcript")})
    settled = asyncio.run(adjudicate(unsure, accounts, case, Dialogue(script, "m"))).reconciliation
    after = claim_at(settled.claims, printed, "ferries to the islands matter")
    assert (after.verdict, model_check(after).outcome) == ("supported", "fail")
    assert "The ferries to the islands" in model_check(after).detail


def test_an_exaggerated_figure_is_never_wholly_supported() -> None:
    """What code finds to be more than was said stays partial when the model sees full support."""
    printed = PRINTED.replace("6.8 million", "more than 4.2 million")
    _, settled, _ = hear(always("supported", "4.2 million"), printed)
    after = claim_at(settled.reconciliation.claims, printed, "more than 4.2 million tonnes")
    assert after.verdict == "partially_supported"


def test_what_made_the_rules_say_partly_is_no_objection_to_partly() -> None:
    """A model that finds a claim partly said, as the rules do, agrees with them."""
    printed = PRINTED.replace("islanders depend on their boats", "islanders in Sweden depend on more than 90 ferries")
    spoken = SPOKEN.replace("The ferries to the islands", "Some countries have ferries. The 90 ferries to the islands")
    rec, settled, _ = hear(always("partially_supported", "90 ferries"), printed, spoken)
    before, after = (claim_at(r.claims, printed, "more than 90") for r in (rec, settled.reconciliation))
    assert (before.verdict, after.verdict) == ("partially_supported", "partially_supported")
    assert any(check.outcome == "fail" for check in before.checks)
    assert (after.decided_by, model_check(after).outcome) == ("both", "pass")


@pytest.mark.parametrize(
    "broken",
    [
        "no JSON",
        {"judgements": []},
        {"judgements": [{"claim": "C1", "reason": "r", "evidence": ["P999"], "verdict": "supported"}]},
        {"judgements": [{"claim": "C1", "reason": "r", "evidence": ["P1"], "verdict": "maybe"}]},
    ],
    ids=["no JSON", "empty", "unknown passage", "unknown verdict"],
)
def test_an_unreadable_reply_leaves_the_rules_verdicts(broken: Reply) -> None:
    """After two repairs the rules' verdicts stand, each with a warning, and the reply is kept for the reader."""
    rec, settled, script = hear([broken])
    assert [c.verdict for c in settled.reconciliation.claims] == [c.verdict for c in rec.claims]
    opened = [c for c in settled.reconciliation.claims if is_open(c)]
    assert {model_check(c).outcome for c in opened} == {"warn"}
    assert len(script.asked) % 3 == 0
    assert settled.warnings
    assert not settled.failed


def test_judgements_that_are_missing_or_double_count_for_nothing() -> None:
    """A claim judged twice in two ways, or not at all, keeps the rules' verdict; the others are used."""

    def say(request: ChatRequest) -> Reply:
        said = judge_all("\n".join(m.content for m in request.messages), "cannot_tell")
        first = said["judgements"][0]
        return {"judgements": [first, {**first, "verdict": "not_in_transcript"}]}

    rec, settled, _ = hear(say)
    assert [c.verdict for c in settled.reconciliation.claims] == [c.verdict for c in rec.claims]
    assert any("not judged" in line for line in settled.warnings)
    assert any("judged twice" in line for line in settled.warnings)


def test_an_endpoint_that_fails_costs_no_verdict() -> None:
    """Without any answer the rules' verdicts stand and the run knows that the endpoint failed."""
    rec, settled, _ = hear([EndpointBusy("status 503")])
    assert settled.failed
    assert [c.verdict for c in settled.reconciliation.claims] == [c.verdict for c in rec.claims]


def test_what_rules_cannot_compare_stays_unjudged_without_a_model() -> None:
    """A claim that neither can decide is unjudged; a usable opinion decides it."""
    case, rec, accounts = prepare()
    blind = replace(
        rec, claims=tuple(replace(c, verdict="unjudged", confidence=0.0, evidence=(), checks=()) for c in rec.claims)
    )
    for say, outcomes in ((["no JSON"], {"unjudged"}), (always("not_in_transcript"), {"not_in_transcript"})):
        script = Script({"adjudicate": say})
        settled = asyncio.run(adjudicate(blind, accounts, case, Dialogue(script, "m")))
        assert {c.verdict for c in settled.reconciliation.claims if not c.quotations} == outcomes


def test_decisions_are_kept_when_a_run_is_judged_again() -> None:
    """The model's part of a run survives a new judgement by the same rules."""
    case, rec, accounts = prepare()
    script = Script({"adjudicate": always("supported", "ferries to the islands")})
    settled = asyncio.run(adjudicate(rec, accounts, case, Dialogue(script, "m"))).reconciliation
    assert settled != rec
    assert keep_decisions(settled, rec, accounts, case) == settled


# ---------------------------------------------------------------- hostile articles


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:30])
@pytest.mark.parametrize("verdict", ["supported", "not_in_transcript"])
def test_a_hostile_article_changes_no_verdict_that_rules_decide(text: str, verdict: str) -> None:
    """With a model that obeys every order in the article, what the rules contradict stays contradicted."""
    printed = PRINTED.replace("\n\nLindqvist told", f"\n\n{text}\n\nLindqvist told")
    rec, settled, _ = hear(always(verdict), printed)
    decided = {c.id: c.verdict for c in rec.claims if not is_open(c) or c.verdict == "contradicted"}
    assert sum(v == "contradicted" for v in decided.values()) >= 2
    after = {c.id: c.verdict for c in settled.reconciliation.claims}
    assert {claim_id: after[claim_id] for claim_id in decided} == decided


# ---------------------------------------------------------------- the whole way, over a socket


def options(server: ScriptedServer, store: Path, **more: object) -> ModelOptions:
    """The server as the model's endpoint, with a store of its own."""
    return replace(ModelOptions(base_url=server.base_url, model="scripted", store=store), **more)  # type: ignore[arg-type]  # options vary by test


def test_a_run_with_a_model_is_whole_and_says_what_it_cost(case: Path, tmp_path: Path) -> None:
    """The run folder reads back, names engine, model, prompts, tokens and cost by stage; a second run calls nobody."""
    with ScriptedServer([obey]) as server:
        record = run_case(case, tmp_path / "run", engine="llm", model=options(server, tmp_path / "store"))
        calls = len(server.received)
        again = run_case(case, tmp_path / "again", engine="llm", model=options(server, tmp_path / "store"))
        assert len(server.received) == calls
        run_case(case, tmp_path / "third", engine="llm", model=options(server, tmp_path / "store", refresh=True))
        assert len(server.received) == 2 * calls
    stored = read_run(tmp_path / "run")
    assert stored.reconciliation == record.reconciliation == again.reconciliation
    run = stored.run
    assert run["engine"] == {"name": "llm", "model": "scripted"}
    assert set(run["model"]["stages"]) == {"summary", "claims", "adjudicate"}
    assert run["tokens"]["prompt"] == 30 * calls
    assert run["cost"]["total"] == "unknown"
    assert again.run["tokens"] == {"prompt": 0, "completion": 0}
    assert {"summary", "claims", "adjudicate", "repair"} <= set(run["digests"]["prompts"])
    assert all(s.verdict != "unjudged" for summary in record.reconciliation.summaries for s in summary.sentences)


def test_a_run_with_a_model_can_be_judged_again_without_it(case: Path, tmp_path: Path) -> None:
    """Judging again needs no endpoint and changes nothing but the times."""
    with ScriptedServer([obey]) as server:
        first = run_case(case, tmp_path / "run", engine="llm", model=options(server, tmp_path / "store"))
    assert reconcile_run(tmp_path / "run").reconciliation == first.reconciliation


def test_a_source_that_the_model_fails_costs_only_itself(case: Path, tmp_path: Path) -> None:
    """The other sources are judged and stored; the failed one keeps the last reply; the endpoint is not blamed."""

    def refuse_courier(request: Received) -> Answer:
        prompt = json.dumps(request.body["messages"])
        return reply('{"claims": "none"}') if "Berth fees to rise" in prompt and "claims" in prompt else obey(request)

    with ScriptedServer([refuse_courier]) as server:
        record = run_case(case, tmp_path / "run", engine="llm", model=options(server, tmp_path / "store"))
    statuses = {s.id: s.status for s in record.reconciliation.sources}
    assert statuses == {"gazette": "ok", "courier": "failed"}
    [courier] = [s for s in record.run["sources"] if s["id"] == "courier"]
    assert "unusable" in courier["error"]
    assert any('{"claims": "none"}' in warning for warning in courier["warnings"])
    assert record.run["model"]["failed"] == ["courier"]


def test_the_rules_and_a_model_that_obeys_the_article_agree_on_what_is_false(tmp_path: Path) -> None:
    """An article that orders its own acquittal is judged as without the order, over the whole way, and is flagged."""
    hostile = ARTICLES["courier"].replace("\n\n", "\n\n" + HOSTILE[0] + "\n\n", 1)
    folder = write_case(tmp_path / "case", {"courier": hostile})
    with ScriptedServer([obey]) as server:
        record = run_case(folder, tmp_path / "run", engine="llm", model=options(server, tmp_path / "store"))
    wrong = ("6.8 million", "raise the berth")
    false = [c for c in record.reconciliation.claims if any(words in c.span.text for words in wrong)]
    assert len(false) >= 2
    assert {c.verdict for c in false} == {"contradicted"}
    assert any("treated as text" in warning for warning in record.run["sources"][0]["warnings"])


def test_an_endpoint_that_fails_for_everything_ends_the_run(case: Path, tmp_path: Path) -> None:
    """When no source gets an answer the endpoint's own error is raised and nothing is written."""
    with ScriptedServer([failure(401)]) as server, pytest.raises(EndpointError) as caught:
        run_case(case, tmp_path / "run", engine="llm", model=options(server, tmp_path / "store"))
    assert caught.value.exit_status == 4
    assert not (tmp_path / "run").exists()


def test_the_command_line_runs_a_model(summarize: Callable[..., Outcome], case: Path, tmp_path: Path) -> None:
    """`run --engine llm` asks the endpoint; `--dry-run` asks nothing and writes nothing; a broken part exits with 4."""
    with ScriptedServer([obey]) as server:
        asked = ["--engine", "llm", "--base-url", server.base_url, "--model", "scripted", "--store", tmp_path / "store"]
        dry = summarize("run", case, "--out", tmp_path / "run", *asked, "--dry-run")
        assert (dry.status, len(server.received)) == (0, 0)
        assert "prompt tokens" in dry.out
        assert not (tmp_path / "run").exists()
        done = summarize("run", case, "--out", tmp_path / "run", *asked)
        assert done.status == 0
        assert read_run(tmp_path / "run").reconciliation.model == "scripted"
        short = summarize("run", case, "--out", tmp_path / "short", *asked, "--refresh", "--max-tokens-total", "3000")
        assert short.status == 4


def test_the_questions_of_a_plan_are_those_of_the_run() -> None:
    """What a dry run counts is what adjudication asks first."""
    case, rec, accounts = prepare()
    planned = [question.request("scripted") for question in adjudication.questions(rec, accounts, case)]
    script = Script({"adjudicate": answer_request})
    asyncio.run(adjudicate(rec, accounts, case, Dialogue(script, "scripted")))
    assert [request.question for request in planned] == [request.question for _, request in script.asked]


def test_no_rule_needs_the_models_library(case: Path, tmp_path: Path) -> None:
    """The extractive engine imports neither `openai` nor `tenacity`."""
    import subprocess
    import sys

    from conftest import environment

    code = (
        "import sys; from pathlib import Path; from summarize.pipeline import run_case; "
        f"run_case(Path({str(case)!r}), Path({str(tmp_path / 'run')!r})); "
        "print([m for m in ('openai', 'tenacity', 'httpx2', 'vcr') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout.strip() == "[]"
