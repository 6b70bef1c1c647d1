"""The directory: read in few words, narrowed with counts that follow the other filters."""

import gc
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.directory import FACETS, SWITCHES, Member, Members, members
from haversack.operations.directory_filters import WORDS, Filters, Shelf, narrow, shelve
from haversack.operations.editing import edit
from haversack.operations.profile import profile
from haversack.operations.workspace import Workspace
from haversack.store.normalise import normalise
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record
from tests.unit.haversack.operations.published_folder import Folder


def member(name: str, *, city: str = "", confirmed: str = "", **values: str) -> Member:
    """Return an organisation; values are words apart by spaces."""
    made: Mapping[str, tuple[str, ...]] = {one: tuple(values.get(one, "").split()) for one in (*FACETS, *SWITCHES)}
    return Member(
        id=name,
        name=name,
        original="",
        city=city,
        country=values.get("countries", "")[:2],
        services="",
        confirmed=confirmed,
        is_own=False,
        has_two_versions=False,
        is_waiting=False,
        values=made,
        order=normalise(name),
        key=normalise(f"{name} {city}"),
    )


def shelf(*all_: Member) -> Shelf:
    return shelve(Members(all_), lambda one: f"{one.country} {one.city}".strip())


ALL = shelf(
    member("Anchor", countries="TH", languages="th en", refugee_led="yes", city="Mae Sot", confirmed="2026-03-01"),
    member("Bridge", countries="TH MY", languages="en", city="Bangkok"),
    member("Circle", countries="MY", languages="ms", refugee_led="yes", confirmed="2026-05"),
    member("Door", countries="BD", languages="bn", city="Cox’s Bazar", confirmed="2026"),
)


def names(shelf: Shelf, filters: Filters) -> list[str]:
    return [shelf.members.all[place].name for place in narrow(shelf, filters).places]


def ticked(**values: str) -> Filters:
    return Filters({name: frozenset(each.split()) for name, each in values.items()})


def test_two_values_of_one_filter_widen_and_two_filters_narrow() -> None:
    assert names(ALL, ticked(countries="TH MY")) == ["Anchor", "Bridge", "Circle"]
    assert names(ALL, ticked(countries="TH MY", refugee_led="yes")) == ["Anchor", "Circle"]


def test_words_are_found_in_names_and_places_whatever_their_accents() -> None:
    assert names(ALL, Filters(words="COX")) == ["Door"]
    assert names(ALL, Filters(words="mae anchor")) == ["Anchor"]
    assert names(ALL, Filters(words="nowhere")) == []


def test_orders_by_name_by_last_confirmation_and_by_place() -> None:
    assert names(ALL, Filters()) == ["Anchor", "Bridge", "Circle", "Door"]
    assert names(ALL, Filters(sort="confirmed")) == ["Circle", "Anchor", "Door", "Bridge"]
    assert names(ALL, Filters(sort="place")) == ["Door", "Circle", "Bridge", "Anchor"]


def test_where_nobody_is_left_the_filter_that_helps_most_is_named() -> None:
    found = narrow(ALL, ticked(countries="BD", refugee_led="yes"))

    assert found.places == ()
    assert found.relief is not None
    assert (found.relief.facet, found.relief.value, found.relief.number) == ("countries", "BD", 2)


def test_words_can_be_the_filter_that_helps() -> None:
    found = narrow(ALL, Filters(ticked(countries="TH MY").ticked, "door"))

    assert found.relief is not None
    assert (found.relief.facet, found.relief.number) == (WORDS, 3)


def test_where_no_single_filter_helps_none_is_named() -> None:
    assert narrow(ALL, Filters(ticked(countries="BD", refugee_led="yes").ticked, "zzz")).relief is None


def test_an_empty_directory_can_be_filtered() -> None:
    assert narrow(shelf(), ticked(countries="TH")).places == ()


@given(
    st.lists(st.tuples(st.sampled_from(["", "TH", "MY", "TH MY"]), st.sampled_from(["", "yes"])), max_size=12),
    st.sampled_from(["", "TH", "MY", "TH MY"]),
    st.sampled_from(["", "yes"]),
)
def test_a_count_is_what_ticking_leaves(all_: list[tuple[str, str]], countries: str, led: str) -> None:
    made = shelf(*(member(f"m{place}", countries=where, refugee_led=who) for place, (where, who) in enumerate(all_)))
    filters = ticked(countries=countries, refugee_led=led)
    counts = narrow(made, filters).counts

    for value, count in counts["countries"].items():
        alone = Filters({**filters.ticked, "countries": frozenset([value])})
        assert len(narrow(made, alone).places) == count
    for value, count in counts["refugee_led"].items():
        alone = Filters({**filters.ticked, "refugee_led": frozenset([value])})
        assert len(narrow(made, alone).places) == count


def test_organisations_are_read_once_until_one_of_them_changes(editor: Workspace) -> None:
    first = members(editor)
    assert members(editor, known=first) is first

    edit(editor, own_organisation(editor), ["name=Riverside House"])

    second = members(editor, known=first)
    assert [one.name for one in second.all] == ["Hill Clinic", "Riverside House"]
    assert [one.is_waiting for one in second.all] == [False, True]
    assert [one.is_own for one in second.all] == [False, True]


def test_another_language_is_read_anew(editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["name@fr=Bord de rivière"])
    english = members(editor, languages=("en",))

    french = members(editor, languages=("fr",), known=english)

    riverside = french.all[0]
    assert (riverside.name, riverside.original) == ("Bord de rivière", "Riverside")


@pytest.mark.usefixtures("network")
def test_a_profile_knows_what_names_it(network: LittleNetwork, coordinator: Workspace, tmp_path: Path) -> None:
    head = "---\nlanguage: en\ntitle: "
    Folder(tmp_path).publish(
        coordinator,
        {
            "library/manual.md": f"{head}Manual\npublisher: Hill Clinic\n---\n",
            "events/open-day.md": f"{head}Open day\nstart: 2027-03-01\norganiser: Hill Clinic\n---\n",
            "events/other.md": f"{head}Other\nstart: 2027-03-01\norganiser: Hill\n---\n",
        },
    )
    network.sync(coordinator)

    found = profile(coordinator, record(coordinator, "organisation", "hill"))

    assert [one.title for one in found.items] == ["Manual"]
    assert [one.title for one in found.events] == ["Open day"]


def test_thousands_of_organisations_are_nothing_to_look_through_for_garbage() -> None:
    """Python's search for it stops the window for as long as it takes."""
    assert not any(gc.is_tracked(one) for one in ALL.members.all)
