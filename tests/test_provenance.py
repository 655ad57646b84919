"""What a run says it was made with."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import summarize
from summarize.provenance import extraction_files
from summarize.reconciliation import rules_files

ROOT = Path(summarize.__file__).resolve().parent
ENTRANCES = ("reconciliation", "extraction", "adjudication.py", "summaries.py", "documents.py", "transcript.py")
# They carry, ask, check and store what is judged, and decide nothing about it; prompts have digests of their own.
CARRIERS = {
    "cassettes.py", "chat.py", "completions.py", "contracts.py", "dialects.py", "dialogue.py", "errors.py",
    "folders.py", "pacing.py", "prices.py", "prompts.py", "records.py", "replies.py", "resources.py", "suspicion.py",
}  # fmt: skip


def imported(file: Path) -> Iterator[Path]:
    """The modules of the package that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("summarize"):
            place = ROOT.joinpath(*node.module.split(".")[1:])
            found = [place / name.name for name in node.names] + [place]
            files = (file for path in found for file in (path.with_suffix(".py"), path / "__init__.py"))
            yield from (file for file in files if file.is_file())


def test_all_code_that_decides_is_under_a_digest() -> None:
    """Every module that the judge, the engines or the readers import is in the digest of the rules or of extraction, so
    that no change of a verdict is without a reason in `run.json`."""
    waiting = [file for name in ENTRANCES for file in (ROOT / name).glob("*.py")]
    waiting += [ROOT / name for name in ENTRANCES if name.endswith(".py")]
    reached: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file not in reached:
            reached.add(file)
            waiting += imported(file)
    ours = {str(file.relative_to(ROOT)) for file in reached - {ROOT / "__init__.py"}}
    covered = {str(file.relative_to(ROOT)) for file in (*rules_files(), *extraction_files())}
    assert ours - covered - CARRIERS == set()
    assert {file for file in covered if file.endswith(".py")} <= ours
