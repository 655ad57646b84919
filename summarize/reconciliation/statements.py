"""What a claim asserts, taken apart for checking: its words without the reporting clause, figures, dates, names,
negation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from summarize.alignment import Term, TranscriptIndex, compared_forms, is_term, make_terms
from summarize.dates import DateMention, find_dates
from summarize.lexicon import Lexicon, load
from summarize.names import Roster, capitalised_inside
from summarize.polarity import denies, is_negative, negates
from summarize.quantities import Quantity, find_quantities
from summarize.reconciliation.fidelity import wordings
from summarize.records import Claim, Document
from summarize.tagging import Word, knows_grammar, opening_capitals, tag_words

# A participant of the transcript says "I" and is addressed as "you": the name itself proves little.
_PARTICIPANT_WEIGHT = 0.15
_ACT_WEIGHT = 0.6
_ROLE_WEIGHT = 0.3
_COUNT_WEIGHT = 0.2  # "the two leaders": a number that is compared as a word is too small a count to be said again
_NEARLY_ALL = 0.8
_FOLLOWING = 240  # characters after a sentence in which what a quotation leaves out may be told


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim ready to be checked. `words` are those that assert something; `terms` those of them that are compared
    as words: figures and dates are compared apart. A detail is a bare date or figure; its terms are those of its
    clause, whose words are `clause` (else they are `words`): what turns or hedges it stands there. `beside` are, for a
    claim with quotations, the words of its sentence, `following` is what the article prints next.
    """

    claim: Claim
    language: str
    lexicon: Lexicon
    text: str
    words: tuple[Word, ...]
    terms: tuple[Term, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    names: tuple[str, ...]
    foreign: bool
    is_detail: bool = False
    denied: bool = False
    sentence_lemmas: frozenset[str] = frozenset()
    clause: tuple[Word, ...] = ()
    beside: tuple[Word, ...] = ()
    following: str = ""

    def quotes(self, mention: DateMention) -> bool:
        """Whether a date of the statement stands inside quotation marks."""
        at = self.claim.span.start + mention.start
        return any(q.start <= at < q.end for q in self.claim.quotations)

    @property
    def is_negative(self) -> bool:
        """Whether the statement, or the clause that reports it, turns or limits anything."""
        return self.denied or is_negative(self.clause, self.lexicon)

    @property
    def denies(self) -> bool:
        """Whether the statement, or the clause that reports it, plainly turns something ("not", "failed to")."""
        return self.denied or denies(self.clause, self.lexicon)


def take_apart(claim: Claim, document: Document, index: TranscriptIndex, roster: Roster) -> Statement:
    """The statement a claim makes, in the article's words."""
    lexicon = load(document.language)
    tagged = tag_words(document.text, document.language, claim.context.start, claim.context.end)
    sentence = _named_words(tagged, document)
    inside = (w for w in sentence if claim.span.start <= w.start < claim.span.end)
    words = tuple(w for w in inside if _asserts(w, claim, lexicon))
    piece = claim.span.text
    dates = tuple(d for d in find_dates(piece, document.language) if not _in_cue(claim, claim.span.start + d.start))
    quantities = tuple(
        q
        for q in find_quantities(piece, document.language)
        if not _in_cue(claim, claim.span.start + q.start)
        and not _is_trivial(q)
        and not any(q.start < d.end and d.start < q.end for d in dates)
    )
    ranges = [(q.start, q.end) for q in quantities] + [(d.start, d.end) for d in dates]
    taken = [(claim.span.start + a, claim.span.start + b) for a, b in ranges]
    compared = [w for w in words if not any(a <= w.start < b for a, b in taken)]
    terms = tuple(_weigh(t, roster, lexicon) for t in make_terms(compared, lexicon, index))
    is_detail = not terms and bool(taken)
    clause = words
    if is_detail:  # a bare date or figure asserts what its clause asserts
        clause, terms = _clause_terms(claim, document.language, lexicon, index, roster)
    names = tuple(t.word.text for t in terms if t.is_name)
    text = _wording(claim, document)
    foreign = document.language.partition("-")[0] != index.transcript.language.partition("-")[0]
    return Statement(
        claim, document.language, lexicon, text, words, terms, quantities, dates, names, foreign, is_detail,
        _is_denied(claim, sentence, lexicon), frozenset(w.lemma for w in sentence), clause,
        sentence if claim.quotations else (), document.text[claim.context.end : claim.context.end + _FOLLOWING],
    )  # fmt: skip


def _named_words(sentence: tuple[Word, ...], document: Document) -> tuple[Word, ...]:
    """The words, where only a capital tells names from other words: not the capital that opens a sentence."""
    if knows_grammar(document.language):
        return sentence
    return opening_capitals(sentence, capitalised_inside(document.text))


def _clause_terms(
    claim: Claim, language: str, lexicon: Lexicon, index: TranscriptIndex, roster: Roster
) -> tuple[tuple[Word, ...], tuple[Term, ...]]:
    text = claim.text.removeprefix(f"{claim.speaker}: ")
    dates, words = find_dates(text, language), tag_words(text, language)
    compared = [w for w in words if w.pos != "number" and not any(d.start <= w.start < d.end for d in dates)]
    return words, tuple(_weigh(t, roster, lexicon) for t in make_terms(compared, lexicon, index))


def _is_trivial(quantity: Quantity) -> bool:
    """ "the two leaders", "one of them": so small a count is rarely said again as a figure."""
    return not quantity.unit and not quantity.ordinal and quantity.high is None and abs(quantity.value) <= 2


def _in_cue(claim: Claim, at: int) -> bool:
    return claim.cue is not None and claim.cue.start <= at < claim.cue.end


def _asserts(word: Word, claim: Claim, lexicon: Lexicon) -> bool:
    """Words of the reporting clause assert nothing, but a speech act ("thanked") does."""
    return not _in_cue(claim, word.start) or word.lower in lexicon.act_words or word.lower in _act_parts(lexicon)


def _is_denied(claim: Claim, sentence: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether the reporting clause itself denies what follows ("denied that", "refused to", "doesn't want to")."""
    cue = [k for k, w in enumerate(sentence) if _in_cue(claim, w.start)]
    return any(sentence[k].lower in lexicon.negating_verbs for k in cue) != any(
        negates(sentence, k, lexicon) for k in cue
    )


def _act_parts(lexicon: Lexicon) -> frozenset[str]:
    """The words of speech acts written in several ("ruled out")."""
    return frozenset(part for phrase in lexicon.act_phrases for part in phrase.split())


def _weigh(term: Term, roster: Roster, lexicon: Lexicon) -> Term:
    word = term.word
    if word.lower in lexicon.act_words:
        return Term(word, round(term.weight * _ACT_WEIGHT, 3), term.is_name)
    if {word.lower, word.lemma} & lexicon.roles:
        return Term(word, round(term.weight * _ROLE_WEIGHT, 3), term.is_name)
    if word.text[:1].isupper() and is_participant(word.text, roster):  # whatever the tagger takes the name for
        return Term(word, _PARTICIPANT_WEIGHT, True)
    if word.pos == "number":
        return Term(word, _COUNT_WEIGHT, False)
    return term


def is_participant(name: str, roster: Roster) -> bool:
    """Whether a single name word is part of a transcript speaker's name."""
    match = roster.resolve(name)
    return match is not None and match.name is not None


def _wording(claim: Claim, document: Document) -> str:
    """A claim as printed, without its cue."""
    raw, start, end = document.text, claim.span.start, claim.span.end
    if not claim.cue:
        return " ".join(raw[start:end].split())
    left, right = raw[start : claim.cue.start], raw[claim.cue.end : end]
    return " ".join(f"{left.rstrip(' ,')} {right.lstrip(' ,')}".split()).strip(" ,;:–—-")


def query_texts(statement: Statement) -> Sequence[str]:
    """The wordings under which a statement is searched: as printed without its cue, and as the self-contained claim."""
    return tuple(dict.fromkeys([statement.text, _self_contained(statement.claim)]))


def _self_contained(claim: Claim) -> str:
    return claim.text.removeprefix(f"{claim.speaker}: ") if claim.speaker else claim.text


def _quoted(claim: Claim) -> tuple[str, ...]:
    return tuple(text for quotation in claim.quotations for text in wordings(quotation.text))


def whole_sentence(claim: Claim) -> Claim | None:
    """The sentence that a claim was cut from, as a claim; None where the claim is nearly all of it."""
    if claim.span.end - claim.span.start > _NEARLY_ALL * (claim.context.end - claim.context.start):
        return None
    return replace(claim, span=claim.context, quotations=(), text=" ".join(claim.context.text.split()), cue=None)


def encoded_texts(statement: Statement) -> Iterator[str]:
    """All texts by whose meaning a statement is compared."""
    texts = (*query_texts(statement), *_quoted(statement.claim))
    yield from (" ".join(text.split()) for text in texts)
    yield from (form for term in statement.terms for form in compared_forms(term.word))


def foresee_texts(document: Document, claims: Sequence[Claim]) -> Iterator[str]:
    """The texts by whose meaning the claims of an article will be compared, told before they are taken apart."""
    lexicon = load(document.language)
    for claim in claims:
        texts = (_wording(claim, document), _self_contained(claim), *_quoted(claim))
        yield from (" ".join(text.split()) for text in texts)
        if whole := whole_sentence(claim):
            yield whole.text
        words = tag_words(document.text, document.language, claim.context.start, claim.context.end)
        yield from (form for word in words if is_term(word, lexicon) for form in compared_forms(word))
