"""Whom an article credits with what: cues ("Putin said", "according to the ministry", "he added"), their speaker and
scope.

A cue is found by the lexicon's reporting words outside quotation marks; its speaker is the nearest fitting mention on
the side where the language puts it; pronouns and descriptions are resolved through what was said before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from summarize.lexicon import Lexicon, load
from summarize.names import Roster
from summarize.tagging import Word

CueKind = Literal["say", "act", "according"]

_PLAIN_SEPARATORS = {",", "-", "–", "—", '"', "“", "”", "«", "»", "„", "'", "’", "‘"}
_STOPS = {";", ".", ":", "?", "!"}
_REACH = 14


@dataclass(frozen=True, slots=True)
class Mention:
    """A person or body as the article writes it, and who that is: the transcript's name where known, else the
    article's fullest.
    """

    start: int
    end: int
    name: str
    known: bool
    person: bool = True


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


@dataclass(slots=True)
class Discourse:
    """What a reader keeps in mind while going through an article: who was named and who spoke last."""

    roster: Roster
    lexicon: Lexicon
    full_names: dict[str, str] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)
    last_speaker: Mention | None = None
    last_persons: list[Mention] = field(default_factory=list)

    def note_persons(self, mentions: Iterable[Mention]) -> None:
        """Remember persons named, the latest last."""
        self.last_persons.extend(m for m in mentions if m.known or (m.person and " " in m.name))
        del self.last_persons[:-12]

    def resolve(self, text: str) -> tuple[str, bool]:
        """The transcript's name for a mention and True, or the article's own fullest form and False."""
        match = self.roster.resolve(text)
        if match is not None and match.name is not None:
            return match.name, True
        tidy = _tidy(text, self.lexicon)
        return self.full_names.get(tidy.split()[-1] if tidy.split() else tidy, tidy), False

    def pronoun(self, word: Word, exclude: Sequence[Mention]) -> Mention | None:
        """Whom a third-person pronoun most likely stands for: the last speaker, else the last person named."""
        singular = self.lexicon.pronouns_feminine | self.lexicon.pronouns_masculine
        if word.lower in self.lexicon.pronouns_plural and word.lower not in singular:
            return None
        barred = {m.name for m in exclude}
        gender = self._pronoun_gender(word)
        recent = [m for m in (self.last_speaker, *reversed(self.last_persons)) if m is not None]
        for candidate in sorted(recent, key=lambda m: not m.known):  # stable: the transcript's own speakers first
            if not candidate.person or candidate.name in barred:
                continue
            if gender and self.genders.get(candidate.name, gender) != gender:
                continue
            if gender:
                self.genders.setdefault(candidate.name, gender)
            return Mention(word.start, word.end, candidate.name, candidate.known)
        return None

    def _pronoun_gender(self, word: Word) -> str:
        feminine = _own_form(word) in self.lexicon.pronouns_feminine
        masculine = _own_form(word) in self.lexicon.pronouns_masculine
        return "f" if feminine and not masculine else "m" if masculine and not feminine else ""

    def note_gender(self, name: str, mention: str) -> None:
        """Learn a person's gender from a title in a mention or label ("Mrs", "MS.")."""
        titles = {w.casefold().strip(".,") for w in mention.split()}
        if titles & _FEMININE_TITLES:
            self.genders[name] = "f"
        elif titles & _MASCULINE_TITLES:
            self.genders[name] = "m"

    def described(self, words: Sequence[Word]) -> Mention | None:
        """Whom a bare description ("the minister") refers to: the last speaker of the transcript credited so far."""
        known = next((m for m in [self.last_speaker, *reversed(self.last_persons)] if m is not None and m.known), None)
        return Mention(words[0].start, words[-1].end, known.name, True) if known else None


def find_mentions(words: Sequence[Word], raw: str, discourse: Discourse) -> tuple[Mention, ...]:
    """Names of persons or bodies and descriptions ("the Finnish leader") among the words, in order."""
    found: list[Mention] = []
    i = 0
    while i < len(words):
        size = _with_known_noun(words, i, _name_run(words, i, discourse.lexicon), discourse)
        if size:
            start, end = words[i].start, words[i + size - 1].end
            name, known = discourse.resolve(raw[start:end])
            anaphora = (
                None
                if known or not _is_bare_role(words[i : i + size], discourse.lexicon)
                else discourse.described(words[i : i + size])
            )
            titled = any(_is_role_word(words, k, discourse.lexicon) for k in range(i, i + size))
            person = known or titled or words[i].lower not in discourse.lexicon.articles
            if person:
                discourse.note_gender(name, raw[start:end])
            found.append(anaphora or Mention(start, end, name, known, person))
            i += size
        else:
            i += 1
    return tuple(found)


def _with_known_noun(words: Sequence[Word], i: int, size: int, discourse: Discourse) -> int:
    """A mention lengthened by a speaker's name that looks like a noun where all nouns are capitalised (German
    "Sandvoll").
    """
    if discourse.lexicon.language != "de":
        return size
    while i + size < len(words) and words[i + size].pos == "noun" and discourse.resolve(words[i + size].text)[1]:
        size += 1
    return size


# Titles that tell a person's gender, in any language that articles or labels use them in.
_FEMININE_TITLES = {
    "mrs",
    "ms",
    "miss",
    "madam",
    "madame",
    "mme",
    "mlle",
    "frau",
    "señora",
    "sra",
    "signora",
    "senhora",
    "pani",
    "mevrouw",
    "lady",
    "dame",
    "queen",
    "г-жа",
    "госпожа",
}
_MASCULINE_TITLES = {
    "mr",
    "sir",
    "lord",
    "monsieur",
    "m",
    "herr",
    "señor",
    "sr",
    "signor",
    "senhor",
    "pan",
    "meneer",
    "king",
    "г-н",
    "господин",
}


def _own_form(word: Word) -> str:
    """A pronoun without the verb it is written on to ("a-t-elle" -> "elle")."""
    return word.lower.rsplit("-", 1)[-1]


def _is_bare_role(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """An article and a role with nothing that tells which person ("the minister", not "the Finnish minister")."""
    opened = words[0].lower in lexicon.articles or not lexicon.articles
    return opened and all(w.lower in lexicon.roles or w.lower in lexicon.articles for w in words)


def _name_run(words: Sequence[Word], i: int, lexicon: Lexicon) -> int:
    """How many words from `i` on form a name or a description; 0 if none."""
    first = i + (words[i].pos == "determiner" or words[i].lower in lexicon.articles | _possessives(lexicon))
    has_role = has_name = False
    j = first
    while j < len(words) and j - i < 10:
        if _is_role_word(words, j, lexicon):
            has_role = True
        elif _is_name_word(words[j], j == 0, lexicon):
            has_name = True
        elif not _links_on(words, j, has_role, lexicon):
            break
        j += 1
    while j > i and (words[j - 1].text == "." or words[j - 1].lower in _LINKS | lexicon.articles):
        j -= 1
    if has_name and j > first:
        return j - i
    described = first > i or not lexicon.articles  # "the minister"; "министр" where there is no article
    return j - i if has_role and described else 0


def _is_role_word(words: Sequence[Word], j: int, lexicon: Lexicon) -> bool:
    low = words[j].lower.rstrip(".")
    pair = f"{low} {words[j + 1].lower}" if j + 1 < len(words) else ""
    return low in lexicon.roles or low in lexicon.honorifics or pair in lexicon.roles


def _links_on(words: Sequence[Word], j: int, has_role: bool, lexicon: Lexicon) -> bool:
    """Whether a word between name words keeps a mention together: an adjective before a role, "of", a full stop."""
    word = words[j]
    if word.pos == "adjective":
        return _role_near(words, j + 1, lexicon)
    if word.text == ".":
        return j > 0 and words[j - 1].lower.rstrip(".") in lexicon.honorifics
    if has_role and word.pos in {"noun", "unknown"} and word.text[:1].islower():  # "министра транспорта Белова"
        return any(w.text[:1].isupper() for w in words[j + 1 : j + 4])
    return has_role and word.lower in _LINKS and j + 1 < len(words) and _continues_title(words, j + 1, lexicon)


_LINKS = {"of", "de", "del", "da", "do", "der", "des", "du", "di", "van", "von", "for", "the", "la", "le"}


def _continues_title(words: Sequence[Word], j: int, lexicon: Lexicon) -> bool:
    while j < len(words) and (words[j].lower in _LINKS or words[j].lower in lexicon.articles):
        j += 1
    return j < len(words) and words[j].text[:1].isupper()


def _role_near(words: Sequence[Word], j: int, lexicon: Lexicon) -> bool:
    return any(w.lower in lexicon.roles for w in words[j : j + 3])


def _possessives(lexicon: Lexicon) -> frozenset[str]:
    return (
        frozenset(lexicon.pronouns_masculine)
        | frozenset(lexicon.pronouns_feminine)
        | frozenset(lexicon.pronouns_plural)
    )


def _is_name_word(word: Word, at_start: bool, lexicon: Lexicon) -> bool:
    head = word.text[:1]
    if not head.isalpha() or word.pos == "punctuation":
        return False
    if not head.isupper():
        return "-" in word.text and any(p[:1].isupper() for p in word.text.split("-"))
    if word.lower in lexicon.stopwords or word.lower in lexicon.say_words:
        return False
    if lexicon.language == "de":
        return word.pos in {"name", "unknown", "other"}
    return not (
        at_start
        and word.pos
        in {"adverb", "preposition", "conjunction", "subordinator", "pronoun", "gerund", "finite", "noun", "adjective"}
    )


def _tidy(text: str, lexicon: Lexicon) -> str:
    """A mention without its article and possessive ending."""
    words = re.sub(r"['’]s$", "", text.strip()).split()
    while words and words[0].casefold() in lexicon.articles:
        words = words[1:]
    return " ".join(words)


def find_cues(
    words: Sequence[Word],
    quoted: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    discourse: Discourse,
) -> tuple[Cue, ...]:
    """The reporting cues of one sentence, in order. `quoted` are raw ranges inside quotation marks, where no cue is
    looked for.
    """
    lexicon = discourse.lexicon
    cues: list[Cue] = []
    i = 0
    while i < len(words):
        if _inside(words[i].start, quoted):
            i += 1
            continue
        size, kind = _cue_at(words, i, lexicon)
        if not size or kind is None:
            i += 1
            continue
        cue = (
            _according(words, i, size, mentions, discourse)
            if kind == "according"
            else _verb_cue(words, i, size, kind, mentions, cues, discourse, quoted)
        )
        if cue is not None:
            cues.append(cue)
            if cue.speaker is not None and cue.speaker.person:
                discourse.last_speaker = cue.speaker
        i += size
    return tuple(cues)


def _inside(at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(a <= at < b for a, b in ranges)


def _cue_at(words: Sequence[Word], i: int, lexicon: Lexicon) -> tuple[int, CueKind | None]:
    for parts, kind in _phrases(lexicon.language).get(words[i].lower, ()):
        if all(i + k < len(words) and words[i + k].lower == part for k, part in enumerate(parts)):
            return len(parts), kind
    word = words[i]
    if (
        word.pos in {"noun", "name", "adjective", "determiner"}
        and word.text[:1].isupper() == (i > 0 and word.text[:1].isupper())
        and word.pos != "adjective"
    ):
        return 0, None
    if word.lower in lexicon.say_words and not _is_noun_use(words, i, lexicon):
        return 1, "say"
    if word.lower in lexicon.act_words and not _is_noun_use(words, i, lexicon):
        return 1, "act"
    return 0, None


def _is_noun_use(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    """ "the report", "his comments": a reporting word after a determiner or adjective is a noun."""
    if not i:
        return words[i].pos in {"noun", "name"}
    before = words[i - 1]
    return (
        words[i].pos == "noun"
        or before.lower in lexicon.articles
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
        last = discourse.pronoun(words[i], ())
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
            mention = discourse.pronoun(pronoun, ()) if pronoun else None
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
) -> Cue | None:
    start, end = words[i].start, words[i + size - 1].end
    agent = _agent(words, i + size, mentions) if _is_passive(words, i, discourse.lexicon) else None
    left = agent or _subject_left(words, i, mentions, cues, discourse)
    inverts = kind == "say" or discourse.lexicon.language in _VERB_SECOND
    right = _subject_right(words, i + size, mentions, discourse) if inverts and words[i].pos != "gerund" else None
    beside_quotation = _after_separator(words, i, quoted) or _is_inverted(words, i + size, discourse.lexicon)
    subject, first = (
        (right, False) if right is not None and (beside_quotation or left is None) else (left, agent is None)
    )
    if subject is None:
        return None
    begin = _phrase_start(words, subject) if first and _is_close(words, subject, start) else start
    finish = end if first else max(end, subject.end)
    return Cue(kind, begin, finish, start, end, subject, first)


_VERB_SECOND = {"de", "nl"}  # languages where any opening phrase puts the subject behind the verb


def _is_inverted(words: Sequence[Word], j: int, lexicon: Lexicon) -> bool:
    return lexicon.language in _VERB_SECOND and j < len(words) and _own_form(words[j]) in lexicon.subject_pronouns


def _is_passive(words: Sequence[Word], i: int, lexicon: Lexicon) -> bool:
    return (
        words[i].pos == "participle"
        and i > 0
        and words[i - 1].lower in lexicon.auxiliaries
        and words[i - 1].lower not in lexicon.perfect_auxiliaries
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


def _is_close(words: Sequence[Word], subject: Mention, verb_start: int) -> bool:
    """Whether only adverbs, auxiliaries or a short apposition stand between a subject and its reporting verb."""
    between = [w for w in words if subject.end <= w.start < verb_start]
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


def _subject_left(
    words: Sequence[Word], i: int, mentions: Sequence[Mention], cues: Sequence[Cue], discourse: Discourse
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
        if word.text in _STOPS and not (word.text == "." and words[j - 1].lower.rstrip(".") in lexicon.honorifics):
            break
        if word.text == ",":
            crossed_comma = True
        mention = next((m for m in mentions if m.start <= word.start < m.end), None)
        if mention is not None and not _is_object(words, mention, lexicon, stop=verb.start):
            if crossed_comma and (opener := _before_apposition(words, mention, mentions)) is not None:
                return opener
            return mention
        if _own_form(word) in lexicon.subject_pronouns:
            objects = [m for m in mentions if m.start >= verb.end]
            return discourse.pronoun(word, objects)
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


def _subject_right(words: Sequence[Word], j: int, mentions: Sequence[Mention], discourse: Discourse) -> Mention | None:
    k = j
    while k < len(words) and k - j < 2 and words[k].pos in {"adverb"}:
        k += 1
    if k >= len(words):
        return None
    mention = next((m for m in mentions if m.start == words[k].start), None)
    if mention is not None:
        return mention
    if _own_form(words[k]) in discourse.lexicon.subject_pronouns:
        return discourse.pronoun(words[k], ())
    tail = _noun_phrase(words, k)
    if tail is None or (words[k].pos != "determiner" and words[k].lower not in discourse.lexicon.articles):
        return None
    name, known = discourse.resolve(" ".join(w.text for w in words[k:tail]))
    has_role = any(w.lower in discourse.lexicon.roles for w in words[k:tail])
    if not known and not has_role:
        return None  # "told the conference": an object
    return Mention(words[k].start, words[tail - 1].end, name, known, known or has_role)
