"""Roles and audience types: the small words that authority and policy share.

Must not import anything of the model: the hub reads this module, and it has no use for content.
"""

from enum import IntEnum


class Role(IntEnum):
    """What a device may do; the numbers stand on the wire and only grow in rights."""

    READER = 1
    EDITOR = 2
    FOCAL_POINT = 3
    COORDINATOR = 4


class AudienceType(IntEnum):
    """Who may read an audience; the hub sees the type, never the shelf's name."""

    OPEN = 1
    MEMBERS = 2
    COORDINATORS = 3
    ORGANISATION = 4
    GROUP = 5
    CUSTODIANS = 6
