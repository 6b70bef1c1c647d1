"""What lies beside a kit: what systems write by themselves, what somebody might open in its place, and the rest.

Sticks are never bare. Windows and Macs leave folders of their own on them, and people unpack the portable program
there: none of it harms a kit. What looks like a way to begin does. Goes by names; must not start or believe anything.
"""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from haversack.operations.kit_form import CHECKSUMS, is_of_system
from haversack.operations.kit_installers import ENDINGS
from haversack.store.stick_files import names_in
from haversack_sync.protocol.sticks import UNFINISHED

_STARTED: Final = (
    # Windows and Linux start these, or do what they say.
    *(".app", ".bat", ".cmd", ".com", ".command", ".cpl", ".desktop", ".hta", ".inf", ".jar", ".js", ".jse", ".lnk"),
    *(".msc", ".msix", ".appx", ".pif", ".ps1", ".py", ".pyw", ".reg", ".scr", ".sh", ".url", ".vbe", ".vbs"),
    *(".webloc", ".wsf", ".wsh", ".chm", ".scf", ".library-ms", ".search-ms", ".application", ".appref-ms"),
    *(".settingcontent-ms", ".msp", ".msixbundle", ".appxbundle", ".docm", ".xlsm", ".pptm", ".xll"),
    # Pages and pictures with scripts, and what holds files as if it were a folder.
    *(".htm", ".html", ".mht", ".mhtml", ".shtml", ".svg", ".xht", ".xhtml", ".img", ".iso", ".vhd", ".vhdx"),
    *(".zip", ".7z", ".rar", ".cab", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"),
    # Another network to begin with.
    ".haversack",
)
_NO_LETTER: Final = re.compile(r"[^a-z0-9]", re.ASCII)


def could_be_opened_instead(name: str) -> bool:
    """Tell whether somebody might start or open this, at the kit's top, in the place of what is of the kit.

    Args:
        name: Of a file or folder.
    """
    # Windows starts `a.exe.` and `a.exe ` too.
    # Under the name of a Mac's note lies something else, or it would have been passed over.
    low = name.lower().rstrip(". ").removeprefix("._")
    return low.endswith((*_STARTED, *ENDINGS)) or "starthere" in _NO_LETTER.sub("", low)


def beside_kit(folder: Path, own: Collection[str], place: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Look at what lies at a kit's top and is not of it; what systems write by themselves is passed over.

    Args:
        folder: The kit.
        own: What its checksums name.
        place: The network's own folder in it.

    Returns:
        Names of what could be opened in the place of something of the kit, and names of all else.
    """
    known = {CHECKSUMS, place, *(name.partition("/")[0] for name in own)}
    others = [
        name
        for name in names_in(folder)
        if name not in known and not is_of_system(folder / name) and not name.endswith(UNFINISHED)
    ]
    return (
        tuple(name for name in others if could_be_opened_instead(name)),
        tuple(name for name in others if not could_be_opened_instead(name)),
    )
