"""What a change means: kinds, merge, rules, authority. Pure functions on values.

Must not import anything but the standard library and msgspec, and must not touch files, network, clock or randomness.
"""
