"""Authoring folders for tests, written from a few words."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LARGE_TITLE: Final = "A guide with a large file"
LARGE_FILE: Final = random.Random(7).randbytes(700_000)
"""Longer than two slices of an upload, and nothing that could be compressed."""


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by their names below a folder, and return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def folder_with_a_large_file(folder: Path) -> Path:
    """Write a folder with one guide, to which one large file belongs."""
    front_matter = f"---\nlanguage: en\ntitle: {LARGE_TITLE}\nfiles:\n  - path: files/large.png\n---\n\nLook.\n"
    return write_folder(folder, {"library/guide.md": front_matter, "library/files/large.png": LARGE_FILE})
