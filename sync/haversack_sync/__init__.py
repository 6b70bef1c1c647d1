"""Haversack's sync library: the record model, the protocol, one sync (client) and the hub. Knows no window and no vault."""
