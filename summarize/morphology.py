"""Tags and base forms of a sentence's words in English, German and Dutch: the only door to HanTa.

HanTa (Hanover Tagger; Wartena 2019, "A Probabilistic Morphology Model for German Lemmatization") takes words apart into
known and unknown pieces and finds the likeliest tags of a sentence by Viterbi searches. Its model and its reading of
the results are used as they are. The searches are done here, with the same results: they look only at what the model
allows next, and what was found out about a word is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

MODELS = {"en": "morphmodel_en.pgz", "de": "morphmodel_ger.pgz", "nl": "morphmodel_dutch.pgz"}

_EMPTY, _START, _END, _UNKNOWN = range(4)  # HanTa's numbers for what is no tag; that of a word's end is negative
_LEAST = -1e6
_FOLLOWED_PIECES, _FOLLOWED_TAGS = 3, 5  # how many states are followed for certain
_KEPT = 65536
# What HanTa is given: its time grows with the square of a word's length, and runs of many thousand words break it.
_LONGEST_WORD, _LONGEST_RUN = 80, 1000

_State = tuple[int, int]  # a tag and the one before it, the other way round
_Row = dict[_State, float]
_Step = tuple[int, float, Mapping[str, float], bool]  # a next tag, its chance, its known pieces, whether it has others


class Tagger:
    """HanTa for one language."""

    def __init__(self, language: str) -> None:
        from HanTa.HanoverTagger import HanoverTagger

        self._model: Any = HanoverTagger(MODELS[language])
        self._guessed = frozenset(self._model.LP_hapax_t) & frozenset(self._model.LP_s_t)
        self._model.analyze_forward = self._tag_chances
        self._model.analyze_viterbi = self._take_apart
        self._model.tag_sent_viterbi = self._likeliest_tags
        for name in ("_analyze", "_tag_word", "analyze_forward"):  # the same words come again and again
            setattr(self._model, name, lru_cache(maxsize=_KEPT)(getattr(self._model, name)))
        self._next = lru_cache(maxsize=_KEPT)(self._steps)

    def tag(self, words: list[str]) -> list[tuple[str, str]]:
        """The tag and the base form of each word of a sentence; empty ones for a word too long to be one."""
        short = [word if len(word) <= _LONGEST_WORD else "x" for word in words]
        runs = (short[at : at + _LONGEST_RUN] for at in range(0, len(short), _LONGEST_RUN))
        tagged = [(str(tag), str(lemma)) for run in runs for _, lemma, tag in self._model.tag_sent(run)]
        return [pair if len(word) <= _LONGEST_WORD else ("", "") for pair, word in zip(tagged, words, strict=True)]

    # ---- words of a sentence

    def _likeliest_tags(self, words: Sequence[str], _: bool = True) -> list[int]:
        row: _Row = {(_EMPTY, _START): 0.0}
        steps: list[dict[_State, _State]] = []
        for number, word in enumerate(words):
            chances = dict(self._model._tag_word(word, 5, number > 0, True))
            row, step = self._next_row(row, None if chances.keys() <= {_UNKNOWN} else chances)
            steps.append(step)
        last = [(lp + self._model.LP_trans_word[state].get(_END, -math.inf), state) for state, lp in row.items()]
        best = max(lp for lp, _ in last)
        state = next(state for lp, state in last if lp == best)
        tags = [state[1]]
        for step in reversed(steps[1:]):
            state = step[state]
            tags.append(state[1])
        return tags[::-1]

    def _next_row(self, before: _Row, chances: Mapping[int, float] | None) -> tuple[_Row, dict[_State, _State]]:
        """The likelihood of each state after one more word, and the state it is reached from. A word without chances
        may have any tag.
        """
        row: _Row = {}
        step: dict[_State, _State] = {}
        for state, lp0 in _followed(before, _FOLLOWED_TAGS):
            following = self._model.LP_trans_word[state]
            for tag, chance in (chances or dict.fromkeys(following, 0.0)).items():
                if tag == _END or tag not in following:
                    continue
                lp, reached = lp0 + following[tag] + chance, (state[1], tag)
                if lp > _LEAST and lp > row.get(reached, -math.inf):
                    row[reached] = lp
                    step[reached] = state
        return row, step

    # ---- pieces of a word

    def _tag_chances(self, word: str) -> list[tuple[int, float]]:
        """The chances of a word's tags, the best first, as `analyze_forward` gives them."""
        from numpy import logaddexp

        rows, _ = self._search(word, None, strict=self._model.strict)
        ends: _Row = {}
        for state, lp0 in rows[-1].items():
            for tag, chance in self._model.LP_trans_final.get(state, ()):
                lp, reached = lp0 + chance, (state[1], tag)
                if lp > _LEAST and (reached not in ends or lp > ends[reached]):
                    ends[reached] = lp
        found: dict[int, float] = {}
        for (_, tag), lp in ends.items():
            found[-tag] = logaddexp(found[-tag], lp) if -tag in found else lp
        return sorted(found.items(), key=lambda entry: entry[1], reverse=True) or [(_UNKNOWN, 0)]

    def _take_apart(self, word: str, target: int) -> list[tuple[int, int]]:
        """The tags of a word's pieces and where each ends, as `analyze_viterbi` gives them: known pieces if they will
        do.
        """
        for strict in (True, False):
            rows, steps = self._search(word, target, strict=strict)
            ends: list[tuple[float, _State]] = []
            for state, lp0 in rows[-1].items():
                chance = next((lp for tag, lp in self._model.LP_trans_final.get(state, ()) if tag == target), None)
                if chance is not None and lp0 + chance > _LEAST:
                    ends.append((lp0 + chance, state))
            if ends:
                best = max(lp for lp, _ in ends)
                state, at = next(state for lp, state in ends if lp == best), len(word)
                pieces = [(target, len(word) + 1)]
                while at > 0:
                    pieces.append((state[1], at))
                    state, at = steps[at][state]
                return pieces[::-1]
        return [(_UNKNOWN, len(word)), (-_UNKNOWN, len(word) + 1)]

    def _search(
        self, word: str, target: int | None, *, strict: bool
    ) -> tuple[list[_Row], list[dict[_State, tuple[_State, int]]]]:
        """For each place in a word the states that may be reached there, and where each comes from."""
        size = len(word)
        rows: list[_Row] = [{(_EMPTY, _START): 0.0}, *({} for _ in range(size))]
        steps: list[dict[_State, tuple[_State, int]]] = [{} for _ in range(size + 1)]
        for start in range(size):
            for state, lp0 in _followed(rows[start], _FOLLOWED_PIECES):
                following = self._next(state, target)
                for end in range(start + 1, size + 1) if following else ():
                    piece, row = word[start:end], rows[end]
                    for tag, chance, known, guessed in following:
                        piece_chance = known.get(piece)
                        if piece_chance is None:
                            if strict or not guessed:
                                continue
                            piece_chance = self._model.lp_m_t(piece, tag, size, False)
                        lp, reached = lp0 + chance + piece_chance, (state[1], tag)
                        if lp > _LEAST and lp > row.get(reached, -math.inf):
                            row[reached] = lp
                            steps[end][reached] = state, start
        return rows, steps

    def _steps(self, state: _State, target: int | None) -> tuple[_Step, ...]:
        """The tags that may follow, of those from which the target can be reached."""
        within = None if target is None else self._model.reachability.get(target, ())
        return tuple(
            (tag, chance, self._model.LP_m_t[tag], tag in self._guessed)
            for tag, chance in self._model.LP_trans_nonfinal.get(state, ())
            if within is None or tag in within
        )


def _followed(row: _Row, count: int) -> Iterator[tuple[_State, float]]:
    """The states that are followed: the likeliest ones, and those nearly as likely."""
    least = sorted(row.values(), reverse=True)[count] - 1 if len(row) > count else _LEAST
    return ((state, lp) for state, lp in row.items() if lp >= least)


@cache
def load_tagger(language: str) -> Tagger | None:
    """The tagger of a language, where there is one."""
    return Tagger(language) if language in MODELS else None
