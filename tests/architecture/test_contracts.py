"""Proves that each import contract of `pyproject.toml` bites, and that a module of a later stage does not stop it."""

from collections.abc import Callable
from typing import Any

import pytest
from grimp import ImportGraph
from importlinter import Contract, api
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract

from tests.architecture.contracts import ForbiddenWhenPresentContract, ProtectedWhenPresentContract
from tests.architecture.source_tree import ROOT

TYPES: dict[str, Callable[[str, dict[str, Any], dict[str, Any]], Contract]] = {
    "layers": LayersContract,
    "independence": IndependenceContract,
    "forbidden_when_present": ForbiddenWhenPresentContract,
    "protected_when_present": ProtectedWhenPresentContract,
}
# import-linter reads settings as text of several shapes: hence `Any`.
SETTINGS: dict[str, Any] = api.read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS = {each["id"]: each for each in SETTINGS["contracts_options"]}
ROOT_PACKAGES = SETTINGS["session_options"]["root_packages"]

PRESENT = ("haversack_sync.client", "haversack_sync.hub", "haversack_sync.protocol", "haversack_sync.model")

BROKEN_BY = [
    ("layers", "haversack.store.outbox", "haversack.operations.save"),
    ("layers", "haversack.operations.save", "haversack.viewmodels.profile"),
    ("layers", "haversack_sync.model.ids", "haversack_sync.protocol.wire"),
    ("layers", "haversack_sync.protocol.wire", "haversack_sync.client"),
    ("hub-below", "haversack_sync.protocol.wire", "haversack_sync.hub.ledger"),
    ("two-ends", "haversack_sync.hub.ledger", "haversack_sync.client.session"),
    ("two-ends", "haversack_sync.client.session", "haversack_sync.hub.ledger"),
    ("sync-alone", "haversack_sync.client.session", "haversack.store"),
    ("sync-alone", "haversack_sync.protocol.wire", "PySide6"),
    ("app-without-hub", "haversack.store.outbox", "haversack_sync.hub.ledger"),
    ("hub-is-blind", "haversack_sync.hub.ledger", "haversack_sync.model.kinds.directory"),
    ("hub-is-blind", "haversack_sync.hub.ledger", "haversack_sync.model.merge"),
    ("client-stores-nothing", "haversack_sync.client.session", "sqlalchemy"),
    ("pure-protocol", "haversack_sync.protocol.wire", "requests"),
    ("vault-is-offline", "haversack.store.outbox", "haversack_sync.client.http"),
    ("verbs-without-window", "haversack.operations.save", "haversack.i18n"),
    ("verbs-without-sql", "haversack.operations.save", "sqlalchemy"),
    ("cli-without-window", "haversack.cli.main", "PySide6"),
    ("sentences-apart", "haversack.i18n.errors", "haversack.store.errors"),
    ("lanes-apart", "haversack.jobs.lane", "haversack.store"),
    ("viewmodels-through-verbs", "haversack.viewmodels.profile", "haversack.store.outbox"),
    ("views-through-viewmodels", "haversack.views.home", "haversack.operations.save"),
    ("viewer-is-given-bytes", "haversack.viewer.parent", "haversack.store"),
    ("http-in-one-place", "haversack_sync.client.session", "requests"),
    ("cryptography-in-two-places", "haversack.store.slots", "cryptography"),
    ("qt-above", "haversack.cli.main", "PySide6"),
    ("roots", "haversack.operations.save", "haversack.cli.main"),
]

KEPT_WITH = [
    ("layers", "haversack.operations.save", "haversack_sync.model.ids"),
    ("verbs-without-sql", "haversack.operations.save", "haversack.store.outbox"),
    ("http-in-one-place", "haversack_sync.client.http", "requests"),
    ("cryptography-in-two-places", "haversack_sync.protocol.sealing", "cryptography"),
    ("roots", "haversack.__main__", "haversack.cli"),
]


@pytest.mark.parametrize(("name", "importer", "imported"), BROKEN_BY)
def test_a_forbidden_import_breaks_its_contract(name: str, importer: str, imported: str) -> None:
    assert not is_kept(name, graph_with(importer, imported))


@pytest.mark.parametrize(("name", "importer", "imported"), KEPT_WITH)
def test_a_right_import_keeps_the_contract(name: str, importer: str, imported: str) -> None:
    assert is_kept(name, graph_with(importer, imported))


def test_a_forbidden_import_through_another_module_breaks_the_contract() -> None:
    graph = graph_with("haversack_sync.hub.ledger", "haversack_sync.model.authority")
    add_import(graph, "haversack_sync.model.authority", "haversack_sync.model.merge")

    assert not is_kept("hub-is-blind", graph)


def test_every_contract_is_proven_to_bite() -> None:
    assert {name for name, _, _ in BROKEN_BY} == CONTRACTS.keys()


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_stands_before_the_modules_that_it_names(name: str) -> None:
    assert is_kept(name, graph_with("haversack_sync.client", "haversack_sync.model"))


def graph_with(importer: str, imported: str) -> ImportGraph:
    """Make a graph of what always exists, and one import."""
    graph = ImportGraph()
    for name in PRESENT:
        add_module(graph, name)
    add_import(graph, importer, imported)
    return graph


def add_import(graph: ImportGraph, importer: str, imported: str) -> None:
    """Add an import and the modules it needs."""
    add_module(graph, importer)
    add_module(graph, imported)
    graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="")


def add_module(graph: ImportGraph, name: str) -> None:
    """Add a module and the packages that it lies in; a library is one block."""
    if name.partition(".")[0] not in ROOT_PACKAGES:
        if name not in graph.modules:
            graph.add_module(name, is_squashed=True)
        return
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        graph.add_module(".".join(parts[:count]))


def is_kept(name: str, graph: ImportGraph) -> bool:
    """Check one contract of `pyproject.toml` against a graph."""
    options = {key: value for key, value in CONTRACTS[name].items() if key not in {"id", "name", "type"}}
    contract = TYPES[CONTRACTS[name]["type"]](name, SETTINGS["session_options"], options)
    return contract.check(graph, verbose=False).kept
