"""Keys that cost nothing, for tests whose point is not what a guess of a passphrase costs.

Vaults that were prepared with real keys open as they do with real ones. Argon2 itself is tried by the tests of the
store, by the window and by every real process.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from haversack.store import keys
from haversack.store.cost import Argon2Cost

_KEY_BYTES = 32
_real: dict[tuple[bytes, bytes, Argon2Cost], bytes] = {}


@contextmanager
def remembering_real_keys() -> Iterator[None]:
    """Remember what passphrases are stretched to in a block."""
    stretch = keys._stretch

    def remembering(passphrase: bytes, *, salt: bytes, cost: Argon2Cost) -> bytes:
        key = (passphrase, salt, cost)
        if key not in _real:
            _real[key] = stretch(passphrase, salt=salt, cost=cost)
        return _real[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", remembering)
        yield


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passphrases at once; a wrong one, another salt and another cost still lead to another key."""
    monkeypatch.setattr(keys, "_stretch", _stretch)


def _stretch(passphrase: bytes, *, salt: bytes, cost: Argon2Cost) -> bytes:
    known = _real.get((passphrase, salt, cost))
    return known or hashlib.blake2b(passphrase + repr(cost).encode(), salt=salt, digest_size=_KEY_BYTES).digest()
