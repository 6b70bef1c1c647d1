"""Pure functions that remember what they said, so that histories run several times faster.

Cryptography stays real: a signature over altered bytes is another question, and is answered anew. Only what is a pure
function of immutable values may stand here.
"""

import contextlib
import functools
import sys
from collections.abc import Iterator
from typing import Final
from unittest import mock

from haversack_sync.protocol import envelope, sealing

_MANY: Final = 1 << 15
_SEALING: Final = ("verifies", "sign", "signing_public_key", "check_public_key", "check_box_key", "hkdf_sha256")


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """Let the slow pure functions remember, for a block."""
    envelope_parser = envelope.parse_envelope
    parse = functools.lru_cache(_MANY)(envelope_parser)
    with contextlib.ExitStack() as stack:
        for name in _SEALING:
            remembers = functools.lru_cache(_MANY)(getattr(sealing, name))
            stack.enter_context(mock.patch.object(sealing, name, remembers))
        for module in list(sys.modules.values()):
            if getattr(module, "parse_envelope", None) is envelope_parser:
                stack.enter_context(mock.patch.object(module, "parse_envelope", parse))
        yield
