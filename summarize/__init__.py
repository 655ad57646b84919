"""Compare press reports of an event with its official verbatim transcript."""

__version__ = "0.1.0"
