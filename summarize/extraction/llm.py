"""The model engine: a language model points at the claims of an article and summarises it; code cuts, checks, refuses.

Every sentence of the article has a number. The model answers with numbers and a few words; spans, quotations and
reporting clauses are cut from the article by code. What a reply points at and is not there is refused; what it passes
over and a reader must see checked (quotations, words credited to a speaker of the event) is taken by the rules.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import Any, TypeVar

from summarize.dialogue import Dialogue, Json, Question, Review, close_schema
from summarize.errors import PromptTooLong, TruncatedReply
from summarize.extraction import extractive
from summarize.extraction.extractive import clip_quotation, governing_cue, open_discourse, read_sentences
from summarize.extraction.grounding import Grounds, find_faults
from summarize.extraction.pointing import Numbered, find_span, number_sentences, show_sentences, split_evenly
from summarize.mentions import Discourse, is_full_name
from summarize.prompts import fence, load_prompt
from summarize.records import (
    Case,
    Claim,
    ClaimKind,
    Document,
    Extraction,
    Span,
    Summary,
    SummarySentence,
    Transcript,
)
from summarize.resources import schema
from summarize.suspicion import find_suspicions
from summarize.text import fold

ENGINE = "llm"
NOBODY, SOMEBODY = "(nobody)", "(somebody else)"
ROOM = 8_000  # characters of an article that one request holds
_BEFORE = 2  # sentences before a piece that are shown so that its pronouns mean something
_MOST_SPEAKERS = 60
_MOST_SENTENCES, _MOST_POINTS = 6, 8
_SUMMARY_TOKENS = 2_000
_CLAIM_TOKENS, _TOKENS_PER_SENTENCE, _MOST_CLAIM_TOKENS = 500, 450, 8_000
_SHOWN_REFUSALS = 12

T = TypeVar("T")
Piece = tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article made ready for a model: its numbered sentences, whom it may credit, and what the rules see in it."""

    document: Document
    numbered: tuple[Numbered, ...]
    discourse: Discourse
    speakers: tuple[str, ...]
    known: frozenset[str]
    rules: Extraction

    def by_id(self, sentence_id: str) -> Numbered:
        """The sentence of that number."""
        return self.numbered[int(sentence_id[1:]) - 1]

    def before(self, piece: Piece) -> Piece:
        """The sentences right before a piece."""
        first = int(piece[0].id[1:]) - 1
        return self.numbered[max(0, first - _BEFORE) : first]


@dataclass(frozen=True, slots=True)
class Draft:
    """A summary as far as a piece of the article carries it."""

    sentences: tuple[SummarySentence, ...]
    points: tuple[SummarySentence, ...]
    headline: str
    refusals: tuple[str, ...] = ()


async def extract(
    document: Document, *, transcript: Transcript | None, case: Case | None, dialogue: Dialogue,
    rules: Extraction | None = None,
) -> Extraction:
    """The claims and the summary of one article, as a model sees them and code can bear out.

    Raises an `EndpointError` when the model gives no usable reply; what was refused of a usable one is in `warnings`.
    """
    article = prepare(document, transcript, case, rules)
    if not article.numbered:
        return replace(article.rules, engine=ENGINE, summary=replace(article.rules.summary, engine=ENGINE))
    summary, claims = await _together(_summarise(article, dialogue), _find_claims(article, dialogue))
    (drafts, found) = summary, claims
    headline = next((d.headline for d in drafts if d.headline), article.rules.summary.headline)
    merged, passed_over = _with_passed_over(article, [c for piece in found for c in piece[0]])
    warnings = [
        *(one.line() for one in find_suspicions(document.text)),
        *article.rules.warnings,
        *_listed("refused of the model's summary", [r for d in drafts for r in d.refusals]),
        *_listed("refused of the model's claims", [r for piece in found for r in piece[1]]),
        *_listed("passed over by the model, taken by the rules", passed_over),
    ]
    sentences, points = _merge([d.sentences for d in drafts]), _merge([d.points for d in drafts])
    return Extraction(
        document.id, ENGINE,
        Summary(document.id, headline, sentences[:_MOST_SENTENCES], points[:_MOST_POINTS], ENGINE),
        tuple(replace(claim, id=f"{document.id}-{n:03d}") for n, claim in enumerate(merged, 1)), tuple(warnings),
    )


def prepare(
    document: Document, transcript: Transcript | None, case: Case | None, rules: Extraction | None = None
) -> Article:
    """An article ready for the model; `rules` is what the extractive engine makes of it, where that is known."""
    discourse = open_discourse(document, transcript, case)
    numbered = number_sentences(document.text, read_sentences(document, discourse))
    known = tuple(speaker.name for speaker in transcript.speakers) if transcript else ()
    credited = (c.speaker.name for one in numbered for c in one.sentence.cues if c.speaker and c.speaker.name)
    mentions = (m for one in numbered for m in one.sentence.mentions)
    named = (m.name for m in mentions if m.known or (m.person and is_full_name(m.name)))
    speakers = tuple(dict.fromkeys(name for name in (*known, *credited, *named) if name.strip()))[:_MOST_SPEAKERS]
    rules = rules or extractive.extract(document, transcript=transcript, case=case)
    return Article(document, numbered, discourse, speakers, frozenset(known), rules)


def questions(article: Article) -> list[Question]:
    """The first requests that an article takes, for an estimate of what it costs."""
    pieces = split_evenly(article.numbered, ROOM)
    return [*(_summary_question(article, piece) for piece in pieces), *(_claims_question(article, p) for p in pieces)]


def _question(article: Article, piece: Piece, name: str, choices: dict[str, list[str]], room: int) -> Question:
    prompt = load_prompt(name)
    speakers = "; ".join(article.speakers) or "(none)"
    before = article.before(piece) if name == "claims" else ()
    shown = show_sentences(piece, before)
    texts = {
        "article": fence("ARTICLE", shown, (speakers,)),
        "speakers": fence("SPEAKERS", speakers, (shown,)),
        "language": article.document.language,
    }
    closed = close_schema(schema(prompt.schema), {"sentence_id": [one.id for one in piece], **choices})
    source = article.document.id
    return Question(name, source, source, prompt, texts, closed, room)


def _summary_question(article: Article, piece: Piece) -> Question:
    return _question(article, piece, "summary", {}, _SUMMARY_TOKENS)


def _claims_question(article: Article, piece: Piece) -> Question:
    room = min(_CLAIM_TOKENS + _TOKENS_PER_SENTENCE * len(piece), _MOST_CLAIM_TOKENS)
    return _question(article, piece, "claims", {"speaker": [*article.speakers, NOBODY, SOMEBODY]}, room)


async def _in_pieces(article: Article, ask: Callable[[Piece], Awaitable[T]]) -> list[T]:
    """What each piece of an article gives, in order; a piece whose reply does not fit is cut in two and asked again."""

    async def one(piece: Piece) -> list[T]:
        try:
            return [await ask(piece)]
        except (TruncatedReply, PromptTooLong):
            if len(piece) < 2:
                raise
        half = len(piece) // 2
        return [*await one(piece[:half]), *await one(piece[half:])]

    found = await asyncio.gather(*(one(piece) for piece in split_evenly(article.numbered, ROOM)))
    return list(chain.from_iterable(found))


async def _together(first: Awaitable[Any], second: Awaitable[Any]) -> tuple[Any, Any]:
    """Both, at the same time; when one fails, the other is given up."""
    tasks = [asyncio.ensure_future(one) for one in (first, second)]
    try:
        one, other = await asyncio.gather(*tasks)
        return one, other
    finally:
        for task in tasks:
            task.cancel()


def _listed(what: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = f"; and {len(lines) - _SHOWN_REFUSALS} more" if len(lines) > _SHOWN_REFUSALS else ""
    return [f"{what}: {'; '.join(lines[:_SHOWN_REFUSALS])}{more}"]


# ---------------------------------------------------------------- the summary


async def _summarise(article: Article, dialogue: Dialogue) -> list[Draft]:
    async def ask(piece: Piece) -> Draft:
        answer = await dialogue.ask(
            _summary_question(article, piece), lambda reply: _review_summary(article, reply), repairs=1
        )
        draft: Draft = answer.made
        return draft

    return await _in_pieces(article, ask)


def _review_summary(article: Article, reply: Json) -> Review:
    """The draft that a reply makes, and what the article does not carry of it."""
    sentences, faults = _read_written(article, reply, "sentences")
    points, others = _read_written(article, reply, "key_points")
    repeated = [line for key in ("sentences", "key_points") for line in _repeated(reply[key], f"$.{key}")]
    refusals = (*faults, *others, *repeated)
    whole = Grounds(article.document, article.numbered, article.discourse)
    headline = " ".join(reply["headline"].split())
    kept = "" if find_faults(headline, whole) else headline
    return Review(refusals=refusals, made=Draft(sentences, points, kept, refusals))


def _read_written(article: Article, reply: Json, key: str) -> tuple[tuple[SummarySentence, ...], list[str]]:
    """What a reply says under a key, each with the spans that carry it (none where they do not), and what is wrong."""
    made, found = [], []
    for n, one in enumerate(reply[key]):
        grounds, text = _grounds(article, one), " ".join(one["text"].split())
        faults = find_faults(text, grounds)
        found += [f"$.{key}[{n}].text ({one['text'][:60]!r}): {fault}" for fault in faults]
        spans = () if faults else tuple(sorted((one.span for one in grounds.sentences), key=lambda s: s.start))
        made.append(SummarySentence(text, spans, grounded=not faults))
    return tuple(made), found


def _repeated(written: Sequence[Json], path: str) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for n, one in enumerate(written):
        first = seen.setdefault(fold(one["text"]), n)
        if first != n:
            found.append(f"{path}[{n}] repeats {path}[{first}]")
    return found


def _grounds(article: Article, written: Json) -> Grounds:
    return Grounds(article.document, tuple(map(article.by_id, dict.fromkeys(written["rests_on"]))), article.discourse)


def _merge(drafts: Sequence[Sequence[SummarySentence]]) -> tuple[SummarySentence, ...]:
    """The sentences of all pieces in turn: the first of each, the second of each, and so on; repetitions once."""
    in_turn = (one for row in zip_longest(*drafts) for one in row if one is not None)
    return tuple({fold(one.text): one for one in in_turn}.values())


# ---------------------------------------------------------------- the claims


async def _find_claims(article: Article, dialogue: Dialogue) -> list[tuple[list[Claim], tuple[str, ...]]]:
    async def ask(piece: Piece) -> tuple[list[Claim], tuple[str, ...]]:
        answer = await dialogue.ask(_claims_question(article, piece), lambda reply: _cut_claims(article, reply))
        return answer.made, answer.refusals

    return await _in_pieces(article, ask)


def _cut_claims(article: Article, reply: Json) -> Review:
    """The claims that are there, and what is refused: words that do not stand where they should, repetitions."""
    claims: dict[tuple[int, int], Claim] = {}
    refused = []
    for n, pointed in enumerate(reply["claims"]):
        one = article.by_id(pointed["sentence"])
        anchors = pointed["first_words"], pointed["last_words"]
        span = find_span(article.document.text, one.span, *anchors, pointed["text"])
        if isinstance(span, str):
            refused.append(f"$.claims[{n}] ({pointed['sentence']}): {span}")
        elif (span.start, span.end) in claims:
            refused.append(f"$.claims[{n}] ({pointed['sentence']}): another claim has the same words")
        else:
            claims[span.start, span.end] = _claim(article, one, span, pointed)
    cut = sorted(claims.values(), key=lambda c: (c.span.start, c.span.end))
    return Review(refusals=tuple(refused), made=cut)


def _claim(article: Article, one: Numbered, span: Span, pointed: Json) -> Claim:
    sentence, text = one.sentence, article.document.text
    quotations = tuple(_quotation_in(text, span, clip_quotation(text, q, sentence).span) for q in sentence.quotations)
    inside = tuple(q for q in quotations if q is not None)
    speaker = _speaker(one, span, pointed)
    cue = governing_cue(sentence, span.start, span.end)
    holds = cue is not None and span.start <= cue.verb_start < span.end
    mention = next((m for m in sentence.mentions if m.name == speaker), None)
    return Claim(
        id="", source_id=article.document.id, text=_wording(article, one, span, speaker, pointed),
        kind=_kind(pointed["kind"], inside, speaker), speaker=speaker, span=span, context=one.span, quotations=inside,
        cue=Span.cut(text, max(span.start, cue.start), min(span.end, cue.end)) if cue is not None and holds else None,
        credited=text[mention.start : mention.end] if mention else None,
    )


def _quotation_in(text: str, span: Span, quotation: Span) -> Span | None:
    start, end = max(span.start, quotation.start), min(span.end, quotation.end)
    return Span.cut(text, start, end) if any(c.isalnum() for c in text[start:end]) else None


def _speaker(one: Numbered, span: Span, pointed: Json) -> str | None:
    """Whom the model says the article credits; where it names nobody, whom the words around the claim do."""
    named: str = pointed["speaker"]
    if named not in {NOBODY, SOMEBODY}:
        return named
    cue = governing_cue(one.sentence, span.start, span.end)
    if named == NOBODY and pointed["kind"] in {"fact", "background"}:
        return None
    return (cue.speaker.name or None) if cue is not None and cue.speaker is not None else None


def _kind(said: ClaimKind, quotations: Sequence[Span], speaker: str | None) -> ClaimKind:
    """The kind by what is there: no quotation without marks, no report without somebody who is reported."""
    if quotations and (said == "quote" or speaker is not None):
        return "quote"
    if speaker is not None:
        return "indirect"
    return said if said in {"fact", "background"} else "fact"


def _wording(article: Article, one: Numbered, span: Span, speaker: str | None, pointed: Json) -> str:
    """The claim in the model's words, where the sentence and those before it carry them; else in the article's."""
    grounds = Grounds(article.document, (*article.before((one,)), one), article.discourse)
    text = " ".join(str(pointed["text"]).split())
    if not find_faults(text, grounds):
        return text
    plain = " ".join(span.text.split())
    return f"{speaker}: {plain}" if speaker else plain


def _with_passed_over(article: Article, claims: Sequence[Claim]) -> tuple[list[Claim], list[str]]:
    """The model's claims and, where it has none, the rules' claims that quote or credit a speaker of the event.

    An article cannot talk a model into leaving out what must be checked.
    """
    missing = [
        claim for claim in article.rules.claims
        if (claim.speaker in article.known or claim.kind == "quote")
        and not any(c.span.start < claim.span.end and claim.span.start < c.span.end for c in claims)
    ]
    lines = [f"“{' '.join(claim.span.text.split())[:60]}”" for claim in missing]
    return sorted([*claims, *missing], key=lambda c: (c.span.start, c.span.end)), lines
