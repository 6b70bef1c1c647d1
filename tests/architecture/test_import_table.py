"""Holds every module to the table of imports, and proves that the table bites."""

import pytest

from tests.architecture.import_table import TABLE, imports_fit_the_table
from tests.architecture.source_tree import parsed, python_sources

PROTOCOL = "sync/haversack_sync/protocol"

REFUSED = [
    ("sync/haversack_sync/model/merge.py", "import zstandard"),
    ("sync/haversack_sync/model/merge.py", "import random"),
    ("sync/haversack_sync/model/merge.py", "from time import time"),
    ("sync/haversack_sync/model/merge.py", "from os import path"),
    ("sync/haversack_sync/model/merge.py", "from haversack_sync.protocol import wire"),
    ("sync/haversack_sync/model/__init__.py", "import requests"),
    (f"{PROTOCOL}/head.py", "from cryptography.hazmat.primitives import hashes"),
    (f"{PROTOCOL}/head.py", "from haversack_sync.client import session"),
    (f"{PROTOCOL}/head.py", "import haversack_sync.hub.ledger"),
    (f"{PROTOCOL}/head.py", "from pathlib import Path"),
    (f"{PROTOCOL}/sealing.py", "from secrets import token_bytes"),
    ("sync/haversack_sync/client/session.py", "import requests"),
    ("sync/haversack_sync/client/session.py", "import haversack"),
    ("sync/haversack_sync/client/http.py", "import socket"),
    ("sync/haversack_sync/hub/ledger.py", "from haversack_sync.model import merge"),
    ("sync/haversack_sync/hub/ledger.py", "from haversack_sync.model.kinds import directory"),
    ("sync/haversack_sync/hub/ledger.py", "from haversack_sync.client import session"),
    ("sync/haversack_sync/hub/ledger.py", "import cryptography"),
    ("sync/haversack_sync/hub/migrations/versions/v0001_first.py", "from haversack_sync.hub import schema"),
    ("sync/haversack_sync/new_part.py", ""),
    ("desktop/haversack/store/outbox.py", "import requests"),
    ("desktop/haversack/store/outbox.py", "from haversack.operations import sync"),
    ("desktop/haversack/store/slot_file.py", "from cryptography.hazmat.primitives import hashes"),
    ("desktop/haversack/store/migrations/env.py", "from haversack.store import schema"),
    ("desktop/haversack/operations/search.py", "import sqlalchemy"),
    ("desktop/haversack/operations/search.py", "from haversack.i18n import sentences"),
    ("desktop/haversack/operations/search.py", "from PySide6 import QtCore"),
    ("desktop/haversack/i18n/errors.py", "from haversack.store import errors"),
    ("desktop/haversack/cli/main.py", "import pickle"),
    ("desktop/haversack/cli/main.py", "from haversack_sync.hub import service"),
    ("desktop/haversack/views/home.py", "import os"),
]

ALLOWED = [
    ("sync/haversack_sync/model/merge.py", "import hashlib, msgspec\nfrom haversack_sync.model.ids import RecordId"),
    (f"{PROTOCOL}/body.py", "import zstandard\nfrom haversack_sync.model import ids"),
    (f"{PROTOCOL}/sealing.py", "from cryptography.hazmat.primitives import hashes"),
    ("sync/haversack_sync/client/http.py", "import requests"),
    ("sync/haversack_sync/hub/ledger.py", "import sqlalchemy, time\nfrom haversack_sync.model.authority import Chain"),
    ("sync/haversack_sync/hub/migrations/versions/v0001_first.py", "import alembic, sqlalchemy"),
    ("desktop/haversack/store/keys.py", "import secrets, cryptography"),
    ("desktop/haversack/cli/main.py", "import sys\nfrom haversack.operations import search"),
    ("packaging/demo/demo.py", "import anything"),
]


def test_every_module_imports_what_the_table_allows() -> None:
    findings = [str(each) for source in python_sources() for each in imports_fit_the_table(source)]

    assert not findings, "\n".join(findings)


@pytest.mark.parametrize(("path", "text"), REFUSED)
def test_the_table_refuses(path: str, text: str) -> None:
    assert list(imports_fit_the_table(parsed(path, text)))


@pytest.mark.parametrize(("path", "text"), ALLOWED)
def test_the_table_allows(path: str, text: str) -> None:
    assert list(imports_fit_the_table(parsed(path, text))) == []


def test_an_entry_of_the_table_names_a_place_in_our_packages() -> None:
    assert {name.partition(".")[0] for name in TABLE} == {"haversack", "haversack_sync"}
