"""The verbs in a terminal, for people, scripts and tests. Must not import Qt."""

from haversack.cli.entry import WindowRequest, main

__all__ = ["WindowRequest", "main"]
