"""Somebody who vouches for certificates, for what goes over HTTPS."""

from pathlib import Path

import pytest
import requests

from tests.unit.haversack_sync.client.certificates import Authority


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Return somebody who vouches for certificates."""
    return Authority.new()


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Authority:
    """Let the carrier trust that authority and nobody else, as if it were one of those that come along."""
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(authority.bundle(tmp_path)))
    return authority
