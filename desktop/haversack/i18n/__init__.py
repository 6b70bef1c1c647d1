"""Sentences for people: error kinds and results in plain words, by gettext.

Imports the standard library and Babel only. Must not know the vault or the network; callers pass kinds and facts.
"""
