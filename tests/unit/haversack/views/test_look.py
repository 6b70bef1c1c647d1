"""Every colour of text on every ground that it stands on, worked out again from the tokens."""

import pytest

from haversack.assets import read_table

TOKENS = read_table("themes/tokens.json")
TEXTS = [
    *[(ink, ground) for ink in ("text", "text2", "text3") for ground in ("bg", "surface", "sunken", "hover", "tint")],
    *[("primary", ground) for ground in ("surface", "bg", "sunken", "tint", "waitBg", "infoBg")],
    ("onPrimary", "primary"),
    ("onPrimary", "primaryHover"),
    ("tintInk", "tint"),
    *[
        (f"{tone}Ink", ground)
        for tone in ("wait", "ok", "conf", "danger", "info")
        for ground in ("surface", f"{tone}Bg")
    ],
    *[(f"{tone}Ink", "tint") for tone in ("ok", "wait", "conf")],
    *[("text", f"{tone}Bg") for tone in ("wait", "conf", "info", "danger")],
    *[("text2", f"{tone}Bg") for tone in ("wait", "conf", "info")],
    ("markInk", "mark"),
]
CONTROLS = [
    *[("control", ground) for ground in ("surface", "bg", "sunken")],
    *[("focus", ground) for ground in ("surface", "bg", "tint", "sunken")],
    ("primary", "tint"),
]
TEXT_LIMIT = {"light": 4.5, "dark": 4.5, "high-contrast": 7.0}
CONTROL_LIMIT = 3.0


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of `#RRGGBB`."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right_at_its_ends() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


@pytest.mark.parametrize("theme", sorted(TOKENS))
def test_every_text_can_be_read_on_every_ground(theme: str) -> None:
    colours = TOKENS[theme]

    weak = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in TEXTS
        if contrast(colours[ink], colours[ground]) < TEXT_LIMIT[theme]
    }

    assert weak == {}


@pytest.mark.parametrize("theme", sorted(TOKENS))
def test_every_outline_that_says_something_can_be_seen(theme: str) -> None:
    colours = TOKENS[theme]

    assert [pair for pair in CONTROLS if contrast(colours[pair[0]], colours[pair[1]]) < CONTROL_LIMIT] == []


def test_every_theme_has_the_same_tokens() -> None:
    assert TOKENS["light"].keys() == TOKENS["dark"].keys() == TOKENS["high-contrast"].keys()
