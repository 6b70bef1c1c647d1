"""What the program inherits in environment variables. Must have run before Qt makes its application."""

from collections.abc import MutableMapping
from typing import Final

_QT: Final = ("QT_", "QML")
_KEPT: Final = frozenset(
    """
    QT_QPA_PLATFORM
    QT_SCALE_FACTOR QT_SCALE_FACTOR_ROUNDING_POLICY QT_SCREEN_SCALE_FACTORS QT_AUTO_SCREEN_SCALE_FACTOR
    QT_ENABLE_HIGHDPI_SCALING QT_USE_PHYSICAL_DPI QT_FONT_DPI QT_WAYLAND_FORCE_DPI
    QT_ACCESSIBILITY QT_LINUX_ACCESSIBILITY_ALWAYS_ON
    QT_IM_MODULE QT_IM_MODULES
    QT_OPENGL QT_XCB_GL_INTEGRATION
    """.split()
)
"""Which screen, how large things are on it, for whom they are read out, by what people type, and how an old graphics
card is spared. None of them names a folder or a file."""
_LIBRARIES: Final = "LD_LIBRARY_PATH"


def settle(variables: MutableMapping[str, str], *, is_frozen: bool) -> None:
    """Take out what would have Qt load code from elsewhere, and give back what freezing changed for this program alone.

    Of the variables of Qt those stay that name no place: a stick, or a script that somebody was told to run, must not
    bring code into the process that holds the keys. PyInstaller's own word on where Qt's parts lie goes too: Qt knows
    it from its own settings, and a browser that is started from here must not take them for its own.

    Args:
        variables: Of this process; changed in place.
        is_frozen: Whether PyInstaller's loader started it.
    """
    for name in [each for each in variables if each.upper().startswith(_QT) and each.upper() not in _KEPT]:
        del variables[name]
    if not is_frozen:
        return
    # As PyInstaller's manual says it. The libraries of this process are found all the same: the loader of the system
    # has read the variable when the process began.
    before = variables.pop(f"{_LIBRARIES}_ORIG", None)
    variables.pop(_LIBRARIES, None)
    if before is not None:
        variables[_LIBRARIES] = before
    # A fresh process of this program is to set it anew, instead of taking itself for a part of this one.
    variables["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
