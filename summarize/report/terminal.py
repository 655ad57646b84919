"""The report for a terminal: counts, then the findings worst first; never wider than asked, no cursor moved."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from summarize.contracts import Json, totals
from summarize.records import FIDELITIES, VERDICTS, JudgedClaim, Reconciliation, Review, Verdict
from summarize.report.ranking import Finding, counted, rank
from summarize.report.words import (
    VERDICT_WORDS,
    one_line,
    printed,
    reviewed,
    shortened,
    source_names,
    speaker_of,
    tally,
)

_COLUMNS = {
    "supported": "supported",
    "partially_supported": "partly",
    "contradicted": "contradicted",
    "not_in_transcript": "not said",
    "unjudged": "unjudged",
}
_QUOTE_COLUMNS = {
    "verbatim": "verbatim",
    "near_verbatim": "near",
    "variant": "variant",
    "altered": "altered",
    "not_found": "not found",
}
_COLOURS = {"contradicted": "31", "partially_supported": "33", "not_in_transcript": "33", "supported": "32"}
NO_REVIEWS: Mapping[str, Review] = MappingProxyType({})
_NARROWEST = 40
_INDENT = "   "


def render_terminal(
    rec: Reconciliation, *, width: int = 80, colour: bool = False, limit: int | None = 10, level: Verdict | None = None,
    reviews: Mapping[str, Review] = NO_REVIEWS,
) -> str:
    """The reconciliation as plain text of at most `width` columns (40 at least); `limit` bounds the findings shown.

    With a `level` all findings at or above it are shown, those beyond the limit in short, and the others only counted.
    A review of a finding stands beside it; which claims are findings is the machine's.
    """
    width = max(width, _NARROWEST)
    lines = [*_title(rec, width), "", *_tables(rec, width), *_failures(rec, width), ""]
    lines += _findings(rec, width, colour, limit, level, reviews)
    return "\n".join(line.rstrip() for line in lines) + "\n"


# ---------------------------------------------------------------- parts


def _title(rec: Reconciliation, width: int) -> Iterator[str]:
    yield from wrapped(rec.case_title, width)
    engine = f"{rec.engine_name} engine" + (f" ({rec.model})" if rec.model else "")
    yield from wrapped(f"Event of {rec.event_date.isoformat()}; {engine}", width)


def _tables(rec: Reconciliation, width: int) -> Iterator[str]:
    names, counted = source_names(rec), totals(rec)
    yield from _table("Claims", names, counted, "verdicts", [(v, _COLUMNS[v]) for v in VERDICTS], width)
    yield ""
    quotes = [(f, _QUOTE_COLUMNS[f]) for f in FIDELITIES]
    yield from _table("Quotations", names, counted, "quote_fidelity", quotes, width)


def _table(
    title: str, names: Mapping[str, str], counted: Json, key: str, columns: Sequence[tuple[str, str]], width: int
) -> Iterator[str]:
    """One row per source and one for all; where the columns do not fit, a short line of words and counts per source."""
    needed = sum(len(heading) + 2 for _, heading in columns)
    rows = [(name, counted["sources"][source][key]) for source, name in names.items()]
    rows.append(("All", counted[key]))
    if width - needed < 12:
        yield title
        for name, counts in rows:
            said = ", ".join(f"{counts[word]} {heading}" for word, heading in columns if counts[word])
            yield from wrapped(f"{name}: {said or 'none'}", width, _INDENT)
        return
    room = min(width - needed, max(columns_of(one_line(name)) for name, _ in rows) + 2, 40)
    yield _padded(title, max(room, len(title))) + "".join(f"  {heading}" for _, heading in columns)
    for name, counts in rows:
        yield _padded(name, max(room, len(title))) + "".join(
            f"  {counts[word] or '-':>{len(heading)}}" for word, heading in columns
        )


def _failures(rec: Reconciliation, width: int) -> Iterator[str]:
    names = source_names(rec)
    for source in rec.sources:
        if source.status == "failed":
            yield from wrapped(f"! {names[source.id]} could not be read: {source.error}", width, "  ")


def _findings(
    rec: Reconciliation, width: int, colour: bool, limit: int | None, level: Verdict | None,
    reviews: Mapping[str, Review],
) -> Iterator[str]:
    ranked = rank(rec)
    at_level = counted(rec, level) if level else ()
    shown = at_level or ranked
    full = shown[:limit]
    short = shown[len(full) :] if at_level else ()
    names = source_names(rec)
    yield from wrapped(_heading(rec, len(ranked), len(at_level), level), width)
    if reviews:
        yield from wrapped(tally(reviews, len(rec.claims)), width)
    for number, finding in enumerate(full, start=1):
        yield ""
        yield from _finding(number, finding, names, width, colour, reviews.get(finding.claim.id))
    if short:
        yield ""
    for number, finding in enumerate(short, start=len(full) + 1):
        yield from _in_short(number, finding, names, width)
    left = len(ranked) - len(full) - len(short)
    if left:
        yield ""
        yield from wrapped(f"… and {left} {'milder' if at_level else 'more'} in the full report.", width)
    yield from _apart(rec, bool(ranked), width)


def _heading(rec: Reconciliation, found: int, at_level: int, level: Verdict | None) -> str:
    if not found:
        return _nothing_found(rec)
    if at_level:
        return f"{at_level} to check at or above {level}" + (", worst first" if at_level > 1 else "")
    none = f"{', ' if found == 1 else '; '}none at or above {level}" if level else ""
    return f"{found} to check" + (", worst first" if found > 1 else "") + none


def _nothing_found(rec: Reconciliation) -> str:
    return "Nothing to check: no finding." if rec.claims else "No claims were found in any source."


def _finding(
    number: int, finding: Finding, names: Mapping[str, str], width: int, colour: bool, review: Review | None
) -> Iterator[str]:
    claim = finding.claim
    head = list(wrapped(_head(number, claim, names), width, _INDENT))
    code = _COLOURS.get(claim.verdict, "0")
    yield from (f"\x1b[1;{code}m{line}\x1b[0m" for line in head) if colour else head
    yield from labelled("Printed", shortened(printed(claim), 400), width)
    label = "Closest" if claim.verdict == "not_in_transcript" else "Said"
    for evidence in claim.evidence[:3]:
        said = f"[{evidence.turn_id}] {speaker_of(evidence)}: {shortened(evidence.text, 400)}"
        yield from labelled(label, said, width)
    if not claim.evidence and claim.verdict != "unjudged":
        yield from labelled("Said", "nothing of the kind", width)
    yield from labelled("Why", finding.reason, width)
    if review:
        yield from labelled("Review", reviewed(review, claim), width)


def _in_short(number: int, finding: Finding, names: Mapping[str, str], width: int) -> Iterator[str]:
    line = f"{_head(number, finding.claim, names)}: {shortened(printed(finding.claim), 100)}"
    yield from wrapped(line, width, _INDENT)


def _head(number: int, claim: JudgedClaim, names: Mapping[str, str]) -> str:
    outlet = names.get(claim.source_id, claim.source_id)
    return f"{number}. {VERDICT_WORDS[claim.verdict].upper()} · {outlet} · {claim.id}"


def labelled(label: str, text: str, width: int) -> Iterator[str]:
    yield from wrapped(f"{_INDENT}{label}: {one_line(text)}", width, " " * (len(_INDENT) + 2), keep=len(_INDENT))


def _apart(rec: Reconciliation, some: bool, width: int) -> Iterator[str]:
    background = sum(_is_background(claim) for claim in rec.claims)
    if background:
        yield ""
        noun = "background statement" if background == 1 else "background statements"
        these = "these" if some else "that"
        yield from wrapped(f"Apart from {these}: {background} {noun} on which the transcript is silent.", width)


def _is_background(claim: JudgedClaim) -> bool:
    return claim.kind == "background" and claim.verdict == "not_in_transcript"


# ---------------------------------------------------------------- columns


def columns_of(text: str) -> int:
    """How many terminal columns a text takes: wide characters two, combining and invisible ones none."""
    return len(text) if text.isascii() else sum(map(_char_columns, text))


def _char_columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    # Emoji of ambiguous width are counted as two: too narrow a line is no harm.
    return 2 if unicodedata.east_asian_width(char) in "WF" or unicodedata.category(char) == "So" else 1


def _padded(text: str, columns: int) -> str:
    line = one_line(text)
    if columns_of(line) > columns:
        line = _cut(line, columns - 1)[0] + "…"
    return line + " " * (columns - columns_of(line))


def _cut(word: str, columns: int) -> tuple[str, str]:
    """The head of a word that fits, and the rest."""
    taken = 0
    for at, char in enumerate(word):
        taken += _char_columns(char)
        if taken > columns and at:
            return word[:at], word[at:]
    return word, ""


def wrapped(text: str, width: int, indent: str = "", *, keep: int = 0) -> Iterator[str]:
    """A text as lines of at most `width` columns; `indent` from the second on, `keep` blanks before the first."""
    line, taken, fresh = " " * keep, keep, True
    for word in _pieces(one_line(text).split(" "), width - max(len(indent), keep)):
        columns = columns_of(word)
        if not fresh and taken + 1 + columns > width:
            yield line
            line, taken, fresh = indent, len(indent), True
        line, taken = (line + word, taken + columns) if fresh else (f"{line} {word}", taken + 1 + columns)
        fresh = False
    yield line


def _pieces(words: Iterable[str], room: int) -> Iterator[str]:
    for word in words:
        rest = word
        while columns_of(rest) > room:
            head, rest = _cut(rest, room)
            yield head
        yield rest
