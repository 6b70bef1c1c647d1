"""The one drawn picture: three circles of protection, from human rights for all to the refugee's own law."""

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_SIZE: Final = (900, 620)
_PAPER: Final = (255, 255, 255)
_INK: Final = (33, 33, 33)
_RINGS: Final = (
    ((30, 40, 870, 600), (226, 239, 247), "Human rights: everybody, everywhere", 66),
    ((120, 140, 780, 585), (188, 219, 236), "No return to torture: everybody, no exception", 205),
    ((220, 250, 680, 570), (140, 192, 220), "Refugee law: who fears persecution", 328),
)
"""Box, colour, words, and the height at which they stand, in pixels."""
_CENTRE: Final = ("race · religion · nationality", "social group · political opinion", "1951 Convention, Article 1")


def draw_png() -> bytes:
    """Draw the picture.

    Returns:
        A PNG of 900 × 620 pixels without metadata. Its pixels are the same on every run; its bytes depend on the zlib
        that Pillow was built with.
    """
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    for box, colour, words, height in _RINGS:
        draw.ellipse(box, fill=colour, outline=_INK, width=2)
        _centred(draw, words, height, size=21)
    for number, words in enumerate(_CENTRE):
        _centred(draw, words, 400 + 36 * number, size=19)
    buffer = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _centred(draw: ImageDraw.ImageDraw, words: str, height: int, *, size: int) -> None:
    font = ImageFont.load_default(size)
    width = draw.textlength(words, font=font)
    draw.text(((_SIZE[0] - width) / 2, height), words, fill=_INK, font=font)
