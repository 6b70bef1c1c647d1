"""Bytes made for one purpose never mean anything for another."""

import itertools

import pytest

from haversack_sync.model.tags import PURPOSES, tag


def test_a_tag_is_the_version_the_purpose_and_a_zero_byte() -> None:
    assert tag("change-sig") == b"haversack/1/change-sig\x00"


def test_no_tag_is_a_prefix_of_another() -> None:
    for one, other in itertools.permutations(PURPOSES, 2):
        assert not tag(one).startswith(tag(other))


def test_the_table_is_sorted_and_says_each_purpose_once() -> None:
    assert list(PURPOSES) == sorted(set(PURPOSES))


def test_a_purpose_is_plain_lower_case_ascii() -> None:
    for purpose in PURPOSES:
        assert purpose.replace("-", "").isalpha()
        assert purpose.isascii()
        assert purpose == purpose.lower()


@pytest.mark.parametrize("purpose", ["", "chang", "change\x00", "Change", "no-such-purpose"])
def test_a_purpose_that_is_not_in_the_table_has_no_tag(purpose: str) -> None:
    with pytest.raises(ValueError, match="no such purpose"):
        tag(purpose)
