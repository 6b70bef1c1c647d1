"""A kit holds what a new computer needs and nothing secret; it resumes, fits, and tells a broken copy."""

import errno
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from haversack.operations import offline_files
from haversack.operations.editing import edit
from haversack.operations.erasing import erase
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.kit_building import BuildHow, build_kit
from haversack.operations.kit_checking import CheckHow, check_beside, check_kit, scratch_in
from haversack.operations.kit_form import CHECKSUMS, NETWORK_FILE, KitError, is_inside
from haversack.operations.kit_network import take_out_erased
from haversack.operations.kit_planning import KitChoice, plan_kit
from haversack.operations.side_link import StoppedError, Threads, threads_of_its_own
from haversack.operations.stick_feeds import frames_in
from haversack.operations.workspace import NotAllowedError
from haversack.store.errors import DamagedVaultError
from haversack.store.stick_files import StickError
from haversack_sync.hub.carry import carry
from haversack_sync.model.roles import Role
from haversack_sync.protocol.enrolment import derive, read_code
from haversack_sync.protocol.limits import MAX_SEGMENT_BYTES, MAX_STANZAS
from haversack_sync.protocol.messages import (
    EntriesFrame,
    StanzasFrame,
    WireEntry,
    encode_frame,
)
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import network_folder, read_segment_name
from tests.unit.haversack.little_network import record
from tests.unit.haversack.operations.kit_desk import PAGES, Desk, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from make_desk(tmp_path)


def test_what_nobody_could_check_is_refused_before_anything_is_written(desk: Desk) -> None:
    with pytest.raises(KitError) as refused:
        desk.build()

    assert refused.value.reason == "old_content"
    assert refused.value.number > 0
    assert not (desk.base / "kit").exists()


def test_a_kit_is_whole_resumes_and_tells_what_was_broken(desk: Desk) -> None:
    desk.learn()
    stops = iter([False] * 3 + [True] * 1_000)
    half = desk.build(how=BuildHow(is_cancelled=lambda: next(stops)))
    assert not half.is_complete
    assert not (desk.base / "kit" / CHECKSUMS).exists()

    told: list[tuple[int, int]] = []
    built = desk.build(how=BuildHow(tell=lambda done, total: told.append((done, total))))
    found = desk.check()

    assert built.is_complete
    assert told
    assert all(done <= total for done, total in told)
    assert found.is_whole
    assert (found.invitations, built.invitations) == (1, 1)
    assert (found.network, found.fingerprint) == (built.network, built.fingerprint)
    assert found.records["topic"] == 2
    assert found.titles["topic"] == ("Detention", "Statelessness")
    assert found.pages == ("ar", "en")
    assert found.files == built.files == 2
    kit = desk.base / "kit"
    assert (kit / "Haversack.exe").read_bytes() == b"MZ" * 5_000
    assert set(json.loads((kit / "kit.json").read_text())["languages"]) == {"en", "ar"}

    # Built again, nothing is written a second time.
    files = [path for path in kit.rglob("*") if path.is_file() and path.name != CHECKSUMS]
    before = {path: path.stat().st_mtime_ns for path in files}
    desk.build()
    assert {path: path.stat().st_mtime_ns for path in before} == before

    (kit / "Haversack.exe").write_bytes(b"MZ" * 4_999 + b"MX")
    (kit / "Haversack.run").unlink()
    (kit / "autorun.inf").write_bytes(b"[autorun]")
    found = desk.check()
    assert not found.is_whole
    assert (found.damaged, found.missing, found.unknown) == (("Haversack.exe",), ("Haversack.run",), ("autorun.inf",))


def test_what_lay_there_before_the_build_is_not_of_the_kit_and_makes_no_room_for_it(desk: Desk) -> None:
    desk.learn()
    kit = desk.base / "kit"
    place = kit / network_folder(desk.coordinator.root)
    place.mkdir(parents=True)
    roomy = plan_kit(desk.coordinator, kit, KitChoice()).room
    (kit / "autorun.inf").write_bytes(b"[autorun]" * 1_000_000)
    (place / "Setup.exe").write_bytes(b"MZ")

    room = plan_kit(desk.coordinator, kit, KitChoice()).room
    desk.build()
    found = desk.check()

    assert room < roomy - 4_000_000, "what stays on the stick was counted as room"
    assert set(found.unknown) == {"autorun.inf", f"{place.name}/Setup.exe"}
    assert not found.damaged


def test_a_check_lets_other_work_run_between_two_files_and_can_be_stopped_there(desk: Desk) -> None:
    desk.learn()
    desk.build()
    kit, scratch, clock = desk.base / "kit", desk.base / "scratch", desk.made.network.own_clock()
    given, aside, threads = list[bool](), list[bool](), threads_of_its_own()

    def write(_: float) -> None:
        given.append(scratch.exists())
        if len(given) == 1:
            edit(desk.coordinator, record(desk.coordinator, "topic", "detention"), ["summary=Typed meanwhile"])

    def beside(work: Callable[[], None]) -> None:
        aside.append(scratch.exists())
        threads.beside(work)

    how = check_beside(Threads(beside, write, threads.wake), is_cancelled=lambda: False)
    found = check_kit(kit, scratch, clock=clock, how=how)
    with pytest.raises(StoppedError):
        check_kit(kit, scratch, clock=clock, how=CheckHow(is_cancelled=lambda: True))

    assert found.is_whole
    assert given.count(False) >= len((kit / CHECKSUMS).read_text().splitlines())
    assert True in aside, "the network was read in the vault's thread"
    assert not scratch.exists()


def test_files_that_are_removed_from_this_computer_while_a_kit_is_built_are_not_in_it(desk: Desk) -> None:
    desk.learn()
    meant = [one for one, _ in plan_kit(desk.coordinator, desk.base / "kit", KitChoice()).files]

    def remove_all() -> None:
        offline_files.remove_files(desk.coordinator, meant)

    built = desk.build(how=BuildHow(give_way=remove_all))

    assert built.is_complete
    assert (built.files, built.away) == (0, len(meant))
    assert desk.check().is_whole


def test_a_file_that_should_be_here_and_is_not_ends_a_build(desk: Desk) -> None:
    desk.learn()
    ((lost, _), *_others) = plan_kit(desk.coordinator, desk.base / "kit", KitChoice()).files
    desk.coordinator.vault.parcels.remove(lost)

    with pytest.raises(DamagedVaultError):
        desk.build()


def test_a_kit_that_is_brought_up_to_date_has_no_checksums_until_it_is_whole(desk: Desk) -> None:
    desk.learn()
    desk.build()

    desk.build(how=BuildHow(is_cancelled=lambda: True))

    assert not (desk.base / "kit" / CHECKSUMS).exists()


def stanzas_on(place: Path) -> list[object]:
    """Return the keys on a stick, each as often as it lies there."""
    frames = frames_in(place / "stanzas", most_bytes=MAX_STANZAS * 128)
    return [one for frame in frames if isinstance(frame, StanzasFrame) for one in frame.stanzas]


def test_a_kit_on_a_stick_of_the_hub_keeps_the_keys_of_everybody(desk: Desk) -> None:
    # Keys of somebody who is here already, and for whom no invitation is open any more.
    desk.made.network.sync(desk.made.network.enrol("editor", desk.code))
    desk.made.network.sync(desk.coordinator)
    place = carry(desk.made.data, desk.base / "kit", clock=desk.made.network.clock).folder
    of_hub = stanzas_on(place)
    invite(desk.coordinator, ForNewOrganisation("Harbour Clinic", "en"), Role.EDITOR)
    desk.learn()

    desk.build()
    after = stanzas_on(place)

    assert of_hub
    assert set(of_hub) < set(after), "the hub's keys went, or the new invitation's are not there"
    assert len(after) == len(set(after))
    assert desk.check().invitations == 1


def test_what_is_no_installer_stays_where_it_is_and_an_older_kit_beside_them_overwrites_nothing(desk: Desk) -> None:
    desk.learn()
    others = ("network.haversack", "Kit.json", "START-HERE.html", "start-here.ar.html", "checksums.sha256")
    for name in (*others, "SHA256SUMS", "Haversack.cdx.json", "haversack-hub_1.0_amd64.deb"):
        (desk.installers / name).write_bytes(b"of an older kit, or not for these people")

    desk.build()
    found = desk.check()

    assert found.is_whole
    assert found.installers == ("Haversack.exe", "Haversack.run")
    names = {path.name for path in (desk.base / "kit").iterdir()}
    assert not names & {"SHA256SUMS", "Haversack.cdx.json", "haversack-hub_1.0_amd64.deb", "Kit.json"}
    profile = (desk.base / "kit" / network_folder(desk.coordinator.root) / "profile").read_bytes()
    assert (desk.base / "kit" / NETWORK_FILE).read_bytes() == profile


def test_pages_of_an_older_kit_in_other_languages_make_way_for_they_name_other_installers(desk: Desk) -> None:
    desk.learn()
    kit = desk.base / "kit"
    everything = KitChoice(installers=desk.installers)
    build_kit(desk.coordinator, kit, everything, pages=PAGES, how=BuildHow())
    french, spanish, own = (kit / f"START-HERE.{tag}.html" for tag in ("fr", "es", "sw"))
    spanish.write_bytes(b"somebody wrote into it")
    own.write_bytes(b"somebody translated it")

    desk.build()
    found = desk.check()

    # What is not as the older kit had it is somebody's own.
    assert not french.exists()
    assert sorted(found.unknown) == ["START-HERE.es.html", "START-HERE.sw.html"]
    assert {"START-HERE.html", "START-HERE.ar.html", "START-HERE.en.html"} < {path.name for path in kit.iterdir()}
    assert found.pages == ("ar", "en", "es", "sw")


def entries_on(place: Path) -> dict[tuple[int, int], int]:
    """Return how long all envelopes on a stick are, by feed and number."""
    files = [path for path in place.iterdir() if read_segment_name(path.name)]
    frames = [frame for path in files for frame in frames_in(path, most_bytes=MAX_SEGMENT_BYTES)]
    return {
        (frame.ordinal, n): len(entry.envelope)
        for frame in frames
        if isinstance(frame, EntriesFrame)
        for n, entry in enumerate(frame.entries, start=frame.first)
        if isinstance(entry.envelope, bytes)
    }


def test_a_kit_that_is_built_again_after_an_erasure_holds_nothing_of_what_was_erased(desk: Desk) -> None:
    desk.learn()
    hill = record(desk.coordinator, "organisation", "hill")
    place = desk.base / "kit" / network_folder(desk.coordinator.root)
    desk.build()
    whole = entries_on(place)
    orphan = place / "objects" / ("ab" * 32)
    orphan.write_bytes(b"a file of a record that is erased by now")

    erase(desk.coordinator, hill)
    desk.made.network.sync(desk.coordinator)
    desk.learn()
    desk.build()
    after = entries_on(place)

    stubs = [key for key, size in after.items() if size == 32]
    assert stubs
    assert all(whole[key] > 32 for key in stubs)
    assert after.keys() > whole.keys()
    assert not orphan.exists()
    found = desk.check()
    assert (found.is_whole, found.files) == (True, 2)
    assert "organisation" not in found.records or found.records["organisation"] < 2


def test_a_stick_that_is_pulled_out_during_a_check_is_gone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.learn()
    desk.build()
    read = Path.read_bytes

    def pulled_out(path: Path) -> bytes:
        if path.name == NETWORK_FILE:
            raise OSError(errno.EIO, "pulled out")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", pulled_out)
    with pytest.raises(StickError) as refused:
        desk.check()

    assert refused.value.reason == "gone"


def test_a_check_clears_away_the_vaults_of_checks_that_were_ended(desk: Desk, tmp_path: Path) -> None:
    vaults, clock = tmp_path / "some vaults", desk.made.network.own_clock()
    ended, others = vaults / "check-0123456789abcdef", [vaults / "vault-1", vaults / "check-list"]
    for folder in (ended, *others):
        folder.mkdir(parents=True)
        (folder / "vault.slots").write_bytes(b"slots")

    scratch = scratch_in(vaults, clock=clock)

    assert (scratch.parent, scratch.exists()) == (vaults, False)
    assert not ended.exists()
    assert all((folder / "vault.slots").exists() for folder in others)


def test_a_stick_that_knows_of_an_erasure_before_this_computer_is_left_as_it_is(desk: Desk) -> None:
    desk.learn()
    desk.build()
    place = desk.base / "kit" / network_folder(desk.coordinator.root)
    path = min(path for path in place.iterdir() if (read := read_segment_name(path.name)) and read[0] != 0)
    frames = [one for one in frames_in(path, most_bytes=MAX_SEGMENT_BYTES) if isinstance(one, EntriesFrame)]

    def rewrite(envelope: Callable[[bytes], bytes]) -> bytes:
        """Put something in the place of the envelopes of the first frame."""
        entries = tuple(
            WireEntry(one.position, one.stamp, one.flags, envelope(one.envelope))
            for one in frames[0].entries
            if isinstance(one.envelope, bytes)
        )
        first = EntriesFrame(frames[0].ordinal, frames[0].first, entries, frames[0].mark)
        path.write_bytes(b"".join(map(encode_frame, (first, *frames[1:]))))
        return path.read_bytes()

    stubs = rewrite(sha256)
    take_out_erased(desk.coordinator, place)
    assert path.read_bytes() == stubs, "what was erased was put back, or taken out"

    rewrite(lambda envelope: bytes(32))
    take_out_erased(desk.coordinator, place)
    assert not path.exists()


def test_no_secret_lies_in_a_kit(desk: Desk) -> None:
    desk.learn()
    desk.build()
    keys = derive(read_code(desk.code))
    secrets = [desk.code.encode(), desk.code.replace("-", "").encode(), keys.sign_seed, keys.box_seed]

    everything = [path.read_bytes() for path in (desk.base / "kit").rglob("*") if path.is_file()]

    assert len(everything) > 10
    assert not [secret for secret in secrets for data in everything if secret in data]
    place = network_folder(desk.coordinator.root)
    assert (desk.base / "kit" / NETWORK_FILE).read_bytes() == (desk.base / "kit" / place / "profile").read_bytes()


def test_a_kit_that_does_not_fit_or_lies_wrong_is_refused_before_anything_is_written(desk: Desk) -> None:
    desk.learn()

    with pytest.raises(StickError) as full:
        desk.build(size=300_000)
    with pytest.raises(KitError) as inside:
        build_kit(desk.coordinator, desk.coordinator.vault.folder / "kit", KitChoice(), pages=PAGES, how=BuildHow())
    with pytest.raises(KitError) as none:
        plan_kit(desk.coordinator, desk.base / "kit", KitChoice(installers=desk.base / "nowhere"))
    with pytest.raises(KitError) as language:
        build_kit(desk.coordinator, desk.base / "kit", KitChoice(("xx",)), pages=PAGES, how=BuildHow())

    with pytest.raises(KitError) as around:
        plan_kit(desk.coordinator, desk.coordinator.vault.folder.parent, KitChoice())

    assert around.value.reason == "inside_vault"
    reasons = [full.value.reason, inside.value.reason, none.value.reason, language.value.reason]
    assert reasons == ["full", "inside_vault", "no_installers", "no_language"]
    assert not (desk.base / "kit").exists()
    assert not (desk.coordinator.vault.folder / "kit").exists()


def test_only_a_coordinator_builds_kits(desk: Desk) -> None:
    editor = desk.made.network.enrol("editor", desk.code)

    with pytest.raises(NotAllowedError):
        plan_kit(editor, desk.base / "kit", KitChoice())


def test_a_folder_without_checksums_is_no_kit(desk: Desk) -> None:
    desk.learn()

    with pytest.raises(KitError) as refused:
        check_kit(desk.made.place, desk.base / "scratch", clock=desk.made.network.own_clock())

    assert refused.value.reason == "no_kit"


@pytest.mark.parametrize(
    ("name", "inside"),
    [("a", True), ("a/b/c", True), ("../a", False), ("/etc/passwd", False), ("a/b/c/d", False), ("c:a", False)],
)
def test_a_list_names_only_what_lies_in_the_kit(name: str, *, inside: bool) -> None:
    assert is_inside(name) is inside
