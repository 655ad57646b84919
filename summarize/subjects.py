"""Who does what a verb says, in languages whose words all have a part of speech.

Goes from the verb to its subject as a reader would: over adverbs, dates, brackets and insertions between commas; from a
participle to the verb it hangs on; from a relative pronoun to what it refers to. The head of the noun phrase found is
the subject ("a spokesman for the ministry", not the ministry), with all its words.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from summarize.mentions import Discourse, Mention, own_form
from summarize.tagging import Word

_NOMINAL = {"determiner", "adjective", "noun", "name", "number", "unknown", "other"}
_HEADS = {"noun", "name", "unknown", "other", "number", "pronoun"}
_FINITE = {"finite", "modal"}
_OPENERS = {"(": ")", "[": "]"}
_QUOTES = '"“”„‟«»「」『』'
_DASHES = {"-", "–", "—"}
_CAPITAL_NOUNS = {"de"}  # languages that write every noun with a capital
_LONGEST_RELATIVE = 12  # words of a relative clause without commas, before its last noun phrase
_DEPTH = 4  # verbs that may hang on one another


def find_asides(words: Sequence[Word], dates: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Indices of words that stand outside the grammar of a sentence: dates and what is in brackets."""
    found = {k for k, w in enumerate(words) if any(a <= w.start < b for a, b in dates)}
    k = 0
    while k < len(words):
        close = _OPENERS.get(words[k].text)
        stop = next((n for n in range(k, len(words)) if words[n].text == close), None) if close else None
        if stop is not None:
            found.update(range(k, stop + 1))
            k = stop
        k += 1
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Grammar:
    """One sentence in which subjects are looked for. `credited` are the reporting verbs found so far (their raw starts)
    with whom they credit; words in `quoted` ranges are nobody's subject.
    """

    words: Sequence[Word]
    mentions: Sequence[Mention]
    credited: Sequence[tuple[int, Mention | None]]
    discourse: Discourse
    quoted: Sequence[tuple[int, int]]
    aside: frozenset[int]

    def subject(self, i: int, depth: int = 0) -> Mention | None:
        """The subject of the verb at `i` where it stands before it."""
        if depth > _DEPTH:
            return None
        verb = self.words[i]
        j, finite = self._over_auxiliaries(i)
        if verb.pos == "participle" and not finite and j >= 0 and self.words[j].text == ",":
            inserted = self._before_insertion(j)  # "X, the minister, announced"
            if inserted is not None:
                return inserted
        if not finite and (verb.pos in {"gerund", "infinitive"} or self._is_loose_participle(i, j)):
            return self._of_nonfinite(i, j, depth)
        return self._before_finite(j, i, depth)

    # -------------------------------------------------- steps

    def _skip(self, j: int) -> int:
        while j >= 0 and (j in self.aside or (self.words[j].text in _DASHES and j - 1 in self.aside)):
            j -= 1
        return j

    def _over_auxiliaries(self, i: int) -> tuple[int, bool]:
        """The word before a verb group, and whether the group has a finite verb."""
        lexicon = self.discourse.lexicon
        finite = self.words[i].pos in _FINITE
        j = self._skip(i - 1)
        while j >= 0:
            word = self.words[j]
            if word.lower in lexicon.auxiliaries or word.pos == "modal":
                finite = finite or word.pos in _FINITE or word.lower in lexicon.auxiliaries
            elif word.text == "'s" and self.words[i].pos in {"gerund", "participle"} and self._is_pronoun(j - 1):
                finite = True
            elif word.pos != "adverb" and word.lower not in lexicon.negators and word.lower != "to":
                break
            j = self._skip(j - 1)
        return j, finite

    def _is_pronoun(self, j: int) -> bool:
        return j >= 0 and own_form(self.words[j]) in self._pronouns()

    def _pronouns(self) -> frozenset[str]:
        return self.discourse.lexicon.subject_pronouns | self.discourse.lexicon.pronouns_neuter

    def _is_loose_participle(self, i: int, j: int) -> bool:
        return self.words[i].pos == "participle" and (j < 0 or self.words[j].text == ",")

    def _of_nonfinite(self, i: int, j: int, depth: int) -> Mention | None:
        """ "X came, saying": who came; "footage of X saying": X; "asked X to say": who asked."""
        verb = self.words[i]
        beside = j >= 0 and self.words[j].pos in _HEADS and j == i - 1 and verb.pos == "gerund"
        if beside and not self._is_inside(j):
            return self._phrase(j)
        if self.credited and self.credited[-1][1] is not None:
            return self.credited[-1][1]
        for k in range(j, -1, -1):
            word = self.words[k]
            if self._is_inside(k) or k in self.aside:
                continue
            if word.pos in _FINITE or (word.pos == "participle" and self._over_auxiliaries(k)[1]):
                found = self.subject(k, depth + 1)
                if found is not None:
                    return found
        if j < 0 or not any(w.pos in _FINITE for w in self.words[:j]):
            return self._of_next_clause(i)
        return None

    def _of_next_clause(self, i: int) -> Mention | None:
        """ "Speaking on Friday, X was": the subject after the comma."""
        comma = next((k for k in range(i, len(self.words)) if self.words[k].text == ","), None)
        if comma is None:
            return None
        verb = next((k for k in range(comma, len(self.words)) if self.words[k].pos in _FINITE), None)
        return self._before_finite(self._over_auxiliaries(verb)[0], verb, _DEPTH) if verb is not None else None

    def _before_finite(self, j: int, i: int, depth: int) -> Mention | None:
        lexicon = self.discourse.lexicon
        if j >= 0 and self._is_inside(j):
            return self._described_at_length(j)
        if j < 0:
            return None
        word = self.words[j]
        if own_form(word) in self._pronouns() and word.pos not in {"determiner", "name"}:
            told = [m for _, m in self.credited if m is not None] if self._closes_report(j) else []
            return self.discourse.standing_for(
                word, [*(m for m in self.mentions if m.start >= self.words[i].end), *told]
            )
        if word.lower in lexicon.relatives and word.pos in {"relative", "subordinator", "pronoun", "other"}:
            k = self._skip(j - 1)
            k = self._skip(k - 1) if k >= 0 and self.words[k].text == "," else k
            return self._phrase(k, nearest=True) if k >= 0 else None
        if word.pos == "conjunction":
            return self._of_joined(j, depth)
        if word.text == ",":
            return self._before_insertion(j) or self._of_joined(j, depth)  # "X meets Y, criticises Z"
        relative = self._relative_before(self._phrase_start(j))
        return self._phrase(relative - 1 if relative is not None else j)

    def _relative_before(self, start: int) -> int | None:
        """The relative pronoun of a clause that ends in the noun phrase at `start` ("the captain of a ferry which ran
        aground with the loss of three lives has said").
        """
        verbs = 0
        for k in range(start - 1, max(0, start - _LONGEST_RELATIVE), -1):
            word = self.words[k]
            if self._is_inside(k) or word.pos == "punctuation":
                return None
            verbs += word.pos in _FINITE
            if word.pos == "relative" and word.lower in self.discourse.lexicon.relatives:
                return k if verbs else None
        return None

    def _closes_report(self, j: int) -> bool:
        """Whether a reporting clause after what it reports begins here: who is credited inside is somebody else."""
        return j > 0 and self._is_inside(j - 1)

    def _described_at_length(self, j: int) -> Mention | None:
        """ "X, who calls himself “the king,” said": whom a relative clause before the verb describes."""
        commas = [k for k in range(1, j) if self.words[k].text == "," and not self._is_inside(k)]
        if not commas or self.words[commas[0] + 1].lower not in self.discourse.lexicon.relatives:
            return None
        return self._phrase(commas[0] - 1) if self._phrase_start(commas[0] - 1) == 0 else None

    def _of_joined(self, j: int, depth: int) -> Mention | None:
        """ "X came and said": the subject of the verb before."""
        if self.credited and self.credited[-1][1] is not None:
            return self.credited[-1][1]
        for k in range(j - 1, -1, -1):
            if self._is_inside(k) or k in self.aside:
                continue
            if self.words[k].pos in _FINITE:
                return self.subject(k, depth + 1)
        return None

    def _before_insertion(self, j: int) -> Mention | None:
        """ "X, the minister, said", "X, who had come, said": what stands before the insertion."""
        found: Mention | None = None
        end = j
        while end > 0:
            comma = next(
                (k for k in range(end - 1, 0, -1) if self.words[k].text == "," and not self._is_inside(k)), None
            )
            start = self._phrase_start(end - 1)
            inner = self.words[start:end] if start < end else ()
            opening = self._skip(start - 1)
            outside = opening < 0 or opening == comma or self._is_inside(opening)
            bounded = outside or self.words[opening].text in {",", ";", ":"}
            if inner and bounded and inner[0].pos != "preposition":
                found = self._phrase(end - 1) or found
            if comma is None:
                if found is None and inner and self.words[opening].pos in {"subordinator", "conjunction"}:
                    found = self._phrase(end - 1)
                break
            if found is not None and self._is_name_at(found) and not self._is_tag(inner):
                break
            end = comma
        return found

    def _is_name_at(self, mention: Mention) -> bool:
        words = [w for w in self.words if mention.start <= w.start < mention.end]
        named = any(m.start >= mention.start and m.end <= mention.end for m in self.mentions)
        if not named or not words or words[0].pos == "determiner":
            return False
        return mention.known or not self._is_description(words)

    def _is_description(self, words: Sequence[Word]) -> bool:
        """Whether a noun phrase only says what somebody is ("mayor of Oslo", "Director of the Bank"), by no name."""
        lexicon = self.discourse.lexicon
        stop = next((k for k, w in enumerate(words) if w.pos == "preposition"), len(words))
        if stop < len(words) and words[0].lower in lexicon.roles:
            return True
        plain = (
            w.text[:1].islower() or w.lower in lexicon.roles or w.pos == "number"
            or (w.pos == "noun" and lexicon.language in _CAPITAL_NOUNS)
            for w in words[:stop]
        )  # fmt: skip
        return all(plain)

    def _is_tag(self, words: Sequence[Word]) -> bool:
        """A state or party after a name ("D-Vt."), which stands between commas as an apposition does."""
        names = [w for w in words if w.pos == "name"]
        if len(names) > 1 or any(w.text in self.discourse.full_names for w in names):
            return False
        return 0 < len(words) <= 3 and len(words[0].text) <= 6 and words[0].text[:1].isupper()

    # -------------------------------------------------- noun phrases

    def _is_inside(self, k: int) -> bool:
        return any(a <= self.words[k].start < b for a, b in self.quoted) or self.words[k].text in _QUOTES

    def _phrase_start(self, j: int) -> int:
        """Where the run of noun phrases and prepositions that ends at `j` begins."""
        k = j + 1
        while k > 0:
            word = self.words[k - 1]
            if k - 1 in self.aside:
                k -= 1
                continue
            if self._is_inside(k - 1):
                break
            fits = (
                word.pos in _NOMINAL | {"preposition"}
                or word.text in {"'s", "&", "-", "/", "'", "’", "%", "$"}
                or (word.text == "." and k > 1 and self.words[k - 2].end == word.start)
                or (word.pos == "participle" and not self._over_auxiliaries(k - 1)[1] and k - 1 < j)
                or (word.pos == "gerund" and k - 1 < j)
                or (word.pos == "conjunction" and self._joins_nouns(k - 1, j))
            )
            if not fits:
                break
            k -= 1
        while k <= j and (k in self.aside or not any(c.isalnum() for c in self.words[k].text)):
            k += 1
        return k

    def _joins_nouns(self, k: int, j: int) -> bool:
        if not 0 < k < j or self.words[k - 1].pos not in _HEADS or self.words[k + 1].pos not in _NOMINAL:
            return False
        if any(m.known and m.start == self.words[k + 1].start for m in self.mentions) and self._after_preposition(
            k - 1
        ):
            return False  # "the talks turned to the north and Voss said"
        return not any(w.pos in _FINITE for w in self.words[max(0, k - 6) : k])

    def _after_preposition(self, k: int) -> bool:
        while k > 0 and self.words[k].pos in _NOMINAL:
            k -= 1
        return self.words[k].pos == "preposition"

    def _phrase(self, j: int, nearest: bool = False) -> Mention | None:
        """The head of the noun phrase that ends at `j`, as a mention; its last noun where `nearest`."""
        start = self._phrase_start(j)
        if start > j:
            return None
        pieces = self._pieces(start, j)
        if not pieces:
            return None
        if nearest:
            return self._as_mention(*pieces[-1])
        first = pieces[0] if self.words[start].pos != "preposition" or len(pieces) == 1 else pieces[-1]
        if self.words[start].pos == "preposition" and len(pieces) == 1 and not self._apart(pieces[0]):
            return None
        last = pieces[-1]
        if len(pieces) > 1 and (self._opens_another(last[0]) or self._opens_clause(last)):
            first = last
        return self._as_mention(*first)

    def _apart(self, piece: tuple[int, int]) -> bool:
        """Whether the last name of a phrase after a preposition may be a subject: "During the debate X"."""
        a, b = piece
        return any(self.words[a].start < m.start and m.end >= self.words[b].end for m in self.mentions)

    def _pieces(self, start: int, j: int) -> list[tuple[int, int]]:
        """The noun phrases between prepositions, as pairs of first and last word."""
        pieces: list[tuple[int, int]] = []
        begin: int | None = None
        for k in range(start, j + 2):
            inside = k <= j and k not in self.aside and self.words[k].pos not in {"preposition", "participle", "gerund"}
            if inside and begin is not None and self._opens_another(k):
                pieces.append((begin, self._skip(k - 1)))  # "told the inquiry | the ship did"
                begin = k
            if inside and begin is None:
                begin = k
            elif not inside and begin is not None:
                if k <= j and k in self.aside:
                    continue
                pieces.append((begin, self._skip(k - 1)))
                begin = None
        return [p for p in pieces if any(w.pos in _HEADS for w in self.words[p[0] : p[1] + 1])]

    def _opens_clause(self, piece: tuple[int, int]) -> bool:
        """Whether a person stands behind a word that may open a clause ("misery after the minister admitted")."""
        before = self.words[piece[0] - 1] if piece[0] else None
        if before is None or before.lower not in self.discourse.lexicon.subordinators or before.pos != "preposition":
            return False
        start, end = self.words[piece[0]].start, self.words[piece[1]].end
        return any(m.start >= start and m.end == end and self.discourse.is_person(m) for m in self.mentions)

    def _opens_another(self, k: int) -> bool:
        """Whether an article right after a noun opens another noun phrase."""
        article = self.words[k].pos == "determiner" and self.words[k].lower in self.discourse.lexicon.articles
        return article and self.words[k - 1].pos in {"noun", "name"}

    def _as_mention(self, a: int, b: int) -> Mention | None:
        if all(w.pos in {"number", "preposition", "adverb"} or not w.text[:1].isalpha() for w in self.words[a : b + 1]):
            return None  # "61 per cent"
        start, end = self.words[a].start, self.words[b].end
        if self.words[b].lower.endswith("year-old") and self.words[a].lower in self.discourse.lexicon.articles:
            last = self.discourse.topic  # "the 52-year-old"
            return Mention(start, end, last.name, last.known) if last is not None else None
        inside = [m for m in self.mentions if m.end > start and m.start < end]
        owner = next((m for m in inside if self._text_after(m) == "'s" and m.end < end), None)
        if inside and (owner is None or (inside[-1] is not owner and inside[-1].end == end)):
            last = inside[-1]  # "Norland's President Ana Ruiz" is not Norland
            whole = last.known or self.discourse.is_person(last) or (last.start <= start and last.end >= end)
            if whole or not self.words[b].text[:1].isupper():
                return last
            name, known = self.discourse.resolve(self._raw(a, b))
            return Mention(start, end, name, known, last.person)  # "the National Teachers' Association"
        name, known = self.discourse.resolve(" ".join(w.text for w in self.words[a : b + 1]))
        if known and owner is not None and owner.known:
            name, known = owner.name, owner.known
        role = any(w.lower in self.discourse.lexicon.roles for w in self.words[a : b + 1])
        return Mention(start, end, name, known, known or role)

    def _raw(self, a: int, b: int) -> str:
        """The words from `a` to `b` as they are printed, but for the width of what is between them."""
        text = self.words[a].text
        for before, word in itertools.pairwise(self.words[a : b + 1]):
            text += (" " if word.start > before.end else "") + word.text
        return text

    def _text_after(self, mention: Mention) -> str:
        return next((w.text for w in self.words if w.start >= mention.end), "")
