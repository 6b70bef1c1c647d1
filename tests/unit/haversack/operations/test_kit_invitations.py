"""Invitations for a kit: sheets lie apart from it, say each code once, and the codes work from the kit."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from haversack.operations import kit_invitations
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.inviting import ForNewOrganisation
from haversack.operations.kit_building import BuildHow, build_kit
from haversack.operations.kit_form import KitError
from haversack.operations.kit_invitations import KIT_INVITATION_DAYS, MOST_SHEETS, SheetOrder, make_invitations
from haversack.operations.kit_pages import read_pages
from haversack.operations.kit_planning import KitChoice, plan_kit
from haversack.operations.kit_readiness import make_ready
from haversack.operations.kit_sheets import SheetFacts, sheets_page
from haversack.operations.reporting import status
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.store.cost import COST_FLOOR
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.model.roles import Role
from haversack_sync.protocol.enrolment import read_code
from tests.unit.haversack.little_network import PASSPHRASE, LittleNetwork

PAGES = read_pages(Path(__file__).parents[4] / "resources" / "kits")
_GROUP = re.compile(r"<span>([0-9A-Z]{1,5})</span>")


@pytest.fixture
def network(tmp_path: Path) -> Iterator[LittleNetwork]:
    made = LittleNetwork(tmp_path / "vaults")
    made.base.mkdir()
    yield made
    made.close()


@pytest.fixture
def coordinator(network: LittleNetwork) -> Workspace:
    return network.found()


def order(folder: Path, number: int = 2, *, language: str = "fr", may_lie_with_kit: bool = False) -> SheetOrder:
    whom = ForNewOrganisation("Night Train Kitchen", "en")
    return SheetOrder(number, whom, Role.EDITOR, language, folder, may_lie_with_kit)


def enrol_from(network: LittleNetwork, kit: Path, name: str, code: str) -> Workspace:
    """Enrol with no network."""

    def begin(folder: Path) -> object:
        new = NewDevice(folder, PASSPHRASE, code, "", "", COST_FLOOR)
        return enrol(new, FolderEndpoint(kit), clock=network.own_clock(), wishes=Wishes())

    return network.new_vault(name, begin)


def codes_on(sheets: Path) -> list[str]:
    sections = sheets.read_text().split("<section>")[1:]
    return ["-".join(_GROUP.findall(section)) for section in sections]


def test_invitations_of_many_organisations_are_made_before_one_kit_that_serves_all_of_them(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    names = ("Night Train Kitchen", "Harbour Clinic")
    orders = [replace(order(tmp_path / "sheets", 1), organisation=ForNewOrganisation(name, "en")) for name in names]
    sheets = [make_invitations(coordinator, None, each, PAGES) for each in orders]
    network.sync(coordinator)
    make_ready(coordinator, network.endpoint, Wishes())
    built = build_kit(coordinator, tmp_path / "kit", KitChoice(("fr",)), pages=PAGES, how=BuildHow())

    assert (built.invitations, len(set(sheets))) == (2, 2)
    for name, page in zip(names, sheets, strict=True):
        (code,) = codes_on(page)
        joined = status(enrol_from(network, tmp_path / "kit", name, code)).organisation
        assert joined is not None
        assert joined.name == name


def test_sheets_alone_lie_in_no_kit_and_on_no_other_disk_unless_somebody_asks_for_it(
    coordinator: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "network.haversack").write_bytes(b"profile")
    for folder in (tmp_path / "kit", tmp_path / "kit" / "sheets"):
        with pytest.raises(KitError, match="sheets_on_stick"):
            make_invitations(coordinator, None, order(folder), PAGES)
    monkeypatch.setattr(kit_invitations, "_disk", lambda place: "stick" in place.parts)
    with pytest.raises(KitError, match="sheets_on_stick"):
        make_invitations(coordinator, None, order(tmp_path / "stick"), PAGES)
    assert not (tmp_path / "stick").exists()

    asked = make_invitations(coordinator, None, order(tmp_path / "stick", may_lie_with_kit=True), PAGES)

    assert asked.parent == tmp_path / "stick"


def test_codes_on_the_sheets_work_from_the_kit_with_no_network_and_lie_nowhere_else(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    kit = tmp_path / "kit"
    sheets = make_invitations(coordinator, kit, order(tmp_path / "sheets"), PAGES)
    make_ready(coordinator, network.endpoint, Wishes())
    built = build_kit(coordinator, kit, KitChoice(("fr",)), pages=PAGES, how=BuildHow())
    first, second = codes_on(sheets)

    assert built.invitations == 2
    everything = [
        path.read_bytes() for path in (*kit.rglob("*"), *coordinator.vault.folder.rglob("*")) if path.is_file()
    ]
    assert len(everything) > 8
    for code in (first, second):
        assert read_code(code)
        assert not [data for data in everything if code.encode() in data or code.replace("-", "").encode() in data]
    both = [enrol_from(network, kit, "newcomer", first), enrol_from(network, kit, "neighbour", second)]
    # The hub has not taken the redemptions in yet: until then they read, and what they write waits.
    assert [status(one).role for one in both] == ["provisional", "provisional"]
    assert len({one.terms.organisation for one in coordinator.replica.network().authority.invitations.values()}) == 1


def test_older_sheets_stay(coordinator: Workspace, tmp_path: Path) -> None:
    first = make_invitations(coordinator, tmp_path / "kit", order(tmp_path / "sheets", 1), PAGES)
    before = first.read_bytes()
    second = make_invitations(coordinator, tmp_path / "kit", order(tmp_path / "sheets", 1), PAGES)

    assert first != second
    assert first.read_bytes() == before


def test_what_is_refused_makes_no_invitation(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit, apart = tmp_path / "kit", tmp_path / "sheets"
    refused: list[str] = []
    for wanted in (
        order(apart, 0),
        order(apart, MOST_SHEETS + 1),
        order(apart, language="xx"),
        order(kit),
        order(kit / "sheets"),
    ):
        with pytest.raises(KitError) as error:
            make_invitations(coordinator, kit, wanted, PAGES)
        refused.append(error.value.reason)
    # The kit's disk is another than the vault's, and the sheets' is the same: a stick.
    stick = tmp_path / "stick"
    monkeypatch.setattr(kit_invitations, "_disk", lambda place: int(stick in (place, *place.parents)))
    with pytest.raises(KitError) as error:
        make_invitations(coordinator, stick / "kit", order(stick / "sheets"), PAGES)
    refused.append(error.value.reason)
    network.sync(coordinator)

    assert refused == ["invitation_number", "invitation_number", "no_language", *["sheets_with_kit"] * 3]
    assert not coordinator.replica.network().authority.invitations
    assert not apart.exists()
    asked = order(stick / "sheets", may_lie_with_kit=True)
    assert make_invitations(coordinator, stick / "kit", asked, PAGES).exists()


def test_only_a_coordinator_makes_sheets(network: LittleNetwork, coordinator: Workspace, tmp_path: Path) -> None:
    sheets = make_invitations(coordinator, tmp_path / "kit", order(tmp_path / "sheets", 1), PAGES)
    network.sync(coordinator)
    editor = network.enrol("editor", codes_on(sheets)[0])

    with pytest.raises(NotAllowedError):
        make_invitations(editor, tmp_path / "kit", order(tmp_path / "others"), PAGES)
    with pytest.raises(NotAllowedError):
        plan_kit(editor, tmp_path / "kit", KitChoice())


@pytest.mark.parametrize("tag", PAGES.languages)
def test_a_sheet_says_everything_in_its_language_and_runs_nothing(tag: str) -> None:
    language, facts = PAGES.sheet_language(tag), SheetFacts("<b>Harbour</b>", "ABCD EFGH", "2026-12-11")
    page = sheets_page(language, facts, ["0123A-4567B-89CDE-FGHJK-M", "ZZZZZ-4567B-89CDE-FGHJK-M"]).decode()

    assert page.count("<section>") == 2
    assert page.count('class="qr"') == 2
    assert not re.search(r"<(script|img|link|iframe|b)\b|\b(src|href|on\w+)=", page)
    for wanted in ("&lt;b&gt;Harbour&lt;/b&gt;", "ABCD EFGH", "2026-12-11", f'dir="{language.direction}"'):
        assert wanted in page
    assert "{" not in page.replace(re.findall(r"<style>.*</style>", page)[0], "")
    assert (language.draft in page) or not language.draft


def test_sheets_name_the_last_day_and_invitations_of_kits_last_as_long_as_sticks_travel(
    network: LittleNetwork, coordinator: Workspace, tmp_path: Path
) -> None:
    usual = make_invitations(coordinator, tmp_path / "kit", order(tmp_path / "sheets", 1), PAGES)
    chosen = replace(order(tmp_path / "sheets", 1), days=14)
    short = make_invitations(coordinator, tmp_path / "kit", chosen, PAGES)
    network.sync(coordinator)

    assert "2024-01-12" in usual.read_text()
    assert "2023-11-27" in short.read_text()
    terms = [one.terms.expiry_days for one in coordinator.replica.network().authority.invitations.values()]
    assert sorted(terms) == [14, KIT_INVITATION_DAYS]


@pytest.mark.parametrize("tag", PAGES.languages)
def test_a_sheet_has_a_line_to_fill_in_by_hand_for_they_look_alike(tag: str) -> None:
    language = PAGES.sheet_language(tag)
    page = sheets_page(
        language, SheetFacts("Harbour", "ABCD EFGH", "2026-12-11"), ["0123A-4567B-89CDE-FGHJK-M"]
    ).decode()

    line = f'<p class="whom"><span>{language.texts.whom}</span><i></i></p>'
    assert line in page
    assert language.texts.whom_note in page.partition(line)[2].partition("<h2>")[0]


def test_whom_an_invitation_is_for_is_never_printed(coordinator: Workspace, tmp_path: Path) -> None:
    sheets = make_invitations(coordinator, tmp_path / "kit", order(tmp_path / "sheets", 1), PAGES)

    assert "Night Train Kitchen" not in sheets.read_text()
