"""How changes travel: envelopes, seals, marks, parcels, messages, limits and errors.

Pure: bytes in, values out. Must not open sockets or files, read a clock, or know what a kind of record means.
"""
