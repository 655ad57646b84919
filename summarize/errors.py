"""Every error this package raises on purpose.

    SummarizeError                 exit status
    ├── UsageError                 2   the command line asks for something impossible
    ├── InputError                 3   a file, a case or a run folder is not as it must be
    │   ├── CaseError              3   case.toml or case.json
    │   ├── DocumentError          3   an article or a transcript
    │   ├── RunError               3   a run folder cannot be read or written
    │   └── StoreError             3   the store of paid replies cannot be read or written
    ├── EndpointError              4   the model or its endpoint failed
    │   ├── EndpointUnreachable    4   no connection, or it broke
    │   ├── EndpointTimeout        4   no whole answer in time
    │   ├── EndpointBusy           4   it kept answering 408, 409, 429 or 5xx
    │   ├── EndpointRefused        4   401 or 403: the key is missing or wrong
    │   ├── QuotaExhausted         4   the account is used up; waiting does not help
    │   ├── BudgetExceeded         4   the call would pass --max-tokens-total; it was not made
    │   ├── BadRequest             4   the endpoint will not take this request
    │   │   └── PromptTooLong      4   it does not fit the model's context window
    │   └── ReplyFault             4   it answered, and the answer is of no use; `raw` keeps it
    │       ├── BadReply           4   not JSON, not the protocol's shape, or too large
    │       ├── TruncatedReply     4   it ran into the token limit
    │       ├── FilteredReply      4   a content filter stopped it
    │       ├── RefusedReply       4   the model declined
    │       └── EmptyReply         4   no choice, or no words in it
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


class StoreError(InputError):
    """The store of paid replies cannot be read or written."""


class EndpointError(SummarizeError):
    """The model endpoint failed for good."""

    exit_status = 4


class EndpointUnreachable(EndpointError):
    """No connection to the endpoint, or it broke before the answer was whole."""


class EndpointTimeout(EndpointError):
    """The endpoint gave no whole answer in time."""


class EndpointBusy(EndpointError):
    """The endpoint kept answering 408, 409, 429 or 5xx until the attempts or the deadline ran out."""


class EndpointRefused(EndpointError):
    """The endpoint refused the key (401 or 403)."""


class QuotaExhausted(EndpointError):
    """The account's quota is used up: unlike a rate limit, waiting does not help."""


class BudgetExceeded(EndpointError):
    """The call could pass the token budget of this run, so it was not made."""


class BadRequest(EndpointError):
    """The endpoint will not take this request, however often it is sent."""


class PromptTooLong(BadRequest):
    """The prompt and the reply asked for do not fit the model's context window."""


class ReplyFault(EndpointError):
    """The endpoint answered and the answer is of no use.

    `raw` is the model's text where there is one, else the body, cut to 20,000 characters.
    """

    RAW_LIMIT = 20_000

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None, raw: str = "") -> None:
        super().__init__(what, where=where, hint=hint)
        self.raw = raw[: self.RAW_LIMIT]


class BadReply(ReplyFault):
    """Not JSON, not of the protocol's shape, wrongly encoded or too large."""


class TruncatedReply(ReplyFault):
    """The reply ran into the token limit (finish_reason "length")."""


class FilteredReply(ReplyFault):
    """A content filter stopped the prompt or the reply."""


class RefusedReply(ReplyFault):
    """The model declined to answer."""


class EmptyReply(ReplyFault):
    """The reply holds no choice, or no words."""


class ReplayError(SummarizeError):
    """Replay was asked for and no recorded exchange fits."""

    exit_status = 5
