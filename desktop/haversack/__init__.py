"""Haversack: a network's directory, library and training on one computer, by verbs and in a window."""
