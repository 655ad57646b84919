"""Who does what to whom in a sentence, where every word has a part of speech and the order of words tells (English)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.lexicon import Lexicon
from summarize.mentions import Discourse
from summarize.names import Roster, same_name
from summarize.subjects import Grammar
from summarize.tagging import Word, names_inside

LANGUAGES = frozenset({"en"})  # with a tagger, without cases
LISTENER = "(listener)"
_BE = {"am", "is", "are", "was", "were", "be", "been", "being"}
_TOWARDS = {"to", "with", "from", "against"}
_NOMINAL = {"noun", "name"}
_INSIDE = {"determiner", "adjective", "number", "adverb"}
_AGENT_REACH = 10  # words after a passive verb within which "by" names who did it


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something that does or undergoes: the head word as written and its base form."""

    text: str
    lemma: str
    is_name: bool

    def is_same(self, other: Party) -> bool:
        """Whether two sentences mean the same party by it."""
        if self.is_name and other.is_name:
            return same_name(self.text, other.text)
        return self.lemma == other.lemma


@dataclass(frozen=True, slots=True)
class Deed:
    """What a verb says: who does it, to whom or what (with the preposition in between, if any)."""

    verb: Word
    doer: Party
    undergoer: Party
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the deeds of sentences: `speaker` is who says "I" in them, or whom the article means by "he"."""

    lexicon: Lexicon
    roster: Roster
    speaker: str | None

    def deeds(self, words: Sequence[Word]) -> Iterator[Deed]:
        """The deeds of a sentence of which both parties are named beside the verb."""
        words = names_inside(tuple(words), self.lexicon.language)
        grammar = Grammar(words, (), (), Discourse(self.roster, self.lexicon), (), frozenset())
        for i, word in enumerate(words):
            if word.pos not in {"finite", "participle"} or word.lower in self.lexicon.auxiliaries:
                continue
            subject, (towards, undergoer) = self._subject(grammar, words, i), self._object(words, i + 1)
            if self._is_passive(words, i):
                agent = self._agent(words, i)
                if subject and agent:
                    yield Deed(word, agent, subject)
            elif subject and undergoer:
                yield Deed(word, subject, undergoer, towards)

    def _subject(self, grammar: Grammar, words: Sequence[Word], i: int) -> Party | None:
        k = i - 1
        while k >= 0 and (words[k].pos in {"adverb", "modal"} or words[k].lower in self.lexicon.auxiliaries):
            k -= 1
        if k >= 0 and (pronoun := self._pronoun(words[k])):
            return pronoun
        found = grammar.subject(i)
        if found is None:
            return None
        inside = [w for w in words if found.start <= w.start < found.end]
        stop = next((n for n, w in enumerate(inside) if w.pos == "preposition"), len(inside))
        return self._head(inside[:stop])

    def _object(self, words: Sequence[Word], k: int) -> tuple[str, Party | None]:
        towards = ""
        if k < len(words) and words[k].lower in _TOWARDS:
            towards, k = words[k].lower, k + 1
        return towards, self._phrase(words, k)

    def _agent(self, words: Sequence[Word], i: int) -> Party | None:
        after = words[i + 1 : i + 1 + _AGENT_REACH]
        by = next((n for n, w in enumerate(after) if w.lower == "by"), None)
        return None if by is None else self._phrase(after, by + 1)

    def _phrase(self, words: Sequence[Word], k: int) -> Party | None:
        """The head of the noun phrase that begins at `k`."""
        if k < len(words) and (pronoun := self._pronoun(words[k])):
            return pronoun
        while k < len(words) and words[k].pos in _INSIDE:
            k += 1
        end = k
        while end < len(words) and words[end].pos in _NOMINAL:
            end += 1
        return self._head(words[k:end])

    def _head(self, words: Sequence[Word]) -> Party | None:
        heads = [w for w in words if w.pos in _NOMINAL]
        if not heads:
            return None
        last = heads[-1]
        named = self.roster.resolve(" ".join(w.text for w in words)).name
        if named is not None:
            return self._as_participant(named)
        return Party(last.text, last.lemma, last.pos == "name")

    def _pronoun(self, word: Word) -> Party | None:
        if word.lower in self.lexicon.first_person and self.speaker:
            return self._as_participant(self.speaker)
        return Party(LISTENER, LISTENER, False) if word.lower in self.lexicon.second_person else None

    def _as_participant(self, name: str) -> Party:
        return Party(name, name.casefold(), True)

    @staticmethod
    def _is_passive(words: Sequence[Word], i: int) -> bool:
        return words[i].pos == "participle" and any(w.lower in _BE for w in words[max(0, i - 3) : i])


def reversed_deed(printed: Sequence[Deed], said: Sequence[Deed]) -> tuple[Deed, Deed] | None:
    """The first deed that the article prints with its parties exchanged, and the one that was said; none where it was
    said both ways.
    """
    for mine in printed:
        same = [t for t in said if mine.verb.lemma == t.verb.lemma and mine.by == t.by]
        if any(mine.doer.is_same(t.doer) for t in same):
            continue
        for theirs in same:
            if mine.doer.is_same(theirs.undergoer) and mine.undergoer.is_same(theirs.doer):
                return mine, theirs
    return None
