"""Randomness that repeats itself, for vaults made by tests."""

import hashlib


class FixedRandom:
    """Random bytes from a seed; each call goes on where the last one ended."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._calls = 0

    def __call__(self, size: int, /) -> bytes:
        self._calls += 1
        return hashlib.shake_256(self._seed + self._calls.to_bytes(4, "big")).digest(size)
