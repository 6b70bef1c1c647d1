"""Haversack's sync library: record model, protocol, one sync (client) and the hub. Knows no window and no vault."""
