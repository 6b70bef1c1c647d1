"""Writes the program's icon as Windows wants it. Must not draw anything new."""

import struct
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage

_SIZES: Final = (16, 24, 32, 48, 64, 256)


def write_icon(picture: Path, icon: Path) -> None:
    """Write an `.ico` with the picture in the usual sizes, each as PNG, which Windows reads since Vista.

    Source of the layout: ICONDIR and ICONDIRENTRY in Microsoft's "The evolution of the ICO file format".

    Raises:
        ValueError: The picture cannot be read.
    """
    whole = QImage(str(picture))
    if whole.isNull():
        raise ValueError(f"not a picture: {picture}")
    pictures = [_png(whole, size) for size in _SIZES]
    place = 6 + 16 * len(pictures)
    directory = struct.pack("<HHH", 0, 1, len(pictures))
    for size, data in zip(_SIZES, pictures, strict=True):
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    icon.write_bytes(directory + b"".join(pictures))


def _png(whole: QImage, size: int) -> bytes:
    buffer = QBuffer(data := QByteArray())
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    small = whole.scaled(size, size, mode=Qt.TransformationMode.SmoothTransformation)
    small.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs say bytes
    return bytes(data.data())
