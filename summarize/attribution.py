"""Whom an article credits with what: cues ("Putin said", "according to the ministry", "he added"), their speaker and
scope.

A cue is found by the lexicon's reporting words outside quotation marks; its speaker is the nearest fitting mention on
the side where the language puts it; pronouns and descriptions are resolved through what was said before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from summarize.lexicon import Lexicon, load
from summarize.mentions import Discourse, Mention, own_form, possessives
from summarize.subjects import Grammar, find_asides
from summarize.tagging import Word, knows_grammar

CueKind = Literal["say", "act", "according"]

_PLAIN_SEPARATORS = {",", "-", "–", "—", '"', "“", "”", "«", "»", "„", "'", "’", "‘"}
_STOPS = {";", ".", ":", "?", "!"}
_REACH = 14


@dataclass(frozen=True, slots=True)
class Cue:
    """Reporting words and their subject. Offsets are raw and cover the whole reporting clause ("the minister also
    said that").
    """

    kind: CueKind
    start: int
    end: int
    verb_start: int
    verb_end: int
    speaker: Mention | None
    mention_first: bool


def find_cues(
    words: Sequence[Word],
    quoted: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    discourse: Discourse,
    dates: Sequence[tuple[int, int]] = (),
) -> tuple[Cue, ...]:
    """The reporting cues of one sentence, in order.

    `quoted` are raw ranges inside quotation marks, where no cue is looked for; `dates` raw ranges of dates, which are
    never a subject.
    """
    lexicon = discourse.lexicon
    cues: list[Cue] = []
    aside = find_asides(words, dates)
    i = 0
    while i < len(words):
        if _inside(words[i].start, quoted):
            i += 1
            continue
        size, kind = _cue_at(words, i, lexicon)
        if not size and _frames_quotation(words, i, quoted, lexicon):
            size, kind = 1, "say"
        if not size or kind is None:
            i += 1
            continue
        cue = (
            _according(words, i, size, mentions, discourse)
            if kind == "according"
            else _noun_cue(words, i, mentions, discourse)
            if kind == "say" and words[i].lower in lexicon.complement_nouns and words[i].pos == "noun"
            else _verb_cue(words, i, size, kind, mentions, cues, discourse, quoted, aside)
        )
        if cue is not None:
            cues.append(cue)
            if cue.speaker is not None and cue.speaker.person and cue.speaker.name:
                discourse.credit(cue.speaker)
        i += size
    if not cues and (signed := _signature(words, quoted, mentions)) is not None:
        cues.append(signed)
    announcing = _colon_cue(words, cues, mentions, discourse, quoted, aside)
    return (*cues, announcing) if announcing is not None else tuple(cues)


def _signature(words: Sequence[Word], quoted: Sequence[tuple[int, int]], mentions: Sequence[Mention]) -> Cue | None:
    """A name behind a dash after a quotation ("“...” — Ana Ruiz, teacher")."""
    inside = [k for k, w in enumerate(words) if _inside(w.start, quoted)]
    dash = next((k for k in range(inside[-1] + 1, len(words)) if words[k].text in _DASHES), None) if inside else None
    if dash is None or dash - inside[-1] > 2 or dash + 1 >= len(words):
        return None
    name = next((m for m in mentions if m.start == words[dash + 1].start), None)
    if name is None or any(w.pos in {"finite", "modal"} for w in words[dash:]):
        return None
    return Cue("say", words[dash].start, name.end, words[dash].start, words[dash].end, name, False)


_DASHES = {"-", "–", "—", "―"}


def _colon_cue(
    words: Sequence[Word],
    cues: Sequence[Cue],
    mentions: Sequence[Mention],
    discourse: Discourse,
    quoted: Sequence[tuple[int, int]],
    aside: frozenset[int],
) -> Cue | None:
    """ "Voss was blunt: “...”": a colon before a quotation, or at the end, credits whom its clause is about."""
    if not knows_grammar(discourse.lexicon.language) or discourse.lexicon.language in _VERB_SECOND:
        return None
    ends = [k for k, w in enumerate(words) if w.text == ":" and not _inside(w.start, quoted)]
    stop = next((k for k in ends if k == len(words) - 1 or any(0 <= a - words[k].end <= 2 for a, _ in quoted)), None)
    if stop is None or any(c.verb_start < words[stop].start for c in cues):
        return None
    verbs = [k for k in range(stop) if words[k].pos in {"finite", "modal"} and not _inside(words[k].start, quoted)]
    if not verbs:
        return None
    credited = [(c.verb_start, c.speaker) for c in cues]
    subject = Grammar(words, mentions, credited, discourse, quoted, aside).subject(verbs[0])
    if subject is None or not subject.person:
        return None
    if subject.name:
        discourse.credit(subject)
    verb = words[verbs[0]]
    return Cue("say", min(subject.start, verb.start), words[stop].start, verb.start, verb.end, subject, True)


def _inside(at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(a <= at < b for a, b in ranges)


def _cue_at(words: Sequence[Word], i: int, lexicon: Lexicon) -> tuple[int, CueKind | None]:
    for parts, kind in _phrases(lexicon.language).get(words[i].lower, ()):
        if all(i + k < len(words) and words[i + k].lower == part for k, part in enumerate(parts)):
            return len(parts), kind
    word = words[i]
    if _is_claim(words, i, lexicon):
        return 1, "say"
    if knows_grammar(lexicon.language) and word.text.islower() and _describes(words, i):
        return 0, None  # "is back for most customers", "confirmed cases"
    if (
        word.pos in {"noun", "name", "adjective", "determiner"}
        and word.text[:1].isupper() == (i > 0 and word.text[:1].isupper())
        and word.pos != "adjective"
    ):
        return 0, None
    if word.lower in lexicon.say_words and not _is_noun_use(words, i, lexicon):
        return 1, "say"
    if word.lower in lexicon.act_words and not _is_noun_use(words, i, lexicon) and not _is_fault(words, i, lexicon):
        return 1, "act"
    return 0, None


def _describes(words: Sequence[Word], i: int) -> bool:
    """Whether the word at `i` is an adverb, or an adjective before its noun."""
    after = words[i + 1].pos if i + 1 < len(words) else "punctuation"
    return words[i].pos == "adverb" or (words[i].pos == "adjective" and after in {"noun", "adjective", "name"})


def _is_fault(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    """ "were to blame": an infinitive after a form of "be" tells of no speech act."""
    to_be = i > 1 and words[i].pos == "infinitive" and words[i - 2].lower in lexicon.auxiliaries
    return to_be and words[i - 2].lower not in lexicon.perfect_auxiliaries and words[i - 1].pos == "other"


def _frames_quotation(words: Sequence[Word], i: int, quoted: Sequence[tuple[int, int]], lexicon: Lexicon) -> bool:
    """Whether a verb that is no reporting word stands as one: right before ": “..." or ", “...", before a "that"
    whose clause is quoted in part, or with its subject alone after a quotation that ended in a comma ("“...,” the
    article read").
    """
    verb = words[i].pos in {"finite", "participle"} and words[i].text.islower()
    if not verb or words[i].lower in lexicon.auxiliaries:
        return False
    after = words[i + 1] if i + 1 < len(words) else None
    if (
        after is not None
        and after.lower in lexicon.complementizers
        and after.pos == "subordinator"
        and words[i].pos == "finite"
        and any(a > after.end for a, _ in quoted)
    ):
        return True  # "the report found that it was “...”"
    if after is not None and after.text in {",", ":"} and any(0 <= a - after.end <= 2 for a, _ in quoted):
        return True
    k = i
    while k > 0 and not _inside(words[k - 1].start, quoted) and i - k < _LONGEST_SUBJECT:
        k -= 1
        if words[k].text[:1] in _MARKS:
            break
    if not k or i - k < 2 or words[k].text[:1] not in _MARKS or words[k - 1].text not in {",", "?", "!"}:
        return False
    subject = words[k + 1 : i]
    nominal = all(w.pos in {"determiner", "adjective", "noun", "name", "pronoun", "adverb"} for w in subject)
    stops = after is None or after.pos in {"punctuation", "adverb", "preposition"}
    return bool(subject) and nominal and stops and any(w.pos in {"noun", "name", "pronoun"} for w in subject)


_LONGEST_SUBJECT = 7
_MARKS = "\"“”„«»'‘’"


def _noun_cue(words: Sequence[Word], i: int, mentions: Sequence[Mention], discourse: Discourse) -> Cue | None:
    """ "X's claim that": what is claimed is credited to X."""
    owner = next((m for m in mentions if i >= 2 and words[i - 1].text == "'s" and m.end == words[i - 2].end), None)
    if owner is None and i and words[i - 1].lower in possessives(discourse.lexicon):
        owner = discourse.standing_for(words[i - 1], ())
    if owner is None:
        return None
    return Cue("say", owner.start, words[i].end, words[i].start, words[i].end, owner, True)


def _is_claim(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    return (
        words[i].lower in lexicon.complement_nouns
        and words[i].pos == "noun"
        and i + 1 < len(words)
        and words[i + 1].lower in lexicon.complementizers
    )


def _is_noun_use(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    """ "the report", "his comments": a reporting word after a determiner or adjective is a noun."""
    if not i:
        return words[i].pos in {"noun", "name"}
    before = words[i - 1]
    return (
        words[i].pos == "noun"
        or before.lower in lexicon.articles
        or (before.pos == "preposition" and words[i].pos == "finite")
        or (before.pos == "determiner" and words[i].pos not in {"finite", "participle"})
    )


@cache
def _phrases(language: str) -> dict[str, list[tuple[tuple[str, ...], CueKind]]]:
    """The reporting phrases of a language by their first word, crediting ones first, long ones before short ones."""
    lexicon = load(language)
    kinds: tuple[tuple[Iterable[str], CueKind], ...] = (
        (lexicon.according_self, "according"),
        (lexicon.according, "according"),
        (lexicon.according_after, "according"),
        (lexicon.say_phrases, "say"),
        (lexicon.act_phrases, "act"),
    )
    found: dict[str, list[tuple[tuple[str, ...], CueKind]]] = {}
    for phrases, kind in kinds:
        for phrase in phrases:
            parts = tuple(phrase.split())
            found.setdefault(parts[0], []).append((parts, kind))
    return found


def _according(
    words: Sequence[Word], i: int, size: int, mentions: Sequence[Mention], discourse: Discourse
) -> Cue | None:
    phrase = " ".join(w.lower for w in words[i : i + size])
    if phrase in discourse.lexicon.according_self:
        last = discourse.standing_for(words[i], ())
        return (
            Cue(
                "according",
                words[i].start,
                words[i + size - 1].end,
                words[i].start,
                words[i + size - 1].end,
                last,
                False,
            )
            if last
            else None
        )
    after = phrase in discourse.lexicon.according_after and phrase not in discourse.lexicon.according
    start, end = words[i].start, words[i + size - 1].end
    if after:
        mention = next((m for m in reversed(mentions) if m.end <= start and start - m.end < 40), None)
        return (
            Cue("according", mention.start if mention else start, end, start, end, mention, True) if mention else None
        )
    limit = words[min(len(words) - 1, i + size + 6)].end
    mention = next((m for m in mentions if end <= m.start < limit), None)
    if mention is None:
        tail = _noun_phrase(words, i + size)
        if tail is None:
            pronoun = words[i + size] if i + size < len(words) and words[i + size].pos == "pronoun" else None
            mention = discourse.standing_for(pronoun, ()) if pronoun else None
        else:
            name, known = discourse.resolve(" ".join(w.text for w in words[i + size : tail]))
            mention = Mention(words[i + size].start, words[tail - 1].end, name, known)
    if mention is None:
        return None
    return Cue("according", start, max(end, mention.end), start, end, mention, False)


def _noun_phrase(words: Sequence[Word], i: int) -> int | None:
    j = i
    while (
        j < len(words)
        and words[j].pos in {"determiner", "adjective", "noun", "name", "number", "unknown", "other"}
        and j - i < 6
    ):
        j += 1
    return j if j > i else None


def _verb_cue(
    words: Sequence[Word],
    i: int,
    size: int,
    kind: CueKind,
    mentions: Sequence[Mention],
    cues: Sequence[Cue],
    discourse: Discourse,
    quoted: Sequence[tuple[int, int]],
    aside: frozenset[int] = frozenset(),
) -> Cue | None:
    start, end = words[i].start, words[i + size - 1].end
    passive = _is_passive(words, i, discourse.lexicon)
    agent = _agent(words, i + size, mentions) if passive else None
    grammar = knows_grammar(discourse.lexicon.language) and discourse.lexicon.language not in _VERB_SECOND
    credited = [(c.verb_start, c.speaker) for c in cues]
    search = Grammar(words, mentions, credited, discourse, quoted, aside)
    if grammar and passive and agent is None:
        return None  # "was revealed on Tuesday": nobody is credited
    language = discourse.lexicon.language
    if language in _VERB_FIRST:
        subject = _subject_after(words, i + size, mentions, cues, discourse)
        return Cue(kind, start, max(end, subject.end), start, end, subject, False) if subject is not None else None
    left = agent or (search.subject(i) if grammar else _subject_left(words, i, mentions, cues, discourse, quoted))
    inverts = kind == "say" or language in _VERB_SECOND
    framed = _follows_quotation(words, i, quoted)
    told = words[i].lower in discourse.lexicon.addressing_verbs and language not in _VERB_SECOND
    right = (
        _subject_right(words, i + size, mentions, discourse, framed)
        if inverts and words[i].pos != "gerund" and not told
        else None
    )
    if grammar and right is not None and left is not None and not framed and _is_followed_by_verb(words, right):
        right = None  # "Voss, the mayor, said he had"
    beside_quotation = _after_separator(words, i, quoted) or _is_inverted(words, i + size, discourse.lexicon)
    subject, first = (
        (right, False) if right is not None and (beside_quotation or left is None) else (left, agent is None)
    )
    if subject is None and _drops_subject(words, i, size, quoted, discourse.lexicon):
        subject, first = cues[-1].speaker if cues else _silent(words[i], discourse), False
        return Cue(kind, start, end, start, end, subject, False) if subject is not None else None
    if subject is None:
        return None
    if first and language in _VERB_FINAL and any(subject.end <= a < start for a, _ in quoted):
        return Cue(kind, start, end, start, end, subject, False)
    if first and subject.start > start:
        return Cue(kind, start, end, start, end, subject, False)  # "Saying that ..., X left"
    close = first and _is_close(words, subject, start, 0 if language in _VERB_FINAL else _UNKNOWN_BETWEEN)
    begin = _phrase_start(words, subject) if close else start
    finish = end if first else max(end, subject.end)
    return Cue(kind, begin, finish, start, end, subject, first)


def _is_followed_by_verb(words: Sequence[Word], subject: Mention) -> bool:
    """Whether a verb follows a noun phrase, so that it is the subject of that one."""
    after = [w for w in words if w.start >= subject.end][:3]
    while after and after[0].pos == "adverb":
        after.pop(0)
    return bool(after) and after[0].pos in {"finite", "modal"}


_VERB_FINAL = {"tr"}  # languages where all that is reported stands before the verb
_VERB_FIRST = {"ar"}  # languages where the subject follows the verb at once, if it is named at all
_DROPPING = {"ar", "es", "it", "pl", "pt", "tr"}  # languages that leave a pronoun out as subject
_VERB_SECOND = {"de", "nl"}  # languages where any opening phrase puts the subject behind the verb


def _subject_after(
    words: Sequence[Word], j: int, mentions: Sequence[Mention], cues: Sequence[Cue], discourse: Discourse
) -> Mention | None:
    """The subject behind its verb in a language that puts it there; where none is named, whoever spoke last."""
    stop = j
    while stop < len(words) and stop - j < _LONGEST_SUBJECT and _may_be_subject(words[stop], discourse.lexicon):
        stop += 1
    if stop == j:
        return (cues[-1].speaker if cues else None) or _silent(words[j - 1], discourse)
    inside = [m for m in mentions if words[j].start <= m.start < words[stop - 1].end]
    if inside:
        return max(inside, key=lambda m: m.end - m.start)
    name, known = discourse.resolve(" ".join(w.text for w in words[j:stop]))
    return Mention(words[j].start, words[stop - 1].end, name, known)


def _may_be_subject(word: Word, lexicon: Lexicon) -> bool:
    return (
        word.pos in {"unknown", "name", "noun", "adjective"}
        and word.lower not in lexicon.complementizers
        and word.lower not in lexicon.stopwords
        and word.lower not in lexicon.say_words
    )


def _silent(verb: Word, discourse: Discourse) -> Mention | None:
    """Whom a verb without a subject is about: who spoke last, else who was named last."""
    last = discourse.last_speaker or (discourse.last_persons[-1] if discourse.last_persons else None)
    return Mention(verb.start, verb.end, last.name, last.known) if last is not None else None


def _drops_subject(
    words: Sequence[Word], i: int, size: int, quoted: Sequence[tuple[int, int]], lexicon: Lexicon
) -> bool:
    """Whether a reporting verb beside a quotation or its "that" leaves its subject out."""
    if lexicon.language not in _DROPPING or words[i].lower in lexicon.impersonal_verbs:
        return False
    after = next((w for w in words[i + size : i + size + 2] if w.text != ","), None)
    opens = after is not None and (after.text == ":" or after.lower in lexicon.complementizers)
    return opens or _follows_quotation(words, i, quoted)


def _is_inverted(words: Sequence[Word], j: int, lexicon: Lexicon) -> bool:
    return lexicon.language in _VERB_SECOND and j < len(words) and own_form(words[j]) in lexicon.subject_pronouns


def _is_passive(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    j = i - 1
    while j > 0 and words[j].pos == "adverb":
        j -= 1
    return (
        words[i].pos == "participle"
        and j >= 0
        and words[j].lower in lexicon.auxiliaries
        and words[j].lower not in lexicon.perfect_auxiliaries
    )


def _agent(words: Sequence[Word], j: int, mentions: Sequence[Mention]) -> Mention | None:
    """The "by" agent of a passive, if it follows at once."""
    return next((m for m in mentions for w in words[j : j + 4] if m.start == w.start), None)


def _phrase_start(words: Sequence[Word], subject: Mention) -> int:
    """Where the noun phrase that ends in the subject begins ("Independent MP Abiola")."""
    k = next((i for i, w in enumerate(words) if w.start >= subject.start), 0)
    while k > 0 and words[k - 1].pos in {"adjective", "noun", "name", "determiner"}:
        k -= 1
    return min(subject.start, words[k].start)


_UNKNOWN_BETWEEN = 2  # adverbs that a language without tags may have there


def _is_close(words: Sequence[Word], subject: Mention, verb_start: int, unknown: int) -> bool:
    """Whether only adverbs, auxiliaries or a short apposition stand between a subject and its reporting verb."""
    between = [w for w in words if subject.end <= w.start < verb_start]
    if sum(w.pos == "unknown" for w in between) > unknown:
        return False  # what is reported stands between them
    return len(between) <= 8 and not any(
        w.pos in {"infinitive", "gerund"}
        or (w.pos == "subordinator" and w.lower != "as")
        or (w.pos == "finite" and w.end < verb_start - 12)
        for w in between
    )


def _after_separator(words: Sequence[Word], i: int, quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether the verb stands right after a quotation or a comma or dash, where languages put the verb before the
    name.
    """
    j = i - 1
    while j >= 0 and words[j].pos == "adverb":
        j -= 1
    return j < 0 or words[j].text in _PLAIN_SEPARATORS or _inside(words[j].start, quoted)


def _follows_quotation(words: Sequence[Word], i: int, quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether nothing but marks and adverbs stands between a quotation and the verb."""
    j = i - 1
    while j >= 0 and not _inside(words[j].start, quoted):
        if words[j].pos not in {"punctuation", "adverb"}:
            return False
        j -= 1
    return j >= 0


def _subject_left(
    words: Sequence[Word],
    i: int,
    mentions: Sequence[Mention],
    cues: Sequence[Cue],
    discourse: Discourse,
    quoted: Sequence[tuple[int, int]],
) -> Mention | None:
    verb = words[i]
    lexicon = discourse.lexicon
    beside = next((m for m in mentions if m.end <= verb.start and not raw_gap(words, m.end, verb.start)), None)
    if verb.pos == "gerund" and beside is not None:
        return beside
    if cues and (
        verb.pos == "gerund"
        or words[i - 1].pos == "conjunction"
        or (words[i - 1].pos == "adverb" and i > 1 and words[i - 2].pos == "conjunction")
    ):
        return cues[-1].speaker
    j, steps = i - 1, 0
    crossed_comma = False
    while j >= 0 and steps < _REACH * 2:
        word = words[j]
        if lexicon.language in _VERB_FINAL and _inside(word.start, quoted):
            j -= 1
            continue
        if word.text in _STOPS and not (word.text == "." and words[j - 1].lower.rstrip(".") in lexicon.honorifics):
            break
        if word.text == ",":
            crossed_comma = True
        mention = next((m for m in mentions if m.start <= word.start < m.end), None)
        if mention is not None and not _is_object(words, mention, lexicon, stop=verb.start):
            if crossed_comma and (opener := _before_apposition(words, mention, mentions)) is not None:
                return opener
            return mention
        if own_form(word) in lexicon.subject_pronouns:
            objects = [m for m in mentions if m.start >= verb.end]
            return discourse.standing_for(word, objects)
        if word.pos == "relative" and word.lower in lexicon.relatives and j:
            return _antecedent(words, j, mentions)
        j -= 1
        steps += 1
    if verb.pos in {"gerund", "participle"} or (i and words[i - 1].pos == "conjunction") or crossed_comma:
        return cues[-1].speaker if cues else (mentions[0] if mentions and mentions[0].start < verb.start else None)
    return _plain_subject(words, i, discourse)


def _antecedent(words: Sequence[Word], j: int, mentions: Sequence[Mention]) -> Mention | None:
    """The mention that a relative pronoun at `j` refers to: the one right before it."""
    k = j - 1 if words[j - 1].text != "," else j - 2
    return next((m for m in mentions if k >= 0 and m.start <= words[k].start < m.end), None)


def raw_gap(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether any word or mark stands between two raw offsets."""
    return any(start <= w.start < end for w in words)


def _plain_subject(words: Sequence[Word], i: int, discourse: Discourse) -> Mention | None:
    """A subject that is no name: "officials said", "the ministry said"."""
    j = i
    while j > 0 and words[j - 1].pos in {"adverb", "finite", "modal", "participle"} and i - j < 4:
        j -= 1
    k = j
    while k > 0 and words[k - 1].pos in {"noun", "adjective", "determiner", "number", "name"} and j - k < 5:
        k -= 1
    if k == j or words[j - 1].pos not in {"noun", "name"}:
        return None
    name, known = discourse.resolve(" ".join(w.text for w in words[k:j]))
    return Mention(words[k].start, words[j - 1].end, name, known, known)


def _is_object(words: Sequence[Word], mention: Mention, lexicon: Lexicon, stop: int) -> bool:
    """A mention right after a preposition ("to Assad", "of Syria") or possessive ("Syria's") is not a subject."""
    index = next((k for k, w in enumerate(words) if w.start >= mention.start), 0)
    if index and words[index - 1].lower in lexicon.prepositions:
        return True
    after = next((w for w in words if w.start >= mention.end), None)
    if after is not None and after.text == "'s" and after.start < stop:
        return True
    before = words[index - 1] if index else None
    return (
        before is not None
        and before.pos in {"finite", "gerund", "infinitive"}
        and before.lower not in lexicon.auxiliaries
        and before.lower not in lexicon.say_words
    )


def _before_apposition(words: Sequence[Word], mention: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """ "Marin, the Finnish premier, said": the name before the apposition, if one stands right before its comma."""
    index = next((k for k, w in enumerate(words) if w.start >= mention.start), 0)
    if index < 2 or words[index - 1].text != ",":
        return None
    return next((m for m in mentions if m.end == words[index - 2].end), None)


def _ends_phrase(words: Sequence[Word], j: int) -> bool:
    return j >= len(words) or words[j].pos == "punctuation"


def _whole_phrase(words: Sequence[Word], discourse: Discourse) -> Mention:
    """All words of a noun phrase as a subject, where tags can't tell its head ("l'ONG Récif vivant")."""
    name, known = discourse.resolve(" ".join(w.text for w in words))
    return Mention(words[0].start, words[-1].end, name, known)


def _subject_right(
    words: Sequence[Word], j: int, mentions: Sequence[Mention], discourse: Discourse, framed: bool
) -> Mention | None:
    """The subject behind its verb; `framed` where the verb follows a quotation, so that any noun phrase will do."""
    k = j
    while k < len(words) and k - j < 2 and words[k].pos in {"adverb"}:
        k += 1
    if k >= len(words):
        return None
    mention = next((m for m in mentions if m.start == words[k].start), None)
    after = next((w for w in words if mention is not None and w.start >= mention.end), None)
    if mention is not None and (after is None or after.pos not in {"finite", "modal"} or not framed):
        return mention
    if own_form(words[k]) in discourse.lexicon.subject_pronouns:
        return discourse.standing_for(words[k], ())
    tail = _noun_phrase(words, k)
    if tail is None or (tail < len(words) and words[tail].pos in {"finite", "modal"}):
        return None  # "said federal teams had arrived"
    inside = [m for m in mentions if words[k].start <= m.start < words[tail - 1].end]
    if inside and framed:
        whole = inside[0].known or knows_grammar(discourse.lexicon.language) or not _ends_phrase(words, tail)
        return inside[0] if whole else _whole_phrase(words[k:tail], discourse)
    if words[k].pos != "determiner" and words[k].lower not in discourse.lexicon.articles and not framed:
        return None
    name, known = discourse.resolve(" ".join(w.text for w in words[k:tail]))
    has_role = any(w.lower in discourse.lexicon.roles for w in words[k:tail])
    if not known and not has_role and not framed:
        return None  # "told the conference": an object
    return Mention(words[k].start, words[tail - 1].end, name, known, known or has_role)
