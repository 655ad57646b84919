#!/usr/bin/env python3
"""How soon the page of a large run can be read and filtered, in a real browser.

usage: bench_page.py [--claims 5000] [--rounds 5]

The bundled case's claims are repeated until there are so many. Opening is measured from the request for the file to two
frames after the script has run, filtering from the input to two frames after it; both as the median of some rounds, and
beside the same of the bundled case itself. Exits with 1 when opening or the slowest filter takes a second or more.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from summarize.contracts import RunRecord
from summarize.pipeline import judge_case
from summarize.report import render
from summarize.resources import examples_folder

LIMIT = 1000  # milliseconds
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
OPENED = f"async () => {{ await {FRAMES}; return performance.now() }}"
FILTERED = f"""async ([id, value]) => {{
  const field = document.getElementById(id), started = performance.now();
  field.value = value;
  field.dispatchEvent(new Event('input', {{bubbles: true}}));
  await {FRAMES};
  return performance.now() - started;
}}"""
FILTERS = (
    ("filter-show", "all"), ("search", "trade"), ("search", "trade turnover"), ("search", ""),
    ("filter-verdict", "partially_supported"), ("filter-verdict", ""),
)  # fmt: skip


def repeated(run: RunRecord, count: int) -> RunRecord:
    """The run with its claims repeated under other ids until there are so many."""
    rec = run.reconciliation
    claims = []
    for number in range(count):
        claim = rec.claims[number % len(rec.claims)]
        claims.append(dataclasses.replace(claim, id=f"{claim.id}-{number}"))
    return dataclasses.replace(run, reconciliation=dataclasses.replace(rec, claims=tuple(claims)))


def measured(browser: Browser, path: Path, rounds: int) -> tuple[float, float]:
    """Milliseconds until the page is shown, and that its slowest filter takes."""
    opened, filtered = [], []
    for _ in range(rounds):
        page = browser.new_page()
        page.goto(path.as_uri())
        opened.append(float(page.evaluate(OPENED)))
        filtered.append([float(page.evaluate(FILTERED, list(step))) for step in FILTERS])
        page.close()
    return median(opened), max(median(times) for times in zip(*filtered, strict=True))


def main() -> int:
    """Measure both pages and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--claims", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        print("the page's bench needs Chromium; on Debian: apt-get install chromium", file=sys.stderr)
        return 2
    run = judge_case(examples_folder() / "kremlin-2021-09-13")
    large = repeated(run, asked.claims)
    options: dict[str, Any] = {"args": ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, **options)
        found = {}
        for name, one in (("small", run), ("large", large)):
            file = Path(folder) / f"{name}.html"
            file.write_text(render(one, "html"), encoding="utf-8")
            opened, filtered = found[name] = measured(browser, file, asked.rounds)
            count, size = len(one.reconciliation.claims), file.stat().st_size / 1e6
            print(f"{count} claims, {size:.2f} MB: opens in {opened:.0f} ms, filters in {filtered:.0f} ms")
        browser.close()
    ratios = [large_ms / small_ms for small_ms, large_ms in zip(*found.values(), strict=True)]
    print(f"the large page takes {ratios[0]:.1f} times as long to open and {ratios[1]:.1f} times as long to filter")
    return int(max(found["large"]) >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
