"""The browser that the tests of the page drive: Debian's Chromium, or what this machine has of that kind."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = "the tests of the report's page need Chromium; on Debian: apt-get install chromium"


def chromium() -> str:
    """The path of the browser; without one the test fails where changes are judged, and is skipped elsewhere."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    warnings.warn(MISSING, stacklevel=2)
    pytest.skip(MISSING)


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A headless browser. While it is open no other event loop can run in this thread."""
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=sandbox)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What a page must never do: complain on its console, ask for anything but itself, open a dialog."""

    path: Path
    seen: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        own = self.path.as_uri()
        context.on("request", lambda asked: self._unless(asked.url.split("#")[0] == own, f"request {asked.url}"))
        context.on("console", lambda said: self._unless(said.type not in {"error", "warning"}, f"console {said.text}"))
        context.on("weberror", lambda failed: self.seen.append(f"error {failed.error}"))
        context.on("dialog", self._dialog)

    def _unless(self, is_allowed: bool, what: str) -> None:
        if not is_allowed and not what.startswith("request blob:"):
            self.seen.append(what)

    def _dialog(self, dialog: Any) -> None:
        self.seen.append(f"dialog {dialog.message}")
        dialog.dismiss()


@contextmanager
def opened_page(browser: Browser, path: Path, view: str = "", **options: Any) -> Iterator[Page]:
    """A file in a window of its own, with storage of its own; at the end nothing may have been complained about."""
    watch = Watch(path)
    context = browser.new_context(**({"viewport": {"width": 1100, "height": 900}, "timezone_id": "UTC"} | options))
    context.set_default_timeout(5000)
    watch.over(context)
    try:
        page = context.new_page()
        page.goto(path.as_uri() + view)
        yield page
        assert watch.seen == []
    finally:
        context.close()
