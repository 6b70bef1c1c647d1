"""Migrations of the hub's ledger. Must not import any module of ours: they stay true when the program moves on."""
