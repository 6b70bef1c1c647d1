"""How the program starts itself again."""

import sys

import pytest

from haversack.process import own_command


def test_a_checkout_is_started_as_a_module_and_an_installed_program_by_its_own_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(sys, "frozen", raising=False)
    assert own_command() == [sys.executable, "-m", "haversack"]

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == [sys.executable]
