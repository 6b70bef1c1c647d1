"""Rules version 1: who may do what, decided from the author, the record and the change alone."""

import msgspec
import pytest

from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import OrganisationId
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import (
    Add,
    Change,
    Create,
    Operation,
    Remove,
    Restore,
    Retire,
    Set,
    UnknownOperation,
)
from haversack_sync.model.policy import Author, Outcome, Verdict, judge
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import AudienceType, Role
from tests.unit.haversack_sync.model.makers import AMAL, RECORD, TOPIC, change, put, raw, record

OURS = OrganisationId(b"our-org!")
THEIRS = OrganisationId(b"other-or")
COORDINATOR = Author(AMAL, Role.COORDINATOR, None)
EDITOR = Author(AMAL, Role.EDITOR, OURS)
FOCAL_POINT = Author(AMAL, Role.FOCAL_POINT, OURS)
READER = Author(AMAL, Role.READER, OURS)
OUR_PROFILE = record({"name@en": "Shelter", "owner": OURS})
OUR_LINE = record({"purpose@en": "Night line", "owner": OURS}, kind="contact")
FILE: dict[str, Value] = {
    "name": "guide.pdf",
    "media_type": "application/pdf",
    "size": 1,
    "object": bytes(32),
    "key": bytes(32),
    "parcel": bytes(16),
}


def _reason(
    author: Author | None,
    state: RecordState | None,
    *operations: Operation | UnknownOperation,
    kind: str = "organisation",
    audience: AudienceType = AudienceType.MEMBERS,
) -> str:
    verdict = judge(author, audience, state, change(*operations, kind=kind), rules=1)
    assert (verdict.outcome is Outcome.ALLOWED) == (verdict.reason == "")
    return verdict.reason


@pytest.mark.parametrize("rules", [0, 2, 99])
def test_rules_that_this_program_does_not_know_hold_the_change(rules: int) -> None:
    verdict = judge(None, AudienceType.OPEN, None, change(Create()), rules=rules)

    assert verdict == Verdict(Outcome.HELD, "unknown_rules")


def test_a_change_by_later_rules_than_those_in_force_is_refused() -> None:
    verdict = judge(COORDINATOR, AudienceType.OPEN, None, change(Create(), rules=2), rules=1)

    assert verdict == Verdict(Outcome.REFUSED, "rules_ahead")


def test_an_operation_that_the_rules_in_force_do_not_have_is_refused_by_everyone() -> None:
    assert _reason(COORDINATOR, OUR_PROFILE, UnknownOperation(9, b"\x91\x09")) == "unknown_operation"


def test_a_device_without_rights_is_refused() -> None:
    assert _reason(None, OUR_PROFILE, put("type", "ngo")) == "unknown_author"


@pytest.mark.parametrize("author", [COORDINATOR, EDITOR])
def test_an_edit_of_what_is_not_there_and_a_wrong_kind_are_refused(author: Author) -> None:
    assert _reason(author, None, put("type", "ngo")) == "missing_record"
    assert _reason(author, OUR_PROFILE, put("note@en", "x"), kind="contact") == "kind_mismatch"


@pytest.mark.parametrize("kind", [*KINDS, "garden"])
@pytest.mark.parametrize("audience", list(AudienceType))
def test_coordinators_create_and_retire_every_kind_everywhere(kind: str, audience: AudienceType) -> None:
    assert _reason(COORDINATOR, None, Create(), put("plot", {"size": 3}), kind=kind, audience=audience) == ""
    assert _reason(COORDINATOR, record({}, kind=kind), Retire(), Restore(), kind=kind, audience=audience) == ""


def test_coordinators_give_a_record_to_an_organisation() -> None:
    assert _reason(COORDINATOR, OUR_PROFILE, put("owner", THEIRS, OURS)) == ""


@pytest.mark.parametrize("state", [OUR_PROFILE, OUR_LINE])
def test_readers_write_nothing(state: RecordState) -> None:
    assert _reason(READER, state, put("language", "en"), kind=state.kind) == "role_may_not_write"
    assert _reason(READER, None, Create(), put("owner", OURS), kind="contact") == "role_may_not_write"


@pytest.mark.parametrize("author", [EDITOR, FOCAL_POINT])
@pytest.mark.parametrize("audience", [AudienceType.MEMBERS, AudienceType.OPEN, AudienceType.ORGANISATION])
def test_an_organisations_editors_change_its_profile_and_its_lines(author: Author, audience: AudienceType) -> None:
    profile: list[Operation] = [
        put("services@fr", "Hébergement"),
        put("address", {"city": "Malmö"}),
        put("type", None, "ngo"),
        Add("topics", raw(TOPIC)),
        Remove("topics", raw(TOPIC)),
    ]

    assert _reason(author, OUR_PROFILE, *profile, audience=audience) == ""
    assert _reason(author, OUR_LINE, put("hours@en", "9–17"), kind="contact", audience=audience) == ""


@pytest.mark.parametrize("audience", [AudienceType.COORDINATORS, AudienceType.CUSTODIANS])
def test_editors_do_not_write_where_they_cannot_read(audience: AudienceType) -> None:
    assert _reason(EDITOR, OUR_PROFILE, put("type", "ngo"), audience=audience) == "audience_may_not_write"


@pytest.mark.parametrize(
    "state",
    [
        record({"name@en": "Other", "owner": THEIRS}),
        record({"name@en": "Nobody's"}),
        record({"owner": "our-org!"}),
    ],
)
def test_editors_do_not_change_what_is_not_theirs(state: RecordState) -> None:
    assert _reason(EDITOR, state, put("type", "ngo")) == "not_owner"


@pytest.mark.parametrize("organisation", [None, OrganisationId(b"")])
def test_an_editor_without_an_organisation_owns_nothing(organisation: OrganisationId | None) -> None:
    nobody = msgspec.structs.replace(EDITOR, organisation=organisation)

    assert _reason(nobody, record({}), put("type", "ngo")) == "not_owner"
    assert _reason(nobody, record({"owner": b""}), put("type", "ngo")) == "not_owner"


@pytest.mark.parametrize("value", [OURS, THEIRS, None])
def test_editors_never_change_the_owner(value: Value) -> None:
    assert _reason(EDITOR, OUR_PROFILE, put("owner", value, OURS)) == "guarded_field"
    assert _reason(EDITOR, OUR_LINE, put("owner", value, OURS), kind="contact") == "guarded_field"


@pytest.mark.parametrize("operation", [put("plot", 1), Add("tools", raw("x")), Remove("tools", raw("x"))])
def test_editors_do_not_write_fields_that_the_rules_do_not_have(operation: Operation) -> None:
    assert _reason(EDITOR, OUR_PROFILE, operation) == "unknown_field"


def test_editors_do_not_write_kinds_that_the_rules_do_not_have() -> None:
    assert _reason(EDITOR, record({"owner": OURS}, kind="garden"), put("plot", 1), kind="garden") == "unknown_kind"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("organisation", "contact")])
def test_editors_do_not_write_other_kinds(kind: str) -> None:
    state = record({"owner": OURS}, kind=kind)

    assert _reason(EDITOR, state, put("language", "en"), kind=kind) == "kind_may_not_write"
    assert _reason(EDITOR, None, Create(), put("owner", OURS), kind=kind) == "kind_may_not_write"


def test_editors_create_and_retire_contact_lines_of_their_own() -> None:
    new: list[Operation] = [Create(), put("owner", OURS), put("purpose@en", "Night line"), put("organisation", RECORD)]

    assert _reason(EDITOR, None, *new, kind="contact") == ""
    assert _reason(EDITOR, None, *new, Retire(), kind="contact") == ""
    assert _reason(EDITOR, OUR_LINE, Retire(), Restore(), kind="contact") == ""
    assert _reason(EDITOR, OUR_LINE, Create(), put("hours@en", "9"), kind="contact") == ""


@pytest.mark.parametrize(
    ("operations", "reason"),
    [
        ([Create()], "not_owner"),
        ([Create(), put("owner", THEIRS)], "not_owner"),
        ([Create(), put("owner", None)], "not_owner"),
        ([Create(), put("owner", OURS), put("owner", THEIRS, OURS)], "not_owner"),
        ([Create(), put("owner", OURS), put("owner", OURS)], "not_owner"),
        ([Create(), put("owner", OURS), put("plot", 1)], "unknown_field"),
    ],
)
def test_a_contact_line_belongs_to_its_author_from_its_first_moment(operations: list[Operation], reason: str) -> None:
    assert _reason(EDITOR, None, *operations, kind="contact") == reason


def test_editors_do_not_create_or_retire_organisations() -> None:
    assert _reason(EDITOR, None, Create(), put("owner", OURS)) == "may_not_create"
    assert _reason(EDITOR, OUR_PROFILE, Create(), put("type", "ngo")) == "may_not_create"
    assert _reason(EDITOR, OUR_PROFILE, Retire()) == "may_not_retire"
    assert _reason(EDITOR, OUR_PROFILE, Restore()) == "may_not_retire"


@pytest.mark.parametrize("author", [COORDINATOR, EDITOR])
@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(put("name@en", 1), id="a number for a text"),
        pytest.param(put("name@en", "x" * 301), id="a name of 301 characters"),
        pytest.param(put("name", "Shelter"), id="a text without a language"),
        pytest.param(put("name@EN", "Shelter"), id="a language in capitals"),
        pytest.param(put("type@en", "ngo"), id="a language where none belongs"),
        pytest.param(put("type", "x" * 65), id="a long term"),
        pytest.param(put("website", "x" * 2_049), id="a long address"),
        pytest.param(put("refugee_led", 1), id="a number for yes"),
        pytest.param(put("address", "Malmö"), id="a text for an address"),
        pytest.param(put("address", {"city": 5}), id="a number for a city"),
        pytest.param(put("address", {}), id="an empty address"),
        pytest.param(Set("type", (), b"\xd9\x03ngo"), id="a value in a longer form"),
        pytest.param(Set("address", (), b"\xc1"), id="no value at all"),
        pytest.param(Add("topics", raw("housing")), id="a word for a link"),
        pytest.param(Add("topics", raw(b"short")), id="a short link"),
        pytest.param(Add("languages", raw(["en"])), id="a list for an element"),
        pytest.param(Add("languages", b"\xd9\x02en"), id="an element in a longer form"),
    ],
)
def test_values_of_a_wrong_type_are_refused(author: Author, operation: Operation) -> None:
    assert _reason(author, OUR_PROFILE, operation) == "bad_value"


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        pytest.param("organisation", put("owner", b"short"), id="a short handle"),
        pytest.param("lesson", put("order", True), id="a yes for a number"),
        pytest.param("lesson", put("module", b"short"), id="a short link"),
        pytest.param("lesson", put("files", FILE), id="a file that is not in a list"),
        pytest.param("lesson", put("files", ["guide.pdf"]), id="a name for a file"),
        pytest.param("lesson", put("files", [FILE] * 33), id="33 files"),
        pytest.param("lesson", put("files", [{**FILE, "key": bytes(31)}]), id="a short key"),
        pytest.param("lesson", put("files", [{**FILE, "size": -1}]), id="a negative size"),
        pytest.param("lesson", put("files", [{**FILE, "size": True}]), id="a yes for a size"),
        pytest.param("lesson", put("files", [{**FILE, "name": ""}]), id="a file without a name"),
        pytest.param("lesson", put("files", [{**FILE, "language": 5}]), id="a number for a language"),
        pytest.param("quiz", put("questions@en", "why?"), id="a text for questions"),
        pytest.param("quiz", put("questions@en", ["why?"]), id="a text for a question"),
        pytest.param("quiz", put("questions@en", [{"type": "choice"}]), id="a question without a text"),
        pytest.param("quiz", put("questions@en", [{"type": "choice", "text": "?"}] * 201), id="201 questions"),
        pytest.param("garden", Set("plot", (), b"\xc1"), id="no value, in an unknown kind"),
        pytest.param("garden", Add("tools", raw(["spade"])), id="a list for an element, in an unknown kind"),
        pytest.param("topic", Set("plot", (), b"\xcc\x01"), id="a longer form, in an unknown field"),
        pytest.param("topic", Add("tools", raw({"a": 1})), id="a map for an element, in an unknown set"),
    ],
)
def test_values_that_not_every_client_could_read_are_refused(kind: str, operation: Operation) -> None:
    assert _reason(COORDINATOR, record({}, kind=kind), operation, kind=kind) == "bad_value"


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        pytest.param("lesson", put("files", [FILE, {**FILE, "language": "ar", "later": [1]}]), id="files"),
        pytest.param("lesson", put("files", []), id="no files"),
        pytest.param("quiz", put("questions@ar", [{"type": "hologram", "text": "?"}]), id="a later question type"),
        pytest.param("organisation", put("type", "a_later_term"), id="a later term"),
        pytest.param("organisation", put("address", {"city": "Malmö", "geo": [1, 2]}), id="a later part of an address"),
        pytest.param("organisation", put("founded", "about 1990"), id="a date that only people understand"),
        pytest.param("organisation", put("name@en", "x" * 300), id="a name of 300 characters"),
        pytest.param("organisation", Remove("topics", b"\xc1"), id="a removal of what never was an element"),
        pytest.param("garden", Add("tools", raw("spade")), id="an element of an unknown kind"),
    ],
)
def test_what_every_client_can_read_is_allowed(kind: str, operation: Operation) -> None:
    assert _reason(COORDINATOR, record({}, kind=kind), operation, kind=kind) == ""


def test_the_verdict_looks_at_nothing_but_its_arguments() -> None:
    edit = Change(rules=1, record=RECORD, kind="organisation", operations=(put("type", "ngo"),))

    verdicts = {
        judge(author, AudienceType.MEMBERS, OUR_PROFILE, edit, rules=1).reason
        for author in (EDITOR, msgspec.structs.replace(EDITOR), FOCAL_POINT)
        for _ in range(3)
    }

    assert verdicts == {""}
