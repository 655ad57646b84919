"""The extractive engine: claims and a summary cut from the article itself. No model is asked and nothing is written
anew.

Sentence by sentence: quotations, reporting cues and their speakers, clauses; then one claim a clause, plus one for a
time or circumstance that a reader would check apart.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from summarize.attribution import VERB_FINAL, Cue, find_cues
from summarize.dates import find_dates
from summarize.extraction.clauses import Clause, is_content, split_clauses
from summarize.extraction.digest import summarise
from summarize.lexicon import Lexicon, load
from summarize.mentions import Discourse, Mention, find_mentions, is_full_name, own_form, possessives
from summarize.names import Roster, build_roster, has_role_word, personal_name, titled_names
from summarize.offices import Offices
from summarize.quotations import find_labels, find_quotations, is_unmarked_quote
from summarize.records import (
    Block,
    Case,
    Claim,
    ClaimKind,
    CreditedBy,
    Document,
    Extraction,
    Quotation,
    Span,
    Speaker,
    Transcript,
)
from summarize.sentences import split_sentences
from summarize.tagging import Word, is_title_case, names_inside, tag_words

ENGINE = "extractive"
_MARKS = "\"“”„‟«»‹›‘’‚'「」『』〝〞*_"
_EDGE = " \t\n\u00a0,;:–—-()[]،؛" + "\u200b\u2009\u202f"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article with all that was found in it. Offsets are raw; `words` lack reporting clauses that
    interrupt the sentence, `all_words` do not; `speaking` is whom the article last credited, `topic` whom it is about
    at the end of the sentence; `follows_report` whether the sentence before, in the same paragraph, reports words.
    """

    block: Block
    start: int
    end: int
    words: tuple[Word, ...]
    quotations: tuple[Quotation, ...]
    mentions: tuple[Mention, ...]
    cues: tuple[Cue, ...]
    clauses: tuple[Clause, ...]
    speaking: Mention | None = None
    all_words: tuple[Word, ...] = ()
    topic: Mention | None = None
    follows_report: bool = False

    @property
    def announces(self) -> bool:
        """Whether the sentence ends in a colon: what follows is what it speaks of."""
        return bool(self.all_words) and self.all_words[-1].text == ":"


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before it has an id: raw range, credited speaker, kind, the sentence it comes from and its full
    wording.
    """

    start: int
    end: int
    kind: ClaimKind
    speaker: Mention | None
    cue: Cue | None
    sentence: Sentence
    text: str
    quotations: tuple[Quotation, ...] = ()


def extract(document: Document, *, transcript: Transcript | None = None, case: Case | None = None) -> Extraction:
    """The claims and the summary of one article.

    `transcript` and `case` only lend the names by which speakers are known; nothing is compared here.
    """
    discourse = open_discourse(document, transcript, case)
    lexicon = discourse.lexicon
    sentences = read_sentences(document, discourse)
    speakers = quotation_speakers(sentences)
    drafts = [draft for sentence in sentences for draft in _drafts(document, sentence, speakers, lexicon)]
    claims = tuple(_number(document, draft, index, lexicon) for index, draft in enumerate(_distinct(drafts), 1))
    warnings = (
        ()
        if lexicon.known
        else (f"no lexicon for language {document.language!r}: cues and clauses are found less well",)
    )
    return Extraction(document.id, ENGINE, summarise(document, claims, ENGINE), claims, warnings)


# ---------------------------------------------------------------- reading


def open_discourse(document: Document, transcript: Transcript | None, case: Case | None) -> Discourse:
    """What a reader knows before the first sentence: the event's speakers, their names and titles."""
    roster = build_roster(transcript.speakers if transcript else (), case.speakers if case else {})
    discourse = Discourse(roster.with_titles(_titled(document)), load(document.language))
    for person in transcript.speakers if transcript else ():
        for form in (*person.names, *person.titles):
            discourse.note_gender(person.name, form)
    if transcript is not None:
        discourse.titles.update(_transcript_titles(transcript, roster))
        discourse.countries.update(_countries(transcript, discourse.titles))
        discourse.setting.update(re.findall(r"[^\W\d_]{3,}", _opening(transcript).casefold()))
    return discourse


def _transcript_titles(transcript: Transcript, roster: Roster) -> dict[str, tuple[str, ...]]:
    """What the transcript says its speakers are: in their labels, and in what stands before the second turn."""
    offices = Offices(load(transcript.language))
    for line in _HEADER_PARTS.split(_opening(transcript)):
        offices.learn(tag_words(line, transcript.language), lambda name: _by_name(name, roster) or "")
    return {
        person.name: (*person.titles, *offices.titles.get(person.name, ()))
        for person in transcript.speakers
    }


def _countries(transcript: Transcript, titles: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """For which country or body each speaker speaks: what stands in brackets behind a label ("Mr. Rao (Harapur):"), or
    a name inside a title ("President of Osturia").
    """
    found: dict[str, dict[str, None]] = {}
    for turn in transcript.turns:
        if turn.speaker is None or turn.role == "header":
            continue
        line = transcript.text[transcript.text.rfind("\n", 0, turn.start) + 1 : turn.start]
        found.setdefault(turn.speaker, {}).update(dict.fromkeys(_BRACKETED.findall(line[:_LONGEST_LABEL])))
    for name, given in titles.items():
        own = {part.casefold() for part in name.split()}
        places = (place for title in given if (place := _place_of(title)) and place.casefold() not in own)
        found.setdefault(name, {}).update(dict.fromkeys(places))
    shared = Counter(place for places in found.values() for place in places)
    single = {name: tuple(p for p in places if shared[p] == 1) for name, places in found.items()}
    return {name: places for name, places in single.items() if places}


def _place_of(title: str) -> str:
    """The name that ends a title behind a word in small letters ("President of Osturia")."""
    words = title.split()
    inside = len(words) > 2 and words[-2].islower() and words[-1][:1].isupper()
    return words[-1] if inside and not has_role_word(words[-1]) else ""


_LONGEST_LABEL = 90  # characters
_BRACKETED = re.compile(r"\((?=[^a-zа-я])([^\W\d_][\w-]{3,30})\)")


def _opening(transcript: Transcript) -> str:
    """What stands before the second turn: the header, and how the speakers are introduced."""
    starts = [turn.start for turn in transcript.turns if turn.role != "header"]
    return transcript.text[: min(starts[1:2] or starts or [0])][:_LONGEST_HEADER]


def _endings_of(text: str) -> tuple[str, ...]:
    """What is left of a few words without the first, the first two and so on."""
    words = text.split()
    return tuple(" ".join(words[k:]) for k in range(1, len(words)))


_LONGEST_HEADER = 4000  # characters in which a transcript introduces its speakers
_HEADER_PARTS = re.compile(r"[\n;•|]|:\s")


def _by_name(text: str, roster: Roster) -> str | None:
    """The speaker whom the words name; not one whom they only describe."""
    match = roster.resolve(text)
    return match.name if match.reason != "description" else None


def _learn_offices(document: Document, discourse: Discourse) -> None:
    """Note what the article says its persons are, before it is read: a description may stand before the name."""
    discourse.offices = offices = Offices(discourse.lexicon)

    def named(text: str) -> str:
        known = _by_name(text, discourse.roster)
        if known is not None:
            return known
        longest = discourse.full_names.get(text.split()[-1], text)
        inner = any(_by_name(part, discourse.roster) for part in _endings_of(text))
        return longest if is_full_name(longest) and not inner else ""

    for block in document.blocks:
        if block.kind in {"body", "quote"}:
            for start, end in split_sentences(document.text, block.start, block.end):
                offices.learn(tag_words(document.text, document.language, start, end), named)
    for name, titles in discourse.titles.items():
        for title in titles:
            offices.note(name, tag_words(title, document.language))
    small = {w for w in re.findall(r"(?<![\w'’-])[^\W\d_]{4,}", document.text) if w.islower()}
    for name in (*discourse.roster.names, *discourse.full_names.values()):
        first, _, rest = name.partition(" ")
        if rest.count(" ") and first.casefold() in small and first[1:].islower():  # "Captain Ana Ruiz", "the captain"
            offices.note(name, tag_words(first.casefold(), document.language))
    discourse.titled = build_roster(
        [Speaker(name, (name,), tuple(titles)) for name, titles in offices.titles.items()], {}
    )


def read_sentences(document: Document, discourse: Discourse) -> tuple[Sentence, ...]:
    """The article's sentences in order, with quotations, mentions, cues and clauses."""
    quotations = find_quotations(document, discourse.lexicon)
    discourse.full_names.update(_full_names(document, discourse.lexicon))
    discourse.printed_names.update(_printed_names(document))
    _learn_offices(document, discourse)
    sentences: list[Sentence] = []
    for block in document.blocks:
        if block.kind in {"furniture", "subhead"}:
            continue
        bounds = (
            ((block.start, block.end),)
            if is_unmarked_quote(document, block)
            else _with_reporting_clauses(
                document.text, split_sentences(document.text, block.start, block.end), discourse.lexicon
            )
        )
        for start, end in bounds:
            sentence = _read_sentence(document, block, start, end, quotations, discourse)
            before = sentences[-1] if sentences else None
            if before is not None and before.block is block and _is_report(before, discourse.lexicon):
                sentence = replace(sentence, follows_report=True)
            sentences.append(sentence)
    return tuple(sentences)


def _is_report(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a sentence reports somebody's words, by a cue or by its verb form."""
    credited = any(c.speaker is not None and c.kind != "act" for c in sentence.cues)
    return credited or _is_reported_mood(sentence.all_words, lexicon, sentence.follows_report)


def _with_reporting_clauses(
    text: str, bounds: Sequence[tuple[int, int]], lexicon: Lexicon
) -> tuple[tuple[int, int], ...]:
    """The sentences, with a reporting clause joined to the quotation before it that ends in a question or exclamation
    mark ("“Why?” Voss asked.").
    """
    joined: list[tuple[int, int]] = []
    for start, end in bounds:
        if joined and _reports_what_ended(text[slice(*joined[-1])], text[start:end], lexicon):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


_SIGNED = re.compile(r"[―—–-]\s?(?:[^\W\d_][\w.'’-]*,?\s?){1,8}")
_QUOTED_END = re.compile(r"[?!…]\s?[\"”»’“]$|\.\.\.\s?[\"”»]$")


def _reports_what_ended(before: str, after: str, lexicon: Lexicon) -> bool:
    if before[-1:] in _MARKS and _SIGNED.fullmatch(after):
        return True
    if not _QUOTED_END.search(before) or after[:1] in _MARKS:
        return False
    clause = re.split(r"[,;:\"“„«]|\.(?=\s|$)", after)[0]
    words = re.findall(r"[^\W_]+", clause.casefold())
    cue = next((n for n, word in enumerate(words[:8]) if word in lexicon.say_words | lexicon.act_words), None)
    return cue is not None and not any(word in lexicon.complementizers for word in words[cue + 1 : cue + 3])


def _read_sentence(
    document: Document, block: Block, start: int, end: int, quotations: Sequence[Quotation], discourse: Discourse
) -> Sentence:
    words = names_inside(tag_words(document.text, document.language, start, end), document.language)
    here = tuple(q for q in quotations if q.span.start < end and q.span.end > start)
    quoted = [(q.span.start, q.span.end) for q in here]
    if is_unmarked_quote(document, block):
        label = _label_cue(document, block, discourse)
        return Sentence(block, start, end, words, here, (), label, (), discourse.last_speaker)
    speaking = discourse.last_speaker
    discourse.sentence += 1
    mentions = find_mentions(words, document.text, discourse)
    outside = tuple(
        m for m in mentions if not any(a <= m.start < b for a, b in quoted) or _in_brackets(document.text, m, quoted)
    )
    dates = [(start + d.start, start + d.end) for d in find_dates(document.text[start:end], document.language)]
    outside = tuple(m for m in outside if m.known or not any(a <= m.start and m.end <= b for a, b in dates))
    cues = find_cues(words, quoted, outside, discourse, dates)
    persons = [m for m in outside if m.known or not _is_dateline(words, m)]
    discourse.note_persons(persons)
    if block.kind != "headline":
        free = (m for m in persons if discourse.is_person(m) and not _is_governed(words, m, discourse.lexicon))
        discourse.note_subject(next(free, None))
    verbs = [c.verb_start for c in cues]
    plain = _without_parenthetical_cues(words, cues)
    clauses = split_clauses(plain, quoted, discourse.lexicon, verbs)
    return Sentence(block, start, end, plain, here, outside, cues, clauses, speaking, words, discourse.topic)


def _label_cue(document: Document, block: Block, discourse: Discourse) -> tuple[Cue, ...]:
    """The cue that a speaker's label is, in a printed interview."""
    start, said = find_labels(document).get(block.start, (0, 0))
    if start == said:
        return ()
    end = start + document.text[start:said].index(":")
    label = document.text[start:end]
    name, known = discourse.resolve(label.title() if label.isupper() and len(label) > 1 else label)
    speaker = Mention(start, end, name if len(label) > 1 else "", known)
    if speaker.name:
        discourse.credit(speaker)
    return (Cue("say", start, said, start, end, speaker, True),)


def _in_brackets(text: str, mention: Mention, quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether a name stands in brackets inside a quotation: there the reporter speaks ("your (Voss’s) consent")."""
    start = next(a for a, b in quoted if a <= mention.start < b)
    before, after = text[start : mention.start], text[mention.end : mention.end + 12]
    return any(before.rfind(o) > before.rfind(c) and c in after for o, c in ("()", "[]"))


def _is_dateline(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a name opens its paragraph as the place that it was written at ("PORT ALVA, May 3 (Reuters) —")."""
    if not words or mention.start != words[0].start:
        return False
    after = [w for w in words if w.start >= mention.end][:12]
    dash = next((k for k, w in enumerate(after) if w.text in {"-", "–", "—", "―"}), None)
    return dash is not None and not any(w.pos in {"finite", "modal", "participle"} for w in after[:dash])


def _is_governed(words: Sequence[Word], mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a name hangs on a preposition or only says whose something is."""
    before = next((w for w in reversed(words) if w.end <= mention.start), None)
    after = next((w for w in words if w.start >= mention.end), None)
    return (before is not None and before.lower in lexicon.prepositions) or (after is not None and after.text == "'s")


def _without_parenthetical_cues(words: tuple[Word, ...], cues: Sequence[Cue]) -> tuple[Word, ...]:
    """The words without reporting clauses between two commas ("The trawlers, she said, were to blame"), which
    interrupt a clause.
    """
    for cue in cues:
        inside = [i for i, w in enumerate(words) if cue.start <= w.start < cue.end]
        if (
            inside
            and inside[0] > 1
            and inside[-1] + 2 < len(words)
            and words[inside[0] - 1].text == "," == words[inside[-1] + 1].text
            and not _is_apposition(words[inside[-1] + 2 :], cue)
        ):
            words = words[: inside[0] - 1] + words[inside[-1] + 2 :]
    return words


def _is_apposition(rest: Sequence[Word], cue: Cue) -> bool:
    """Whether what follows a reporting clause only says who speaks (", said Voss, the mayor of Port Ellery.")."""
    named_last = cue.speaker is not None and cue.speaker.start > cue.verb_start
    nominal = bool(rest) and rest[0].pos in {"determiner", "noun", "name", "adjective", "number"}
    return named_last and nominal and not any(w.pos in _PREDICATES for w in rest)


def _full_names(document: Document, lexicon: Lexicon) -> dict[str, str]:
    """Last name to the fullest form the article gives."""
    longest: dict[str, str] = {}
    titles = lexicon.roles | lexicon.honorifics
    for block in document.blocks:
        if block.kind not in {"body", "headline"}:
            continue
        run: list[str] = []
        bounds = split_sentences(document.text, block.start, block.end)
        for word in [w for a, b in bounds for w in (*tag_words(document.text, document.language, a, b), None)]:
            if (
                word is not None
                and word.pos == "name"
                and word.text[:1].isupper()
                and word.lower not in titles
            ):
                run.append(word.text)
                continue
            if 2 <= len(run) <= 4 and len(" ".join(run)) > len(longest.get(run[-1], "")):
                longest[run[-1]] = " ".join(run)
            run = []
    return longest


def _titled(document: Document) -> Iterator[tuple[str, str]]:
    """Persons whom the article names with an office, sentence by sentence."""
    for block in document.blocks:
        if block.kind in {"body", "headline"}:
            for start, end in split_sentences(document.text, block.start, block.end):
                yield from titled_names(document.text[start:end])


def _printed_names(document: Document) -> set[str]:
    """The words that the body capitalises inside sentences, where a capital means a name."""
    found: set[str] = set()
    for block in document.blocks:
        if block.kind not in {"body", "quote"}:
            continue
        for start, end in split_sentences(document.text, block.start, block.end):
            words = tag_words(document.text, document.language, start, end)
            if is_title_case(words):
                continue
            inside = (w for before, w in itertools.pairwise(words) if before.text[-1:].isalnum() or before.text == ",")
            found.update(w.text for w in inside if w.text[:1].isupper())
    return found


def quotation_speakers(sentences: Sequence[Sentence]) -> dict[int, Mention | None]:
    """The speaker of each quotation group.

    In order of trust: a cue in one of the sentences that hold the group; for a quotation that fills its sentence or
    block, the cue of the sentence before in the same paragraph, else after it, else the last one credited.
    """
    speakers: dict[int, Mention | None] = {}
    for sentence in sentences:
        for quotation in sentence.quotations:
            if speakers.get(quotation.group) is None:
                cue = governing_cue(sentence, quotation.span.start, quotation.span.end)
                speakers[quotation.group] = cue.speaker if cue else None
    for index, sentence in enumerate(sentences):
        for quotation in sentence.quotations:
            if speakers[quotation.group] is not None:
                continue
            if not quotation.marked or _fills(sentence, quotation):
                speakers[quotation.group] = _neighbour_speaker(sentences, index)
            if speakers[quotation.group] is None and sentence.block.kind != "headline" and not sentence.cues:
                speakers[quotation.group] = sentence.speaking
    return speakers


def _fills(sentence: Sentence, quotation: Quotation) -> bool:
    return quotation.span.end - quotation.span.start >= 0.8 * (sentence.end - sentence.start)


def _neighbour_speaker(sentences: Sequence[Sentence], index: int) -> Mention | None:
    here = sentences[index]
    after = sentences[index + 1] if index + 1 < len(sentences) else None
    if after is not None and after.block is here.block and _credits_back(after):
        return after.cues[0].speaker
    for step in (-1, -2, -3):
        if index + step < 0:
            break
        before = sentences[index + step]
        if step == -1 and before.announces and before.cues and before.block.kind != "headline":
            return before.cues[-1].speaker
        if before.cues and before.cues[-1].speaker is not None and before.block.kind != "headline":
            return before.cues[-1].speaker
        if before.block is not here.block and here.block.kind != "quote":
            break
    for step in (1, 2):
        if index + step < len(sentences) and sentences[index + step].cues:
            return sentences[index + step].cues[0].speaker
    return None


def _credits_back(sentence: Sentence) -> bool:
    """Whether a sentence without a quotation is a bare reporting clause ("Voss said on Friday.")."""
    if len(sentence.cues) != 1 or sentence.quotations or sentence.cues[0].kind == "according":
        return False
    after = [w for w in sentence.all_words if w.start >= max(sentence.cues[0].end, sentence.cues[0].verb_end)]
    return not _opens_report(after) and not any(w.pos in {"finite", "modal", "pronoun", "unknown"} for w in after)


def governing_cue(sentence: Sentence, start: int, end: int) -> Cue | None:
    """The cue whose report holds the raw range: the nearest before it, else one that closes the sentence after it."""
    before = [c for c in sentence.cues if (c.verb_start < end and c.verb_start < start + 1) or c.start <= start < c.end]
    after = [c for c in sentence.cues if c.verb_start >= end or (c.verb_start > start and c.verb_start < end)]
    trailing = [c for c in after if is_trailing(sentence, c)]
    if before and not (trailing and _starts_with(sentence, start)):
        says = [c for c in before if c.speaker is not None]
        return says[-1] if says else None
    if trailing:
        return next((c for c in trailing if c.speaker is not None), None)
    inside = [c for c in sentence.cues if start <= c.verb_start < end]
    return inside[0] if inside else None


def _starts_with(sentence: Sentence, start: int) -> bool:
    first = sentence.words[0].start if sentence.words else sentence.start
    return start - first <= 2


def is_trailing(sentence: Sentence, cue: Cue) -> bool:
    """Whether a reporting clause follows what it reports: a quotation or a full clause stands before it, and nothing
    it reports after it.
    """
    before = [w for w in sentence.all_words if w.end <= cue.start]
    if not before or before[-1].text not in {",", "–", "—", "-", *_MARKS}:
        return False
    if cue.mention_first and cue.speaker is not None and cue.start > cue.speaker.start:
        return False  # the subject stands far before: "Marin, who had flown in, said that ..."
    if not any(w.pos in _PREDICATES or _is_quoted(sentence, w) for w in before):
        return False
    subject = cue.speaker.end if cue.mention_first and cue.speaker is not None else cue.verb_start
    if any(w.pos == "relative" for w in sentence.all_words if subject <= w.start < cue.verb_start):
        return False  # "..., Hale, who had asked for respect"
    after = [w for w in sentence.all_words if w.start >= cue.end]
    return not (after and (after[0].text == ":" or _opens_report(after)))


def _opens_report(words: Sequence[Word]) -> bool:
    """Whether a "that" follows, at once or after a place or a time ("said at a rally in the north that")."""
    for word in words[:10]:
        if word.pos == "subordinator":
            return True
        if word.pos not in {"preposition", "determiner", "noun", "name", "adjective", "number", "adverb"}:
            return False
    return False


_PREDICATES = {"finite", "modal", "unknown"}


def _is_quoted(sentence: Sentence, word: Word) -> bool:
    return any(q.span.start <= word.start < q.span.end for q in sentence.quotations)


# ---------------------------------------------------------------- claims


def _drafts(
    document: Document, sentence: Sentence, speakers: dict[int, Mention | None], lexicon: Lexicon
) -> Iterable[Draft]:
    if sentence.quotations and not sentence.quotations[0].marked:
        yield from _block_quote(sentence, speakers)
        return
    if _is_noise(sentence, lexicon):
        return
    whole = _whole_quotation(sentence)
    if whole is not None:
        yield from _quotation_draft(document, sentence, whole, speakers)
        return
    aside = False
    for clause in sentence.clauses:
        aside = _is_outlet_aside(sentence, clause, lexicon) or (aside and clause.opening in _ATTACHED)
        yield from _clause_drafts(document, sentence, clause, speakers, lexicon, aside)


def _is_noise(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a sentence is no more than marks, or a word or two that nobody is quoted with."""
    if not any(char.isalnum() for word in sentence.words for char in word.text):
        return True
    return sum(is_content(w, lexicon) for w in sentence.words) < 2 and not sentence.quotations


def _block_quote(sentence: Sentence, speakers: dict[int, Mention | None]) -> Iterable[Draft]:
    quotation = sentence.quotations[0]
    speaker = speakers.get(quotation.group)
    text = _with_speaker(speaker, f"“{_flat(quotation.span.text)}”")
    yield Draft(quotation.span.start, quotation.span.end, "quote", speaker, None, sentence, text, (quotation,))


def _whole_quotation(sentence: Sentence) -> tuple[Quotation, ...] | None:
    """The parts of a quotation that fill the sentence but for its reporting clause."""
    if not sentence.quotations:
        return None
    group = sentence.quotations[0].group
    parts = tuple(q for q in sentence.quotations if q.group == group)
    if len(parts) != len(sentence.quotations):
        return None
    quoted = sum(min(q.span.end, sentence.end) - max(q.span.start, sentence.start) for q in parts)
    cue_size = sum(c.end - c.start for c in sentence.cues)
    rest = (sentence.end - sentence.start) - quoted - cue_size
    return parts if quoted >= 30 and rest <= max(16, 0.3 * quoted) and not _says_more(sentence, parts) else None


def _says_more(sentence: Sentence, parts: Sequence[Quotation]) -> bool:
    """Whether a clause outside the quotation reports something of its own (a second predicate, a circumstance)."""
    outside = [w for w in sentence.words if not any(q.span.start <= w.start < q.span.end for q in parts)]
    free = [
        w
        for w in outside
        if not any(c.start <= w.start < c.end for c in sentence.cues) and w.pos in {"finite", "gerund", "modal"}
    ]
    return bool(free)


def _quotation_draft(
    document: Document, sentence: Sentence, parts: tuple[Quotation, ...], speakers: dict[int, Mention | None]
) -> Iterable[Draft]:
    start, end = with_marks(
        document.text, max(parts[0].span.start, sentence.start), min(parts[-1].span.end, sentence.end)
    )
    cue = governing_cue(sentence, start, end)
    speaker = speakers.get(parts[0].group) or (cue.speaker if cue else None)
    words = " ".join(
        f"“{_flat(document.text[max(q.span.start, sentence.start) : min(q.span.end, sentence.end)])}”" for q in parts
    )
    clipped = _clipped(document.text, sentence, parts)
    yield Draft(start, end, "quote", speaker, cue, sentence, _with_speaker(speaker, words), clipped)


def _clipped(text: str, sentence: Sentence, quotations: Iterable[Quotation]) -> tuple[Quotation, ...]:
    """The parts of quotations that stand in a sentence; marks with nothing between them quote nothing."""
    clipped = (clip_quotation(text, quotation, sentence) for quotation in quotations)
    return tuple(quotation for quotation in clipped if quotation.span.text)


def clip_quotation(text: str, quotation: Quotation, sentence: Sentence) -> Quotation:
    """The part of a quotation that stands in a sentence, without marks at its edges."""
    start, end = max(quotation.span.start, sentence.start), min(quotation.span.end, sentence.end)
    while end > start and text[end - 1] in _MARKS + " \u00a0":
        end -= 1
    while start < end and text[start] in _MARKS + " \u00a0":
        start += 1
    return Quotation(Span.cut(text, start, end), quotation.group, quotation.marked)


def with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The range widened over the quotation marks around it and the comma or full stop between them."""
    while start > 0 and text[start - 1] in _MARKS:
        start -= 1
    while end < len(text) and text[end] in _MARKS + ".,!?":
        end += 1
    return start, end


def _clause_drafts(
    document: Document,
    sentence: Sentence,
    clause: Clause,
    speakers: dict[int, Mention | None],
    lexicon: Lexicon,
    aside: bool,
) -> Iterable[Draft]:
    words = sentence.words[clause.first : clause.last]
    bounds = _bounds(document.text, sentence, clause)
    if bounds is None:
        return
    start, end = bounds
    cue = None if aside else _outer_cue(sentence, governing_cue(sentence, start, end), lexicon)
    if cue is None and not aside and lexicon.language in VERB_FINAL:
        cue = next((c for c in sentence.cues if c.verb_start >= end and c.speaker and c.speaker.start <= start), None)
    if not any(_is_quoted(sentence, w) for w in words) and _is_bare_cue(document.text, words, cue, lexicon):
        yield from _dated_report(document, sentence, start, _strip_end(document.text, start, words[-1].end))
        return
    interrupts = cue is not None and not any(w.start == cue.verb_start for w in sentence.words)
    trailing = cue is not None and not interrupts and start < cue.start < end and is_trailing(sentence, cue)
    if trailing and cue is not None:
        yield from _dated_report(
            document, sentence, cue.start, max(end, _strip_end(document.text, cue.start, words[-1].end))
        )
        yield from _reported_behind(document, sentence, words, cue, lexicon)
        end = _strip_end(document.text, start, cue.start)
    details = _details(document, sentence, (start, end))
    inside = [q for q in sentence.quotations if q.span.start < end and q.span.end > start]
    quotations = _clipped(document.text, sentence, inside)
    speaker = cue.speaker if cue else None
    if speaker is None and not aside and _is_reported_mood(words, lexicon, sentence.follows_report):
        speaker = (sentence.cues[0].speaker if sentence.cues else None) or sentence.topic
    if quotations and speaker is None:
        speaker = speakers.get(quotations[0].group)
    kind: ClaimKind = "quote" if quotations else "indirect" if speaker else "background"
    text = _self_contained(document.text, sentence, clause, start, end, speaker, cue)
    yield Draft(start, end, kind, speaker, cue, sentence, text, quotations)
    detail_kind: ClaimKind = "background" if kind == "background" else "indirect" if speaker else "fact"
    for a, b in details:
        dated = _self_contained(document.text, sentence, clause, start, max(end, b), speaker, cue)
        yield Draft(a, b, detail_kind, speaker, cue, sentence, dated)


def _outer_cue(sentence: Sentence, cue: Cue | None, lexicon: Lexicon) -> Cue | None:
    """The cue whose report another one is part of ("Voss said that Hale had promised"): what it reports is Voss's
    statement too.
    """
    if cue is None or cue.speaker is None or is_trailing(sentence, cue):
        return cue
    outer = next((c for c in reversed(sentence.cues) if c.verb_start < cue.verb_start and c.speaker is not None), None)
    if outer is None or outer.speaker is None or outer.kind != "say" or cue.speaker.start < outer.verb_end:
        return cue
    between = [w for w in sentence.all_words if outer.verb_end <= w.start < cue.speaker.start]
    opens = bool(between) and between[-1].lower in lexicon.complementizers
    plain = not any(w.pos in {"punctuation", "conjunction", "finite", "modal"} for w in between)
    return outer if opens and plain else cue


def _reported_behind(
    document: Document, sentence: Sentence, words: Sequence[Word], cue: Cue, lexicon: Lexicon
) -> Iterable[Draft]:
    """What another reporting verb reports in the rest of the clause ("“...” diyen Voss, ... belirtti")."""
    rest = [w for w in words if w.start >= max(cue.end, cue.verb_end)]
    while rest and rest[0].pos == "punctuation":
        rest.pop(0)
    other = next((c for c in sentence.cues if rest and rest[0].start < c.verb_start <= rest[-1].start), None)
    if other is None or sum(is_content(w, lexicon) for w in rest if w.end <= other.verb_start) < _LEAST_BEHIND:
        return
    start, end = rest[0].start, _strip_end(document.text, rest[0].start, rest[-1].end)
    if any(q.span.start < end and q.span.end > start for q in sentence.quotations):
        return
    text = _with_speaker(other.speaker, _flat(document.text[start:end]) + ".")
    yield Draft(start, end, "indirect", other.speaker, other, sentence, text)


_LEAST_BEHIND = 3  # content words that make a statement of their own


def _dated_report(document: Document, sentence: Sentence, start: int, end: int) -> Iterable[Draft]:
    """A reporting clause that says when it was said ("the ministry announced on Monday") is checkable itself."""
    if find_dates(document.text[start:end], document.language):
        yield Draft(start, end, "fact", None, None, sentence, _as_sentence(_flat(document.text[start:end])))


def _strip_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _EDGE + ".":
        end -= 1
    return end


def _bounds(text: str, sentence: Sentence, clause: Clause) -> tuple[int, int] | None:
    """Raw range of a clause without joining words and marks at its edges; quotation marks stay whole."""
    words = list(sentence.words[clause.first : clause.last])
    while words and (
        (words[0].pos == "punctuation" and words[0].text not in _MARKS)
        or (clause.opening in {"coordinated", "clause", "list"} and words[0].pos == "conjunction")
    ):
        words.pop(0)
    if clause.opening == "bracket" and not any(word.text in "([" for word in words):
        while words and words[-1].text in ")].":
            words.pop()
    while words and words[-1].pos in {"punctuation", "conjunction"} and words[-1].text not in _MARKS + ".%":
        words.pop()
    if not words:
        return None
    start, end = words[0].start, words[-1].end
    if clause.opening == "relative" and clause.first and sentence.words[clause.first - 1].text != ",":
        start = min(start, _antecedent_start(sentence, clause.first))
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return (start, end) if end > start else None


# Clauses that hang on the one before and share its standing.
_ATTACHED = {"relative", "participial", "inclusion", "circumstance", "coordinated", "list"}


def _antecedent_start(sentence: Sentence, first: int) -> int:
    """Where the noun phrase right before a restrictive relative clause begins: the clause says nothing without it."""
    k = first
    while (
        k > 0 and first - k < 6 and sentence.words[k - 1].pos in {"determiner", "adjective", "noun", "name", "number"}
    ):
        k -= 1
        if sentence.words[k].pos == "determiner":
            break
    return sentence.words[k].start


def _is_outlet_aside(sentence: Sentence, clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause after the report began is the outlet's own addition: about a named person, or a circumstance
    of a speech act.

    "Marin, who leads the party, said": the relative clause is nobody's words. "Marin thanked the nurses after a long
    strike": the strike isn't.
    """
    words = sentence.words[clause.first : clause.last]
    cue = governing_cue(sentence, words[0].start, words[-1].end)
    if cue is None or any(w.start == c.verb_start for w in words for c in sentence.cues):
        return False
    if cue.kind == "act" and clause.opening == "subordinate":
        return True
    if clause.opening == "circumstance" and cue.speaker is not None and clause.first >= 2:
        named = sentence.words[clause.first - 2]  # "said Voss, a former docker"
        return cue.speaker.start <= named.start < cue.speaker.end
    if clause.opening != "relative":
        return False
    antecedent = sentence.words[clause.first - 2] if clause.first >= 2 else None
    return (
        antecedent is not None
        and sentence.words[clause.first - 1].text == ","
        and antecedent.pos == "name"
        and not any(q.span.start <= antecedent.start < q.span.end for q in sentence.quotations)
        and not any(w.lower in lexicon.say_words for w in words)
    )


def _is_reported_mood(words: Sequence[Word], lexicon: Lexicon, after_report: bool) -> bool:
    """Whether a verb form alone shows that somebody else's words are reported (German "sei", "habe"; "würden" behind
    another report).
    """
    forms = lexicon.reported_forms | (lexicon.reported_after_reports if after_report else frozenset())
    return any(w.lower in forms for w in words)


def _is_bare_cue(text: str, words: Sequence[Word], cue: Cue | None, lexicon: Lexicon) -> bool:
    """Whether nothing but the reporting clause and perhaps its date is there."""
    if cue is None or not any(w.start == cue.verb_start for w in words):
        return cue is not None and not any(is_content(w, lexicon) for w in words)
    offset = words[0].start
    dates = [(offset + d.start, offset + d.end) for d in find_dates(text[offset : words[-1].end], lexicon.language)]
    words = [w for w in words if not any(a <= w.start < b for a, b in dates)]
    return not any(not cue.start <= w.start < cue.end and is_content(w, lexicon) for w in words)


def _self_contained(
    text: str, sentence: Sentence, clause: Clause, start: int, end: int, speaker: Mention | None, cue: Cue | None
) -> str:
    """The claim as a sentence of its own: its subject restored, its speaker named."""
    piece = _flat(text[start:end])
    subject = _main_subject(text, sentence)
    if clause.opening in {"coordinated", "participial"} and subject:
        piece = f"{subject} {piece}"
    elif clause.opening == "relative" and start == sentence.words[clause.first].start:
        piece = _unrelative(text, sentence, clause, piece)
    elif clause.opening in {"circumstance", "inclusion", "subordinate", "list"}:
        piece = f"{_flat(text[sentence.start : start]).rstrip(' ,;–—-')}, {piece}" if start > sentence.start else piece
    piece = _named_pronoun(piece, sentence, clause)
    holds_cue = cue is not None and start <= cue.verb_start < end
    full = (
        piece
        if holds_cue or speaker is None or clause.opening in {"circumstance", "inclusion", "subordinate", "list"}
        else _with_speaker(speaker, piece)
    )
    return _as_sentence(full.strip(" ,;"))


def _as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words[-1:] in '.!?…؟。”"»' else ".")


def _main_subject(text: str, sentence: Sentence) -> str:
    """What stands before the sentence's first verb, without a relative clause."""
    for index, word in enumerate(sentence.words[:14]):
        following = sentence.words[index + 1 : index + 2]
        if word.pos in {"finite", "modal"} or (word.text == "," and following and following[0].pos == "relative"):
            return _flat(text[sentence.start : word.start]) if index else ""
    return ""


def _unrelative(text: str, sentence: Sentence, clause: Clause, piece: str) -> str:
    """A relative clause with the words it refers to in place of its pronoun."""
    k = clause.first - 1
    while k >= 0 and sentence.words[k].text == ",":
        k -= 1
    last = k
    while k >= 0 and sentence.words[k].pos in {"determiner", "adjective", "noun", "name", "number"} and last - k < 7:
        k -= 1
    if k == last:
        return piece
    head = _flat(text[sentence.words[k + 1].start : sentence.words[last].end])
    first, _, rest = piece.partition(" ")
    return f"{head}’s {rest}" if first.casefold() == "whose" else f"{head} {rest}" if rest else piece


def _named_pronoun(piece: str, sentence: Sentence, clause: Clause) -> str:
    """A pronoun that opens the claim replaced by the person it stands for."""
    first, _, rest = piece.partition(" ")
    word = next((w for w in sentence.words[clause.first : clause.last] if w.text == first and w.pos == "pronoun"), None)
    cue = next(
        (c for c in sentence.cues if c.speaker is not None and word is not None and c.speaker.start == word.start), None
    )
    return f"{cue.speaker.name} {rest}" if cue is not None and cue.speaker is not None and cue.speaker.name else piece


def _with_speaker(speaker: Mention | None, words: str) -> str:
    return f"{speaker.name}: {words}" if speaker and speaker.name else words


def _flat(text: str) -> str:
    return " ".join(text.split())


def _details(document: Document, sentence: Sentence, bounds: tuple[int, int]) -> list[tuple[int, int]]:
    """Raw ranges of the dates that a clause adds, each with the preposition before it; dates inside quotations are
    left alone.
    """
    start, end = bounds
    found = []
    for mention in find_dates(document.text[start:end], document.language):
        a, b = start + mention.start, start + mention.end
        if any(q.span.start <= a < q.span.end for q in sentence.quotations) or b - a >= 0.6 * (end - start):
            continue
        if (
            mention.weekday is None
            and mention.day is None
            and not mention.daypart
            and any(w.pos == "number" for w in sentence.words if start <= w.start < end and not a <= w.start < b)
        ):
            continue  # the period that a figure is for belongs to the figure
        before = [w for w in sentence.words if w.end <= a and w.start >= start]
        if before and before[-1].pos == "determiner":
            a = before.pop().start
        if before and before[-1].pos == "preposition":
            a = before[-1].start
        found.append((a, b))
    return found


def _distinct(drafts: Iterable[Draft]) -> Iterable[Draft]:
    seen: set[tuple[int, int]] = set()
    for draft in drafts:
        if (draft.start, draft.end) not in seen:
            seen.add((draft.start, draft.end))
            yield draft


def _number(document: Document, draft: Draft, index: int, lexicon: Lexicon) -> Claim:
    raw = document.text
    cue = draft.cue
    inside = cue is not None and draft.start <= cue.verb_start < draft.end
    return Claim(
        id=f"{document.id}-{index:03d}",
        source_id=document.id,
        text=draft.text,
        kind=draft.kind,
        speaker=(draft.speaker.name or None) if draft.speaker else None,
        span=Span.cut(raw, draft.start, draft.end),
        context=Span.cut(raw, draft.sentence.start, draft.sentence.end),
        quotations=tuple(q.span for q in draft.quotations),
        cue=Span.cut(raw, max(draft.start, cue.start), min(draft.end, cue.end)) if cue is not None and inside else None,
        credited=raw[draft.speaker.start : draft.speaker.end] if draft.speaker else None,
        credited_by=_credited_by(raw, draft.speaker, draft.sentence, lexicon) if draft.speaker else None,
    )


def _credited_by(raw: str, speaker: Mention, sentence: Sentence, lexicon: Lexicon) -> CreditedBy:
    """What names the credited speaker in the sentence; a verb without a subject names nobody."""
    if not sentence.start <= speaker.start < sentence.end:
        return "context"
    words = [w for w in sentence.all_words if speaker.start <= w.start < speaker.end]
    if any(speaker.start <= c.verb_start and c.verb_end <= speaker.end for c in sentence.cues):
        return "context"
    if len(words) == 1 and own_form(words[0]) in lexicon.subject_pronouns | possessives(lexicon):
        return "pronoun"
    named = bool(personal_name(raw[speaker.start : speaker.end]))
    if lexicon.language == "de":  # every noun has a capital
        own = {part.casefold() for part in speaker.name.split()} if speaker.known else set()
        named = any(w.pos == "name" or w.lower in own for w in words)
    return "name" if named else "description"
