"""Where the article is in a saved page that has no tags left.

A capture is cut into pieces (a line, or the lines of a hard-wrapped paragraph), and each piece gets a signal from its
own shape and words. The article is the run of pieces with the highest sum of scores, once everything behind a comment
heading or a ticker is cut off: odd lines inside it cost little, a list of headlines costs more than what follows adds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from summarize.furniture import Signal, is_byline, is_caseless, is_date_line, is_furniture, page_words, signal_of
from summarize.pieces import ADDRESS, CLOSERS, SENTENCE_STOP, WIDE, WORD, Mark, Piece, fold, join_lines, read_lines
from summarize.records import Block, BlockKind

_SCORES: dict[Signal, float] = {
    "weak": 0.5, "open": -0.3, "lead": 0.6, "title": -0.8, "stamp": -1.5, "junk": -0.35, "related": -1.0, "final": -1.0,
}
_FURNITURE = ("junk", "stamp", "final", "related")
_STAMPED = re.compile(r"^\[?\(?\d{1,2}[:.]\d{2}\)?\]?\b(?!\s?%)")


# ---------------------------------------------------------------- pieces


def cut_pieces(text: str) -> list[Piece]:
    """The pieces of a text in order; together they touch every line that is not blank."""
    lines = list(read_lines(text))
    width = _wrap_width(lines)
    pieces: list[Piece] = []
    at = 0
    while at < len(lines):
        last = _paragraph_end(lines, at, width)
        pieces.append(join_lines(text, lines[at], lines[last]))
        at = last + 1
    return pieces


def _paragraph_end(lines: Sequence[Piece], at: int, width: int) -> int:
    last = at
    while last + 1 < len(lines) and _continues(lines[last], lines[last + 1], lines[at].mark, width):
        last += 1
    if last > at:
        return last
    return _fragments_end(lines, at)


def _continues(line: Piece, following: Piece, mark: Mark, width: int) -> bool:
    if not width or following.gap or not _joinable(line) or not _joinable(following):
        return False
    if mark in ("head", "subject") or following.mark not in ("", mark if mark == "quote" else ""):
        return False
    if _stands_alone(line) or _stands_alone(following):
        return False
    first_word = following.text.split(" ", 1)[0]
    return line.end - line.start + 1 + len(first_word) > width - 3


def _joinable(line: Piece) -> bool:
    return line.mark not in ("rule", "image") and not ADDRESS.fullmatch(line.text)


def _stands_alone(line: Piece) -> bool:
    return len(line.words) <= 12 and (is_date_line(line) or is_furniture(line))


def _wrap_width(lines: Sequence[Piece]) -> int:
    """The column at which a text was hard-wrapped, 0 when it was not."""
    lengths = [line.end - line.start for line in lines if not ADDRESS.search(line.text)]
    pairs = [(a, b) for a, b in pairwise(lines) if _is_broken_sentence(a, b)]
    best, best_fits = 0, 0
    for width in sorted({length for length in lengths if 40 <= length <= 120}, reverse=True)[:5]:
        if sum(length > width + 3 for length in lengths) > 0.05 * len(lengths):
            continue
        fits = sum(_continues(a, b, "quote", width) for a, b in pairs)
        if fits > best_fits:
            best, best_fits = width, fits
    return best if best_fits >= max(1, 0.6 * len(pairs)) else 0


def _is_broken_sentence(line: Piece, following: Piece) -> bool:
    """Whether a line seems to stop in mid-sentence and the next to go on with it."""
    if following.gap or line.ended or _stands_alone(line) or _stands_alone(following):
        return False
    return following.lowercase_start or is_caseless(following.text)


def _fragments_end(lines: Sequence[Piece], at: int) -> int:
    """The last of the lines into which links broke a sentence: each next one begins small, the last one ends it."""
    last = at
    while last + 1 < len(lines) and last - at < 12:
        line, following = lines[last], lines[last + 1]
        if following.gap or following.mark or line.ended or not _joinable(line) or not _joinable(following):
            break
        if not (following.lowercase_start or following.text[0] in ",.;:)"):
            break
        if is_furniture(following) or is_furniture(line):
            break
        last += 1
    whole = lines[last].end - lines[at].start
    return last if last > at and lines[last].ended and whole >= 60 else at


# ---------------------------------------------------------------- the article


def find_blocks(
    text: str, *, title: str | None = None, own_words: Sequence[str] = (), say_words: Sequence[str] = ()
) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of a plain-text capture, in order, and warnings.

    `title` is the headline where it is known. `own_words` are the first- and second-person words of the language and
    `say_words` its reporting verbs: both serve to recognise a quotation that is set apart without marks.
    """
    pieces = cut_pieces(text)
    page = _Page(pieces, fold(title) if title else "")
    kinds, warnings = page.kinds()
    if own_words:
        _mark_quotes(pieces, kinds, frozenset(own_words), frozenset(say_words))
    blocks = tuple(Block(kind, piece.start, piece.end)
                   for piece, kind in zip(pieces, kinds, strict=True) if piece.start < piece.end)
    return blocks, warnings


class _Page:
    """The pieces of one capture with their signals, and the choices made from them."""

    def __init__(self, pieces: Sequence[Piece], title: str) -> None:
        self.pieces = pieces
        self.title = title
        self.signals = [signal_of(piece) for piece in pieces]
        self.counts = Counter(piece.folded for piece in pieces)
        self._captions()
        self._total = sum(self._score(at) for at, signal in enumerate(self.signals) if signal == "body")

    def kinds(self) -> tuple[list[BlockKind], tuple[str, ...]]:
        """The kind of each piece, and warnings."""
        end = self._end()
        run = self._best_run(0, end)
        if run is None:
            return self._fallback()
        first = self._anchor(*run)
        last = self._with_entries(self._without_author(first, run[1]), end)
        headline = self._headline(first, last)
        kinds: list[BlockKind] = ["furniture"] * len(self.pieces)
        self._kinds_above(kinds, headline, first)
        for at in range(first, last + 1):
            if at != headline:
                kinds[at] = self._kind_inside(at, first, last, headline)
        if headline is not None:
            kinds[headline] = "headline"
        return kinds, ()

    # -- signals that need the neighbours

    def _captions(self) -> None:
        """A sentence-like line right after an image, or right before a credit line, is the image's caption."""
        for at, piece in enumerate(self.pieces):
            if self.signals[at] == "junk" or piece.mark == "head":
                continue
            after_image = at > 0 and self.pieces[at - 1].mark == "image" and len(piece.words) <= 40
            emphasised = piece.end - piece.start > len(piece.text) and not piece.linked
            if after_image and (emphasised or not piece.gap):
                self.signals[at] = "junk"

    def _score(self, at: int) -> float:
        signal, piece = self.signals[at], self.pieces[at]
        if signal == "body":
            return max(1.0, min(6.0, len(piece.words) / 8))
        if piece.mark == "quote":
            return 0.5
        if piece.mark == "entry" and signal in ("title", "open"):
            return -0.2
        if signal == "title" and (piece.mark == "head" or self._is_subhead_like(at)):
            return -0.4
        return _SCORES[signal]

    def _is_subhead_like(self, at: int) -> bool:
        around = (at - 1, at + 1)
        return len(self.pieces[at].words) <= 8 and all(
            0 <= other < len(self.pieces) and self.signals[other] == "body" for other in around)

    def _is_sentence(self, at: int) -> bool:
        return self.signals[at] in ("body", "weak", "lead")

    # -- where the article ends

    def _end(self) -> int:
        """The index behind which nothing is article."""
        mass = 0.0
        for at, signal in enumerate(self.signals):
            if signal == "body":
                mass += self._score(at)
            elif mass >= 2 and (self._ends_here(at, mass) or self._ticker_starts(at)):
                return at
        return len(self.pieces)

    def _ends_here(self, at: int, mass: float) -> bool:
        signal = self.signals[at]
        if signal == "final":
            return self._total - mass <= 3 * mass or self._comments_follow(at)
        return signal == "related" and not self._resumes(at)

    def _comments_follow(self, at: int) -> bool:
        following = self.signals[at + 1 : at + 7]
        return following.count("stamp") >= 2

    def _resumes(self, at: int) -> bool:
        """Whether two body paragraphs in a row follow before long: then the box stood inside the article."""
        row: list[int] = []
        for here in range(at + 1, min(at + 12, len(self.pieces))):
            if self.signals[here] in ("final", "stamp"):
                return False
            if self.signals[here] == "body" and not self._is_teaser(here):
                row.append(here)
            elif self.signals[here] != "junk":
                row.clear()
            if len(row) == 2 and sum(len(self.pieces[i].words) for i in row) >= 24:
                return self.signals[here + 1 : here + 2] != ["stamp"]
        return False

    def _is_teaser(self, at: int) -> bool:
        text = self.pieces[at].text
        return text.endswith(("...", "…", "[…]", "[...]")) or self.pieces[at].linked > 0.5

    def _ticker_starts(self, at: int) -> bool:
        """Titles and times in turn, or titles that begin with a time: a list of headlines."""
        if self.signals[at] not in ("title", "open", "stamp", "weak") or self.pieces[at].mark == "head":
            return False
        window = range(at, min(at + 7, len(self.pieces)))
        if any(self.signals[i] == "body" and len(self.pieces[i].words) >= 25 for i in window):
            return False
        stamps = sum(self.signals[i] == "stamp" or self._is_stamped(i) for i in window)
        return stamps >= 3

    def _is_stamped(self, at: int) -> bool:
        return len(self.pieces[at].words) < 25 and bool(_STAMPED.match(self.pieces[at].text))

    # -- where it runs

    def _best_run(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last index of the run with the highest sum of scores."""
        best, best_sum = None, 0.0
        total, first = 0.0, start
        for at in range(start, end):
            if total <= 0:
                total, first = 0.0, at
            total += self._score(at)
            if total > best_sum:
                best, best_sum = (first, at), total
        return best

    def _anchor(self, first: int, last: int) -> int:
        """The run's first index, or a later one where a headline shows that what stands before is not this article."""
        total = sum(self._score(at) for at in range(first, last + 1) if self.signals[at] == "body")
        anchors, before = [], 0.0
        for at in range(first, last):
            if self.signals[at] == "body":
                before += self._score(at)
            elif before < total / 2 and self._opens_article(at, last):
                anchors.append(at)
        if not anchors:
            return first
        known = [at for at in anchors if self._is_known_title(at)]
        if not known and len(anchors) > 1:
            return first
        start = (known or anchors)[-1]
        return next((at for at in range(start + 1, last + 1) if self._is_sentence(at)), first)

    def _opens_article(self, at: int, last: int) -> bool:
        if self.signals[at] != "title":
            return False
        if self._is_known_title(at) or (self.pieces[at].mark == "head" and self.pieces[at].level == 1):
            return True
        near = range(at + 1, min(at + 3, last))
        return len(self.pieces[at].words) >= 4 and any(
            self.signals[i] == "stamp" or is_byline(self.pieces[i]) for i in near)

    def _is_known_title(self, at: int) -> bool:
        return bool(self.title) and self.pieces[at].folded == self.title

    def _with_entries(self, last: int, end: int) -> int:
        """The run's end, with the list that a closing "...:" introduces."""
        if self.signals[last] == "lead":
            while last + 1 < end and self.pieces[last + 1].mark == "entry" and self.signals[last + 1] != "junk":
                last += 1
        return last

    def _without_author(self, first: int, last: int) -> int:
        """The run's end, without a note on the author: a name alone on its line, then a text that begins with it."""
        for at in range(max(first + 2, last - 4), last):
            name = self.pieces[at]
            if self.signals[at] == "title" and 2 <= len(name.words) <= 4 and not name.mark and (
                    self.pieces[at + 1].folded.startswith(name.folded + " ")) and last - at <= 2:
                return next(i for i in range(at - 1, first - 1, -1) if self._is_sentence(i) or i == first)
        return last

    # -- the headline

    def _headline(self, first: int, last: int) -> int | None:
        vocabulary = self._vocabulary(first, last)
        candidates = [at for at in range(max(0, first - 40), first) if self._may_be_headline(at)]
        if self._opens_with_title(first, last):
            candidates.append(first)
        scored = [(self._headline_score(at, first, vocabulary), at) for at in candidates]
        return self._top_of_stack(max(scored)[1], candidates, vocabulary) if scored else None

    def _top_of_stack(self, at: int, candidates: Sequence[int], vocabulary: frozenset[str]) -> int:
        """The upper of two title lines right under each other when both speak of the article: the lower is its
        standfirst.
        """
        above = at - 1
        repeated = self.counts[self.pieces[at].folded] > 1
        if above not in candidates or self.pieces[at].mark or self._is_known_title(at) or repeated:
            return at
        stems = _stems(self.pieces[above])
        shared = sum(stem in vocabulary for stem in stems)
        return above if len(self.pieces[above].words) >= 4 and shared >= max(2, len(stems) / 2) else at

    def _vocabulary(self, first: int, last: int) -> frozenset[str]:
        body = (self.pieces[at] for at in range(first, last + 1) if self.signals[at] == "body")
        return frozenset(stem for piece in body for stem in _stems(piece))

    def _may_be_headline(self, at: int) -> bool:
        piece, signal = self.pieces[at], self.signals[at]
        if self._is_known_title(at) or (piece.mark == "subject" and len(piece.words) >= 3):
            return True
        if signal not in ("title", "open", "weak") or piece.mark in ("quote", "entry") or piece.lowercase_start:
            return False
        return piece.mark == "head" or (3 <= len(piece.words) <= 30 and not self._is_stamped(at))

    def _opens_with_title(self, first: int, last: int) -> bool:
        piece = self.pieces[first]
        if first == last or piece.mark or len(piece.words) > 15 or ":" in piece.text[:4]:
            return False
        asked = self.signals[first] == "weak" and piece.text.rstrip(CLOSERS)[-1:] in "?!؟？！"
        signed = first + 1 <= last and self.signals[first + 1] == "stamp" and not SENTENCE_STOP.search(piece.text)
        return (asked or signed) and any(self.signals[at] == "body" for at in range(first + 1, last + 1))

    def _headline_score(self, at: int, first: int, vocabulary: frozenset[str]) -> tuple[float, int]:
        piece = self.pieces[at]
        stems = _stems(piece)
        score = sum(stem in vocabulary for stem in stems) / max(2, len(stems))
        score += 0.6 * min(len(piece.words), 8) / 8
        score += 2.0 if self._is_known_title(at) else 0.0
        score += 1.0 if piece.mark == "head" and piece.level == 1 else 0.3 if piece.mark in ("head", "subject") else 0.0
        score += 0.3 if self.counts[piece.folded] > 1 else 0.0
        score += 0.3 if at + 1 < len(self.pieces) and (
            self.signals[at + 1] == "stamp" or is_byline(self.pieces[at + 1])) else 0.0
        return (score - 0.04 * (first - at), at)

    # -- kinds

    def _kinds_above(self, kinds: list[BlockKind], headline: int | None, first: int) -> None:
        """Between headline and body: a standfirst belongs to the article, the rest is furniture."""
        if headline is None:
            return
        for at in range(headline + 1, first):
            if self._is_sentence(at) and len(self.pieces[at].words) >= 5:
                kinds[at] = "body"
        if headline + 1 < first and self._is_deck(headline + 1, headline):
            kinds[headline + 1] = "subhead"

    def _is_deck(self, at: int, headline: int) -> bool:
        piece = self.pieces[at]
        small = sum(word[:1].islower() for word in piece.words)
        return (self.signals[at] in ("title", "open") and len(piece.words) >= 7 and small >= 3
                and not piece.lowercase_start and piece.folded != self.pieces[headline].folded)

    def _kind_inside(self, at: int, first: int, last: int, headline: int | None) -> BlockKind:
        piece, signal = self.pieces[at], self.signals[at]
        if signal in _FURNITURE or self._under_related(at, first):
            return "furniture"
        if piece.mark == "quote":
            return "quote"
        if signal in ("body", "weak", "lead"):
            return "body"
        if headline is not None and piece.folded == self.pieces[headline].folded:
            return "furniture"
        if piece.mark == "head":
            return "subhead"
        if piece.mark == "entry" or self._under_lead(at, first):
            return "body"
        return self._kind_of_title(at, first, last)

    def _kind_of_title(self, at: int, first: int, last: int) -> BlockKind:
        piece = self.pieces[at]
        if piece.text.endswith((",", ";", ":")) and len(piece.words) >= 5:
            return "body"
        if piece.text.endswith((":", "：")) and at < last and self.pieces[at + 1].mark == "entry":
            return "subhead"
        after = next((i for i in range(at + 1, last + 1) if self.signals[i] not in ("junk", "stamp")), None)
        if after is None or self._is_stamped(at) or piece.lowercase_start:
            return "furniture"
        if self.signals[at] == "open" and not piece.linked:
            return "body"
        return "subhead" if self._is_sentence(after) and len(piece.words) <= 12 and at > first else "furniture"

    def _under_lead(self, at: int, first: int) -> bool:
        """Whether it stands in a list that a line ending in a colon opens."""
        while at > first and self.signals[at] in ("title", "open"):
            at -= 1
            if self.pieces[at].text.endswith((":", "：")):
                break
        return self.pieces[at].text.endswith((":", "：")) and self._is_sentence(at)

    def _under_related(self, at: int, first: int) -> bool:
        """Whether it is one of the titles in a box of related articles."""
        if self.signals[at] not in ("title", "open") or self.pieces[at].mark == "head":
            return False
        while at > first and self.signals[at] in ("title", "open", "stamp", "junk"):
            at -= 1
        return self.signals[at] == "related"

    def _fallback(self) -> tuple[list[BlockKind], tuple[str, ...]]:
        """Nothing looks like an article: all that is not furniture is body, or all of it when nothing else is left."""
        kinds: list[BlockKind] = ["furniture" if s in _FURNITURE else "body" for s in self.signals]
        top = kinds.index("body") if "body" in kinds else 0
        key = self.pieces[top].folded if self.pieces else ""
        if kinds.count("body") >= 3 and (self.counts[key] > 1 or key == self.title):
            kinds = ["furniture" if piece.folded == key else kinds[at] for at, piece in enumerate(self.pieces)]
            kinds[top] = "headline"
        if "body" not in kinds:
            kinds = ["body" if piece.mark not in ("rule", "image") else "furniture" for piece in self.pieces]
        return kinds, ("no article text was recognised; every line that is not page furniture is taken as the article",)


def _stems(piece: Piece) -> list[str]:
    """Loose stems of the longer words, so that inflected forms of one word meet."""
    return [word[:6] for word in (fold(word) for word in piece.words) if len(word) >= 4 or WIDE.match(word)]


# ---------------------------------------------------------------- quotations without marks

_MARKED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«"
    r"|「[^」]*」|『[^』]*』|(?<!\w)['‘‚][^'’‘]{2,}['’‘](?!\w)"
)


def _mark_quotes(pieces: Sequence[Piece], kinds: list[BlockKind], own: frozenset[str], say: frozenset[str]) -> None:
    """Turn into `quote` each paragraph that speaks in the first or second person where the article does not.

    It must stand between paragraphs of the article, after one in which somebody says something, and hold neither a
    reporting verb nor the outlet's talk of itself.
    """
    body = [at for at, kind in enumerate(kinds) if kind == "body"]
    personal = {at for at in body if _speaks_personally(pieces[at], own)}
    if len(body) < 4 or len(personal) > 0.3 * len(body):
        return
    for before, at, after in zip(body, body[1:], body[2:], strict=False):
        apart = at in personal and before not in personal and after not in personal
        said = _introduces(pieces[before], say) and _is_bare(pieces[at], own, say)
        if apart and said and len(pieces[at].words) >= 8:
            kinds[at] = "quote"


def _speaks_personally(piece: Piece, own: frozenset[str]) -> bool:
    outside = _MARKED.sub(" ", piece.text)
    return any(_bare_word(word) in own for word in WORD.findall(outside) if not _is_initials(word))


def _is_initials(word: str) -> bool:
    """`US` is a country, `I` is a person: capitals of two letters or more are no pronoun."""
    return len(word) > 1 and word.isupper()


def _bare_word(word: str) -> str:
    return re.split(r"['-]", fold(word))[0]


def _introduces(piece: Piece, say: frozenset[str]) -> bool:
    return piece.text.endswith((":", "：")) or _reports(piece.text, say)


def _reports(text: str, say: frozenset[str]) -> bool:
    return any(fold(word) in say for word in WORD.findall(text))


def _is_bare(piece: Piece, own: frozenset[str], say: frozenset[str]) -> bool:
    if _MARKED.search(piece.text) or any(sign in piece.folded for sign in page_words().newsroom):
        return False
    return not _credits_another(piece, own, say)


def _credits_another(piece: Piece, own: frozenset[str], say: frozenset[str]) -> bool:
    """Whether a reporting verb has another subject than the speaker ("I said" and "we have told them" are his)."""
    words = [fold(word) for word in WORD.findall(piece.text)]
    return any(word in say and not own.intersection(words[max(0, at - 3) : at]) for at, word in enumerate(words))
