"""What a picture of a screen shows, as far as a program can tell. Must not judge what only a person can."""

from typing import Final

from PySide6.QtGui import QImage

_COLOURS: Final = 12
"""A screen with fewer shows no window of ours, but a black ground or an empty frame."""
_CARET: Final = 200
"""So many pixels may differ between two pictures of one screen: the mark in a field blinks."""


def shows_something(picture: bytes) -> bool:
    """Whether a picture shows more than a ground of few colours."""
    image = QImage.fromData(picture)
    points = ((x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    return len({image.pixel(x, y) for x, y in points}) >= _COLOURS


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two pictures show the same, but for a mark that blinks."""
    if one == other:
        return True
    first, second = (QImage.fromData(each).convertToFormat(QImage.Format.Format_RGB32) for each in (one, other))
    if first.isNull() or first.size() != second.size():
        return False
    pixels = zip(memoryview(first.constBits()).cast("I"), memoryview(second.constBits()).cast("I"), strict=True)
    return sum(a != b for a, b in pixels) <= _CARET
