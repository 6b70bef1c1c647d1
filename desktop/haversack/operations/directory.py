"""The directory: every organisation in the few words that a list shows, narrowed by filters whose counts are live.

Reads only, offline. `members` reads the vault once after each change; `narrow` works on what it returned, so that a
filter costs milliseconds with five thousand organisations. Must not write sentences.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from haversack.operations.workspace import Workspace
from haversack.store import listing, outbox, projection
from haversack.store.listing import Listed
from haversack.store.normalise import normalise
from haversack_sync.model.canonical import Value, decode
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.languages import choose
from haversack_sync.model.record import RecordState

FACETS: Final = ("countries", "topics", "languages", "type", "level")
"""Filters with boxes to tick; ticking two of one widens, of two narrows."""
SWITCHES: Final = ("refugee_led", "women_led")
_GROUPS: Final = (
    *("name", "acronym", "summary", "services", "address", "type", "level", "confirmed", "owner", "language"),
    *SWITCHES,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation as a list shows it.

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
        values: Facet or switch → values, as `narrow` counts them.
        key: Names, place and acronym in one form, for type-ahead.
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
    values: Mapping[str, frozenset[str]]
    key: str


@dataclass(frozen=True, slots=True)
class Members:
    """Every organisation that is in use.

    Attributes:
        all: By name.
        topics: Record id → title of each topic.
    """

    all: tuple[Member, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list.

    Attributes:
        ticked: Facet or switch → ticked values; a switch has the value `yes`.
        words: What was typed.
    """

    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    words: str = ""

    def with_tick(self, facet: str, value: str, *, is_ticked: bool) -> "Filters":
        """Return these filters with one box ticked or not."""
        now = self.ticked.get(facet, frozenset())
        return Filters({**self.ticked, facet: now | {value} if is_ticked else now - {value}}, self.words)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What filters leave.

    Attributes:
        shown: Those that pass every filter, by name.
        counts: Facet or switch → value → how many pass all *other* filters.
    """

    shown: tuple[Member, ...]
    counts: Mapping[str, Mapping[str, int]]


def members(workspace: Workspace, *, languages: Sequence[str] = ()) -> Members:
    """Read every organisation that is in use, confirmed and waiting together.

    Args:
        workspace: The open vault.
        languages: Asked language tags, the best first.
    """
    span = workspace.span
    own = bytes(span.organisation) if span and span.organisation else b""
    with workspace.replica.reading() as connection:
        found = dict(listing.load_parts(connection, "organisation", _GROUPS))
        topics = listing.load_parts(connection, "topic", ("name", "language"))
        pending = outbox.read_items(connection, outbox.PENDING)
        keys = sorted({(item.feed, item.record) for item in pending if item.record is not None})
        laid_over = projection.show_many(connection, keys, own=workspace.own)
    for key, shown in laid_over.items():
        if shown.state.kind != "organisation":
            continue
        found.pop(key, None)
        if not shown.state.is_retired:
            found[key] = _parts_of(shown.state)
    all_ = [_member(one, languages, own=own, is_waiting=key in laid_over) for key, one in found.items()]
    titles = {show_record_id(one.id): _text(one, "name", languages)[1] for one in topics.values()}
    return Members(tuple(sorted(all_, key=lambda one: (normalise(one.name), one.id))), titles)


def narrow(everyone: Members, filters: Filters) -> Narrowed:
    """Apply filters, and count for each box what ticking it would mean with the others as they are."""
    words = normalise(filters.words).split()
    ticked = {name: values for name, values in filters.ticked.items() if values}
    shown: list[Member] = []
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*FACETS, *SWITCHES)}
    for one in everyone.all:
        if not all(word in one.key for word in words):
            continue
        failed = [name for name, values in ticked.items() if not values & one.values[name]]
        if not failed:
            shown.append(one)
            for name, counter in counts.items():
                counter.update(one.values[name])
        elif len(failed) == 1:
            counts[failed[0]].update(one.values[failed[0]])
    return Narrowed(tuple(shown), counts)


def _parts_of(state: RecordState) -> Listed:
    groups = {key: versions[0].value for key, versions in state.groups.items() if versions[0].value}
    sets = {name: list(state.elements(name)) for name in state.sets}
    return Listed(state.feed, state.id, groups, sets, state.has_two_versions)


def _member(one: Listed, languages: Sequence[str], *, own: bytes, is_waiting: bool) -> Member:
    language, name = _text(one, "name", languages)
    main = _plain(one, "language")
    original = _plain(one, f"name@{main}") if main and main != language else ""
    address = _value(one, "address")
    city, country = "", ""
    if isinstance(address, dict):
        city, country = str(address.get("city") or ""), str(address.get("country") or "")
    services = _text(one, "services", languages)[1] or _text(one, "summary", languages)[1]
    names = [_plain(one, key) for key in one.groups if key.startswith("name@")]
    countries = frozenset({*_strings(one, "countries"), *([country] if country else [])})
    values = {
        "countries": countries,
        "topics": frozenset(_links(one, "topics")),
        "languages": frozenset(_strings(one, "languages")),
        "type": frozenset(filter(None, [_plain(one, "type")])),
        "level": frozenset(filter(None, [_plain(one, "level")])),
        **{name: frozenset(["yes"] if _value(one, name) is True else []) for name in SWITCHES},
    }
    return Member(
        id=show_record_id(one.id),
        name=name,
        original=original if original != name else "",
        city=city,
        country=country,
        services=" · ".join(line.strip() for line in services.splitlines() if line.strip()),
        confirmed=_plain(one, "confirmed"),
        is_own=bool(own) and _value(one, "owner") == own,
        has_two_versions=one.has_two_versions,
        is_waiting=is_waiting,
        values=values,
        key=normalise(" ".join([*names, _plain(one, "acronym"), city, services])),
    )


def _value(one: Listed, key: str) -> Value:
    data = one.groups.get(key)
    return decode(data) if data else None


def _plain(one: Listed, key: str) -> str:
    value = _value(one, key)
    return value if isinstance(value, str) else ""


def _text(one: Listed, name: str, languages: Sequence[str]) -> tuple[str, str]:
    """Return the language and text of a localised group, as `RecordState.text` chooses them."""
    prefix = f"{name}@"
    available = [key[len(prefix) :] for key in one.groups if key.startswith(prefix)]
    main = _plain(one, "language")
    chosen = choose(available, [*languages, *([main] if main else [])])
    return (chosen, _plain(one, prefix + chosen)) if chosen else ("", "")


def _strings(one: Listed, name: str) -> Iterable[str]:
    return (value for value in map(decode, one.sets.get(name, ())) if isinstance(value, str))


def _links(one: Listed, name: str) -> Iterable[str]:
    values = map(decode, one.sets.get(name, ()))
    return (show_record_id(RecordId(value)) for value in values if isinstance(value, bytes))
