"""Folders that are replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path

__all__ = ["beside", "swap", "sync_folder"]


def beside(target: Path, kind: str) -> Path:
    """A new hidden name next to a target, on the same disk."""
    return target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.{kind}")


def swap(scratch: Path, target: Path) -> None:
    """Exchange the folders; whatever interrupts it, one whole folder ends up at the target."""
    old = beside(target, "old")
    try:
        target.rename(old)
        scratch.rename(target)
        sync_folder(target.parent)
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Make new names in a folder outlast a power cut; systems that cannot open folders do without."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
