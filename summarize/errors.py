"""Every error this package raises on purpose.

    SummarizeError                 exit status
    ├── UsageError                 2   the command line asks for something impossible
    ├── InputError                 3   a file, a case or a run folder is not as it must be
    │   ├── CaseError              3   case.toml or case.json
    │   ├── DocumentError          3   an article or a transcript
    │   └── RunError               3   a run folder cannot be read or written
    ├── EndpointError              4   the model or its endpoint failed
    └── ReplayError                5   no recorded exchange fits

An error says what is wrong, where, and what to do next; the command line prints it as one line.
"""

from __future__ import annotations


class SummarizeError(Exception):
    """Base of all deliberate errors.

    `what` is the fault, `where` the file or key it was met at, `hint` what the user can do about it.
    """

    exit_status = 70

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(self.line())

    def line(self) -> str:
        """The error as one line: where, what, what next."""
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.hint:
            parts.append(self.hint)
        return " ".join("; ".join(parts).split())


class UsageError(SummarizeError):
    """The command line asks for something that cannot be done."""

    exit_status = 2


class InputError(SummarizeError):
    """Something given to the tool is not as it must be."""

    exit_status = 3


class CaseError(InputError):
    """A case file is missing, malformed, or breaks its schema."""


class DocumentError(InputError):
    """An article or transcript cannot be read as text."""


class RunError(InputError):
    """A run folder cannot be read or written."""


class EndpointError(SummarizeError):
    """The model endpoint failed for good."""

    exit_status = 4


class ReplayError(SummarizeError):
    """Replay was asked for and no recorded exchange fits."""

    exit_status = 5
