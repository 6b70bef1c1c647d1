"""Every limit of the protocol, once, with its unit.

The hub reads its own quotas from configuration; the values here are their defaults. Must not import anything of ours.
"""

from typing import Final

import msgspec

KIB: Final = 1024
MIB: Final = 1024 * KIB

MAX_FRAME_BYTES: Final = 32 * KIB
"""A frame of an answer, its own header counted in."""
LEAST_FRAME_BYTES: Final = 8 * KIB
"""A client may ask for shorter frames, but not for shorter ones than this."""
MAX_ENVELOPE_BYTES: Final = 24 * KIB
"""A change as it travels, clear part and signature counted in."""
MAX_BODY_BYTES: Final = 128 * KIB
"""A change's body when it is unpacked."""
MAX_UNPACKING_RATIO: Final = 200
"""How many times larger than its sealed form a body may become."""
MAX_REFS: Final = 32
"""Objects that one change may need."""
MAX_REQUEST_BYTES: Final = 4 * MIB
"""The body of one request."""
MAX_RECEIPTS: Final = 65_536
"""Changes that one answer may speak of; a request of 4 MiB holds fewer."""
MAX_ASKS: Final = 32
"""Changes that one request may ask about without sending them again."""
MAX_UPLOAD_SLICE_BYTES: Final = 256 * KIB
"""One slice of an upload."""
MAX_PARCEL_BYTES: Final = 512 * MIB
"""A file before it is sealed."""
MAX_ASKED_OBJECTS: Final = 256
"""Objects in one request."""
MAX_FEEDS: Final = 256
"""Feeds that one client follows."""
MAX_STANZAS: Final = 10_000
"""Stanzas in one request."""
MAX_NAME_CHARACTERS: Final = 300
"""The public name of a network."""
MAX_HUB_ADDRESSES: Final = 8
"""Addresses that a network profile may name."""
FIRST_ANSWER_BYTES: Final = 64 * KIB
"""What a client asks for first, before it knows how fast the link is."""
MAX_ANSWER_BYTES: Final = 4 * MIB
"""What a client asks for at most."""
ANSWER_SECONDS: Final = 20
"""An answer grows to what the link carried in this many seconds."""
STALL_SECONDS: Final = 45
"""A connection without a byte for this long is given up; there is no total time limit."""
MAX_SNAPSHOT_PART_BYTES: Final = 32 * KIB
"""A sealed part of a snapshot: a batch of rows, or its dictionary."""
MAX_SNAPSHOT_PARTS: Final = 20_000
"""Parts of one snapshot."""
MAX_SNAPSHOT_SUMMARY_BYTES: Final = 512
"""A sealed summary, as it stands in a notice."""
MAX_SNAPSHOT_INDEX_BYTES: Final = 1 * MIB
"""The index of a snapshot."""
MAX_SNAPSHOT_ROWS_BYTES: Final = 128 * KIB
"""A batch of rows when it is unpacked."""
MAX_SNAPSHOT_DICTIONARY_BYTES: Final = 64 * KIB
"""A snapshot's dictionary when it is unpacked; packed it fits into one part."""
MAX_SEGMENT_BYTES: Final = 2 * MIB
"""A stretch of a feed in a folder; the next one begins once 1 MiB is passed."""
MAX_OUTBOX_BYTES: Final = 4 * MIB
"""An outbox in a folder."""
MAX_HOMEWARD_BYTES: Final = 256 * KIB
"""Receipts for one device in a folder."""
MAX_LETTERS: Final = 4_096
"""Outboxes, or receipts, that are looked at in one folder."""
MAX_ERASED_RECORDS: Final = 20
"""Records that one order erases."""
MAX_ERASED_ENTRIES: Final = 600
"""Entries that one order names."""
MAX_ANNOUNCED_ENTRIES: Final = 1_200
"""Entries that all orders of one announced erasure take together: what one announcement can cost the hub."""
MAX_ERASED_OBJECTS: Final = 200
"""Objects that one order names."""
MAX_REASON_CHARACTERS: Final = 300
"""Of an order of erasure."""
MAX_INVITATION_DAYS: Final = 90
DEFAULT_INVITATION_DAYS: Final = 14
MAX_RECORDED_REDEMPTIONS: Final = 3
"""Redemptions of one invitation that the log keeps: the first enrols, later ones are an alarm."""
ROTATION_SECONDS: Final = 7 * 24 * 3600
"""A keeper starts a new epoch after redemptions at most this often, by the hub's stamps."""


def asked_frame_bytes(asked: int) -> int:
    """Return how long frames may be for who asked for so many bytes, 0 for as the hub likes."""
    return max(LEAST_FRAME_BYTES, min(asked or MAX_FRAME_BYTES, MAX_FRAME_BYTES))


class HubLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The hub's quotas; its configuration file may name any of them.

    Attributes:
        changes_per_device_and_day: Changes that one device may have accepted in a day.
        changes_per_coordinator_and_day: The same for a coordinator's device, which imports.
        upload_bytes_per_device_and_day: Bytes of objects that one device may upload in a day.
        upload_bytes_per_coordinator_and_day: The same for a coordinator's device.
        requests_per_device_and_minute: Signed requests of one device, on average.
        request_burst: Requests that may come at once before that average counts.
        unsigned_requests_per_network_and_minute: Requests without a known device from one /24 or /48.
        object_requests_per_network_and_minute: Requests for objects, which nobody signs, from one /24 or /48.
        courier_bytes_per_network_and_day: Bodies of requests that bring changes without a known device, from one /24
            or /48.
        stick_bytes: Outboxes that one stick may bring at once.
        held_changes_per_device: Early changes of one device that the hub keeps until what they need is here.
        held_bytes_per_device: The same in bytes.
        held_bytes: What it keeps of all devices together, in bytes.
        held_days: After so many days a held change is taken although numbers before it are missing, or let go.
        quarantined_bytes_per_device: Late changes of one revoked device that are kept for coordinators, in bytes.
        quarantined_days: For so many days.
        snapshot_days: The parts of a snapshot stay for so many days after two newer ones of its feed became whole.
        open_invitations_per_coordinator: Invitations of one coordinator that are neither redeemed nor expired.
        request_bytes: Body of one request.
        answer_bytes: Largest answer, whatever a client asks for.
        parcel_bytes: One object.
    """

    changes_per_device_and_day: int = 2_000
    changes_per_coordinator_and_day: int = 100_000
    upload_bytes_per_device_and_day: int = 200 * MIB
    upload_bytes_per_coordinator_and_day: int = 4 * 1024 * MIB
    requests_per_device_and_minute: int = 60
    request_burst: int = 120
    unsigned_requests_per_network_and_minute: int = 120
    object_requests_per_network_and_minute: int = 1_200
    courier_bytes_per_network_and_day: int = 64 * MIB
    stick_bytes: int = 1024 * MIB
    held_changes_per_device: int = 1_000
    held_bytes_per_device: int = 4 * MIB
    held_bytes: int = 64 * MIB
    held_days: int = 30
    quarantined_bytes_per_device: int = MIB
    quarantined_days: int = 30
    snapshot_days: int = 30
    open_invitations_per_coordinator: int = 500
    request_bytes: int = MAX_REQUEST_BYTES
    answer_bytes: int = MAX_ANSWER_BYTES
    parcel_bytes: int = MAX_PARCEL_BYTES
