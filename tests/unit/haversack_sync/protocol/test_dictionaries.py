"""The dictionaries that come with the program: the bytes that were shipped, and nothing under another number."""

import hashlib

import pytest
import zstandard

from haversack_sync.model.authority_draft import KNOWN_RULES
from haversack_sync.protocol import dictionaries
from haversack_sync.protocol.errors import MissingDictionaryError
from haversack_sync.protocol.limits import KIB
from tests.data.protocol_files import FOLDER

SHIPPED = {2: "12ac02b4d49fc2ffd2b4c200022dd1dadd4253b7ba6cba422049844c81636470"}
"""Written here once more, by hand: what was shipped under a number stays, for old entries stay."""


def test_every_number_that_was_ever_shipped_means_the_same_bytes() -> None:
    assert dictionaries.SHA256 == SHIPPED

    for number, digest in SHIPPED.items():
        assert hashlib.sha256(dictionaries.dictionary(number).as_bytes()).hexdigest() == digest


@pytest.mark.parametrize("number", SHIPPED)
def test_the_file_for_other_programs_holds_the_same(number: int) -> None:
    file = (FOLDER / f"dictionary-{number}.zdict").read_bytes()

    assert file == dictionaries.dictionary(number).as_bytes()
    assert len(file) <= 32 * KIB
    assert zstandard.ZstdCompressionDict(file, dict_type=zstandard.DICT_TYPE_FULLDICT).dict_id() != 0


def test_rules_that_this_program_knows_allow_the_newest_and_others_none() -> None:
    assert dictionaries.newest_under(KNOWN_RULES) == dictionaries.NEWEST == max(SHIPPED)
    assert [dictionaries.newest_under(rules) for rules in (0, KNOWN_RULES + 1)] == [0, 0]


@pytest.mark.parametrize("number", [0, 1, 3, 255])
def test_there_is_no_other(number: int) -> None:
    with pytest.raises(MissingDictionaryError):
        dictionaries.dictionary(number)
