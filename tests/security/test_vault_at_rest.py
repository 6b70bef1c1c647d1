"""Nothing that was written into a vault can be read in its files, and what was erased is in none of its pages."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from haversack.store.cost import COST_FLOOR
from haversack.store.schema import audience_keys, entries, meta, outbox, records, secrets, versions
from haversack.store.search_index import Document, SearchIndex
from haversack.store.vault import DATABASE_FILE, Vault
from haversack_sync.model.indexing import SearchText

PASSPHRASE = "camel orchard seven lantern ferry moss"
NEEDLES = 500
PAGE_BYTES = 4096
RESERVED_BYTES = 80
"""At the end of each page of SQLCipher 4: 16 bytes of nonce, 64 of HMAC."""


def needle(number: int) -> str:
    return f"Zqx{number:03d} Amal Haddad +254 700 {number:06d}"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A new vault, open."""
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=COST_FLOOR, random=os.urandom) as vault:
        yield vault


def plant(connection: sa.Connection) -> None:
    """Write each needle into every kind of place."""
    index = SearchIndex()
    for number in range(NEEDLES):
        text = needle(number)
        raw = text.encode()
        name = {"name": text, "value": raw}
        connection.execute(sa.insert(meta), [name])
        connection.execute(sa.insert(secrets), [name])
        connection.execute(sa.insert(audience_keys), [{"audience": raw, "epoch": 1, "key": raw}])
        entry = {"feed": raw, "n": 1, "position": 1, "stamp": 1, "flags": 0, "envelope": raw, "refused": text}
        connection.execute(sa.insert(entries), [entry])
        record = {"rowid": number + 1, "feed": raw, "id": raw, "kind": text, "life": 0, "edited_after_retired": False}
        record |= {"created_device": raw, "created_number": 0, "created_position": 1, "changed_position": 1}
        connection.execute(sa.insert(records), [record])
        version = {"record_rowid": number + 1, "group_key": text, "ordinal": 0, "value": raw, "hash": raw}
        connection.execute(sa.insert(versions), [version | {"device": raw, "number": 0, "position": 1}])
        change = {"signer": raw, "feed": raw, "record": raw, "body": raw, "refs": b"", "created_ms": 0}
        connection.execute(sa.insert(outbox), [change | {"state": text, "reason": text}])
        words = SearchText(language="en", title=text, names=text, topics=text, body=text)
        index.put(connection, number + 1, Document("contact", (words,)))


def readable(folder: Path, needles: list[bytes]) -> list[str]:
    """Return in which files of a folder any of the needles can be read."""
    found: list[str] = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found.extend(path.name for text in needles if text in content)
    return found


def forms(number: int) -> list[bytes]:
    """Return a needle as it was written, in UTF-16, and as the index would hold its first word."""
    return [needle(number).encode(), needle(number).encode("utf-16-le"), b"zqx%03d" % number, b"Zqx%03d" % number]


def decrypted_pages(path: Path, raw_key: bytes) -> Iterator[bytes]:
    """Yield the plain bytes of every page of a database, free ones too."""
    content = path.read_bytes()
    for begin in range(0, len(content), PAGE_BYTES):
        page = content[begin : begin + PAGE_BYTES]
        salt_bytes = 16 if begin == 0 else 0
        sealed, nonce = page[salt_bytes:-RESERVED_BYTES], page[-RESERVED_BYTES:][:16]
        yield Cipher(AES(raw_key), CBC(nonce)).decryptor().update(sealed)


def test_none_of_500_needles_can_be_read_in_any_file_of_an_open_or_a_closed_vault(vault: Vault) -> None:
    needles = [form for number in range(NEEDLES) for form in forms(number)]
    with vault.database.transaction() as connection:
        plant(connection)

    open_files = {path.name for path in vault.folder.rglob("*")}
    while_open = readable(vault.folder, needles)
    vault.close()

    assert open_files >= {"vault.db", "vault.db-wal", "vault.db-shm", "vault.slots"}
    assert while_open == []
    assert readable(vault.folder, needles) == []


def test_the_needles_are_there_all_the_same(vault: Vault) -> None:
    with vault.database.transaction() as connection:
        plant(connection)
    raw_key = vault.keys.database
    vault.close()

    pages = list(decrypted_pages(vault.folder / DATABASE_FILE, raw_key))

    assert pages[0].startswith(b"\x10\x00")  # the size of a page, after the salt that replaces SQLite's own first bytes
    assert any(needle(7).encode() in page for page in pages)


def test_no_key_and_no_passphrase_can_be_read_in_any_file(vault: Vault) -> None:
    keys = vault.keys
    secret_bytes = [keys.database, keys.parcels, keys.backup, keys.floor]
    hidden = [PASSPHRASE.encode(), *secret_bytes, *(key.hex().encode() for key in secret_bytes)]
    vault.close()

    assert readable(vault.folder, hidden) == []


def test_what_was_removed_and_purged_is_in_no_page_of_the_decrypted_database(vault: Vault) -> None:
    index, raw_key, path = SearchIndex(), vault.keys.database, vault.folder / DATABASE_FILE
    rng = random.Random(5)
    with vault.database.transaction() as connection:
        for number in range(1, 301):
            body = f"Erasable{number:03d} text {rng.random()} ลบออก{number:03d}"
            words = SearchText(language="en", title=f"Title {number}", names="", topics="", body=body)
            index.put(connection, number, Document("contact", (words,)))
    with vault.database.transaction() as connection:
        # An edit leaves the old words behind, and the removal afterwards must take them along.
        words = SearchText(language="en", title="Edited", names="", topics="", body="Editedaway")
        index.put(connection, 17, Document("contact", (words,)))
    # A term shares its beginning with the one before it in a page, so only its end is sure to be there.
    erased = [b"Erasable017", b"rasable017", b"Editedaway", b"ditedaway", "ลบออก017".encode()]
    before = [text for text in erased if any(text in page for page in _settled_pages(vault, path, raw_key))]

    with vault.database.transaction() as connection:
        index.remove(connection, 17)
        index.purge(connection)
    left = [text for text in erased if any(text in page for page in _settled_pages(vault, path, raw_key))]

    assert before
    assert left == []
    with vault.database.reading() as connection:
        assert [hit.document for hit in index.search(connection, "erasable018")] == [18]


def _settled_pages(vault: Vault, path: Path, raw_key: bytes) -> list[bytes]:
    """Move the log into the database and return every page of it."""
    vault.database.settle()
    assert path.with_name(path.name + "-wal").stat().st_size == 0
    return list(decrypted_pages(path, raw_key))


def test_the_files_are_private_even_where_the_umask_is_not(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; os.umask(0)\n"
        "from haversack.store.cost import COST_FLOOR\n"
        "from haversack.store.vault import Vault\n"
        "vault = Vault.create(Path(sys.argv[1]), 'pass', cost=COST_FLOOR, random=os.urandom)\n"
        "vault.parcels.add([b'sealed'])\n"
        "print(sorted({oct(p.stat().st_mode & 0o777) for p in vault.folder.rglob('*')}))\n"
    )

    shown = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "vault")], capture_output=True, check=True, text=True
    )

    assert shown.stdout.strip() == "['0o600', '0o700']"
