"""Sizes that say little: how bodies and files are padded before they are sealed.

Padmé is from "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs" (PoPETs 2019, section 4).
"""

from typing import Final

_STEP: Final = 32
_STEPS_UP_TO: Final = 512
_SMALLEST_PARCEL: Final = 4096


def padme(length: int) -> int:
    """Return the smallest Padmé size that holds `length` bytes: at most 12 % more, less for long texts."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    keep = exponent.bit_length()
    step = 1 << (exponent - keep)
    return (length + step - 1) // step * step


def padded_body_length(length: int) -> int:
    """Return the padded size of a change's body: multiples of 32 bytes up to 512, then Padmé."""
    if length <= _STEPS_UP_TO:
        return max(_STEP, (length + _STEP - 1) // _STEP * _STEP)
    return padme(length)


def padded_parcel_length(length: int) -> int:
    """Return the padded size of a file: Padmé, at least 4 KiB."""
    return max(_SMALLEST_PARCEL, padme(length))
