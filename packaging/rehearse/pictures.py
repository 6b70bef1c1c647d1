"""What a picture of a screen shows, and which words can be read in it. Must not judge what only a person can.

Words are read by Tesseract, as a person would: from what is drawn, whatever the program behind it believes.
"""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

TESSERACT: Final = "tesseract"
_READ: Final = ("stdin", "stdout", "--psm", "11")
"""From its input to its output; words wherever they stand, as on a screen."""
_LARGER: Final = 2
"""Letters of a screen are smaller than those of scanned paper, for which it was trained."""
_COLOURS: Final = 12
"""A screen with fewer shows no window of ours, but a black ground or an empty frame."""
_CARET: Final = 200
"""So many pixels may differ between two pictures of one screen: the mark in a field blinks."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a screen is waited for.

    Attributes:
        seconds: Until it is given up.
        between: Seconds from look to look.
        still: So many looks in a row show the same before it counts: a window at work shows a sign of it.
    """

    seconds: float
    between: float
    still: int


def await_words(
    look: Callable[[], bytes], words: Sequence[str], patience: Patience, reader: Sequence[str] = (TESSERACT,)
) -> bytes:
    """Look until the screen is still and shows all of some words; return that picture.

    Args:
        look: Takes a picture of the screen; a PNG.
        words: Beginnings and ends of sentences; how they are spaced does not matter.
        patience: How long.
        reader: What starts Tesseract.

    Raises:
        TimeoutError: It does not come to that; names what is missing and what could be read.
    """
    seen: list[bytes] = []
    was_read = ""
    until = time.monotonic() + patience.seconds
    while time.monotonic() < until:
        now = look()
        seen = [*seen, now] if seen and is_same(seen[0], now) else [now]
        if len(seen) == patience.still and shows_something(now):
            was_read = words_in(now, reader)
            if not missing(words, was_read):
                return now
            seen = []
        time.sleep(patience.between)
    raise TimeoutError(f"the screen does not show {missing(words, was_read)}; on it stands: {was_read or 'nothing'}")


def words_in(picture: bytes, reader: Sequence[str] = (TESSERACT,)) -> str:
    """Return the words that can be read in a picture.

    Args:
        picture: A PNG.
        reader: What starts Tesseract.

    Raises:
        subprocess.CalledProcessError: It has said why not.
    """
    image = QImage.fromData(picture).convertToFormat(QImage.Format.Format_Grayscale8)
    large = image.scaled(image.size() * _LARGER, mode=Qt.TransformationMode.SmoothTransformation)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    large.save(buffer, "PNG")  # type: ignore[call-overload] # PySide6's annotations name this format as bytes
    given = bytes(buffer.data().data())
    done = subprocess.run([*reader, *_READ], input=given, check=True, capture_output=True)
    return " ".join(done.stdout.decode("utf-8").split())


def missing(words: Sequence[str], text: str) -> list[str]:
    """Return which words a text does not hold, however they are spaced and whether in capitals or not."""
    plain = "".join(text.split()).casefold()
    return [each for each in words if "".join(each.split()).casefold() not in plain]


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
