"""Haversack: a network's directory, library and training on one computer, by verbs and in a window."""

__version__ = "0.1.0"
"""As in pyproject.toml; to look it up among the installed packages takes longer than a page may."""
