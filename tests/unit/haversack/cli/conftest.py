"""A terminal on the prepared network: verbs as they are typed, with the hub in the same process."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from haversack.cli import file_verbs, verbs
from haversack.cli.entry import main
from haversack_sync.client.proxy import Proxy
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.protocol.endpoint import LinkError
from tests.unit.haversack.little_network import PASSPHRASE, LittleNetwork
from tests.unit.haversack.quick_keys import quick_keys

__all__ = ["quick_keys"]


class InProcess(HubEndpoint):
    """The hub as `HttpEndpoint` would show it."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Terminal:
    """Runs verbs and remembers what they said.

    Attributes:
        network: The network whose vaults are used.
        passphrase_file: Holds the passphrase.
        capture: What pytest caught.
        out: Standard output of the last verb.
        err: Standard error of the last verb.
    """

    network: LittleNetwork
    passphrase_file: Path
    capture: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""

    def typed(self, *words: object, vault: str = "reader") -> list[str]:
        """Return what is typed for a verb, with vault and passphrase."""
        folder, file = self.network.base / vault, self.passphrase_file
        return [*map(str, words), "--vault", str(folder), "--passphrase-file", str(file)]

    def run(self, *words: object, vault: str = "reader", passphrase: bool = True) -> int:
        """Run a verb; return its exit code."""
        typed = self.typed(*words, vault=vault)
        self.capture.readouterr()
        code = main(typed if passphrase else typed[:-2])
        self.out, self.err = self.capture.readouterr()
        return code

    def json(self, *words: object, vault: str = "reader", code: int = 0) -> Any:  # noqa: ANN401 - any JSON
        """Run a verb that answers in JSON; return the answer."""
        assert self.run(*words, "--json", vault=vault) == code
        return json.loads(self.out)

    def error(self, *words: object, vault: str = "reader") -> dict[str, Any]:
        """Run a verb that fails with a known error; return the error."""
        answer = self.json(*words, vault=vault, code=1)
        assert list(answer) == ["error"]
        return dict(answer["error"])

    def lines(self, *words: object, vault: str = "reader") -> list[str]:
        """Run a verb for people; return its lines."""
        assert self.run(*words, vault=vault) == 0
        return self.out.splitlines()


@pytest.fixture
def terminal(
    network: LittleNetwork, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """Return a terminal; addresses that end in `.invalid` have nobody behind them."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    monkeypatch.setenv("HAVERSACK_KDF_FLOOR", "1")

    def connect(address: str, proxy: Proxy) -> InProcess:
        if not address.startswith("http"):
            raise LinkError("bad_address")
        if address.endswith(".invalid"):
            raise LinkError("no_connection")
        return InProcess(network.hub)

    monkeypatch.setattr(verbs, "HttpEndpoint", connect)
    monkeypatch.setattr(file_verbs, "HttpEndpoint", connect)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    return Terminal(network, file, capsys)
