"""What of the wheels no installer carries, because nothing of ours uses it. Must not name a file that is used.

Paths are those inside a wheel. One list for every system: the spellings of Linux, Windows and macOS stand side by side.
Sources: the table of what is safe to drop was measured on a real window (decision 0047); `tests/integration/installers`
holds that no part of Qt that the source imports is on it.
"""

import re
import shutil
from pathlib import Path
from typing import Final

QT_PARTS: Final = ("Core", "DBus", "Gui", "Network", "PrintSupport", "Svg", "Widgets")
"""Modules of PySide6 that stay. QtDBus is needed by QtGui, QtNetwork only tells whether there is a connection."""
_QT_LIBRARIES: Final = (*QT_PARTS, "XcbQpa", "WaylandClient", "WaylandEglClientHwIntegration", "OpenGL")
# Plug-ins of Qt that stay, folder by folder; whatever a wheel has in other folders of plug-ins goes.
_PLUGINS: Final = {
    "iconengines": r"qsvgicon",
    "imageformats": r"q(gif|ico|jpeg|svg|webp)",
    "networkinformation": r"q\w+",
    "platforminputcontexts": r"(ibus|compose)\w*",
    "platforms": r"q(windows|cocoa|xcb|wayland-generic|wayland-egl|offscreen)",
    "printsupport": r"cups\w*",
    "styles": r"q\w+",
    "tls": r"(?!)",
    "wayland-decoration-client": r"\w+",
    "wayland-graphics-integration-client": r"qt-plugin-wayland-egl",
    "wayland-shell-integration": r"xdg-shell",
    "xcbglintegrations": r"qxcb-(egl|glx)-integration",
}
_PYSIDE: Final = rf"""
    ^PySide6/(?:
        (?:Qt/)?(?:qml|resources|metatypes|libexec)/.*
      | (?:include|typesystems|glue|support|scripts|doc|examples)/.*
      | (?:Qt/)?translations/(?!qtbase_(?:ar|es|fr)\.qm$).*
      | Qt(?!(?:{"|".join(QT_PARTS)})\.)\w+\.(?:abi3\.so|pyd|pyi)
      | [\w-]+\.pyi | py\.typed | .*\.lib | .*\.pyi
      | Qt6(?!(?:{"|".join(_QT_LIBRARIES)})\.dll$)\w+\.dll
      | Qt/lib/libQt6(?!(?:{"|".join(_QT_LIBRARIES)})\.so)\w+\.so.*
      | Qt/lib/Qt(?!(?:{"|".join(_QT_LIBRARIES)})\.framework)\w+\.framework/.*
      | libpyside6qml.* | pyside6qml.* | opengl32sw\.dll | .*\.exe
      | (?:avcodec|avformat|avutil|swresample|swscale)[\w.-]*
      | (?:lupdate|lrelease|qmlls|qmllint|qmlformat|assistant|designer|linguist|balsam|balsamui|svgtoqml)(?:\.exe)?
      | (?:Assistant|Designer|Linguist)\.app/.*
    )$
"""
_OTHERS: Final = r"""
    ^zstandard/_cffi\b.*
  | ^sqlalchemy/dialects/(?!sqlite/|postgresql/|__init__\.py|_typing\.py)[^/]+/.*
  | ^sqlalchemy/(?:testing|ext/(?:mypy|serializer))\b.*
  | ^alembic/(?:testing|templates)/.*
  | ^babel/locale-data/(?!(?:root|ar|en|es|fr|my|fa|ps)(?:_\w+)?\.dat$).*
  | ^(?:tkinter|turtledemo|idlelib|lib2to3|ensurepip|pydoc_data)/.*
  | ^(?:setuptools|pip|wheel|_distutils_hack)/.*
  | (?:^|/)tests?/.* | .*\.(?:pyx|pxd|c|h|pyi)$ | (?:^|/)py\.typed$
"""
# alembic imports the dialect of PostgreSQL whatever the database is.
_LEFT_OUT: Final = (re.compile(_PYSIDE, re.VERBOSE), re.compile(_OTHERS, re.VERBOSE))
_PLUGIN: Final = re.compile(r"^PySide6/(?:Qt/)?plugins/(?P<folder>[^/]+)/(?:lib)?(?P<name>[^/]+?)\.(?:so|dll|dylib)$")


def is_left_out(path: str) -> bool:
    """Return whether a file goes.

    Args:
        path: Inside a wheel, with `/`.
    """
    plugin = _PLUGIN.match(path)
    if plugin:
        return not re.fullmatch(_PLUGINS.get(plugin["folder"], r"(?!)"), plugin["name"])
    return any(each.search(path) for each in _LEFT_OUT)


def prune(folder: Path) -> int:
    """Remove what goes from a folder into which wheels were unpacked; return how many bytes went."""
    gone = 0
    for path in sorted(folder.rglob("*")):
        if (path.is_file() or path.is_symlink()) and is_left_out(path.relative_to(folder).as_posix()):
            gone += path.lstat().st_size
            path.unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            shutil.rmtree(path)
    return gone
