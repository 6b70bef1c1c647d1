"""The verbs in a terminal, for people, scripts and tests. Must not import Qt."""

from haversack.cli.entry import main

__all__ = ["main"]
