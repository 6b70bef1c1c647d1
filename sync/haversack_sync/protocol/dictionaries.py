"""The dictionaries that bodies are compressed with, by number; they stand in the program, and stay readable for ever.

Which numbers a body may use follows from the rules in force at its position, so all programs agree on it: see
`docs/protocol.md`, "Dictionaries". Must not hold anything that not everybody may read.
"""

import hashlib
from functools import cache
from typing import Final

import zstandard

from haversack_sync.protocol import dictionary_2
from haversack_sync.protocol.errors import MissingDictionaryError

SHA256: Final = {2: "12ac02b4d49fc2ffd2b4c200022dd1dadd4253b7ba6cba422049844c81636470"}
"""Which bytes each number means. Others in their place count as none: texts would come out wrong."""
NEWEST: Final = 2
_BYTES: Final = {2: dictionary_2.DATA}
_NEWEST_BY_RULES: Final = {1: 2}


def newest_under(rules: int) -> int:
    """Return the highest number that a body may name under these rules."""
    return _NEWEST_BY_RULES.get(rules, 0)


@cache
def dictionary(number: int) -> zstandard.ZstdCompressionDict:
    """Return a dictionary, ready for use.

    Args:
        number: From 2.

    Raises:
        MissingDictionaryError: This program does not have it, or what it has are other bytes.
    """
    data = _BYTES.get(number, b"")
    if hashlib.sha256(data).hexdigest() != SHA256.get(number):
        raise MissingDictionaryError(number)
    return zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_FULLDICT)
