"""Every script of the content that ships can be drawn, and Burmese has the size and the air that its letters need."""

import unicodedata

import pytest
from PySide6.QtGui import QRawFont, QTextDocument
from PySide6.QtWidgets import QApplication

from haversack.assets import asset
from haversack.i18n.language import Speaker
from haversack.operations.reading_text import reading_text
from haversack.viewmodels.library_detail import both_names
from haversack.views.look import FONT_FILES, Look
from haversack.views.parts.reading_view import dress
from tests.architecture.source_tree import ROOT

STARTER = ROOT / "resources" / "starter"
UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
SIGNS = ("Sm",)  # arrows and the minus, which every system has


@pytest.mark.usefixtures("prepared")
def test_every_letter_of_the_starter_content_is_in_a_font_that_ships() -> None:
    texts = [
        path.read_text(encoding="utf-8") for ending in ("md", "csv", "yaml") for path in STARTER.rglob(f"*.{ending}")
    ]
    letters = {letter for text in texts for letter in text if unicodedata.category(letter) not in UNSEEN + SIGNS}
    fonts = [QRawFont(str(asset(f"fonts/{name}.ttf")), 16) for name in FONT_FILES]

    missing = {letter for letter in letters if not any(font.supportsCharacter(ord(letter)) for font in fonts)}

    assert all(font.isValid() for font in fonts)
    assert {"က", "پ"} <= letters
    assert missing == set()


@pytest.mark.usefixtures("prepared")
def test_a_font_of_its_own_draws_burmese() -> None:
    font = QRawFont.fromFont(Look("light", 100, "en").font("reading"))
    families = Look("light", 100, "en").font("reading").families()

    assert "Noto Sans Myanmar" in families
    assert not font.supportsCharacter(ord("က"))


@pytest.mark.parametrize(("language", "step"), [("my", 1), ("shn", 1), ("en", 0), ("fa-AF", 0)])
def test_burmese_is_read_a_step_larger(prepared: QApplication, language: str, step: int) -> None:
    look, document = Look("light", 200, "en"), QTextDocument()

    dress(document, reading_text("မှတ်", language), look)

    assert document.defaultFont().pixelSize() == look.font_px("reading") + look.px(step)
    assert prepared is QApplication.instance()


@pytest.mark.parametrize(
    ("language", "tag", "name"),
    [
        ("en", "my", "Burmese · မြန်မာ"),
        ("en", "fa-AF", "Dari · \u2068دری\u2069"),  # letters that run the other way keep to themselves
        ("en", "fr", "French"),
        ("en", "xx", "xx"),
    ],
)
def test_languages_without_a_window_of_their_own_are_named_as_their_readers_name_them(
    language: str, tag: str, name: str
) -> None:
    assert both_names(Speaker(language), tag) == name
