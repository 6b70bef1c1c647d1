"""ZIP archives that are the same bytes on every run: fixed times, fixed order, nothing compressed.

Not compressing costs a few kilobytes and makes the bytes independent of the zlib on the machine.
"""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that ZIP knows."""


def pack(parts: Iterable[tuple[str, str]]) -> bytes:
    """Write an archive.

    Args:
        parts: Name and text of each member, in order.

    Returns:
        The archive's bytes.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts:
            member = zipfile.ZipInfo(name, _TIME)
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, text.encode())
    return buffer.getvalue()
