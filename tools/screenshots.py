#!/usr/bin/env python3
"""The pictures of the report in README: the bundled case's page in a real browser, three views, into docs/images/."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from summarize.pipeline import judge_case
from summarize.report import render
from summarize.report.page import page_data
from summarize.resources import examples_folder

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SIZE = {"width": 1100, "height": 760}
LIMIT = 200_000  # bytes of a picture


def main() -> int:
    """Make the pictures and print how large they are."""
    browser_path = next(filter(None, map(shutil.which, NAMES)), None)
    if browser_path is None:
        print("the pictures need Chromium; on Debian: apt-get install chromium", file=sys.stderr)
        return 2
    run = judge_case(examples_folder() / "kremlin-2021-09-13")
    data = page_data(run)
    # The gravest finding whose quotation differs word by word from what was said shows most of a card.
    ranked = [data["claims"][number] for number, _, _ in data["findings"]] + data["claims"]
    card = next(c for c in ranked if any(op != "equal" for _, op in c["printed"]["pieces"]) and any(c["said"]))
    pictures = {  # the view, the colours, and what stands at the top
        "findings": (f"#{card['anchor']}", "light", f"#{card['anchor']}"),
        "transcript": ("#transcript", "light", ".view.transcript h2"),
        "outlets": ("#outlets", "dark", ".compare:has(.rendition + .rendition + .rendition)"),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    largest = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        report.write_text(render(run, "html"), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=browser_path, args=sandbox)
        for name, (view, scheme, top) in pictures.items():
            page = browser.new_page(viewport=SIZE, color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(report.as_uri() + view)
            page.evaluate("document.activeElement.blur()")
            page.locator(top).first.evaluate("node => { node.classList.remove('target'); node.scrollIntoView() }")
            path = FOLDER / f"{name}.png"
            page.screenshot(path=path, animations="disabled")
            size = path.stat().st_size
            largest = max(largest, size)
            print(f"{path.relative_to(FOLDER.parent.parent)}: {size / 1000:.0f} kB")
            page.close()
        browser.close()
    return int(largest > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
