"""Sizes say little, and what that costs is bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol.limits import MAX_BODY_BYTES, MAX_PARCEL_BYTES
from haversack_sync.protocol.padding import padded_body_length, padded_parcel_length, padme


def padme_of_the_paper(length: int) -> int:
    """PURBs, PoPETs 2019, section 4, algorithm 1, with floating point replaced by bit lengths."""
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask


@given(st.integers(2, 2**40))
def test_padme_is_the_one_of_the_paper(length: int) -> None:
    assert padme(length) == padme_of_the_paper(length)


@pytest.mark.parametrize(
    ("length", "padded"), [(0, 0), (1, 1), (2, 2), (9, 10), (513, 544), (1000, 1024), (4097, 4352)]
)
def test_some_sizes(length: int, padded: int) -> None:
    assert padme(length) == padded


@given(st.integers(0, 2**40))
def test_padme_holds_everything_costs_at_most_12_percent_and_is_its_own_size(length: int) -> None:
    padded = padme(length)

    assert length <= padded <= length * 1.12
    assert padme(padded) == padded


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_what_is_longer_never_looks_shorter(one: int, other: int) -> None:
    one, other = sorted((one, other))

    assert padme(one) <= padme(other)
    assert padded_body_length(one) <= padded_body_length(other)
    assert padded_parcel_length(one) <= padded_parcel_length(other)


def test_bodies_are_multiples_of_32_up_to_512_and_then_padme() -> None:
    assert padded_body_length(0) == padded_body_length(32) == 32
    for length in range(1, 513):
        padded = padded_body_length(length)
        assert padded % 32 == 0
        assert length <= padded < length + 32
    assert padded_body_length(513) == padme(513) == 544


def test_all_bodies_have_few_sizes() -> None:
    sizes = {padded_body_length(length) for length in range(MAX_BODY_BYTES + 1)}

    assert len(sizes) < 170


@given(st.integers(0, MAX_PARCEL_BYTES))
def test_files_are_padme_and_at_least_4_kib(length: int) -> None:
    padded = padded_parcel_length(length)

    assert padded == max(4096, padme(length))
    assert padded <= max(4096, length * 1.12)
    if length > 30_000_000:
        assert padded <= length * 1.032
