"""Icons: drawn once from their file, in any ink, turned round where the language runs the other way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from haversack.views.look import Look

pytestmark = pytest.mark.usefixtures("qapp")


def _image(look: Look, name: str, ink: str) -> QImage:
    return look.pixmap(name, ink, 18).toImage()


def test_an_ink_changes_the_colour_of_an_icon_and_not_its_shape() -> None:
    look = Look()

    plain, other = _image(look, "cloud-download", "text"), _image(look, "cloud-download", "primary")

    inked = 0
    for x in range(plain.width()):
        for y in range(plain.height()):
            assert plain.pixelColor(x, y).alpha() == other.pixelColor(x, y).alpha()
            if other.pixelColor(x, y).alpha() == 255:
                inked += 1
                assert other.pixelColor(x, y).name() == look.colour("primary").name()
    assert inked > 0


def test_an_arrow_points_the_other_way_where_people_read_from_right_to_left() -> None:
    english, arabic = (_image(Look(language=language), "arrow-left", "text") for language in ("en", "ar"))

    assert arabic == english.flipped(Qt.Orientation.Horizontal)
    assert arabic != english
