"""How everything looks: colours, sizes, fonts and icons of one theme at one text size.

A `Look` never changes: when people choose another, views are built again with a new one. Must not know what is shown.
"""

import ctypes
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from haversack.assets import asset, read_table, read_text

THEMES: Final = ("light", "dark", "high-contrast")
SCALES: Final = (100, 125, 150, 175, 200)
"""Text sizes in percent."""

_FONT_SIZES: Final = {"display": 22, "h1": 20, "h2": 16, "body": 14, "reading": 15, "small": 13, "caption": 12}
_TALL_LANGUAGES: Final = ("ar", "fa", "ur", "ckb")
_LATIN: Final = "Noto Sans"
_ARABIC: Final = "Noto Sans Arabic"
_BURMESE: Final = "Noto Sans Myanmar"
FONT_FILES: Final = tuple(
    f"{family}-{weight}"
    for family in ("NotoSans", "NotoSansArabic", "NotoSansMyanmar")
    for weight in ("Regular", "Bold")
)
_MIRRORED: Final = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "panel-left", "send", "log-out"}
)
_HIGH_CONTRAST: Final = re.compile(r"/\* @high-contrast\n(.*?)\*/", re.DOTALL)
_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z0-9_]+)\}")
_LARGE_TEXT: Final = 150
_LARGE_TARGET: Final = 44
_TARGET: Final = 34


_GET_HIGH_CONTRAST: Final = 0x42
_HIGH_CONTRAST_ON: Final = 1


class _HighContrast(ctypes.Structure):
    """HIGHCONTRASTW of the Windows API."""

    _fields_ = (  # type: ignore[mutable-override]  # any sequence will do for ctypes
        ("size", ctypes.c_uint),
        ("flags", ctypes.c_uint),
        ("scheme", ctypes.c_wchar_p),
    )


@dataclass(frozen=True)
class Look:
    """One theme at one text size, for one direction of reading.

    Attributes:
        theme: light, dark or high-contrast.
        scale: Text size in percent, 100 to 200.
        language: BCP 47 tag of the interface; decides direction and which font comes first.
    """

    theme: str = "light"
    scale: int = 100
    language: str = "en"
    _colours: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _shapes: dict[tuple[str, int, float], QPixmap] = field(init=False, repr=False, compare=False, default_factory=dict)
    _pixmaps: dict[tuple[str, str, int, float], QPixmap] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Load the theme's colours."""
        object.__setattr__(self, "_colours", read_table("themes/tokens.json")[self.theme])

    @property
    def is_rtl(self) -> bool:
        """Whether the interface reads from right to left."""
        return self.language.split("-")[0] in {*_TALL_LANGUAGES, "he", "ps", "rhg"}

    @property
    def direction(self) -> Qt.LayoutDirection:
        """Direction of the interface."""
        return Qt.LayoutDirection.RightToLeft if self.is_rtl else Qt.LayoutDirection.LeftToRight

    @property
    def is_high_contrast(self) -> bool:
        """Whether fills vanish, so that outlines must carry every shape."""
        return self.theme == "high-contrast"

    @property
    def has_large_text(self) -> bool:
        """Whether what people press must be at least 44 pixels high."""
        return self.scale >= _LARGE_TEXT

    @property
    def target(self) -> int:
        """Least height in pixels of what people press; larger with large text."""
        return max(self.px(_TARGET), _LARGE_TARGET) if self.has_large_text else self.px(_TARGET)

    def px(self, size: float) -> int:
        """Return a size of the design (at 100 %) in pixels at this text size."""
        return round(size * self.scale / 100)

    def css(self, token: str) -> str:
        """Return a colour as `#RRGGBB`."""
        return self._colours[token]

    def colour(self, token: str) -> QColor:
        """Return a colour by the name of its token, for example `text2`."""
        return QColor(self._colours[token])

    def font_px(self, role: str) -> int:
        """Return the size of a kind of text (display, h1, h2, body, reading, small, caption) in pixels."""
        taller = 1 if self.language.split("-")[0] in _TALL_LANGUAGES else 0
        return self.px(_FONT_SIZES[role] + taller)

    def font(self, role: str, *, bold: bool = False) -> QFont:
        """Return the font of a kind of text."""
        font = QFont()
        font.setFamilies(self._families())
        font.setPixelSize(self.font_px(role))
        font.setBold(bold)
        return font

    def pixmap(self, name: str, ink: str, size: int) -> QPixmap:
        """Draw an icon.

        Args:
            name: Of a file in `resources/icons`.
            ink: Token of its colour.
            size: Side at 100 %, scaled here; the screen's pixel ratio is minded.
        """
        application = QGuiApplication.instance()
        ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
        key = (name, ink, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._inked(self._shape(name, self.px(size), ratio), ink)
        return self._pixmaps[key]

    def icon(self, name: str, ink: str = "text2", size: int = 18) -> QIcon:
        """Return an icon for a button; greyed where the button cannot be pressed."""
        icon = QIcon(self.pixmap(name, ink, size))
        icon.addPixmap(self.pixmap(name, "text3", size), QIcon.Mode.Disabled)
        return icon

    def icon_size(self, size: int = 18) -> QSize:
        """Return the size of an icon of this side at 100 %."""
        return QSize(self.px(size), self.px(size))

    def style_sheet(self) -> str:
        """Return the style sheet of the whole application."""
        template = read_text("themes/theme.qss.template")
        template = _HIGH_CONTRAST.sub(r"\1" if self.is_high_contrast else "", template)
        return _PLACEHOLDER.sub(lambda found: self._fill(found.group(1)), template)

    def palette(self) -> QPalette:
        """Return the palette for what no style sheet reaches: delegates, links, dialogs of the system."""
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "bg",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "sunken",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.PlaceholderText: "text3",
            QPalette.ColorRole.Button: "surface",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.Highlight: "primary",
            QPalette.ColorRole.HighlightedText: "onPrimary",
            QPalette.ColorRole.Link: "primary",
            QPalette.ColorRole.LinkVisited: "primary",
            QPalette.ColorRole.ToolTipBase: "text",
            QPalette.ColorRole.ToolTipText: "surface",
        }
        for role, token in roles.items():
            palette.setColor(role, self.colour(token))
        return palette

    def _families(self) -> list[str]:
        arabic_first = self.language.split("-")[0] in _TALL_LANGUAGES
        return [*([_ARABIC, _LATIN] if arabic_first else [_LATIN, _ARABIC]), _BURMESE]

    def _fill(self, name: str) -> str:
        if name in self._colours:
            return self._colours[name]
        if name == "families":
            return ", ".join(f'"{family}"' for family in self._families())
        if name.startswith("fs_"):
            return str(self.font_px(name.removeprefix("fs_")))
        if name.startswith("mark_"):
            return asset(f"themes/marks/{name.removeprefix('mark_')}-{self.theme}.svg").as_posix()
        return str(self.px(int(name.removeprefix("u"))))

    def _shape(self, name: str, side: int, ratio: float) -> QPixmap:
        """Return an icon in no colour yet: reading and drawing a file costs more than any number of inks."""
        key = (name, side, ratio)
        if key not in self._shapes:
            shape = self._draw(name, side, ratio)
            if self.is_rtl and name in _MIRRORED:
                shape = shape.transformed(QTransform().scale(-1, 1))
                shape.setDevicePixelRatio(ratio)
            self._shapes[key] = shape
        return self._shapes[key]

    def _draw(self, name: str, side: int, ratio: float) -> QPixmap:
        shape = QPixmap(round(side * ratio), round(side * ratio))
        shape.setDevicePixelRatio(ratio)
        shape.fill(Qt.GlobalColor.transparent)
        painter = QPainter(shape)
        QSvgRenderer(QByteArray(read_text(f"icons/{name}.svg").encode())).render(painter, QRectF(0, 0, side, side))
        painter.end()
        return shape

    def _inked(self, shape: QPixmap, ink: str) -> QPixmap:
        inked = QPixmap(shape)
        painter = QPainter(inked)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(inked.rect(), self.colour(ink))
        painter.end()
        return inked


def system_theme() -> str:
    """Return the theme that fits what the computer is set to: high contrast, dark or light."""
    if _has_high_contrast():
        return "high-contrast"
    is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if is_dark else "light"


def _has_high_contrast() -> bool:
    """Tell whether Windows' own high contrast is on; Qt 6.9 does not say it, and other systems do not tell Qt."""
    if sys.platform == "win32":
        state = _HighContrast(ctypes.sizeof(_HighContrast), 0, None)
        asked = ctypes.windll.user32.SystemParametersInfoW(_GET_HIGH_CONTRAST, state.size, ctypes.byref(state), 0)
        return bool(asked) and bool(state.flags & _HIGH_CONTRAST_ON)
    return False


def load_fonts() -> None:
    """Load the fonts that come with the program, once, before any window.

    Raises:
        MissingAssetError: The program is not whole.
    """
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(asset(f"fonts/{name}.ttf")))


def app_icon() -> QIcon:
    """Return the application's icon; it names no network."""
    return QIcon(str(asset("app/icon.svg")))


def app_picture(side: int) -> QPixmap:
    """Draw the application's icon.

    Args:
        side: In pixels.
    """
    return app_icon().pixmap(QSize(side, side))
