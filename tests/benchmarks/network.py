"""A made-up network of any size: organisations with contacts, topics, a library, courses. Same seed, same records.

The default size and mix are those on which other programs were measured: 5,000 organisations and 22,000 other records,
about 23 MB as one JSON object a line, seven languages. Must not know a vault or a hub.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import RecordId, published_id, show_record_id
from haversack_sync.model.vocabularies import terms
from tests.benchmarks.words import LANGUAGES, SHARES, Prose, prose_in

FULL_SIZE: Final = 27_000
_MIX: Final = {
    "topic": 60,
    "organisation": 5_000,
    "contact": 5_000,
    "resource": 14_000,
    "course": 200,
    "module": 740,
    "lesson": 2_000,
}
"""How many records of each kind a network of the full size has."""
_COUNTRIES: Final = "KE UG TZ ET JO LB TR GR IT ES FR DE PL CO EC MX GT HN TH MY BD IN PK IR AU NZ CA ZA EG TN".split()
_CITIES: Final = (
    "Nairobi Kampala Amman Beirut Gaziantep Athens Palermo Tapachula Quito Cúcuta Bangkok Mae-Sot Dhaka Cox’s-Bazar "
    "Kuala-Lumpur Johannesburg Cairo Tunis Marseille Hamburg Gdańsk Toronto Auckland Adelaide Kakuma Dadaab Irbid"
).split()
_FORMS: Final = ("Association", "Network", "Collective", "Centre", "Initiative", "Legal Aid", "Women’s Group", "Union")
_CHANNELS: Final = ("phone", "email", "web", "messenger")


@dataclass(frozen=True)
class MadeRecord:
    """One record of the network.

    Attributes:
        kind: Its kind.
        slug: Its name among the records of its kind; its id follows from it.
        fields: As `haversack_sync.model.content` takes them.
    """

    kind: str
    slug: str
    fields: dict[str, Value]

    def id(self, root: bytes) -> RecordId:
        return published_id(root, kind=self.kind, slug=self.slug)


def sizes(records: int) -> dict[str, int]:
    """Return how many records of each kind a network of so many records has."""
    counts = {kind: max(1, count * records // FULL_SIZE) for kind, count in _MIX.items()}
    counts["resource"] += records - sum(counts.values())
    return counts


def make_network(records: int, *, root: bytes, seed: int) -> Iterator[MadeRecord]:
    """Yield the records of a network, those that others link to first.

    Args:
        records: How many, at least 100.
        root: The network's fingerprint, from which ids follow.
        seed: Another seed, another network of the same kind.
    """
    counts = sizes(records)
    for kind, make in _MAKERS.items():
        for number in range(counts[kind]):
            rng = random.Random(f"{seed} {kind} {number}")
            language = rng.choices(LANGUAGES, weights=list(SHARES.values()))[0]
            one = _Making(rng, prose_in(language), root, counts, number)
            yield MadeRecord(kind, f"{kind}-{number}", {"language": language, **make(one)})


def as_line(record: MadeRecord, root: bytes) -> bytes:
    """Return a record as one line of JSON: what the other programs were given."""
    shown = {"id": show_record_id(record.id(root)), "kind": record.kind, **record.fields}
    return json.dumps(_plain(shown), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return show_record_id(RecordId(value))
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class _Making:
    """One record in the making."""

    rng: random.Random
    prose: Prose
    root: bytes
    counts: dict[str, int]
    number: int

    def text(self, text: str) -> Value:
        return {self.prose.language: text}

    def link(self, kind: str, number: int | None = None) -> Value:
        chosen = self.rng.randrange(self.counts[kind]) if number is None else number % self.counts[kind]
        return bytes(published_id(self.root, kind=kind, slug=f"{kind}-{chosen}"))

    def topics(self) -> Value:
        chosen = self.rng.sample(range(self.counts["topic"]), k=min(self.rng.randint(1, 4), self.counts["topic"]))
        return [self.link("topic", number) for number in chosen]

    def countries(self, most: int) -> Value:
        return list(self.rng.sample(_COUNTRIES, k=self.rng.randint(1, most)))

    def languages(self) -> Value:
        others = self.rng.sample(LANGUAGES, k=self.rng.randint(0, 2))
        return list(dict.fromkeys((self.prose.language, *others)))

    def date(self) -> str:
        year, month, day = self.rng.randint(1998, 2026), self.rng.randint(1, 12), self.rng.randint(1, 28)
        return self.rng.choice((f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}"))

    def site(self) -> str:
        return f"https://{self.rng.choice(_CITIES).lower().encode('punycode').decode()}{self.number}.example"


def _topic(one: _Making) -> dict[str, Value]:
    everywhere = [prose_in(language) for language in LANGUAGES]
    return {
        "name": {prose.language: prose.title(one.rng) for prose in everywhere},
        "summary": {prose.language: prose.prose(one.rng, 2) for prose in everywhere},
        "order": one.number,
        "taxonomy": "topic",
    }


def _organisation(one: _Making) -> dict[str, Value]:
    rng, prose = one.rng, one.prose
    city = rng.choice(_CITIES)
    fields: dict[str, Value] = {
        "name": one.text(f"{prose.title(rng)} {rng.choice(_FORMS)} {city}"),
        "acronym": "".join(rng.choices("ABCDEFGHIKLMNOPRSTUW", k=rng.randint(3, 6))),
        "summary": one.text(prose.prose(rng, 1)),
        "description": one.text(prose.prose(rng, rng.randint(1, 3))),
        "services": one.text(prose.prose(rng, rng.randint(1, 2))),
        "opening_hours": one.text(f"{prose.word(rng)} 9:00–{rng.randint(12, 18)}:00"),
        "street": f"{rng.randint(1, 300)} {prose.title(rng)}",
        "city": city,
        "country": rng.choice(_COUNTRIES),
        "type": rng.choice(terms("organisation_type")),
        "level": rng.choice(terms("organisation_level")),
        "founded": one.date(),
        "website": one.site(),
        "refugee_led": rng.random() < 0.5,
        "women_led": rng.random() < 0.3,
        "topics": one.topics(),
        "languages": one.languages(),
        "countries": one.countries(3),
    }
    if rng.random() < 0.3 and prose.language != "en":
        fields["summary"] = {prose.language: prose.prose(rng, 1), "en": prose_in("en").prose(rng, 1)}
    return fields


def _contact(one: _Making) -> dict[str, Value]:
    channel = one.rng.choice(_CHANNELS)
    digits = one.rng.randrange(10**6)
    value = {
        "phone": f"+254 20 {digits:06}",
        "email": f"contact{digits}@office{one.number}.example",
        "web": f"https://office{one.number}.example/{digits}",
        "messenger": f"@office{digits}",
    }[channel]
    return {
        "purpose": one.text(one.prose.title(one.rng)),
        "channel": channel,
        "value": value,
        "hours": one.text(f"9:00–{one.rng.randint(12, 18)}:00"),
        "organisation": one.link("organisation", one.number),
    }


def _resource(one: _Making) -> dict[str, Value]:
    rng, prose = one.rng, one.prose
    fields: dict[str, Value] = {
        "title": one.text(prose.title(rng)),
        "summary": one.text(prose.prose(rng, rng.randint(1, 3))),
        "type": rng.choice(terms("resource_type")),
        "date": one.date(),
        "publisher": f"{prose_in('en').title(rng)} {rng.choice(_FORMS)}",
        "url": f"{one.site()}/{rng.randrange(10**8)}",
        "licence": rng.choice(("CC BY 4.0", "CC BY-NC 4.0", "all rights reserved")),
        "topics": one.topics(),
        "languages": one.languages(),
        "countries": one.countries(4),
    }
    if rng.random() < 0.05:
        fields["body"] = one.text(prose.page(rng, rng.randint(3, 8)))
    if rng.random() < 0.15 and prose.language != "en":
        fields["title"] = {prose.language: prose.title(rng), "en": prose_in("en").title(rng)}
    return fields


def _course(one: _Making) -> dict[str, Value]:
    return {
        "title": one.text(one.prose.title(one.rng)),
        "summary": one.text(one.prose.prose(one.rng, 2)),
        "description": one.text(one.prose.page(one.rng, 4)),
        "level": one.rng.choice(terms("course_level")),
        "minutes": one.rng.randrange(30, 600, 15),
        "topics": one.topics(),
        "languages": one.languages(),
    }


def _module(one: _Making) -> dict[str, Value]:
    return {
        "title": one.text(one.prose.title(one.rng)),
        "summary": one.text(one.prose.prose(one.rng, 1)),
        "course": one.link("course", one.number),
        "order": one.number % 4,
    }


def _lesson(one: _Making) -> dict[str, Value]:
    return {
        "title": one.text(one.prose.title(one.rng)),
        "summary": one.text(one.prose.prose(one.rng, 1)),
        "body": one.text(one.prose.page(one.rng, one.rng.randint(4, 10))),
        "module": one.link("module", one.number),
        "order": one.number % 3,
        "minutes": one.rng.randrange(5, 60, 5),
    }


_MAKERS: Final[dict[str, Callable[[_Making], dict[str, Value]]]] = {
    "topic": _topic,
    "organisation": _organisation,
    "contact": _contact,
    "resource": _resource,
    "course": _course,
    "module": _module,
    "lesson": _lesson,
}
