"""What a rehearsal reads on a screen: a made-up reader in the place of Tesseract, real pictures."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pictures import Patience, await_words, is_same, missing, shows_something, words_in
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter

QUICK = Patience(seconds=30, between=0, still=2)


def picture(colour: str, *, blinks: bool = False) -> bytes:
    """Return a picture of a window of a colour, with a mark in a field or without."""
    image = QImage(120, 80, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    painter = QPainter(image)
    for place in range(30):
        painter.fillRect(place * 4, 20, 4, 40, QColor.fromHsv(place * 12, 200, 200))
    if blinks:
        painter.fillRect(5, 5, 1, 12, QColor("black"))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # PySide6's annotations name this format as bytes
    return bytes(buffer.data().data())


def reader(folder: Path, words: str) -> tuple[str, ...]:
    """Return what takes a picture and says words, as often as it is asked."""
    script = folder / "reader.sh"
    script.write_text(f"cat >/dev/null\nprintf '%s' {shlex.quote(words)}\n")
    return ("sh", str(script))


def test_words_are_read_from_what_is_drawn_twice_as_large(tmp_path: Path) -> None:
    sized = tmp_path / "sized.py"
    sized.write_text(
        "import sys\nfrom PySide6.QtGui import QImage\n"
        "image = QImage.fromData(sys.stdin.buffer.read())\nprint(image.width(),'  x\\n', image.height())\n"
    )

    assert words_in(picture("white"), (sys.executable, str(sized))) == "240 x 160"


@pytest.mark.parametrize(
    ("words", "text", "not_there"),
    [
        (("found for", "Library"), "50 FOUND for “x” Library", []),
        (("Sample Network",), "SampleNetwork", []),
        (("Library", "Training"), "Library", ["Training"]),
        (("Library",), "", ["Library"]),
    ],
)
def test_words_count_however_they_are_spaced(words: tuple[str, ...], text: str, not_there: list[str]) -> None:
    assert missing(words, text) == not_there


def test_a_screen_counts_once_it_is_still_and_shows_the_words(tmp_path: Path) -> None:
    looks: Iterator[bytes] = iter([picture("red"), picture("blue"), picture("blue", blinks=True), picture("green")])

    seen = await_words(lambda: next(looks), ("Library",), QUICK, reader(tmp_path, "The Library"))

    assert is_same(seen, picture("blue"))
    assert next(looks) == picture("green")


def test_a_still_screen_without_the_words_is_told_with_what_stands_on_it(tmp_path: Path) -> None:
    soon = Patience(seconds=1, between=0.01, still=2)

    with pytest.raises(TimeoutError, match="does not show \\['Library'\\]; on it stands: Opening"):
        await_words(lambda: picture("blue"), ("Library",), soon, reader(tmp_path, "Opening"))


def test_a_ground_of_one_colour_is_no_window() -> None:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # PySide6's annotations name this format as bytes

    assert not shows_something(bytes(buffer.data().data()))
    assert shows_something(picture("white"))
