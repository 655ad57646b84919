"""From checks to a verdict.

What a passage carries of a statement, how the article presents it, what the checks found and how faithful the
quotation is are weighed on one scale (`scale`); a failed check with a veto contradicts the claim whatever the scale
says. Nothing is averaged over a changed figure, a "not" or a wrong speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from summarize.alignment import TranscriptIndex
from summarize.mentions import gender_told
from summarize.names import Roster
from summarize.ranking import Ranking
from summarize.reconciliation import checks, meaning, scale
from summarize.reconciliation.checks import Finding
from summarize.reconciliation.clock import Clock
from summarize.reconciliation.evidence import NOWHERE, Ranked, Surroundings, others_to_check, rank_passages
from summarize.reconciliation.fidelity import Finding as FidelityFinding
from summarize.reconciliation.fidelity import Placing, judge_quotation
from summarize.reconciliation.scale import Standing
from summarize.reconciliation.statements import Statement
from summarize.records import (
    FIDELITIES,
    AttributionVerdict,
    Check,
    Claim,
    Fidelity,
    JudgedClaim,
    JudgedQuotation,
    Span,
    Verdict,
)
from summarize.similarity import compares
from summarize.tagging import tag_words

_MARGIN_OTHER_SPEAKER = 0.12
_STRONG = 0.62  # score from which a passage plainly carries a statement
_PLAIN, _NOTHING_LIKE = 0.75, 0.40  # what one speaker plainly said, and what the other hardly touched
_LIKELIEST = 32  # passages among which it is sought who is meant by a pronoun
_WEAK = 0.30  # score below which the credited speaker hardly touches the matter
_CARRIED = {
    True: 0.30,
    False: 0.50,
}  # by whether the speaker is the transcript's: score from which quoted words are judged in place
_MOST_EVIDENCE = 3
_MOST_CLOSEST = 2
_AS_GOOD = 0.2  # passages within this score of the best are shown beside it
_CLOSEST = 0.25  # a passage from this score on is shown as the closest the transcript comes
_WORDS_THAT_IDENTIFY = 4  # a shorter quotation may stand in anybody's turn by chance
_FILLS = 0.6
_VETO_CONFIDENCE = 0.8
_UNHEARD_CONFIDENCE = 0.5  # the most where somebody is credited who does not speak in the transcript


@dataclass(frozen=True, slots=True)
class Consideration:
    """Everything that bears on a claim's verdict.

    `speaker` is whom the claim credits, or, where the article leaves that to a pronoun or to what it said before, who
    says it in the transcript.
    """

    statement: Statement
    chosen: Ranked
    ranked: Ranking[Ranked]
    findings: tuple[Finding, ...]
    quotations: tuple[tuple[JudgedQuotation, FidelityFinding], ...]
    attribution: AttributionVerdict | None
    standing: Standing
    speaker: str | None

    @property
    def effects(self) -> frozenset[str]:
        """What the checks mean for the verdict."""
        return frozenset(f.effect for f in self.findings if f.effect)


def judge_claim(
    statement: Statement, index: TranscriptIndex, roster: Roster, clock: Clock, around: Surroundings = NOWHERE
) -> tuple[Consideration | None, JudgedClaim]:
    """What bears on one claim (None where it can't be judged), and its verdict with evidence, checks, a rationale."""
    why_not = _cannot_judge(statement, index)
    considered = None if why_not else consider(statement, index, roster, clock, around)
    if considered is None:
        reason = why_not or "The transcript holds no text to judge by."
        return None, _judged(statement.claim, "unjudged", 0.0, None, reason)
    verdict, confidence = decide(considered)
    return considered, _judged(statement.claim, verdict, confidence, considered, _rationale(considered, verdict))


def _cannot_judge(statement: Statement, index: TranscriptIndex) -> str | None:
    if not statement.foreign or (index.encoder is not None and compares(statement.language, index.transcript.language)):
        return None
    ours, theirs = statement.language, index.transcript.language
    return f"The article's language ({ours}) is not the transcript's ({theirs}), and rules alone cannot compare them."


def consider(
    statement: Statement, index: TranscriptIndex, roster: Roster, clock: Clock, around: Surroundings = NOWHERE
) -> Consideration | None:
    """The evidence and checks for one claim; None where the transcript holds no passage."""
    claim = statement.claim
    ranked = rank_passages(statement, index, clock, around)
    if not ranked:
        return None
    in_roster = claim.speaker is not None and any(s.name == claim.speaker for s in index.transcript.speakers)
    meant = _who_is_meant(statement, ranked, index) if in_roster else None
    if meant is not None:
        claim = replace(claim, speaker=meant)
        statement = replace(statement, claim=claim)
    chosen, attribution, findings = _choose_by_speaker(claim, ranked, in_roster)
    speaker = claim.speaker if in_roster and attribution != "wrong_speaker" else None
    quotations = _judge_quotations(
        statement, chosen, ranked, index, max(chosen.score, chosen.place) >= _CARRIED[in_roster], speaker
    )
    if in_roster and attribution == "correct" and not _is_inferred(claim):
        moved = _said_by_another(claim, quotations, ranked, index)
        if moved is not None:
            chosen, attribution, findings = moved
    chosen = _where_quoted(quotations, chosen, ranked)
    findings += run_checks(statement, chosen, others_to_check(chosen, ranked), index, roster, clock)
    quotations = _altered_by(findings, quotations, statement)
    effects = {f.effect for f in findings}
    worst = _worst(quotations) if claim.kind == "quote" else None
    standing = Standing(
        chosen.score,
        in_roster,
        claim.speaker is not None,
        "unsaid" in effects,
        bool(effects & {"limit", "added"}),
        worst,
    )
    return Consideration(
        statement, chosen, ranked, tuple(findings), tuple(quotations), attribution, standing, claim.speaker
    )


def decide(considered: Consideration) -> tuple[Verdict, float]:
    """The verdict and its confidence, 0..1."""
    worst = considered.standing.fidelity
    changed = any(
        f.fidelity == "altered" and {"figure_changed", "negation_changed"} & set(f.differences)
        for _, f in considered.quotations
    )
    if changed or (
        "veto" in considered.effects and (considered.chosen.score >= _WEAK or worst in {"verbatim", "near_verbatim"})
    ):
        return "contradicted", _VETO_CONFIDENCE
    if "unsaid" in considered.effects and (considered.statement.is_detail or _only_detail(considered.statement)):
        return "not_in_transcript", _VETO_CONFIDENCE
    if _is_quotation(considered.statement) and worst == "not_found":
        return "not_in_transcript", _VETO_CONFIDENCE
    verdict, confidence = scale.weigh(considered.standing)
    if any(f.check.name == "speaker" and f.check.outcome == "warn" for f in considered.findings):
        confidence = min(confidence, _UNHEARD_CONFIDENCE)
    if verdict == "supported" and _is_not_all(considered):
        return "partially_supported", confidence
    return verdict, confidence


def _is_not_all(considered: Consideration) -> bool:
    """Whether something is by definition more than was said: exaggerated, widened, a figure nobody gave, an altered
    quotation.
    """
    figure = any(f.effect == "unsaid" and f.check.name == "figures" for f in considered.findings)
    altered = considered.standing.fidelity == "altered" and _is_quotation(considered.statement)
    return figure or altered or "limit" in considered.effects


def _is_inferred(claim: Claim) -> bool:
    """Whether the article leaves to the reader whom it credits: by a pronoun, or by what it said before."""
    return claim.credited_by in {"pronoun", "context"}


def _who_is_meant(statement: Statement, ranked: Sequence[Ranked], index: TranscriptIndex) -> str | None:
    """The transcript's speaker whom a pronoun stands for, where another one than was inferred plainly says this; else
    None.
    """
    claim = statement.claim
    if not _is_inferred(claim):
        return None
    spoken = (r for r in ranked[:_LIKELIEST] if r.match.passage.turn.role == "speech")
    speaking = [r for r in spoken if r.match.passage.turn.speaker is not None]
    own = max((r.score for r in speaking if r.match.passage.turn.speaker == claim.speaker), default=0.0)
    other = max(
        (r for r in speaking if r.match.passage.turn.speaker != claim.speaker), key=lambda r: r.score, default=None
    )
    if other is None or other.score < _STRONG or other.score - own <= _MARGIN_OTHER_SPEAKER:
        return None
    meant = other.match.passage.turn.speaker
    return meant if _may_stand_for(statement, meant, index) else None


def _may_stand_for(statement: Statement, name: str | None, index: TranscriptIndex) -> bool:
    """Whether the pronoun by which a claim credits somebody fits a speaker whose title tells a gender."""
    pronoun, lexicon = (statement.claim.credited or "").casefold(), statement.lexicon
    forms = (form for s in index.transcript.speakers if s.name == name for form in (*s.names, *s.titles))
    genders = {gender for form in forms if (gender := gender_told(form))}
    said = {"f": pronoun in lexicon.pronouns_feminine, "m": pronoun in lexicon.pronouns_masculine}
    if statement.claim.credited_by != "pronoun" or len(genders) != 1:
        return True
    return said[genders.pop()] or not any(said.values())


def _choose_by_speaker(
    claim: Claim, ranked: Sequence[Ranked], in_roster: bool
) -> tuple[Ranked, AttributionVerdict | None, list[Finding]]:
    """The passage to judge by: the credited speaker's best, unless somebody else's words fit much better."""
    best = ranked[0]
    if not in_roster:
        return best, ("unknown" if claim.speaker else None), _unheard(claim, best)
    own = next((r for r in ranked if r.match.passage.turn.speaker == claim.speaker), None)
    other = next(
        (r for r in ranked if r.match.passage.turn.speaker != claim.speaker and r.match.passage.turn.role != "header"),
        None,
    )
    if own is None:
        return best, "unknown", []
    if _is_inferred(claim):
        detail = f"said in {claim.speaker}'s own turn; the article names nobody in this sentence"
        return own, "correct", [Finding(Check("speaker", "pass", detail))]
    if (
        other is not None
        and other.score - own.score > _MARGIN_OTHER_SPEAKER
        and other.score >= _STRONG
        and claim.kind == "quote"
    ):
        who = other.match.passage.turn.speaker or "a questioner"
        check = Check("speaker", "fail", f"the article credits {claim.speaker}; these are the words of {who}")
        return other, "wrong_speaker", [Finding(check, "veto")]
    if other is not None and _is_plainly_anothers(own, other):
        who = other.match.passage.turn.speaker or "a questioner"
        check = Check("speaker", "fail", f"the article credits {claim.speaker}; it was {who} who said this")
        return other, "wrong_speaker", [Finding(check, "veto")]
    if best.match.passage.turn.role == "header" and best.score >= _STRONG and own.score < _WEAK:
        return best, "unknown", []
    return own, "correct", [Finding(Check("speaker", "pass", f"said in {claim.speaker}'s own turn"))]


def _unheard(claim: Claim, best: Ranked) -> list[Finding]:
    """That somebody is credited who does not speak in the transcript: another's turn cannot vouch for them."""
    turn = best.match.passage.turn
    if claim.speaker is None or turn.role == "header":
        return []
    whose = f"{turn.speaker or 'a questioner'}'s"
    detail = f"{claim.speaker} does not speak in the transcript; the nearest words are {whose}"
    return [Finding(Check("speaker", "warn", detail))]


def _is_plainly_anothers(own: Ranked, other: Ranked) -> bool:
    """Whether one speaker says the whole statement and the credited one nothing like it."""
    return other.score >= _PLAIN and own.score <= _NOTHING_LIKE and other.match.coverage >= _PLAIN


def run_checks(
    statement: Statement, chosen: Ranked, others: Sequence[Ranked], index: TranscriptIndex, roster: Roster, clock: Clock
) -> list[Finding]:
    """All checks of a statement against the passage it is judged by and, for what that lacks, some others."""
    return [
        *checks.check_figures(statement, chosen, others, index, clock),
        *checks.check_dates(statement, chosen, index, clock),
        *checks.check_times(statement, chosen, index),
        *checks.check_negation(statement, chosen, index),
        *meaning.check_opposites(statement, chosen, index),
        *checks.check_names(statement, chosen, index, roster),
        *checks.check_act(statement, chosen),
        *checks.check_modifiers(statement, chosen),
        *meaning.check_commitment(statement, chosen, others, index),
        *meaning.check_extent(statement, chosen, index),
        *meaning.check_entities(statement, chosen, index, roster),
        *meaning.check_unheard(statement, chosen, index, roster),
        *meaning.check_roles(statement, chosen, index, roster),
    ]


def _judge_quotations(
    statement: Statement,
    chosen: Ranked,
    ranked: Sequence[Ranked],
    index: TranscriptIndex,
    supported: bool,
    speaker: str | None,
) -> list[tuple[JudgedQuotation, FidelityFinding]]:
    places = [chosen.match.passage.number, *(r.match.passage.number for r in ranked[:3] if r is not chosen)]
    judged = []
    for span in statement.claim.quotations:
        around = partial(_words_around, statement, span)
        finding = judge_quotation(
            span.text, statement.language, statement.lexicon, index, Placing(tuple(places), supported, speaker, around)
        )
        quotation = JudgedQuotation(
            span.start, span.end, span.text, finding.fidelity, finding.differences, finding.diff
        )
        judged.append((quotation, finding))
    return judged


def _words_around(statement: Statement, quotation: Span) -> frozenset[str]:
    """The base forms of the words that the article prints beside a quotation, in its sentence and after it."""
    beside = [w for w in statement.beside if not quotation.start <= w.start < quotation.end]
    return frozenset(w.lemma for w in (*beside, *tag_words(statement.following, statement.language)))


_ALTERATIONS = {"negation": "negation_changed", "opposites": "word_substituted", "figures": "figure_changed"}


def _altered_by(
    findings: Sequence[Finding], quotations: list[tuple[JudgedQuotation, FidelityFinding]], statement: Statement
) -> list[tuple[JudgedQuotation, FidelityFinding]]:
    """Quotations with what the checks of their claim found: other words for something else are no variant but an
    alteration.
    """
    changes = [_ALTERATIONS[f.check.name] for f in findings if f.effect == "veto" and f.check.name in _ALTERATIONS]
    if not changes or not _is_quotation(statement):
        return quotations
    return [
        (replace(q, fidelity="altered", differences=(*q.differences, changes[0])), replace(f, fidelity="altered"))
        if q.fidelity in {"near_verbatim", "variant"}
        else (q, f)
        for q, f in quotations
    ]


def _said_by_another(
    claim: Claim,
    quotations: Sequence[tuple[JudgedQuotation, FidelityFinding]],
    ranked: Ranking[Ranked],
    index: TranscriptIndex,
) -> tuple[Ranked, AttributionVerdict, list[Finding]] | None:
    """The passage, where a quotation stands (nearly) word for word in somebody else's turn only."""
    for quotation, finding in quotations:
        spot = finding.located
        if (
            spot is None
            or finding.fidelity not in {"verbatim", "near_verbatim"}
            or len(quotation.text.split()) < _WORDS_THAT_IDENTIFY
        ):
            continue
        turn = index.passages[spot.first].turn
        if turn.speaker != claim.speaker and turn.role != "header":
            chosen = ranked.of(spot.first)
            who = turn.speaker or "a questioner"
            check = Check("speaker", "fail", f"the article credits {claim.speaker}; these are the words of {who}")
            return chosen, "wrong_speaker", [Finding(check, "veto")]
    return None


def _where_quoted(
    quotations: Sequence[tuple[JudgedQuotation, FidelityFinding]], chosen: Ranked, ranked: Ranking[Ranked]
) -> Ranked:
    """The passage in which the claim's longest quotation was found, if the same person speaks there: a quotation says
    where its claim belongs.
    """
    found = [
        (len(quotation.text), finding.located)
        for quotation, finding in quotations
        if finding.located is not None
        and finding.fidelity not in {"altered", "not_found"}
        and len(quotation.text.split()) >= _WORDS_THAT_IDENTIFY
    ]
    if not found:
        return chosen
    spot = max(found, key=lambda f: f[0])[1]
    speaker = chosen.match.passage.turn.speaker
    places = (ranked.of(n) for n in range(spot.first, spot.last))
    there = [r for r in places if r.match.passage.turn.speaker == speaker]
    return chosen if chosen in there or not there else max(there, key=lambda r: r.place)


def _worst(quotations: Sequence[tuple[JudgedQuotation, FidelityFinding]]) -> Fidelity | None:
    return max((q.fidelity for q, _ in quotations), key=FIDELITIES.index, default=None)


def _is_quotation(statement: Statement) -> bool:
    """Whether quoted words fill the claim, so that their fidelity decides it."""
    claim = statement.claim
    return sum(q.end - q.start for q in claim.quotations) >= _FILLS * (claim.span.end - claim.span.start)


def _only_detail(statement: Statement) -> bool:
    """Whether the statement is hardly more than the date or figure it adds."""
    return len([t for t in statement.terms if t.weight >= 0.5]) < 2


def _evidence(considered: Consideration, verdict: Verdict) -> tuple[Ranked, ...]:
    """The passages a verdict rests on, the one it was judged by first; for something not said, the closest ones."""
    chosen, ranked = considered.chosen, considered.ranked
    if verdict == "not_in_transcript":
        return tuple(dict.fromkeys(r for r in (chosen, *ranked[:_MOST_CLOSEST]) if r.score >= _CLOSEST))
    spots = [f.located for _, f in considered.quotations if f.located is not None]
    located = [ranked.of(n) for spot in spots for n in range(spot.first, spot.last)]
    same = (
        r
        for r in ranked
        if not considered.standing.spoken or r.match.passage.turn.speaker == chosen.match.passage.turn.speaker
    )
    near = [r for r in islice(same, _MOST_EVIDENCE) if r.score >= chosen.score - _AS_GOOD]
    return tuple(dict.fromkeys([chosen, *located, *near]))[:_MOST_EVIDENCE]


def _rationale(considered: Consideration, verdict: Verdict) -> str:
    passage = considered.chosen.match.passage
    where = f"{passage.turn.speaker or 'The transcript'} ({passage.turn.id})"
    failed = [f.check.detail for f in considered.findings if f.effect == "veto"]
    notes = [f.check.detail for f in considered.findings if f.effect in {"limit", "added", "unsaid"}]
    details = [f.detail for _, f in considered.quotations]
    quote = f" Quotation: {details[0]}." if details else ""
    if verdict == "supported":
        derived = next(
            (
                f.check.detail
                for f in considered.findings
                if f.check.outcome == "pass" and f.check.name in {"figures", "dates"}
            ),
            None,
        )
        return f"{where} says this.{quote}" + (f" {_sentence(derived)}" if derived else "")
    if verdict == "contradicted":
        return f"{where} says something incompatible: {_sentence((failed or details)[0])}"
    if verdict == "partially_supported":
        return f"{where} says part of this.{quote}" + (
            f" {_sentence(notes[0])}" if notes else " The rest is added, shifted or made more specific."
        )
    closest = f" The closest is in {passage.turn.id}." if considered.chosen.score >= _CLOSEST else ""
    return f"No passage of the transcript says this.{closest}" + (f" {_sentence(notes[0])}" if notes else "")


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _judged(
    claim: Claim, verdict: Verdict, confidence: float, considered: Consideration | None, rationale: str
) -> JudgedClaim:
    evidence = _evidence(considered, verdict) if considered else ()
    quotations = tuple(q for q, _ in considered.quotations) if considered else ()
    return JudgedClaim(
        id=claim.id,
        source_id=claim.source_id,
        text=claim.text,
        kind=claim.kind,
        speaker=considered.speaker if considered else claim.speaker,
        span=claim.span,
        quotations=quotations,
        verdict=verdict,
        quote_fidelity=max((q.fidelity for q in quotations), key=FIDELITIES.index, default=None),
        attribution=considered.attribution if considered and evidence else None,
        confidence=confidence,
        evidence=tuple(r.match.passage.evidence() for r in evidence),
        checks=tuple(f.check for f in considered.findings) if considered else (),
        rationale=rationale,
        decided_by="rules",
    )
