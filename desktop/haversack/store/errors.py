"""What can go wrong with a vault, as kinds that the layers above turn into sentences.

Must not hold sentences for people, and no message may carry personal data: a path can name its user, so it travels as
a fact of the error and never in its message.
"""

from pathlib import Path
from typing import ClassVar


class VaultError(Exception):
    """A known error of the vault: the environment is to blame, not the program.

    Attributes:
        kind: A stable name that `haversack.i18n` turns into a sentence and a next step.
    """

    kind: ClassVar[str] = "vault"


class WrongPassphraseError(VaultError):
    """No slot opens with this passphrase."""

    kind = "wrong_passphrase"

    def __init__(self) -> None:
        super().__init__("no slot opens with this passphrase")


class UnusablePassphraseError(VaultError):
    """The passphrase is empty, only spaces, or no valid text."""

    kind = "unusable_passphrase"

    def __init__(self) -> None:
        super().__init__("the passphrase is empty or no valid text")


class DamagedSlotsError(VaultError):
    """The file of slots, or a slot in it, is not what was written."""

    kind = "damaged_slots"


class NewerSlotsError(VaultError):
    """The slots were written by a newer version: none is of a form that this one knows."""

    kind = "newer_slots"

    def __init__(self) -> None:
        super().__init__("no slot of a known version, suite and type")


class WeakSlotError(VaultError):
    """A slot's cost lies outside the limits; it was refused before anything was derived.

    Attributes:
        memory_kib: Memory that the slot asks for, in KiB.
        passes: Passes over that memory.
        lanes: Lanes in parallel.
    """

    kind = "weak_slot"

    def __init__(self, *, memory_kib: int, passes: int, lanes: int) -> None:
        super().__init__("the slot's cost lies outside the limits")
        self.memory_kib = memory_kib
        self.passes = passes
        self.lanes = lanes


class DamagedVaultError(VaultError):
    """A part of the vault is not what was written: bytes changed, cut off, or not of this vault.

    Attributes:
        part: Which part: `database`, `folder` or `parcel`.
    """

    kind = "damaged_vault"

    def __init__(self, part: str) -> None:
        super().__init__(f"damaged: {part}")
        self.part = part


class NewerSchemaError(VaultError):
    """A newer version of the program wrote this vault; it was left untouched.

    Attributes:
        found: The schema of the vault.
        supported: The newest schema that this version knows.
    """

    kind = "newer_schema"

    def __init__(self, *, found: int, supported: int) -> None:
        super().__init__(f"schema {found} is newer than {supported}")
        self.found = found
        self.supported = supported


class VaultBusyError(VaultError):
    """Another process has this vault open."""

    kind = "vault_busy"

    def __init__(self) -> None:
        super().__init__("another process has the vault open")


class VaultMissingError(VaultError):
    """There is no vault in this folder.

    Attributes:
        folder: Where it was looked for.
    """

    kind = "vault_missing"

    def __init__(self, folder: Path) -> None:
        super().__init__("no vault in this folder")
        self.folder = folder


class VaultExistsError(VaultError):
    """A vault, or anything else, already lies where a new vault should go.

    Attributes:
        folder: Where the vault should have gone.
    """

    kind = "vault_exists"

    def __init__(self, folder: Path) -> None:
        super().__init__("the folder is not empty")
        self.folder = folder


class DiskFullError(VaultError):
    """The disk, the quota or the file system's limit is exhausted; what was there is unchanged."""

    kind = "disk_full"

    def __init__(self) -> None:
        super().__init__("no space left")


class FolderAccessError(VaultError):
    """The system does not let this user read or write here.

    Attributes:
        folder: The file or folder that was refused.
    """

    kind = "folder_access"

    def __init__(self, folder: Path) -> None:
        super().__init__("the system refused access")
        self.folder = folder


class DiskFailureError(VaultError):
    """The disk could not read or write, and not for want of space."""

    kind = "disk_failure"

    def __init__(self) -> None:
        super().__init__("the disk could not read or write")
