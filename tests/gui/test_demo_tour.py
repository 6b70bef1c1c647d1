"""`make demo` where there is no screen: the real window, in a process of its own, goes through every page and ends."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from haversack.views.registry import PAGES
from tests.architecture.source_tree import ROOT
from tests.gui.small_vault import PASSPHRASE

DEMO = ROOT / "packaging" / "demo"


def colours(picture: Path) -> int:
    """Return how many colours a picture has, looked at in a grid."""
    image = QImage(str(picture))
    return len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)})


def test_the_tour_draws_every_page_and_ends_by_itself(made_vault: Path, tmp_path: Path) -> None:
    shutil.copytree(made_vault, tmp_path / "vault")
    words, pictures = tmp_path / "passphrase.txt", tmp_path / "pictures"
    words.write_text(PASSPHRASE, encoding="utf-8")
    command = [sys.executable, str(DEMO / "tour.py"), "--vault", str(tmp_path / "vault"), "--to", str(pictures)]

    done = subprocess.run(
        [*command, "--passphrase-file", str(words)], capture_output=True, text=True, check=False, timeout=100
    )

    taken = sorted(pictures.glob("*.png"))
    names = " ".join(picture.stem for picture in taken)
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", str(len(taken)))
    assert len(taken) >= 12
    assert [entry.id for entry in PAGES if entry.id not in names] == []
    assert [picture.name for picture in taken if colours(picture) < 8] == []


@pytest.mark.parametrize(
    ("environment", "has_one"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "w"}, True),
        ({"DISPLAY": ":0", "CI": "true"}, False),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="only there is a screen a matter of the environment")
def test_a_window_is_opened_only_where_it_can_be_seen(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], has_one: bool
) -> None:
    monkeypatch.syspath_prepend(str(DEMO))
    for name in ("CI", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    from stage import has_screen  # noqa: PLC0415 - it lies beside the demonstration, which is no package

    assert has_screen() is has_one
