"""Whom an article credits with what: cues ("Putin said", "according to the ministry", "he added"), their speaker and
scope.

A cue is found by the lexicon's reporting words outside quotation marks; its speaker is the nearest fitting mention on
the side where the language puts it; pronouns and descriptions are resolved through what was said before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from summarize.lexicon import Lexicon, load
from summarize.mentions import Discourse, Mention, own_form, possessives
from summarize.names import has_role_word, names_body
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
        framed = _around(words, i, mentions, discourse) or (_opening(words, mentions, discourse) if not i else None)
        if framed is not None:
            cues.append(framed)
            if framed.speaker is not None and framed.speaker.name:
                discourse.credit(framed.speaker)
            i = next((k for k, w in enumerate(words) if w.start >= framed.end), len(words))
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
            cue = replace(cue, speaker=discourse.represents(cue.speaker)) if cue.speaker is not None else cue
            cues.append(cue)
            if cue.speaker is not None and cue.speaker.person and cue.speaker.name:
                discourse.credit(cue.speaker)
        i += size
    signed = None if cues else _signature(words, quoted, mentions) or _colon_label(words, quoted, mentions)
    if signed is not None:
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


def _colon_label(words: Sequence[Word], quoted: Sequence[tuple[int, int]], mentions: Sequence[Mention]) -> Cue | None:
    """A speaker's name and a colon before all that is said ("Voss: the strike is over"), or a quotation, a colon and
    a speaker's name, as headlines have them.
    """
    colon = next((k for k, w in enumerate(words) if w.text == ":" and not _inside(w.start, quoted)), None)
    if not colon:
        return None
    label = next((m for m in mentions if m.known and m.start == words[0].start and m.end == words[colon - 1].end), None)
    if label is not None:
        return Cue("say", label.start, words[colon].end, words[colon].start, words[colon].end, label, True)
    if not all(_inside(w.start, quoted) or w.pos == "punctuation" for w in words[:colon]) or colon + 1 == len(words):
        return None
    behind = next((m for m in mentions if m.known and m.start == words[colon + 1].start), None)
    if behind is None:
        return None
    return Cue("say", words[colon].start, behind.end, words[colon].start, words[colon].end, behind, False)


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
    if _is_claim(words, i, lexicon) or _is_separated(words, i, lexicon):
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


def _is_separated(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    """Whether a verb and its particle at the end of the clause tell of a speech act ("warf dem Westen vor")."""
    particles = [last for first, last in lexicon.separable_verbs if first == words[i].lower]
    if not particles:
        return False
    for k in range(i + 1, len(words)):
        if words[k].lower in particles and _ends_clause(words, k + 1):
            return True
        if words[k].text in {";", ":", "."}:
            return False
    return False


def _ends_clause(words: Sequence[Word], k: int) -> bool:
    return k >= len(words) or words[k].pos in {"punctuation", "conjunction", "infinitive"}


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


def _around(
    words: Sequence[Word], i: int, mentions: Sequence[Mention], discourse: Discourse
) -> Cue | None:
    """ "nach Voss' Worten": a preposition and a noun for what is said, with whose it is between them."""
    lexicon = discourse.lexicon
    if not lexicon.according_nouns or words[i].lower not in lexicon.according_openers:
        return None
    name = next((m for m in mentions if i + 1 < len(words) and m.start == words[i + 1].start), None)
    after = next((k for k, w in enumerate(words) if name is not None and w.start >= name.end), len(words))
    if name is None or after >= len(words) or words[after].lower not in lexicon.according_nouns:
        return None
    if not name.known and name.name.endswith("s"):
        owner, known = discourse.resolve(name.name[:-1])  # "Hales Worten"
        name = replace(name, name=owner, known=known)
    return Cue("according", words[i].start, words[after].end, words[i].start, words[after].end, name, False)


def _opening(words: Sequence[Word], mentions: Sequence[Mention], discourse: Discourse) -> Cue | None:
    """ "Pour Mme Voss, ...": a person after "for" and before a comma, at the beginning of a sentence."""
    lexicon = discourse.lexicon
    if len(words) < 3 or words[0].lower not in lexicon.according_opening:
        return None
    comma = next((k for k, w in enumerate(words[:8]) if w.text == ","), 0)
    if comma == 2 and own_form(words[1]) in lexicon.subject_pronouns:
        who: Mention | None = discourse.standing_for(words[1], ())
    else:
        inside = [m for m in mentions if m.end == words[comma - 1].end and comma > 1 and discourse.is_person(m)]
        who = inside[0] if inside else None
    if who is None:
        return None
    return Cue("according", words[0].start, who.end, words[0].start, words[0].end, who, False)


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
        if tail is not None and not _has_head(words[i + size : tail], discourse.lexicon):
            return None  # "so hoch wie nie"
        if tail is None:
            pronoun = words[i + size] if i + size < len(words) and words[i + size].pos == "pronoun" else None
            mention = discourse.standing_for(pronoun, ()) if pronoun else None
        else:
            tail = _with_complement(words, tail)
            name, known = discourse.resolve(" ".join(w.text for w in words[i + size : tail]))
            mention = Mention(words[i + size].start, words[tail - 1].end, name, known)
    if mention is None:
        return None
    return Cue("according", start, max(end, mention.end), start, end, mention, False)


def _with_complement(words: Sequence[Word], tail: int) -> int:
    """The end of a noun phrase with what it is of ("la chambre | de commerce")."""
    if tail + 1 < len(words) and words[tail].lower in _OF:
        longer = _noun_phrase(words, tail + 1)
        return longer if longer is not None else tail
    return tail


_OF = {"of", "de", "du", "des", "del", "della", "di", "do", "da"}


def _has_head(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether a noun phrase may be somebody: it has a noun or name where the tags tell."""
    if not knows_grammar(lexicon.language):
        return any(w.text[:1].isalpha() for w in words)
    return any(w.pos in {"noun", "name"} for w in words)


def _names_somebody(words: Sequence[Word], lexicon: Lexicon, opening: bool = False) -> bool:
    """Whether a noun phrase of a language without tags looks like one: an article, a word for a role, or a capital that
    is not owed to its place at the beginning of the sentence.
    """
    if knows_grammar(lexicon.language) or not lexicon.articles or lexicon.language in VERB_FINAL | _VERB_FIRST:
        return True
    return any(
        w.lower in lexicon.articles or w.lower in lexicon.roles or "'" in w.text
        or (w.text[:1].isupper() and not (opening and w is words[0]))
        for w in words
    )  # fmt: skip


def _is_oblique(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether the first word of a noun phrase shows that it is no subject (German "seinem Haus")."""
    first = words[0].lower
    return lexicon.language == "de" and words[0].pos == "determiner" and (first.endswith("em") or first == "des")


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
    language = discourse.lexicon.language
    if (grammar or language in _VERB_SECOND) and passive and agent is None:
        return None  # "was revealed on Tuesday": nobody is credited
    if language in _VERB_FIRST:
        subject = _subject_after(words, i + size, mentions, cues, discourse)
        return Cue(kind, start, max(end, subject.end), start, end, subject, False) if subject is not None else None
    left = agent or (search.subject(i) if grammar else _subject_left(words, i, mentions, cues, discourse, quoted))
    if language in _DROPPING and language not in VERB_FINAL and left is not None and not agent:
        left = _unless_dropped(words, i, size, left, mentions, cues, discourse)
    inverts = kind == "say" or language in _VERB_SECOND
    framed = _follows_quotation(words, i, quoted, language) or _follows_clause(words, i, language)
    told = words[i].lower in discourse.lexicon.addressing_verbs and language not in _VERB_SECOND
    right = (
        _subject_right(words, i + size, mentions, discourse, framed, aside)
        if inverts and words[i].pos != "gerund" and not told
        else None
    )
    if grammar and right is not None and left is not None and not framed and _is_followed_by_verb(words, right):
        right = None  # "Voss, the mayor, said he had"
    beside_quotation = _after_separator(words, i, quoted, language) or _is_inverted(words, i + size, discourse.lexicon)
    subject, first = (
        (right, False) if right is not None and (beside_quotation or left is None) else (left, agent is None)
    )
    if language in _VERB_SECOND and right is not None and right.known and left is not None and not left.known:
        subject, first = right, False  # "Enteignungen schloss die Ministerin aus"
    if subject is None and _drops_subject(words, i, size, quoted, discourse.lexicon):
        subject, first = cues[-1].speaker if cues else _silent(words[i], discourse), False
        return Cue(kind, start, end, start, end, subject, False) if subject is not None else None
    if subject is None:
        return None
    if first and language in VERB_FINAL and any(subject.end <= a < start for a, _ in quoted):
        return Cue(kind, start, end, start, end, subject, False)
    if first and subject.start > start:
        return Cue(kind, start, end, start, end, subject, False)  # "Saying that ..., X left"
    close = first and _is_close(words, subject, start, 0 if language in VERB_FINAL else _UNKNOWN_BETWEEN)
    begin = _phrase_start(words, subject) if close else start
    finish = end if first else max(end, subject.end)
    return Cue(kind, begin, finish, start, end, subject, first)


def _is_followed_by_verb(words: Sequence[Word], subject: Mention) -> bool:
    """Whether a verb follows a noun phrase, so that it is the subject of that one."""
    after = [w for w in words if w.start >= subject.end][:3]
    while after and after[0].pos == "adverb":
        after.pop(0)
    return bool(after) and after[0].pos in {"finite", "modal"}


VERB_FINAL = {"tr"}  # languages where all that is reported stands before the verb
_VERB_FIRST = {"ar"}  # languages where the subject follows the verb at once, if it is named at all
_DROPPING = {"ar", "es", "it", "pl", "pt", "tr"}  # languages that leave a pronoun out as subject
_VERB_SECOND = {"de", "nl"}  # languages where any opening phrase puts the subject behind the verb


def _subject_after(
    words: Sequence[Word], j: int, mentions: Sequence[Mention], cues: Sequence[Cue], discourse: Discourse
) -> Mention | None:
    """The subject behind its verb in a language that puts it there; where none is named, whoever spoke last."""
    before = _subject_of_past(words, j - 1, mentions)
    if before is not None:
        return before
    stop = j
    while stop < len(words) and stop - j < _LONGEST_SUBJECT and _may_be_subject(words[stop], discourse.lexicon):
        stop += 1
    if stop == j:
        return (cues[-1].speaker if cues else None) or _silent(words[j - 1], discourse)
    inside = [m for m in mentions if words[j].start <= m.start < words[stop - 1].end]
    if inside:
        return max(inside, key=lambda m: m.end - m.start)
    text = " ".join(w.text for w in words[j:stop])
    name, known = discourse.resolve(text)
    somebody = known or has_role_word(text) or names_body(text) or words[j].text.startswith("ال")
    if not somebody and (cues or discourse.last_speaker is not None):
        return (cues[-1].speaker if cues else None) or _silent(words[j - 1], discourse)  # an object stands there
    return Mention(words[j].start, words[stop - 1].end, name, known)


def _subject_of_past(words: Sequence[Word], i: int, mentions: Sequence[Mention]) -> Mention | None:
    """The subject between "had" and its verb ("كانت رئيسة الوزراء قد أعلنت")."""
    if i < 2 or words[i - 1].text not in {"قد"}:
        return None
    return next((m for m in reversed(mentions) if m.end == words[i - 2].end), None)


def _may_be_subject(word: Word, lexicon: Lexicon) -> bool:
    return (
        word.pos in {"unknown", "name", "noun", "adjective"}
        and word.lower not in lexicon.complementizers
        and word.lower not in lexicon.stopwords
        and word.lower not in lexicon.say_words
    )


def _silent(verb: Word, discourse: Discourse) -> Mention | None:
    """Whom a verb without a subject is about: who spoke last, else who was named last."""
    last = discourse.silent_subject(verb.lower)
    return Mention(verb.start, verb.end, last.name, last.known) if last is not None else None


def _drops_subject(
    words: Sequence[Word], i: int, size: int, quoted: Sequence[tuple[int, int]], lexicon: Lexicon
) -> bool:
    """Whether a reporting verb beside a quotation or its "that" leaves its subject out."""
    if lexicon.language not in _DROPPING or words[i].lower in lexicon.impersonal_verbs:
        return False
    rest = words[i + size :]
    if lexicon.language not in VERB_FINAL and (i == 0 or (i == 1 and not _names_somebody(words[:1], lexicon, True))):
        return True  # "También denunció"
    if i and words[i - 1].text == "," and (not rest or rest[0].text in {",", "."}):
        return True  # "The damage, he said, is large", without a word for "he"
    after = next((w for w in rest[:2] if w.text != ","), None)
    opens = after is not None and (after.text == ":" or after.lower in lexicon.complementizers)
    return opens or _follows_quotation(words, i, quoted, lexicon.language)


def _unless_dropped(
    words: Sequence[Word], i: int, size: int, left: Mention, mentions: Sequence[Mention], cues: Sequence[Cue],
    discourse: Discourse,
) -> Mention | None:
    """The subject found before a verb; none where a comma and its "that" enclose the verb and no subject opens the
    sentence ("Asked whether the ministers would go, replied that").
    """
    after = words[i + size] if i + size < len(words) else None
    opens = after is None or (after.text in {":", ",", "."} or after.lower in discourse.lexicon.complementizers)
    if not opens or not i or words[i - 1].text != ",":
        return left
    if after is None or after.text in {",", "."}:
        return None  # a reporting clause of one word, between commas
    if left.start == words[0].start:
        return left
    first = next((m for m in mentions if m.start == words[0].start), None)
    if first is not None:
        return first
    return left if any(c.speaker is not None and c.speaker.start == left.start for c in cues) else None


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


_AGENTS = {"by", "door", "durch", "von"}  # what stands before who does it, in the languages whose passives are seen


def _agent(words: Sequence[Word], j: int, mentions: Sequence[Mention]) -> Mention | None:
    """The "by" agent of a passive, if it follows at once."""
    near = ((k, m) for m in mentions for k in range(j, min(j + 4, len(words))) if m.start == words[k].start)
    return next((m for k, m in near if words[k - 1].lower in _AGENTS), None)


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


@cache
def _before_verbs(language: str) -> frozenset[str]:
    """Words that belong to the verb behind them, where tags don't tell: auxiliaries and pronouns that are objects."""
    if knows_grammar(language):
        return frozenset()
    lexicon = load(language)
    objects = lexicon.pronouns_plural | lexicon.pronouns_masculine | lexicon.pronouns_feminine
    return (lexicon.auxiliaries | objects) - lexicon.subject_pronouns


def _after_separator(words: Sequence[Word], i: int, quoted: Sequence[tuple[int, int]], language: str) -> bool:
    """Whether the verb stands right after a quotation or a comma or dash, where languages put the verb before the
    name.
    """
    loose = _before_verbs(language)
    j = i - 1
    while j >= 0 and (words[j].pos == "adverb" or words[j].lower in loose):
        j -= 1  # "..., lui a répondu Mme Voss"
    return j < 0 or words[j].text in _PLAIN_SEPARATORS or _inside(words[j].start, quoted)


def _follows_clause(words: Sequence[Word], i: int, language: str) -> bool:
    """Whether a verb stands behind a comma and a whole clause, so that it reports it ("..., beklagt der Rektor")."""
    if language not in _VERB_SECOND or not i or words[i - 1].text != ",":
        return False
    whole = words[0].pos not in {"subordinator", "relative"}
    return whole and any(w.pos in {"finite", "modal"} for w in words[: i - 1])


def _follows_quotation(
    words: Sequence[Word], i: int, quoted: Sequence[tuple[int, int]], language: str
) -> bool:
    """Whether nothing but marks, adverbs and what belongs to the verb stands between a quotation and the verb."""
    loose = _before_verbs(language)
    j = i - 1
    while j >= 0 and not _inside(words[j].start, quoted):
        if words[j].pos not in {"punctuation", "adverb"} and words[j].lower not in loose:
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
    if lexicon.language in VERB_FINAL:
        opening = _opening_subject(words, i, mentions, cues)
        if opening is not None:
            return opening
    j, steps = i - 1, 0
    crossed_comma = False
    while j >= 0 and steps < _REACH * 2:
        word = words[j]
        if lexicon.language in VERB_FINAL and _inside(word.start, quoted):
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
        if cues or lexicon.language in _DROPPING - VERB_FINAL:
            return cues[-1].speaker if cues else None
        return mentions[0] if mentions and mentions[0].start < verb.start else None
    return _plain_subject(words, i, discourse)


def _opening_subject(
    words: Sequence[Word], i: int, mentions: Sequence[Mention], cues: Sequence[Cue]
) -> Mention | None:
    """Where the verb stands last: the name that opens the sentence or what follows an earlier verb, else whom that verb
    is about; a name with a case ending is no subject.
    """
    start = max((c.verb_end for c in cues), default=words[0].start)
    plain = [m for m in mentions if start <= m.start and m.end <= words[i].start and not _has_ending(words, m)]
    opening = next((k for k, w in enumerate(words) if w.start >= start and _opens_subject(w)), None)
    first = next((m for m in plain if opening is not None and m.start == words[opening].start), None)
    if first is not None:
        return first
    if cues:
        return next((m for m in plain if m.known), None) or cues[-1].speaker
    return next((m for m in plain if m.known), None)


def _opens_subject(word: Word) -> bool:
    return word.pos not in {"punctuation", "conjunction"}


def _has_ending(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a name is written with an ending behind an apostrophe ("Voss'un")."""
    last = next((w for w in reversed(words) if w.end <= mention.end), None)
    return last is not None and "'" in last.text[1:-1]


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
    if k == j or words[j - 1].pos not in {"noun", "name"} or _is_oblique(words[k:j], discourse.lexicon):
        return None
    if k and words[k - 1].pos == "preposition":
        return None  # "the houses on the river were insured"
    if not _names_somebody(words[k:j], discourse.lexicon, opening=not k):
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


_NAMING = {"determiner", "adjective", "noun", "name", "unknown"}


def _ends_phrase(words: Sequence[Word], j: int) -> bool:
    return j >= len(words) or words[j].pos == "punctuation"


def _whole_phrase(words: Sequence[Word], discourse: Discourse) -> Mention:
    """All words of a noun phrase as a subject, where tags can't tell its head ("l'ONG Récif vivant")."""
    name, known = discourse.resolve(" ".join(w.text for w in words))
    return Mention(words[0].start, words[-1].end, name, known)


def _subject_right(
    words: Sequence[Word], j: int, mentions: Sequence[Mention], discourse: Discourse, framed: bool,
    aside: frozenset[int] = frozenset(),
) -> Mention | None:
    """The subject behind its verb; `framed` where the verb follows a quotation, so that any noun phrase will do. A
    name behind a description and a comma is the subject ("said the mayor, Lena Voss").
    """
    found = _subject_behind(words, j, mentions, discourse, framed, aside)
    if found is None or found.known:
        return found
    k = next((k for k, w in enumerate(words) if w.start >= found.end), len(words))
    named = next((m for m in mentions if k + 1 < len(words) and m.start == words[k + 1].start), None)
    if named is None or words[k].text != "," or not discourse.is_person(named) or discourse.is_person(found):
        return found
    after = next((w for w in words if w.start >= named.end), None)
    return named if after is None or after.pos == "punctuation" else found


def _is_woman(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether a description shows by its form that it means a woman spoken of before ("die promovierte Hydrologin")."""
    last = words[-1]
    return lexicon.language == "de" and words[0].lower == "die" and last.pos == "noun" and last.lower.endswith("in")


def _is_particle(words: Sequence[Word], k: int, lexicon: Lexicon) -> bool:
    """Whether a word is an adverb; German ones like "dagegen" are tagged as pronouns."""
    if words[k].pos == "adverb":
        return True
    plain = words[k].lower not in (
        lexicon.subject_pronouns | lexicon.demonstratives | lexicon.first_person | lexicon.second_person
        | lexicon.pronouns_plural | lexicon.pronouns_masculine | lexicon.pronouns_feminine
    )  # fmt: skip
    return lexicon.language in _VERB_SECOND and words[k].pos == "pronoun" and plain


def _subject_behind(
    words: Sequence[Word], j: int, mentions: Sequence[Mention], discourse: Discourse, framed: bool,
    aside: frozenset[int],
) -> Mention | None:
    k = j
    while k < len(words) and (k in aside or (k - j < 2 and _is_particle(words, k, discourse.lexicon))):
        k += 1
    if k >= len(words):
        return None
    if words[k].lower in discourse.lexicon.demonstratives and _ends_phrase(words, k + 1):
        last = next((m for m in reversed(discourse.last_persons) if discourse.is_person(m)), None)  # "sagte dieser"
        return Mention(words[k].start, words[k].end, last.name, last.known) if last is not None else None
    mention = next((m for m in mentions if m.start == words[k].start), None)
    after = next((w for w in words if mention is not None and w.start >= mention.end), None)
    if mention is not None and after is not None and after.text == "'s":
        stops = (n for n in range(k, len(words)) if words[n].start > after.start and words[n].pos not in _NAMING)
        return _whole_phrase(words[k : next(stops, len(words))], discourse)  # "said Alva's mayor"
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
    if not _names_somebody(words[k:tail], discourse.lexicon):
        return None  # "advirtió también"
    name, known = discourse.resolve(" ".join(w.text for w in words[k:tail]))
    has_role = any(w.lower in discourse.lexicon.roles for w in words[k:tail])
    if not known and not has_role and not framed:
        return None  # "told the conference": an object
    if not known and _is_woman(words[k:tail], discourse.lexicon):
        return discourse.described(words[k:tail]) or Mention(words[k].start, words[tail - 1].end, name, False)
    return Mention(words[k].start, words[tail - 1].end, name, known, known or has_role)
