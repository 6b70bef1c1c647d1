"""The directory's list: every organisation in the few words that a list shows.

Reads only, offline, and never a long text: a directory may hold thousands. Must not write sentences, nor filter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import msgspec

from haversack.operations import listed_parts as parts
from haversack.operations.workspace import Workspace
from haversack.store import listing, outbox
from haversack.store.listing import Listed
from haversack.store.normalise import normalise
from haversack_sync.model.ids import show_record_id

FACETS: Final = ("countries", "topics", "languages", "type", "level")
"""Filters with boxes to tick; ticking two of one widens, of two narrows."""
SWITCHES: Final = ("refugee_led", "women_led")
_GROUPS: Final = (
    *("name", "acronym", "summary", "services", "address", "type", "level", "confirmed", "owner", "language"),
    *SWITCHES,
)


class Member(msgspec.Struct, frozen=True, gc=False):
    """One organisation as a list shows it; nothing in it can hold it, so Python need not look there for garbage.

    Attributes:
        id: The record, as people write it.
        name: In the asked language.
        original: Its name in its own main language, where that is another; else empty.
        city: May be empty.
        country: Code of the country of its address, or empty.
        services: Or its summary; may be empty.
        confirmed: Date of the last confirmation with its precision, or empty.
        is_own: Whether it is this computer's organisation.
        has_two_versions: Whether a person has to choose somewhere.
        is_waiting: Whether a change made here is not received yet.
        values: Facet or switch → values; a switch that is true has the value `yes`.
        order: What it is sorted by: its name in one form.
        key: Names, place, acronym and services in one form, for type-ahead.
    """

    id: str
    name: str
    original: str
    city: str
    country: str
    services: str
    confirmed: str
    is_own: bool
    has_two_versions: bool
    is_waiting: bool
    values: Mapping[str, tuple[str, ...]]
    order: str
    key: str


@dataclass(frozen=True, slots=True)
class Members:
    """Every organisation that is in use.

    Attributes:
        all: By name.
        topics: Record id → title of each topic.
        languages: The languages that it was read for.
        mark: What tells whether records changed since; see `listing.mark`.
    """

    all: tuple[Member, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    mark: tuple[int, ...] = ()


def members(workspace: Workspace, *, languages: Sequence[str] = (), known: Members | None = None) -> Members:
    """Read every organisation that is in use, confirmed and waiting together.

    Args:
        workspace: The open vault.
        languages: Asked language tags, the best first.
        known: What was read before; it comes back as it is where no record changed since.
    """
    asked = tuple(languages)
    with workspace.replica.reading() as connection:
        mark = listing.mark(connection, ("organisation", "topic"))
    if known is not None and known.mark == mark and known.languages == asked:
        return known
    with workspace.replica.reading() as connection:
        pending = {item.record for item in outbox.read_items(connection, outbox.UNSENT)}
    span = workspace.span
    own = bytes(span.organisation) if span and span.organisation else b""
    found = parts.in_use(workspace, "organisation", _GROUPS)
    all_ = [_member(one, asked, own=own, is_waiting=one.id in pending) for one in found]
    topics = parts.in_use(workspace, "topic", ("name", "language"))
    titles = {show_record_id(one.id): parts.text(one, "name", asked)[1] for one in topics}
    return Members(tuple(sorted(all_, key=lambda one: (one.order, one.id))), titles, asked, mark)


def _member(one: Listed, languages: Sequence[str], *, own: bytes, is_waiting: bool) -> Member:
    language, name = parts.text(one, "name", languages)
    main = parts.plain(one, "language")
    original = parts.plain(one, f"name@{main}") if main and main != language else ""
    address = parts.value(one, "address")
    city, country = "", ""
    if isinstance(address, dict):
        city, country = str(address.get("city") or ""), str(address.get("country") or "")
    services = parts.text(one, "services", languages)[1] or parts.text(one, "summary", languages)[1]
    names = [parts.plain(one, f"name@{tag}") for tag in parts.languages_of(one, "name")]
    values = {
        "countries": _each(*parts.strings(one, "countries"), country),
        "topics": _each(*(parts.shown_id(topic) for topic in parts.links(one, "topics"))),
        "languages": _each(*parts.strings(one, "languages")),
        "type": _each(parts.plain(one, "type")),
        "level": _each(parts.plain(one, "level")),
        **{switch: _each("yes" if parts.value(one, switch) is True else "") for switch in SWITCHES},
    }
    return Member(
        id=show_record_id(one.id),
        name=name,
        original=original if original != name else "",
        city=city,
        country=country,
        services=" · ".join(line.strip() for line in services.splitlines() if line.strip()),
        confirmed=parts.plain(one, "confirmed"),
        is_own=bool(own) and parts.value(one, "owner") == own,
        has_two_versions=one.has_two_versions,
        is_waiting=is_waiting,
        values=values,
        order=normalise(name),
        key=normalise(" ".join([*names, parts.plain(one, "acronym"), city, services])),
    )


@lru_cache(maxsize=1024)
def _each(*values: str) -> tuple[str, ...]:
    """Return values that are not empty, each once; thousands of organisations share the same few."""
    return tuple(dict.fromkeys(filter(None, values)))
