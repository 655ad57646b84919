#!/usr/bin/env python3
"""Fit the judge's scale on labelled cases and write summarize/reconciliation/scale.toml.

usage: fit_scale.py [CASE ...] (default: every folder of tests/data/labelled and tests/data/labelled-everyday)

A case folder holds case.toml, its texts, and gold.jsonl. Softmax regression with an L2 penalty by plain gradient
descent: the same input always gives the same weights. "partially_supported" counts more, being rare, and
"not_in_transcript" since to call supported what nobody said is the worse mistake.
The figures printed first are honest ones: each case judged with weights fitted on all the others.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from summarize.alignment import TranscriptIndex
from summarize.cases import read_case, resolve_file
from summarize.documents import parse_document, read_raw
from summarize.extraction.extractive import extract
from summarize.names import build_roster
from summarize.reconciliation import Account, considerations
from summarize.reconciliation.judge import decide
from summarize.reconciliation.scale import FEATURES, OUTCOMES
from summarize.records import SourceStatus
from summarize.transcript import parse_transcript

ROOT = Path(__file__).resolve().parent.parent
GROUPS = ("labelled", "labelled-everyday")
PENALTY, STEPS, RATE = 1.0, 6000, 0.3
WEIGHT = {"supported": 1.0, "partially_supported": 1.8, "not_in_transcript": 2.2}
Row = tuple[str, tuple[float, ...], str, str]  # case, features, label, verdict now


def read_rows(folder: Path) -> list[Row]:
    """The features of each claim that a label falls on (at least half of the label's span), with the label."""
    case = read_case(folder)
    raw = read_raw(resolve_file(case, case.transcript.file))
    transcript = parse_transcript(
        raw.text, language=case.transcript.language or case.language, date=case.transcript.date, speakers=case.speakers
    )
    index, roster = TranscriptIndex(transcript, case.aliases), build_roster(transcript.speakers, case.speakers)
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    rows: list[Row] = []
    for source in case.sources:
        text = read_raw(resolve_file(case, source.file)).text
        document = parse_document(
            text, id=source.id, suffix=Path(source.file).suffix, language=source.language, date=source.date
        )
        account = Account(
            document,
            extract(document, transcript=transcript, case=case),
            SourceStatus(source.id, source.file, None, None, "ok"),
        )
        considered = considerations(account, case, index, roster)
        for label in (g for g in gold if source.id.startswith(g["source"])):
            found = max(considered, key=lambda c: _shared(label, c.statement.claim.span), default=None)
            if found is None or _shared(label, found.statement.claim.span)[0] < 0.5 * (label["end"] - label["start"]):
                continue
            rows.append((folder.name, found.standing.features(), label["verdict"], decide(found)[0]))
    return rows


def _shared(label: dict[str, Any], span: Any) -> tuple[int, int]:
    return max(0, min(label["end"], span.end) - max(label["start"], span.start)), span.start - span.end


def fit(rows: list[Row]) -> np.ndarray:
    """Weights, shape (features + 1, outcomes); the last row is the constants."""
    rows = [r for r in rows if r[2] in OUTCOMES and r[3] in OUTCOMES]
    x = np.array([[*r[1], 1.0] for r in rows])
    y = np.array([[float(r[2] == o) for o in OUTCOMES] for r in rows])
    share = np.array([WEIGHT[r[2]] for r in rows])[:, None]
    w = np.zeros((x.shape[1], len(OUTCOMES)))
    for _ in range(STEPS):
        scores = x @ w
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        gradient = x.T @ ((p - y) * share)
        gradient[:-1] += PENALTY * w[:-1]
        w -= RATE * gradient / len(rows)
    return w


def predict(w: np.ndarray, row: Row) -> str:
    if row[3] == "contradicted":
        return row[3]
    return OUTCOMES[int((np.array([*row[1], 1.0]) @ w).argmax())]


def main() -> None:
    folders = [Path(a) for a in sys.argv[1:]] or sorted(
        p for group in GROUPS for p in (ROOT / "tests" / "data" / group).iterdir() if p.is_dir()
    )
    rows = [row for folder in folders for row in read_rows(folder)]
    right = 0
    for name in sorted({r[0] for r in rows}):
        w = fit([r for r in rows if r[0] != name])
        own = [r for r in rows if r[0] == name]
        hits = sum(predict(w, r) == r[2] for r in own)
        right += hits
        print(f"{name:32} {hits / len(own):.3f} of {len(own)}, weights from the other cases")
    print(f"{'all':32} {right / len(rows):.3f} of {len(rows)}")
    w = fit(rows)
    lines = ["# Weights of the judge's scale; written by tools/fit_scale.py, not by hand.", ""]
    for column, outcome in enumerate(OUTCOMES):
        lines += [f"[{outcome}]", f"constant = {w[-1, column]:.3f}"]
        lines += [f"{name} = {w[i, column]:.3f}" for i, name in enumerate(FEATURES)] + [""]
    (ROOT / "summarize" / "reconciliation" / "scale.toml").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
