"""What an article reports whom to have said: each report with its words, its cue and the mention that is credited.

Three kinds, as newsrooms tell them apart: direct (nothing but quoted words), mixed (a reported statement part of which
is quoted) and indirect. A direct report spans its marks; the other two span the reported statement with the word that
opens it ("that the bridge was “a disgrace”"), without the reporting clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from summarize.attribution import Cue
from summarize.extraction.extractive import (
    Sentence,
    governing_cue,
    is_trailing,
    open_discourse,
    quotation_speakers,
    read_sentences,
    with_marks,
)
from summarize.lexicon import Lexicon
from summarize.mentions import Mention
from summarize.records import Case, Document, Quotation, Span, Transcript

ReportKind = Literal["direct", "mixed", "indirect"]
_EDGE = " \t\n\u00a0,;:–—-"
_OPENING_MARKS = "\"“„‟«»‹›‘‚'「『〝"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One report: its words (several spans where a reporting clause or a paragraph break interrupts them), the words
    that credit it, the mention that is credited, and who that is.
    """

    kind: ReportKind
    parts: tuple[Span, ...]
    cue: Span | None
    speaker: Span | None
    name: str | None

    @property
    def start(self) -> int:
        """Where the report begins."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where the report ends."""
        return self.parts[-1].end


def find_attributions(
    document: Document, *, transcript: Transcript | None = None, case: Case | None = None
) -> tuple[Attribution, ...]:
    """All reports of the article, in text order; none holds another of the same cue."""
    discourse = open_discourse(document, transcript, case)
    sentences = read_sentences(document, discourse)
    speakers = quotation_speakers(sentences)
    found = [*_quoted(document, sentences, speakers, discourse.lexicon)]
    found.extend(_indirect(document, sentences, found, discourse.lexicon))
    return tuple(sorted(found, key=lambda report: (report.start, report.end)))


# ---------------------------------------------------------------- with quotation marks


def _quoted(
    document: Document, sentences: Sequence[Sentence], speakers: dict[int, Mention | None], lexicon: Lexicon
) -> Iterable[Attribution]:
    places: dict[int, list[tuple[Sentence, Quotation]]] = {}
    for sentence in sentences:
        for quotation in sentence.quotations:
            places.setdefault(quotation.group, []).append((sentence, quotation))
    done: set[tuple[int, int]] = set()
    for group, held in places.items():
        sentence, quotation = held[0]
        cue = governing_cue(sentence, quotation.span.start, quotation.span.end)
        stated, told = False, list[tuple[int, int]]()
        for one in sentence.cues if quotation.marked else ():
            report = _statement(document.text, sentence, one, lexicon)
            if report is None or not _is_mixed(sentence, held, report, lexicon):
                continue
            stated = stated or one is cue
            told.extend(report)
            if (one.verb_start, report[0][0]) not in done:
                done.add((one.verb_start, report[0][0]))
                yield _attribution(document.text, "mixed", report, one, one.speaker)
        parts = dict.fromkeys((q.span.start, q.span.end) for _, q in held)
        if stated:
            parts = dict.fromkeys(p for p in parts if not any(a <= p[0] < b for a, b in told))
        if not parts or (cue is None and quotation.marked and _is_scare_quote(sentence, quotation)):
            continue
        marked = [with_marks(document.text, a, b) if quotation.marked else (a, b) for a, b in parts]
        yield _attribution(document.text, "direct", marked, cue, speakers.get(group))


def _is_scare_quote(sentence: Sentence, quotation: Quotation) -> bool:
    """A few words in marks inside a sentence that nobody is credited with: a name for something, or irony."""
    words = [w for w in sentence.all_words if quotation.span.start <= w.start < quotation.span.end]
    own = [w for w in sentence.all_words if not any(q.span.start <= w.start < q.span.end for q in sentence.quotations)]
    few = sum(w.text[:1].isalnum() for w in words) <= _FEW
    return few and sum(w.text[:1].isalnum() for w in own) > len(words)


_FEW = 5  # words that a name or an irony may have


def _is_mixed(
    sentence: Sentence,
    held: Sequence[tuple[Sentence, Quotation]],
    report: Sequence[tuple[int, int]],
    lexicon: Lexicon,
) -> bool:
    """Whether a statement holds words of the reporter's own beside a quotation: more than what joins the two."""
    first = held[0][1].span
    if not any(a <= first.start < b for a, b in report):
        return False
    return bool(
        [
            w
            for w in sentence.all_words
            if any(a <= w.start < b for a, b in report)
            and not any(q.span.start <= w.start < q.span.end for q in sentence.quotations)
            and any(c.isalnum() for c in w.text)
            and w.lower not in lexicon.complementizers
            and w.lower not in lexicon.coordinators
        ]
    )


# ---------------------------------------------------------------- without


def _indirect(
    document: Document, sentences: Sequence[Sentence], quoted: Sequence[Attribution], lexicon: Lexicon
) -> Iterable[Attribution]:
    taken = {r.cue.start for r in quoted if r.cue is not None}
    held = [(p.start, p.end) for r in quoted for p in r.parts]
    for sentence in sentences:
        if sentence.block.kind == "headline":
            continue
        for cue in sentence.cues:
            if cue.start in taken or cue.kind == "act" or any(a <= cue.verb_start < b for a, b in held):
                continue
            report = _statement(document.text, sentence, cue, lexicon)
            if report is not None and not any(a < e and s < b for a, b in report for s, e in held):
                yield _attribution(document.text, "indirect", report, cue, cue.speaker)


# ---------------------------------------------------------------- the reported statement


def _statement(text: str, sentence: Sentence, cue: Cue, lexicon: Lexicon) -> tuple[tuple[int, int], ...] | None:
    """The raw ranges of the words that a cue reports."""
    begin, end = cue.start, max(cue.end, cue.verb_end)
    before = _clean(text, _left_bound(sentence, cue), begin)
    after = _clean(text, _report_start(sentence, end, lexicon), _right_bound(sentence, cue, lexicon))
    if is_trailing(sentence, cue) or (cue.kind == "according" and before[1] - before[0] > 20):
        if _goes_on(sentence, end, before) and not _others(sentence, cue, after):
            return (before, after)
        return (before,) if before[1] > before[0] else None
    return (after,) if after[1] - after[0] > 2 else None


def _goes_on(sentence: Sentence, end: int, before: tuple[int, int]) -> bool:
    """Whether a statement goes on behind the reporting clause that interrupts it ("The trawlers, she said, were")."""
    rest = [w for w in sentence.all_words if w.start >= end]
    if len(rest) < 4 or rest[0].text not in {",", "–", "—"}:
        return False
    lead = [w for w in sentence.all_words if before[0] <= w.start < before[1]]
    if not lead or any(q.span.start <= lead[-1].start <= q.span.end for q in sentence.quotations):
        return False
    complete = any(w.pos in {"finite", "modal"} for w in lead) and lead[0].pos not in {"subordinator", "preposition"}
    if rest[1].pos == "conjunction":
        return any(w.pos in {"finite", "modal"} for w in rest)
    return not complete and any(w.pos in {"finite", "modal", "unknown"} for w in rest)


def _others(sentence: Sentence, cue: Cue, part: tuple[int, int]) -> bool:
    return any(c is not cue and part[0] <= c.verb_start < part[1] for c in sentence.cues)


def _clean(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE + ".":
        end -= 1
    return start, end


def _left_bound(sentence: Sentence, cue: Cue) -> int:
    """Where the statement before a trailing cue begins: the sentence, or after an earlier cue's statement."""
    earlier = [c for c in sentence.cues if c.verb_start < cue.verb_start and is_trailing(sentence, c)]
    return max([sentence.start, *(max(c.end, c.verb_end) for c in earlier)])


def _report_start(sentence: Sentence, end: int, lexicon: Lexicon) -> int:
    """Where the statement after a cue begins: past whom it was told to, when and where."""
    words = [w for w in sentence.all_words if w.start >= end]
    for index, word in enumerate(words[:14]):
        if any(q.span.start <= word.start < q.span.end for q in sentence.quotations):
            break
        if index and word.lower in lexicon.subject_pronouns | lexicon.first_person and word.pos == "pronoun":
            return word.start  # "told the workers on Friday he would"
        if word.text == ":":
            return word.end
        if word.lower in lexicon.complementizers and word.pos != "relative":
            return word.start
        if word.pos in {"finite", "modal"} or (word.text in {",", ";"} and index > 8):
            break
    return end


def _right_bound(sentence: Sentence, cue: Cue, lexicon: Lexicon) -> int:
    """Where the statement after a cue ends: with the sentence, or where another report of the same rank begins."""
    words = sentence.all_words
    subordinate = words[0].pos == "subordinator" and not any(w.text == "," for w in words if w.end <= cue.verb_start)
    for other in sentence.cues:
        if other.verb_start <= cue.verb_start or is_trailing(sentence, other):
            continue
        index = next((i for i, w in enumerate(words) if w.start >= other.start), len(words))
        if not index:
            continue
        before = words[index - 1]
        k = index - 1 if before.pos == "conjunction" else index
        comma = words[k - 1].text == "," if k else False
        same = other.speaker is not None and cue.speaker is not None and other.speaker.start == cue.speaker.start
        if (
            (same and (before.pos == "conjunction" or comma))
            or (comma and (words[index].pos == "gerund" or before.pos == "conjunction"))
            or (comma and subordinate)
        ):
            return words[k - 1].start if comma else before.start
    end = sentence.end
    name = _naming_end(sentence, cue, lexicon)
    if name is not None:
        return name
    for quotation in sentence.quotations:
        if cue.verb_end <= quotation.span.start < sentence.end:
            end = max(end, quotation.span.end + 1)
    return min(end, sentence.block.end)


def _naming_end(sentence: Sentence, cue: Cue, lexicon: Lexicon) -> int | None:
    """Where the report of a verb that names or judges ends: with the quoted name ("called it “a crime” on Friday")."""
    words = sentence.all_words
    verb = next((w for w in words if w.start == cue.verb_start), None)
    if verb is None or (cue.kind != "act" and verb.lower not in lexicon.naming_verbs):
        return None
    named = [q for q in sentence.quotations if q.span.start >= cue.verb_end]
    between = [w for w in words if named and cue.verb_end <= w.start < named[0].span.start]
    while between and between[-1].pos in {"punctuation", "determiner", "adjective", "adverb"}:
        between.pop()
    if not between or any(w.pos in {"finite", "modal", "subordinator", "infinitive"} for w in between[:-1]):
        return None
    after = [w for w in words if w.start > named[0].span.end]
    if after and after[0].text in _OPENING_MARKS + "”’":
        after = after[1:]
    if after and (
        after[0].pos in {"preposition", "subordinator", "adverb", "name"} or after[0].text in {",", "–", "—", "-"}
    ):
        return named[0].span.end + 1
    if after and named[0].span.text[-1:] == ",":
        return named[0].span.end + 1
    return None


def _attribution(
    text: str, kind: ReportKind, parts: Sequence[tuple[int, int]], cue: Cue | None, speaker: Mention | None
) -> Attribution:
    return Attribution(
        kind,
        tuple(Span.cut(text, a, b) for a, b in parts),
        Span.cut(text, cue.verb_start, cue.verb_end) if cue else None,
        Span.cut(text, speaker.start, speaker.end) if speaker else None,
        speaker.name if speaker else None,
    )
