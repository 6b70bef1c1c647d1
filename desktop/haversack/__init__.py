"""Haversack, the app: verbs on an encrypted vault, and the ways people reach them."""
