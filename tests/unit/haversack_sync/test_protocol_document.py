"""docs/protocol.md says what the program does: every table that lists constants is held against the code."""

import ast
import re
from pathlib import Path

from haversack_sync.hub import exchange
from haversack_sync.hub.routes import ROUTES
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model import operations
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.model.tags import PURPOSES
from haversack_sync.protocol import dictionaries, limits, messages
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import HubLimits

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs/protocol.md").read_text("utf-8")
SOURCES = ROOT / "sync/haversack_sync"
UNITS = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


def section(title: str) -> str:
    """Return the text under a heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


def rows(title: str, *, table: int = 0) -> list[list[str]]:
    """Return the cells of a section's table, without its head; what is marked as code loses the marks."""
    tables = re.findall(r"(?:^\|.*\n)+", section(title), re.MULTILINE)
    lines = tables[table].splitlines()[2:]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines]


def number(text: str) -> int:
    """Read a number as the tables write it: 65,536 or 32 KiB or 200 : 1."""
    digits, _, unit = text.replace(",", "").removesuffix(" : 1").partition(" ")
    return int(digits) * UNITS.get(unit, 1)


def strings_in(path: str, *names: str) -> set[str]:
    """Return the texts that a file's calls of these functions are given, in any place."""
    found = set()
    for node in ast.walk(ast.parse((SOURCES / path).read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            found |= {each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return {text for text in found if text}


def test_the_table_of_tags_is_the_one_in_the_code() -> None:
    assert [row[0] for row in rows("Tags")] == list(PURPOSES)


def test_the_frames_and_their_fields_are_those_of_the_code() -> None:
    expected = [
        [str(kind), frame.__name__.removesuffix("Frame").lower(), ", ".join(frame.__struct_fields__)]
        for frame, kind in messages._TYPES.items()
    ]

    assert rows("Answers") == sorted(expected)


def test_the_fields_of_an_exchange_are_those_of_the_code() -> None:
    assert [row[0] for row in rows("Exchange")] == list(messages.ExchangeRequest.__struct_fields__)


def test_the_codes_of_receipts_are_those_of_the_code() -> None:
    assert [row[:2] for row in rows("Receipts")] == [[str(int(code)), code.name.lower()] for code in ReceiptCode]


_REFUSING = ("_refuses_notice", "_refuses_order", "_refuses_report")


def receipt_reasons() -> set[tuple[str, str]]:
    """Return (reason, code) as the hub gives them, without those of authority."""
    found = set()
    sources = [(SOURCES / "hub" / name).read_text("utf-8") for name in ("accept.py", "waiting.py")]
    for node in (each for text in sources for each in ast.walk(ast.parse(text))):
        if not isinstance(node, ast.Call):
            continue
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        codes = [
            each.attr for each in given if isinstance(each, ast.Attribute) and each.attr in ReceiptCode.__members__
        ]
        texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if codes and texts:
            found.add((texts[-1], codes[0].lower()))
    for node in ast.walk(ast.parse(sources[0])):
        if isinstance(node, ast.FunctionDef) and node.name in _REFUSING:
            returned = [each for one in ast.walk(node) if isinstance(one, ast.Return) for each in ast.walk(one)]
            found |= {(str(one.value), "forbidden") for one in returned if isinstance(one, ast.Constant) and one.value}
    return found | {(reason, "early") for reason in strings_in("protocol/network.py", "UnknownSignerError")}


def test_the_reasons_of_receipts_are_those_of_the_hub() -> None:
    assert {(row[0], row[1]) for row in rows("Receipts", table=1)} == receipt_reasons()


def test_the_reasons_of_refusals_are_those_of_the_hub() -> None:
    given = set(exchange._REDEMPTION_REASONS)
    for path in (*(SOURCES / "hub").glob("*.py"), SOURCES / "protocol/registration.py"):
        given |= strings_in(str(path.relative_to(SOURCES)), "HubRefusal", "RefusalFrame")

    listed = [row[0] for row in rows("Refusals")]
    assert len(listed) == len(set(listed))
    assert set(listed) == given


def test_the_reasons_that_refuse_an_entry_are_those_of_the_rules() -> None:
    given = strings_in("model/authority_draft.py", "_require", "RefusedEntryError")

    listed = [row[0] for row in rows("What refuses an entry")]
    assert len(listed) == len(set(listed))
    assert set(listed) == given


def test_the_types_of_entries_are_those_of_the_code() -> None:
    types = {each.__struct_config__.tag: each for each in bodies.NetworkBody.__args__}
    names = {
        "CoordinatorAdd": "coordinator-add",
        "HubKey": "hub-key",
        "AddOrganisation": "organisation",
        "AddAudience": "audience",
        "AddFeed": "feed",
        "AddEpoch": "epoch",
        "ConfirmOrder": "confirm-order",
        "AnnounceErasure": "erasure",
    }
    listed = rows("Authority")

    assert {int(row[0]): row[1] for row in listed} == {
        kind: names.get(body.__name__, body.__name__.lower()) for kind, body in types.items()
    }
    assert set(types) == set(bodies.KNOWN_TAGS)
    for row in listed:
        fields = re.sub(r"\(.*?\)", "", row[3]).split(",")
        assert len(fields) == len(types[int(row[0])].__struct_fields__), row


def test_roles_and_audience_types_are_those_of_the_code() -> None:
    table = rows("Authority", table=1)

    listed = {row[0].replace(" ", "_").upper(): int(row[1]) for row in table if row[0]}
    assert listed == {role.name: int(role) for role in Role}
    assert {row[3].upper(): int(row[4]) for row in table} == {each.name: int(each) for each in AudienceType}


def test_the_operations_are_those_of_the_code() -> None:
    listed = {row[0].title(): int(row[1].strip("[]").split(",")[0]) for row in rows("What a change says")}

    assert set(listed.values()) == set(operations.KNOWN_TAGS)
    for name, tag in listed.items():
        assert getattr(operations, name).__struct_config__.tag == tag


def test_the_limits_are_those_of_the_code() -> None:
    listed = {row[2]: number(row[1]) for row in rows("Limits")}
    in_code = {name: value for name, value in vars(limits).items() if name.isupper() and name not in {"KIB", "MIB"}}

    assert listed == in_code


def test_the_quotas_of_the_hub_are_those_of_the_code() -> None:
    listed = {row[0]: number(row[1]) for row in rows("Limits", table=1)}
    defaults = HubLimits()

    assert listed == {name: getattr(defaults, name) for name in HubLimits.__struct_fields__}


def test_the_dictionaries_are_those_of_the_code() -> None:
    listed = {int(row[0]): (int(row[1]), number(row[2]), row[3]) for row in rows("Dictionaries")}

    for dictionary, (rules, length, digest) in listed.items():
        assert dictionaries.newest_under(rules) >= dictionary
        assert len(dictionaries.dictionary(dictionary).as_bytes()) == length
        assert digest == dictionaries.SHA256[dictionary]
    assert listed.keys() == dictionaries.SHA256.keys()


def test_the_routes_are_those_of_the_hub() -> None:
    listed = re.sub(r"<.*?>|\?\S*", "", " ".join(row[0] for row in rows("HTTP")))
    named = {each.strip(",") for each in listed.split() if each.startswith("/")}

    assert named == {re.sub(r"\{.*?\}", "", route.path) for route in ROUTES}


def test_every_section_that_the_code_names_is_there() -> None:
    named = set()
    for path in [*SOURCES.rglob("*.py"), *(ROOT / "desktop").rglob("*.py")]:
        text = re.sub(r"\s+", " ", path.read_text("utf-8"))
        named |= set(re.findall(r"docs/protocol\.md`, \"([^\"]+)\"", text))

    assert named
    for title in named:
        section(title)


def test_the_document_stands_alone() -> None:
    assert "shared" not in TEXT
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        if not target.startswith("https://"):
            assert (ROOT / "docs" / target).exists(), target
    for path in re.findall(r"`((?:tests|sync|docs)/[^`*]+)`", TEXT):
        assert (ROOT / path).exists(), path


def test_lines_of_prose_are_short() -> None:
    longest = max(len(line) for line in TEXT.splitlines() if not line.startswith("|"))

    assert longest <= 120
