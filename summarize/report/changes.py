"""The differences between two runs, for the terminal, as Markdown and as a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarize.differences import KINDS, Change, Difference, Differences, Kind
from summarize.records import VERDICTS, Evidence, JudgedClaim
from summarize.report.markdown import escaped
from summarize.report.templating import inlined, render_page
from summarize.report.terminal import labelled, wrapped
from summarize.report.words import (
    ATTRIBUTION_WORDS,
    CAUSE_WORDS,
    FIDELITY_WORDS,
    KIND_WORDS,
    VERDICT_WORDS,
    listed,
    one_line,
    speaker_of,
)

__all__ = ["CHANGE_FORMATS", "render_changes_html", "render_changes_markdown", "render_changes_terminal"]

Names = tuple[str, str]

HEADINGS: Mapping[Kind, str] = {
    "verdict": "Another verdict",
    "detail": "Changed otherwise",
    "appeared": "Appeared",
    "vanished": "Vanished",
}
_INPUTS: Mapping[str, str] = {
    "outlet": "outlet", "article": "article", "transcript": "transcript", "case": "what the case says",
    "model": "engine", "prompt": "prompt", "extraction": "how claims are taken", "rules": "rules",
    "encoder": "encoder",
}  # fmt: skip
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_WORD = re.compile(r"\s+|\S+")
_SHORT = 60  # characters that read well beside one another
_MOST_WORDS = 2000  # compared word by word; of longer texts only the whole is marked


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to say of a change. `was` and `now` are what changed, word by word or as a whole; `text` is what there
    is to say without that.
    """

    label: str
    text: str = ""
    was: str = ""
    now: str = ""
    by_word: bool = False

    def lines(self) -> list[tuple[str, str]]:
        """The fact as label and text, or as two of them where it is long."""
        was, now = (one_line(text) or "none" for text in (self.was, self.now))
        if not self.was and not self.now:
            return [(self.label, self.text)]
        if len(was) + len(now) <= _SHORT:
            return [(self.label, f"{was} → {now}")]
        return [(f"{self.label} before", was), (f"{self.label} now", now)]


# ---------------------------------------------------------------- what is said


def title_of(change: Change, found: Differences) -> str:
    """Outlet, claim and verdicts of a change."""
    claim, before = change.claim, change.before
    outlet = one_line(found.publishers.get(claim.source_id, claim.source_id))
    was = f" (was {one_line(before.id)})" if before and before.id != claim.id else ""
    verdicts = dict.fromkeys(VERDICT_WORDS[c.verdict] for c in (change.before, change.after) if c)
    return f"{outlet} · {one_line(claim.id)}{was}: {' → '.join(verdicts)}"


def facts_of(change: Change) -> list[Fact]:
    """What there is to say of a change, in the order of the reading."""
    return [*_printed(change), *_changed(change), *_reason(change)]


def _printed(change: Change) -> Iterator[Fact]:
    old, new = change.before, change.after
    if old and new and "words" in change.fields:
        yield Fact("Printed", was=old.span.text, now=new.span.text, by_word=True)
    else:
        yield Fact("Printed", change.claim.span.text)


def _changed(change: Change) -> Iterator[Fact]:
    old, new = change.before, change.after
    if not old or not new:
        return
    shown: Sequence[tuple[str, str, Callable[[JudgedClaim], str]]] = (
        ("kind", "Kind", lambda claim: KIND_WORDS[claim.kind]),
        ("speaker", "Credited to", lambda claim: one_line(claim.speaker or "nobody")),
        ("quote_fidelity", "Quotation", lambda claim: FIDELITY_WORDS.get(claim.quote_fidelity or "", "none")),
        ("attribution", "Speaker", lambda claim: ATTRIBUTION_WORDS.get(claim.attribution or "", "none credited")),
        ("evidence", "Said", lambda claim: _said(claim.evidence)),
    )
    for field, label, shown_as in shown:
        if field in change.fields:
            yield Fact(label, was=shown_as(old), now=shown_as(new), by_word=field == "evidence")


def _said(evidence: Sequence[Evidence]) -> str:
    return " / ".join(f"{speaker_of(one)}: {one_line(one.text)}" for one in evidence)


def _reason(change: Change) -> Iterator[Fact]:
    if change.kind != "vanished" and change.claim.rationale and change.kind != "detail":
        yield Fact("Why so", change.claim.rationale)
    yield Fact("Because", because(change))


def _fact_lines(change: Change) -> list[tuple[str, str]]:
    return [line for fact in facts_of(change) for line in fact.lines()]


def because(change: Change) -> str:
    """What a change is due to, as far as the runs show."""
    certain = listed([CAUSE_WORDS[cause] for cause in change.certain])
    possible = " or ".join(CAUSE_WORDS[cause] for cause in change.possible)
    return f"{certain}; perhaps also: {possible}" if certain and possible else certain or f"one of these: {possible}"


def inputs_of(found: Differences) -> list[str]:
    """What the runs were made from and that differs, one line each."""
    return [_input_line(one, found) for one in found.inputs]


def _input_line(one: Difference, found: Differences) -> str:
    if one.cause == "case":
        return "what the case says of its texts"
    about = f" {one_line(found.publishers.get(one.source_id, one.source_id))}" if one.source_id else ""
    return f"{_INPUTS[one.cause]}{about}: {_short(one.before)} → {_short(one.after)}"


def _short(text: str) -> str:
    return one_line(_DIGEST.sub(lambda m: m[0][:12], text)) or "none"


def summary_of(found: Differences) -> str:
    """How many claims there are of each kind, on one line."""
    counts = {kind: len(found.of_kind(kind)) for kind in KINDS}
    return (
        f"{found.same} unchanged, {counts['verdict']} with another verdict, {counts['detail']} changed otherwise, "
        f"{counts['appeared']} appeared, {counts['vanished']} vanished"
    )


def _verdict_rows(found: Differences) -> list[tuple[str, int, int]]:
    before, after = found.verdicts
    rows = [(VERDICT_WORDS[verdict], before.get(verdict, 0), after.get(verdict, 0)) for verdict in VERDICTS]
    return [*rows, ("all", sum(before.values()), sum(after.values()))]


# ---------------------------------------------------------------- terminal


def render_changes_terminal(found: Differences, names: Names, *, width: int = 80) -> str:
    """The differences as plain text of at most `width` columns (40 at least)."""
    width = max(width, 40)
    lines = [*wrapped(found.case_title, width), *wrapped(f"{names[0]} → {names[1]}", width), ""]
    for word, before, after in _verdict_rows(found):
        lines.append(f"{word:17}  {before:>6} {after:>6}")
    lines += ["", *wrapped(summary_of(found), width)]
    made = inputs_of(found) or ["nothing that the runs record"]
    lines += ["", "What differs between the runs:", *(line for one in made for line in _item(one, width))]
    for kind in KINDS:
        changes = found.of_kind(kind)
        if changes:
            lines += ["", f"{HEADINGS[kind]} ({len(changes)})"]
        for change in changes:
            lines += ["", *wrapped(title_of(change, found), width, "   ")]
            for label, text in _fact_lines(change):
                lines += labelled(label, text, width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _item(text: str, width: int) -> Iterator[str]:
    yield from wrapped(text, width, "     ", keep=3)


# ---------------------------------------------------------------- markdown


def render_changes_markdown(found: Differences, names: Names) -> str:
    """The differences as GitHub-flavoured Markdown."""
    lines = [f"# {escaped(found.case_title)}", ""]
    lines += [f"{escaped(names[0])} → {escaped(names[1])}: {summary_of(found)}.", ""]
    lines += [f"| Verdict | {_cell(names[0])} | {_cell(names[1])} |", "|---|--:|--:|"]
    lines += [f"| {word} | {before} | {after} |" for word, before, after in _verdict_rows(found)]
    lines += ["", "What differs between the runs:", ""]
    lines += [f"- {escaped(line)}" for line in inputs_of(found) or ["nothing that the runs record"]]
    for kind in KINDS:
        if found.of_kind(kind):
            lines += ["", f"## {HEADINGS[kind]}"]
        for change in found.of_kind(kind):
            lines += ["", f"**{escaped(title_of(change, found))}**", ""]
            lines += [f"- {label}: {escaped(text)}" for label, text in _fact_lines(change)]
    return "\n".join(lines) + "\n"


def _cell(name: str) -> str:
    return escaped(name) or "—"


# ---------------------------------------------------------------- page


def render_changes_html(found: Differences, names: Names) -> str:
    """The differences as one self-contained page without scripts."""
    shown = {
        kind: [(title_of(change, found), [(fact, _pieces(fact)) for fact in facts_of(change)]) for change in changes]
        for kind in KINDS if (changes := found.of_kind(kind))
    }
    values = {
        "found": found, "names": [one_line(name) for name in names], "summary": summary_of(found),
        "inputs": inputs_of(found), "rows": _verdict_rows(found), "headings": HEADINGS, "shown": shown,
    }  # fmt: skip
    css, css_hash = inlined("changes.css")
    return render_page("changes.html.j2", css=css, css_hash=css_hash, **values)


def _pieces(fact: Fact) -> list[tuple[str, str]]:
    """What changed as pieces: `equal`, `was` and `now`, with their words."""
    from difflib import SequenceMatcher

    if not fact.was and not fact.now:
        return []
    was, now = (_WORD.findall(one_line(text)) for text in (fact.was, fact.now))
    if not fact.by_word or len(was) + len(now) > _MOST_WORDS:
        return [("was", "".join(was) or "none"), ("now", "".join(now) or "none")]
    pieces = []
    for op, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(("equal", "".join(was[a:b])))
            continue
        pieces += [(kind, "".join(words)) for kind, words in (("was", was[a:b]), ("now", now[c:d])) if words]
    return pieces


CHANGE_FORMATS: Mapping[str, Callable[[Differences, Names], str]] = {
    "text": render_changes_terminal,
    "md": render_changes_markdown,
    "html": render_changes_html,
}
