"""What can go wrong in running a hub, as kinds with facts.

Signed refusals to clients are `protocol.errors.HubRefusal`; what is no part of the protocol is `NotOurProtocolError`.
Must not hold data of a request: these errors reach logs.
"""

from pathlib import Path
from typing import ClassVar


class HubError(Exception):
    """A known error of running a hub.

    Attributes:
        kind: Stable name of what happened.
    """

    kind: ClassVar[str] = "hub"


class ConfigError(HubError):
    """The configuration file cannot be used.

    Attributes:
        path: The file.
        key: The setting, or empty if the file is not TOML.
        cure: What to write instead, in English.
    """

    kind = "bad_config"

    def __init__(self, path: Path, key: str, cure: str) -> None:
        super().__init__(f"bad setting: {key}" if key else "not a TOML file")
        self.path = path
        self.key = key
        self.cure = cure


class DataFolderError(HubError):
    """The data folder cannot be used.

    Attributes:
        path: What in it.
        reason: Stable name: missing, not_a_hub, damaged, no_access, no_network, newer, not_plain, full, read_only,
            failed.
    """

    kind = "data_folder"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"data folder: {reason}")
        self.path = path
        self.reason = reason


class BackupError(HubError):
    """A backup cannot be written, read or put back.

    Attributes:
        path: The file, or the folder that stands in the way.
        reason: Stable name: no_access, no_folder, no_backup, damaged, newer, occupied, kept_before, running.
    """

    kind = "backup"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"backup: {reason}")
        self.path = path
        self.reason = reason


class DamagedLedgerError(HubError):
    """What the ledger holds cannot have been accepted by a hub: the disk failed, or somebody changed it."""

    kind = "damaged_ledger"


class AddressError(HubError):
    """The hub cannot listen where it was told to.

    Attributes:
        host: The address.
        port: The port.
    """

    kind = "address"

    def __init__(self, host: str, port: int) -> None:
        super().__init__("cannot listen")
        self.host = host
        self.port = port


class NotOurProtocolError(HubError):
    """A request that no program of ours sends; it is answered without a signature.

    Attributes:
        status: HTTP status that says it: 400, 404, 413 …
    """

    kind = "not_our_protocol"

    def __init__(self, status: int, what: str) -> None:
        super().__init__(what)
        self.status = status


class StorageError(HubError):
    """The disk failed or is full; nothing of the request was stored, and trying again later is right."""

    kind = "storage"
