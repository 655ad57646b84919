"""Persons and bodies as an article names them, and what a reader keeps in mind of them: who was named, who spoke
last, whom a pronoun or a bare description stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from summarize.lexicon import Lexicon
from summarize.names import Roster, akin, names_place
from summarize.offices import Offices
from summarize.tagging import Word, is_title_case, knows_grammar, tag_words


@dataclass(frozen=True, slots=True)
class Mention:
    """A person or body as the article writes it, and who that is: the transcript's name where known, else the
    article's fullest, else nothing (a pronoun that stands for nobody named).
    """

    start: int
    end: int
    name: str
    known: bool
    person: bool = True


@dataclass(slots=True)
class Discourse:
    """What a reader keeps in mind while going through an article: who was named and who spoke last."""

    roster: Roster
    lexicon: Lexicon
    full_names: dict[str, str] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)
    last_speaker: Mention | None = None
    last_subject: Mention | None = None  # the person whom the last sentence that names one is about
    sentence: int = 0  # how many sentences have been read
    credited_at: int = 0
    subject_at: int = 0
    last_persons: list[Mention] = field(default_factory=list)
    descriptions: dict[str, str] = field(default_factory=dict)  # whom "the minister" was
    printed_names: set[str] = field(default_factory=set)  # words that the article capitalises inside its sentences
    titles: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what the transcript says its speakers are
    countries: dict[str, tuple[str, ...]] = field(default_factory=dict)  # for which the transcript's speakers speak
    setting: set[str] = field(default_factory=set)  # the words of the transcript's first lines
    offices: Offices | None = None  # what the article says its persons are
    titled: Roster | None = None  # its persons by the titles that it and the transcript give them

    def credit(self, speaker: Mention) -> None:
        """Remember who was credited last."""
        self.last_speaker, self.credited_at = speaker, self.sentence

    def note_subject(self, mention: Mention | None) -> None:
        """Remember the person whom a sentence is about."""
        if mention is not None:
            self.last_subject, self.subject_at = mention, self.sentence

    def is_person(self, mention: Mention) -> bool:
        """Whether a mention may be a human being: a speaker, or a full name that is no place's or body's."""
        if mention.known:
            return True
        return mention.person and is_full_name(mention.name) and not names_place(mention.name)

    def note_persons(self, mentions: Iterable[Mention]) -> None:
        """Remember persons named, the latest last."""
        self.last_persons.extend(m for m in mentions if m.known or (m.person and is_full_name(m.name)))
        del self.last_persons[:-12]

    def resolve(self, text: str) -> tuple[str, bool]:
        """The transcript's name for a mention and True, or the article's own fullest form and False."""
        match = self.roster.resolve(text)
        described = match.name is None or match.reason == "description"
        several = match.reason == "description" and self.is_plural(text.casefold().split())
        holder = self.holder(text) if described else None
        if match.name is not None and holder in {None, match.name} and not several:
            return match.name, True
        if holder is not None:
            return holder, holder in self.roster.names
        tidy = _tidy(text, self.lexicon)
        return self.full_names.get(tidy.split()[-1] if tidy.split() else tidy, tidy), False

    def is_plural(self, words: Sequence[str]) -> bool:
        """Whether a description is of several: by its article, or where the roles are listed in the singular only."""
        last, lexicon = words[-1], self.lexicon
        plural = last.endswith("s") and last not in lexicon.roles and last[:-1] in lexicon.roles
        ends = last.endswith(_PLURAL_ENDINGS.get(lexicon.language, ())) and last in lexicon.roles
        return words[0] in lexicon.plural_articles or (lexicon.language in {"en", "nl"} and plural) or ends

    def holder(self, text: str) -> str | None:
        """Whom a description without a name means, by what the article says its persons are; of several, the one
        spoken of last.
        """
        words = tag_words(text, self.lexicon.language)
        lexicon = self.lexicon
        if self.offices is None or not words or words[0].lower in lexicon.indefinite_articles | lexicon.plural_articles:
            return None
        found = self.offices.holders(words)
        if not found and self.titled is not None and any(_is_role_word(words, k, lexicon) for k in range(len(words))):
            plain = self._without_setting(words)
            found = (
                self.titled.described(text)
                or self.offices.holders(tag_words(plain, lexicon.language))
                or self.titled.described(plain)
                or self._from_country(words)
            )
        if len(found) < 2:
            return found[0] if found else None
        recent = (m.name for m in (self.last_speaker, *reversed(self.last_persons)) if m is not None)
        return next((name for name in recent if name in found), None)

    def _from_country(self, words: Sequence[Word]) -> tuple[str, ...]:
        """The speakers whom the transcript calls somebody of a country, where a description has its name or a word
        made from it ("le délégué besharrien").
        """
        return tuple(
            name for name, places in self.countries.items() if any(akin(w.text, p) for w in words for p in places)
        )

    def represents(self, mention: Mention) -> Mention:
        """The one speaker who represents the country or body that a mention names, else the mention."""
        if mention.known or " " in mention.name.strip():
            return mention
        found = [name for name, places in self.countries.items() if any(akin(mention.name, p) for p in places)]
        return Mention(mention.start, mention.end, found[0], True) if len(found) == 1 else mention

    def _without_setting(self, words: Sequence[Word]) -> str:
        """A description without the place or body that the transcript's first lines name too ("the mayor of Alva")."""
        kept: list[str] = []
        for word in words:
            if word.text[:1].isupper() and word.lower in self.setting and word.lower not in self.lexicon.roles:
                while kept and kept[-1].casefold() in self.lexicon.prepositions:
                    kept.pop()
            elif word.text != "'s":
                kept.append(word.text)
        return " ".join(kept)

    def pronoun(self, word: Word, exclude: Sequence[Mention]) -> Mention | None:
        """Whom a third-person pronoun most likely stands for: the last speaker, else the last person named."""
        singular = self.lexicon.pronouns_feminine | self.lexicon.pronouns_masculine
        if word.lower in self.lexicon.pronouns_plural and word.lower not in singular:
            return None
        barred = {m.name for m in exclude}
        gender = self._pronoun_gender(word)
        for candidate in self._salient():
            if not self.is_person(candidate) or candidate.name in barred:
                continue
            if gender and self.genders.get(candidate.name, gender) != gender:
                continue
            if gender:
                self.genders.setdefault(candidate.name, gender)
            return Mention(word.start, word.end, candidate.name, candidate.known)
        return None

    @property
    def topic(self) -> Mention | None:
        """The person whom the last sentences credit or are about."""
        return next((m for m in self._salient() if self.is_person(m)), None)

    def silent_subject(self, verb: str) -> Mention | None:
        """Whom a verb without a subject is about: a person whose gender the verb's form does not exclude."""
        gender = verb_gender(verb, self.lexicon.language)
        fitting = (m for m in self._salient() if self.is_person(m) and self._may_be(m, gender))
        return next(fitting, None)

    def _may_be(self, mention: Mention, gender: str) -> bool:
        return not gender or self.genders.get(mention.name, gender) == gender

    def _salient(self) -> Iterable[Mention]:
        """Whom a reader thinks of first: whom the last sentences credit or are about, then the transcript's speakers,
        then others.
        """
        first = [self.last_speaker, self.last_subject]
        if self.subject_at > self.credited_at:
            first.reverse()
        latest = self.last_persons[::-1]
        named = [*(m for m in latest if m.known), *(m for m in latest if not m.known)]
        return (m for m in (*first, *named) if m is not None)

    def standing_for(self, word: Word, exclude: Sequence[Mention]) -> Mention:
        """The mention that a pronoun is: of whom it stands for, or of nobody known (an empty name)."""
        return self.pronoun(word, exclude) or Mention(word.start, word.end, "", False)

    def _pronoun_gender(self, word: Word) -> str:
        feminine = own_form(word) in self.lexicon.pronouns_feminine
        masculine = own_form(word) in self.lexicon.pronouns_masculine
        return "f" if feminine and not masculine else "m" if masculine and not feminine else ""

    def _described_gender(self, words: Sequence[Word]) -> str:
        opening = words[0].lower
        feminine, masculine = opening in self.lexicon.articles_feminine, opening in self.lexicon.articles_masculine
        return "f" if feminine and not masculine else "m" if masculine and not feminine else ""

    def note_gender(self, name: str, mention: str) -> None:
        """Learn a person's gender from a title in a mention or label ("Mrs", "MS.")."""
        if gender := gender_told(mention):
            self.genders[name] = gender

    def described(self, words: Sequence[Word]) -> Mention | None:
        """Whom a bare description ("the minister") refers to: the speaker of the transcript known to hold the very
        office, else whom the article called so before, else the last one credited or named who may hold it; of those
        whose gender its article does not exclude.
        """
        text = _tidy(" ".join(w.text for w in words), self.lexicon).casefold()
        gender = self._described_gender(words)
        known = (m for m in (self.last_speaker, *reversed(self.last_persons)) if m is not None and m.known)
        recent = [m.name for m in known if self._may_be(m, gender)]
        fits = {name: self.roster.office_fit(name, text) for name in recent}
        best = max(recent, key=fits.__getitem__, default="")  # of several the latest
        if fits.get(best, 0.0) < 1.0:
            best = self.descriptions.get(text, best if fits.get(best) else "")
        if not best:
            return None
        self.descriptions[text] = best
        return Mention(words[0].start, words[-1].end, best, True)


def gender_told(mention: str) -> str:
    """A person's gender, "f" or "m", from a title in a mention or label; "" where none tells it."""
    titles = {w.casefold().strip(".,") for w in mention.split()}
    return "f" if titles & _FEMININE_TITLES else "m" if titles & _MASCULINE_TITLES else ""


def verb_gender(verb: str, language: str) -> str:
    """The gender ("m" or "f") that a verb's past form tells of its subject, or nothing."""
    feminine, masculine = _VERB_ENDINGS.get(language, ((), ()))
    return "f" if verb.endswith(feminine) and feminine else "m" if verb.endswith(masculine) and masculine else ""


_VERB_ENDINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pl": (("ła", "łam"), ("ł", "łem")),
    "ru": (("ла", "лась"), ("л", "лся")),
    "uk": (("ла", "лась", "лася"), ("в", "вся")),
}


# How a word for several persons ends, where no article tells.
_PLURAL_ENDINGS = {
    "pl": ("ci", "cy", "owie", "ów", "dzy", "rzy"), "ru": ("ы", "и", "ов", "ам", "ами", "ах"), "tr": ("lar", "ler"),
    "uk": ("и", "і", "ів", "ам", "ами", "ах"),
}  # fmt: skip


def is_full_name(name: str) -> bool:
    """Whether a name may be a person's in full: of two words or more, without a figure and no model number or sign at
    its end ("Nordwind V").
    """
    words = name.split()
    return len(words) > 1 and len(words[-1].strip(".")) > 1 and not any(c.isdigit() for c in name)


def find_mentions(words: Sequence[Word], raw: str, discourse: Discourse) -> tuple[Mention, ...]:
    """Names of persons or bodies and descriptions ("the Finnish leader") among the words, in order."""
    if discourse.lexicon.script in _UNCASED:
        return _known_names(words, raw, discourse)
    found: list[Mention] = []
    headline = is_title_case(words)
    i = 0
    while i < len(words):
        size = _with_known_noun(words, i, _name_run(words, i, discourse.lexicon), discourse)
        if headline and size:
            size, skip = _headline_run(words, i, size, discourse)
            i += skip
        if i == 0 and size and _only_opens(words, size, discourse):
            size = 0  # "También contó": capitalised for its place
        if size:
            start, end = words[i].start, words[i + size - 1].end
            longer = _with_complement(words, i, size, discourse)
            name, known = discourse.resolve(raw[start : words[longer - 1].end] if longer else raw[start:end])
            anaphora = (
                None
                if known or _goes_on(words, i + size) or not _is_bare_role(words[i : i + size], discourse.lexicon)
                or discourse.is_plural([w.lower for w in words[i : i + size]])
                else discourse.described(words[i : i + size])
            )
            titled = any(_is_role_word(words, k, discourse.lexicon) for k in range(i, i + size))
            bare = words[i].lower not in discourse.lexicon.articles and not _is_thing(words, i, size)
            person = known or titled or bare
            if person:
                discourse.note_gender(name, raw[start:end])
            found.append(anaphora or Mention(start, end, name, known, person))
            i += size
        else:
            i += 1
    return tuple(found)


def _only_opens(words: Sequence[Word], size: int, discourse: Discourse) -> bool:
    """Whether the one word of a mention that opens a sentence may be any word: where the tags don't tell, and the
    article has it nowhere else as a name.
    """
    if knows_grammar(discourse.lexicon.language) or size > 1 or len(words) < 2:
        return False
    word = words[0]
    known = word.text in discourse.printed_names or discourse.resolve(word.text)[1] or names_place(word.text)
    return not known and not _is_role_word(words, 0, discourse.lexicon) and words[1].text not in {",", ":", "("}


def _with_complement(words: Sequence[Word], i: int, size: int, discourse: Discourse) -> int:
    """Where a description that ends in a role and goes on after it ("the head | of the railway") ends, if the longer
    one means a known person; else 0.
    """
    j = i + size
    if j >= len(words) or not _is_role_word(words, j - 1, discourse.lexicon):
        return 0
    if words[j].pos == "unknown" and any(akin(words[j].text, p) for ps in discourse.countries.values() for p in ps):
        return j + 1  # "le délégué besharrien"
    if words[j].lower not in _LINKS:
        return 0
    stop = j
    while stop < len(words) and stop - j < _LONGEST_NAME and words[stop].pos in _NOMINAL | {"preposition"}:
        stop += 1
    text = " ".join(w.text for w in words[i:stop])
    return stop if discourse.resolve(text)[1] else 0


def _goes_on(words: Sequence[Word], j: int) -> bool:
    """Whether a description goes on with whom or what it is of ("the head of the railway")."""
    return j + 1 < len(words) and words[j].lower in _LINKS and words[j + 1].pos in _NOMINAL


_NOMINAL = {"determiner", "adjective", "noun", "name", "unknown"}
_UNCASED = {"arabic"}  # scripts without capitals, where only names that are known can be found


def _known_names(words: Sequence[Word], raw: str, discourse: Discourse) -> tuple[Mention, ...]:
    """The speakers whom some words in a row name, longest first, with an office before the name."""
    found: list[Mention] = []
    i = 0
    while i < len(words):
        for size in range(min(_LONGEST_NAME, len(words) - i), 0, -1):
            row = words[i : i + size]
            if any(w.pos not in {"unknown", "name", "noun"} for w in row):
                continue
            name, known = discourse.resolve(raw[row[0].start : row[-1].end])
            if known:
                found.append(Mention(row[0].start, row[-1].end, name, True))
                i += size - 1
                break
        i += 1
    return tuple(found)


_LONGEST_NAME = 5


def _is_thing(words: Sequence[Word], i: int, size: int) -> bool:
    """Whether a name is a place, or only says which of a kind something is ("the Nordwind vaccine")."""
    after = words[i + size] if i + size < len(words) else None
    attribute = after is not None and after.pos == "noun" and after.text[:1].islower()
    return attribute or (size == 1 and names_place(words[i].text))


def _headline_run(words: Sequence[Word], i: int, size: int, discourse: Discourse) -> tuple[int, int]:
    """How many words of a run in a title-case line are names, and how many words before them are not.

    There the capital says nothing: a word is a name where the article capitalises it inside a sentence too, where it
    is a speaker's name, or an office; a verb ends the run ("Voss Meets Hale").
    """
    skip = 0
    while skip < size and not _is_proper(words[i + skip], discourse):
        skip += 1
    n = skip
    while n < size and (_is_proper(words[i + n], discourse) or words[i + n].lower in _LINKS | {"."}):
        n += 1
    while n > skip and words[i + n - 1].lower in _LINKS | {"."}:
        n -= 1
    return n - skip, skip


def _is_proper(word: Word, discourse: Discourse) -> bool:
    low = word.lower.rstrip(".")
    if low in discourse.lexicon.roles | discourse.lexicon.honorifics:
        return True
    return word.text in discourse.printed_names or (word.text[:1].isupper() and discourse.resolve(word.text)[1])


def _with_known_noun(words: Sequence[Word], i: int, size: int, discourse: Discourse) -> int:
    """A mention lengthened by a speaker's name that looks like a noun where all nouns are capitalised (German
    "Sandvoll").
    """
    if discourse.lexicon.language != "de":
        return size
    while i + size < len(words) and words[i + size].pos == "noun" and discourse.resolve(words[i + size].text)[1]:
        size += 1
    given = words[i + size - 1] if size else None
    if given is not None and given.pos == "name" and i + size < len(words) and not discourse.resolve(given.text)[1]:
        after = words[i + size + 1].pos if i + size + 1 < len(words) else "punctuation"
        if words[i + size].pos == "noun" and after in {"punctuation", "preposition", "finite", "modal"} and size > 1:
            size += 1  # "Oppositionsführer Aksel Thorn am Abend"
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


def own_form(word: Word) -> str:
    """A pronoun without the verb it is written on to ("a-t-elle" -> "elle")."""
    return word.lower.rsplit("-", 1)[-1]


def _is_bare_role(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """An article and a role with nothing that tells which person ("the minister", not "the Finnish minister")."""
    first = words[0].lower
    elided = first.partition("'")[2]
    opened = first in lexicon.articles or lexicon.articles <= lexicon.indefinite_articles or elided in lexicon.roles
    definite = first not in lexicon.indefinite_articles | lexicon.plural_articles
    plain = lexicon.roles | lexicon.articles
    return opened and definite and all(w.lower in plain or w.lower.partition("'")[2] in lexicon.roles for w in words)


def _name_run(words: Sequence[Word], i: int, lexicon: Lexicon) -> int:
    """How many words from `i` on form a name or a description; 0 if none."""
    first = i + (words[i].pos == "determiner" or words[i].lower in lexicon.articles | possessives(lexicon))
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
    # "the minister"; "министр" where there is no article
    described = first > i or lexicon.articles <= lexicon.indefinite_articles or "'" in words[i].text  # "l'élu"
    return j - i if has_role and described else 0


def _is_role_word(words: Sequence[Word], j: int, lexicon: Lexicon) -> bool:
    low = words[j].lower.rstrip(".")
    pair = f"{low} {words[j + 1].lower}" if j + 1 < len(words) else ""
    elided = low.partition("'")[2]
    return low in lexicon.roles or low in lexicon.honorifics or pair in lexicon.roles or elided in lexicon.roles


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


def possessives(lexicon: Lexicon) -> frozenset[str]:
    """Pronouns that may say whose something is."""
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
