"""A tooltip shows a name as it was written, and never what it asks for."""

import pytest
from PySide6.QtGui import Qt as RichText
from PySide6.QtGui import QTextDocument

from haversack.viewmodels.tooltips import tooltip

NAMES = [
    "Centre X <img src='file:///tmp/a.png'>",
    "<b>Bold</b> & co",
    "a &lt;img src='//host/share'&gt; b",
    "<?xml version='1.0'?><a/>",
    "5 < 6 and 7 > 6",
    "\u202e<a href='x'>",
]


@pytest.mark.parametrize("name", NAMES)
def test_markup_in_a_name_is_shown_as_it_was_written(name: str) -> None:
    shown = tooltip(name)
    if not RichText.mightBeRichText(shown):
        assert shown == name
        return
    document = QTextDocument()
    document.setHtml(shown)
    assert document.toPlainText() == name
    assert "<img" not in shown


def test_a_plain_name_stays_plain_for_screen_readers() -> None:
    assert tooltip("Water & Health") == "Water & Health"
    assert not RichText.mightBeRichText(tooltip("Water & Health"))
