"""How the program starts itself again."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from haversack.process import OpenRequest, own_command


def test_a_checkout_is_started_as_a_module_and_an_installed_program_by_its_own_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(sys, "frozen", raising=False)
    assert own_command() == [sys.executable, "-m", "haversack"]

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == [sys.executable]


def test_a_portable_copy_that_is_not_marked_as_a_program_is_started_by_the_loader_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "haversack"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o644)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setenv("HAVERSACK_LOADER", "/lib64/ld-linux-x86-64.so.2")
    assert own_command() == ["/lib64/ld-linux-x86-64.so.2", str(program)]

    program.chmod(0o755)
    assert own_command() == [str(program)]


def test_a_file_that_macos_wants_opened_is_told_and_every_other_event_goes_on(qapp: QApplication) -> None:
    request = OpenRequest(qapp)
    files: list[str] = []
    request.came.connect(files.append)
    try:
        assert request.eventFilter(qapp, QFileOpenEvent("/Volumes/STICK/network.haversack"))
        assert not request.eventFilter(qapp, QEvent(QEvent.Type.User))
    finally:
        qapp.removeEventFilter(request)
    assert files == ["/Volumes/STICK/network.haversack"]
