"""`docs/openapi.yaml` names the routes that the hub has, no more and no fewer, and every reason of a refusal."""

import ast
import re
from pathlib import Path

import yaml
from starlette.routing import Route

from haversack_sync.hub.routes import ROUTES

ROOT = Path(__file__).parents[2]
HUB = ROOT / "sync" / "haversack_sync" / "hub"
PAGE = ROOT / "docs" / "openapi.yaml"
METHODS = {"get", "head", "post", "put", "patch", "delete", "options", "trace"}


def operations() -> dict[tuple[str, str], dict[str, object]]:
    """Return what the page describes, by path and method."""
    paths = yaml.safe_load(PAGE.read_text(encoding="utf-8"))["paths"]
    return {(path, name): item[name] for path, item in paths.items() for name in METHODS & item.keys()}


def routes() -> dict[tuple[str, str], Route]:
    """Return what the hub answers; HEAD follows from GET and is told only where it is of use."""
    found = {(route.path, method.lower()): route for route in ROUTES for method in route.methods or ()}
    return {key: route for key, route in found.items() if key[1] != "head" or key in operations()}


def reasons_in_code() -> set[str]:
    """Return every reason that the hub gives to a `HubRefusal` as a plain text."""
    reasons = set()
    for path in HUB.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "HubRefusal":
                reasons |= {each.value for each in node.args[:1] if isinstance(each, ast.Constant)}
    return {str(reason) for reason in reasons}


def test_the_page_describes_every_route_and_no_other() -> None:
    assert operations().keys() == routes().keys()


def test_the_page_names_each_operation_as_the_code_does() -> None:
    named = {key: str(operation["operationId"]) for key, operation in operations().items() if key[1] != "head"}

    assert named == {key: route.name.removeprefix("_") for key, route in routes().items() if key[1] != "head"}


def test_the_page_names_every_reason_that_a_hub_gives_for_a_refusal() -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))

    assert reasons_in_code()
    assert reasons_in_code() <= told
