"""Every limit stands once; these are the values of the document."""

import msgspec
import pytest

from haversack_sync.protocol import limits
from haversack_sync.protocol.limits import KIB, MIB, HubLimits


def test_the_limits_of_the_wire() -> None:
    assert limits.MAX_FRAME_BYTES == 32 * KIB
    assert limits.MAX_ENVELOPE_BYTES == 24 * KIB
    assert limits.MAX_BODY_BYTES == 128 * KIB
    assert (limits.MAX_UNPACKING_RATIO, limits.MAX_REFS, limits.MAX_FEEDS) == (200, 32, 256)
    assert (limits.MAX_REQUEST_BYTES, limits.MAX_ANSWER_BYTES) == (4 * MIB, 4 * MIB)
    assert limits.MAX_PARCEL_BYTES == 512 * MIB
    assert limits.MAX_UPLOAD_SLICE_BYTES == 256 * KIB
    assert limits.MAX_STANZAS == 10_000
    assert limits.MAX_SNAPSHOT_SUMMARY_BYTES == 512
    assert (limits.DEFAULT_INVITATION_DAYS, limits.MAX_INVITATION_DAYS) == (14, 90)


def test_an_entry_with_the_longest_envelope_fits_into_a_frame() -> None:
    assert limits.MAX_ENVELOPE_BYTES + KIB < limits.MAX_FRAME_BYTES


def test_a_hub_may_be_given_other_quotas_and_no_unknown_ones() -> None:
    changed = msgspec.convert({"changes_per_device_and_day": 5}, HubLimits)

    assert changed == HubLimits(changes_per_device_and_day=5)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"changes_per_device_and_hour": 5}, HubLimits)
