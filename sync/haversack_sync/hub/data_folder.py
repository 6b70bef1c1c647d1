"""The hub's data folder: what lies where, the hub's keys and the registration token.

One folder is one network. Keys and token are made at the first start and never change. Must not open the database.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack_sync.hub.errors import DataFolderError
from haversack_sync.hub.files import create_whole, make_private_folder
from haversack_sync.protocol import sealing

_TOKEN_BYTES: Final = 20
_SEED_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class HubKeys:
    """The hub's own keys: they sign answers, and open what couriers wrap for the hub. They open no content.

    Attributes:
        sign_seed: Ed25519 seed, 32 bytes.
        box_seed: X25519 private key, 32 bytes.
        sign_key: Its public half.
        box_key: Its public half.
    """

    sign_seed: bytes
    box_seed: bytes
    sign_key: bytes
    box_key: bytes

    def __repr__(self) -> str:
        return "HubKeys(…)"


def keys_from_seeds(sign_seed: bytes, box_seed: bytes) -> HubKeys:
    """Work out the public halves."""
    return HubKeys(sign_seed, box_seed, sealing.signing_public_key(sign_seed), sealing.box_public_key(box_seed))


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Names of everything in the data folder."""

    path: Path

    @property
    def database(self) -> Path:
        """The ledger."""
        return self.path / "hub.db"

    @property
    def config(self) -> Path:
        """Limits, if the operator changed any."""
        return self.path / "hub.toml"

    @property
    def installers(self) -> Path:
        """Installers for people who open the hub's address in a browser, if the operator laid any there."""
        return self.path / "installers"

    @property
    def objects(self) -> Path:
        """Whole objects, named by the hash of their bytes."""
        return self.path / "objects"

    @property
    def uploads(self) -> Path:
        """Objects that are not whole yet."""
        return self.path / "uploads"

    @property
    def token(self) -> Path:
        """The registration token, for whoever founds the network."""
        return self.path / "registration-token"

    @property
    def keys(self) -> Path:
        """The hub's own keys."""
        return self.path / "hub-keys"


def prepare(folder: DataFolder) -> None:
    """Make the folder and its parts. Safe to repeat.

    Raises:
        DataFolderError: The system refused.
    """
    try:
        for part in (folder.path, folder.objects, folder.uploads):
            make_private_folder(part)
    except OSError as error:
        raise DataFolderError(folder.path, "no_access") from error


def load_keys(folder: DataFolder, *, random: Callable[[int], bytes]) -> HubKeys:
    """Read the hub's keys; make them at the first start.

    Args:
        folder: Prepared.
        random: Gives that many random bytes.

    Raises:
        DataFolderError: The file is damaged or cannot be read.
    """
    fresh = f"sign {random(_SEED_BYTES).hex()}\nbox {random(_SEED_BYTES).hex()}\n"
    lines = [line.split() for line in _read_or_create(folder.keys, fresh, random).splitlines()]
    try:
        (sign_name, sign_hex), (box_name, box_hex) = lines
        seeds = bytes.fromhex(sign_hex), bytes.fromhex(box_hex)
    except ValueError as error:
        raise DataFolderError(folder.keys, "damaged") from error
    if (sign_name, box_name) != ("sign", "box") or any(len(seed) != _SEED_BYTES for seed in seeds):
        raise DataFolderError(folder.keys, "damaged")
    return keys_from_seeds(*seeds)


def load_token(folder: DataFolder, *, random: Callable[[int], bytes]) -> str:
    """Read the registration token; make it at the first start.

    Args:
        folder: Prepared.
        random: Gives that many random bytes.

    Returns:
        32 lower-case letters and digits, 160 random bits.

    Raises:
        DataFolderError: The file is empty or cannot be read.
    """
    fresh = base64.b32encode(random(_TOKEN_BYTES)).decode().lower()
    token = _read_or_create(folder.token, fresh + "\n", random).strip()
    if not token:
        raise DataFolderError(folder.token, "damaged")
    return token


def _read_or_create(path: Path, fresh: str, random: Callable[[int], bytes]) -> str:
    """Return a file's text; the first of several processes that start together writes it, all read the same."""
    try:
        if not path.exists():
            create_whole(path, fresh.encode(), suffix=random(8).hex())
        return path.read_text(encoding="ascii")
    except UnicodeDecodeError as error:
        raise DataFolderError(path, "damaged") from error
    except OSError as error:
        raise DataFolderError(path, "no_access") from error
