"""A vault that was copied: both copies are written in, both sync, and nobody's text is lost (D5, D6)."""

import shutil

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.keeping import do_duties
from haversack.operations.workspace import Workspace
from haversack.store import outbox, schema, settling, sticks, values
from haversack.store.outbox import ItemState
from haversack_sync.model.ids import NETWORK_FEED, DeviceId
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.messages import ExchangeRequest, encode_message
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import Homeward, encoded_receipts
from tests.guards.examples import examples
from tests.simulation.world import FixedRandom
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record


def twin_of(network: LittleNetwork, workspace: Workspace, name: str = "twin") -> Workspace:
    """Copy a vault's folder, as a disk image or a backup that is put back does, and open the copy."""
    folder = workspace.vault.folder
    workspace.vault.close()
    shutil.copytree(folder, network.base / name)
    network.keys[name] = network.keys[folder.name]
    return network.open(name)


def outbox_of(workspace: Workspace) -> list[tuple[str, str]]:
    """Return state and reason of every change that is not published."""
    table = schema.outbox
    with workspace.replica.reading() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.sequence))
        return [(row.state, row.reason) for row in rows if row.state != ItemState.PUBLISHED.value]


def all_envelopes(network: LittleNetwork) -> list[bytes]:
    """Return every entry that the hub took."""
    with network.ledger.reading() as moment:
        feeds = [NETWORK_FEED, *network.open("coordinator").replica.network().authority.feeds]
        return [one.entry.envelope for feed in feeds for one in moment.entries(feed, after=0, up_to=999, at_most=999)]


@pytest.fixture
def twins(network: LittleNetwork, editor: Workspace) -> tuple[Workspace, Workspace]:
    """Return two copies of the editor's vault, both open."""
    network.sync(editor)
    twin = twin_of(network, editor)
    return network.open("editor"), twin


def test_both_branches_of_a_copied_vault_survive_and_the_second_gets_new_keys(
    network: LittleNetwork, twins: tuple[Workspace, Workspace], reader: Workspace
) -> None:
    first, second = twins
    edit(first, own_organisation(first), ["services=Advice"])
    edit(second, own_organisation(second), ["acronym=RVS"])
    edit(second, own_organisation(second), ["opening_hours=Monday 9 to 12"])
    before = first.own
    assert second.own == before

    network.sync(first, second, first, reader)

    assert first.own == before
    assert second.own != before
    authority = first.replica.network().authority
    assert authority.devices[second.own].succeeds == before
    assert authority.devices[second.own].now.organisation == authority.devices[before].now.organisation
    assert outbox_of(first) == []
    assert {state for state, _ in outbox_of(second)} <= {ItemState.SAID_AGAIN.value}
    for workspace in (first, second):
        shown = show_record(workspace, own_organisation(workspace))
        text = repr(shown)
        assert "Advice" in text
        assert "RVS" in text
        assert "Monday 9 to 12" in text


def test_both_wrote_the_same_field_and_both_texts_are_versions(
    network: LittleNetwork, twins: tuple[Workspace, Workspace]
) -> None:
    first, second = twins
    edit(first, own_organisation(first), ["services=Advice"])
    edit(second, own_organisation(second), ["services=Doctors"])

    network.sync(first, second, first)

    for workspace in (first, second):
        text = repr(show_record(workspace, own_organisation(workspace)))
        assert "Advice" in text
        assert "Doctors" in text


def test_a_copy_that_wrote_nothing_notices_by_what_the_other_wrote(
    network: LittleNetwork, twins: tuple[Workspace, Workspace]
) -> None:
    """D6: an older copy of the vault was put back; its own later changes come back to it as somebody else's."""
    first, old = twins
    before = old.own
    edit(first, own_organisation(first), ["services=Advice"])
    network.sync(first)

    network.sync(old)
    edit(old, own_organisation(old), ["acronym=RVS"])
    network.sync(old)

    assert old.own != before
    assert outbox_of(old) == []
    assert "Advice" in repr(show_record(old, own_organisation(old)))


def test_a_copy_that_goes_by_courier_keeps_its_branch_and_the_other_one_heals(
    network: LittleNetwork, twins: tuple[Workspace, Workspace]
) -> None:
    online, carried = twins
    edit(carried, own_organisation(carried), ["acronym=RVS"])
    envelopes = carried.replica.hand_over(10**6).envelopes
    carried.replica.left_computer(envelopes)
    stick = ExchangeRequest(cursors=((0, 0),), changes=envelopes, nonce=bytes(16))
    assert list(network.endpoint.exchange(encode_message(stick), None))
    edit(online, own_organisation(online), ["services=Advice"])
    before = carried.own

    network.sync(online, carried, online)

    assert carried.own == before
    assert online.own != before
    for workspace in (online, carried):
        text = repr(show_record(workspace, own_organisation(workspace)))
        assert "Advice" in text
        assert "RVS" in text


def test_a_receipt_that_names_the_other_copys_change_loses_nothing(
    network: LittleNetwork, twins: tuple[Workspace, Workspace]
) -> None:
    """Should a receipt be believed that was for the first copy's bytes: the entry itself brings the text back."""
    first, second = twins
    edit(first, own_organisation(first), ["services=Advice"])
    network.sync(first)
    edit(second, own_organisation(second), ["acronym=RVS"])
    (envelope,) = second.replica.hand_over(10**6).envelopes
    header = parse_envelope(envelope).header
    with second.replica.transaction() as connection:
        said = [Receipt(header.device, header.number, 1, ReceiptCode.ACCEPTED, 99)]
        settling.take_receipts(connection, said, stamp=1)

    network.sync(second, second, first)

    assert {state for state, _ in outbox_of(second)} == {ItemState.SAID_AGAIN.value}
    assert "RVS" in repr(show_record(first, own_organisation(first)))


def test_a_letter_on_a_stick_about_the_other_copys_change_says_nothing_of_ours(
    twins: tuple[Workspace, Workspace],
) -> None:
    """Both copies open the hub's letters: each takes the receipts for its own bytes alone."""
    sealed = {}
    for copy, text in zip(twins, ("services=Advice", "acronym=RVS"), strict=True):
        edit(copy, own_organisation(copy), [text])
        (sealed[copy.vault.folder],) = copy.replica.hand_over(10**6).envelopes
    first, second = twins
    header = parse_envelope(sealed[first.vault.folder]).header
    receipts = encoded_receipts([Receipt(header.device, header.number, 1, ReceiptCode.ACCEPTED, 99)])
    said = Homeward(1, 99, 1, receipts, sha256(sealed[first.vault.folder])[:16])

    for copy in twins:
        with copy.replica.transaction() as connection:
            sticks.take_homeward(connection, said)

    assert outbox_of(first) == [(ItemState.RECEIVED.value, "")]
    assert outbox_of(second) == [(ItemState.HANDED.value, "")]


def test_what_was_taken_without_an_answer_is_not_said_twice(
    network: LittleNetwork, twins: tuple[Workspace, Workspace]
) -> None:
    """A change was sealed before the vault was copied; both copies hold it, and only one branch follows it."""
    first, second = twins
    edit(first, own_organisation(first), ["services=Advice"])
    first.replica.hand_over(10**6)
    second.vault.close()
    shutil.rmtree(second.vault.folder)
    second = twin_of(network, first)
    first = network.open("editor")
    edit(first, own_organisation(first), ["acronym=RVS"])
    edit(second, own_organisation(second), ["opening_hours=Monday 9 to 12"])

    network.sync(first, second)

    envelopes = [parse_envelope(raw).header for raw in all_envelopes(network)]
    assert len([header for header in envelopes if header.device == second.own]) == 2
    assert "Monday 9 to 12" in repr(show_record(second, own_organisation(second)))


def test_no_key_and_nonce_are_used_twice_although_both_copies_repeat_their_random_bytes(
    network: LittleNetwork, twins: tuple[Workspace, Workspace]
) -> None:
    for workspace, text in zip(twins, ("Advice", "Doctors"), strict=True):
        workspace.replica._random = FixedRandom("the same on both")
        edit(workspace, own_organisation(workspace), [f"services={text}"])

    network.sync(*twins)

    salts = [parse_envelope(raw).clear[-16:] for raw in all_envelopes(network) if parse_envelope(raw).header.form == 1]
    with twins[1].replica.reading() as connection:
        table = schema.outbox
        said = connection.execute(sa.select(table.c.envelope).where(table.c.state == ItemState.SAID_AGAIN.value))
        salts += [parse_envelope(raw).clear[-16:] for raw in said.scalars()]
    assert len(set(salts)) == len(salts)


def three_of(network: LittleNetwork, twins: tuple[Workspace, Workspace]) -> tuple[Workspace, Workspace, Workspace]:
    """Return the twins and a copy of the second one that gets the same random bytes; each has written something."""
    first, second = twins
    third = twin_of(network, second, "third")
    second = network.open("twin")
    for workspace in (second, third):
        workspace.replica._random = FixedRandom("the same on both")
        edit(workspace, own_organisation(workspace), [f"acronym={workspace.vault.folder.name}"])
    edit(first, own_organisation(first), ["services=Advice"])
    return first, second, third


def assert_all_was_said_again(*copies: Workspace) -> None:
    for workspace in copies:
        assert {state for state, _ in outbox_of(workspace)} == {ItemState.SAID_AGAIN.value}
        text = repr(show_record(workspace, own_organisation(workspace)))
        assert all(word in text for word in ("Advice", "twin", "third"))


def test_new_keys_that_a_copy_with_the_same_random_bytes_made_before_are_replaced_and_nothing_stays_refused(
    network: LittleNetwork, twins: tuple[Workspace, Workspace]
) -> None:
    first, second, third = three_of(network, twins)

    network.sync(first, second, third, second)

    assert len({first.own, second.own, third.own}) == 3
    assert_all_was_said_again(second, third)


def test_new_keys_whose_entry_was_not_sealed_when_a_copy_with_the_same_ones_announced_them_are_replaced(
    network: LittleNetwork, twins: tuple[Workspace, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = three_of(network, twins)
    hand_over = outbox.hand_over

    def with_room_for_older_changes(
        connection: sa.Connection, how: outbox.HandOver, *, limit_bytes: int
    ) -> tuple[bytes, ...]:
        """As where what was sealed before and has no answer fills the request up."""
        table = schema.outbox
        waits = sa.and_(table.c.state == ItemState.WAITING.value, table.c.signer.not_in([first.own]))
        has_new_keys = connection.execute(sa.select(table.c.sequence).where(waits)).first() is not None
        return () if has_new_keys else hand_over(connection, how, limit_bytes=limit_bytes)

    network.sync(first)
    with monkeypatch.context() as full:
        full.setattr(outbox, "hand_over", with_room_for_older_changes)
        network.sync(third)
        assert (ItemState.WAITING.value, "") in outbox_of(third)
        assert third.own != first.own
    network.sync(second)
    assert second.own == third.own, "both made the same keys"
    with monkeypatch.context() as full:
        full.setattr(outbox, "hand_over", with_room_for_older_changes)
        network.sync(third)
    network.sync(third, second)

    assert len({first.own, second.own, third.own}) == 3
    assert_all_was_said_again(second, third)


def test_a_coordinators_copy_stays_a_keeper(network: LittleNetwork, coordinator: Workspace, reader: Workspace) -> None:
    network.sync(coordinator)
    twin = twin_of(network, coordinator)
    first = network.open("coordinator")
    edit(first, record(first, "topic", "detention"), ["summary=By the first"])
    edit(twin, record(twin, "topic", "statelessness"), ["summary=By the second"])

    network.sync(first, twin)

    assert twin.span is not None
    twin.require_coordinator()
    do_duties(twin)
    network.sync(twin, reader)
    assert "By the second" in repr(show_record(reader, record(reader, "topic", "statelessness")))


def test_a_new_epoch_reaches_the_new_key(
    network: LittleNetwork, twins: tuple[Workspace, Workspace], coordinator: Workspace
) -> None:
    first, second = twins
    edit(first, own_organisation(first), ["services=Advice"])
    edit(second, own_organisation(second), ["acronym=RVS"])
    network.sync(first, second, coordinator, coordinator)

    with coordinator.replica.reading() as connection:
        rows = connection.execute(sa.select(schema.stanzas.c.recipient))
        assert second.own in {DeviceId(row.recipient) for row in rows}
    assert network.sync(second).is_complete


def test_a_vault_that_was_never_copied_keeps_its_keys(
    network: LittleNetwork, editor: Workspace, reader: Workspace
) -> None:
    own = editor.own
    for number in range(3):
        edit(editor, own_organisation(editor), [f"services=Number {number}"])
        network.sync(editor, reader)
        editor = network.reopen(editor)

    assert editor.own == own
    with editor.replica.reading() as connection:
        assert values.read_value(connection, values.COPY_HINT) is None


def test_requests_that_were_not_made_here_are_a_hint(
    network: LittleNetwork, twins: tuple[Workspace, Workspace]
) -> None:
    first, second = twins
    network.sync(first, first, second)

    with second.replica.reading() as connection:
        assert values.read_value(connection, values.COPY_HINT) == b"1"
    assert second.own == first.own


def test_new_keys_survive_a_restart(network: LittleNetwork, twins: tuple[Workspace, Workspace]) -> None:
    first, second = twins
    edit(first, own_organisation(first), ["services=Advice"])
    edit(second, own_organisation(second), ["acronym=RVS"])
    network.sync(first, second)
    identity = second.replica.identity()

    again = network.reopen(second)

    assert again.replica.identity() == identity
    edit(again, own_organisation(again), ["opening_hours=Monday 9 to 12"])
    network.sync(again)
    assert {state for state, _ in outbox_of(again)} == {ItemState.SAID_AGAIN.value}


ACTS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["services", "acronym", "opening_hours", "sync"])), max_size=10
)


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_three_copies_that_write_and_sync_in_any_order_lose_nothing(
    prepared_network: LittleNetwork, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, str]]
) -> None:
    network = prepared_network.copy_to(tmp_path_factory.mktemp("three") / "vaults")
    names = ["editor", "twin 1", "twin 2"]
    for name in names[1:]:
        shutil.copytree(network.base / "editor", network.base / name)
        network.keys[name] = network.keys["editor"]
    copies = [network.open(name) for name in names]
    try:
        written = []
        for number, (who, what) in enumerate(acts):
            if what == "sync":
                network.sync(copies[who])
            else:
                text = f"W{number}W"
                edit(copies[who], own_organisation(copies[who]), [f"{what}={text}"])
                written.append(text)
        for _ in range(3):
            network.sync(*copies)
        shown = {repr(show_record(copy, own_organisation(copy))) for copy in copies}
        said = set()
        for copy in copies:
            table = schema.outbox
            with copy.replica.reading() as connection:
                rows = connection.execute(sa.select(table.c.body, table.c.state)).all()
            said |= {text for text in written for row in rows if text.encode() in bytes(row.body)}
            assert {row.state for row in rows} <= {ItemState.PUBLISHED.value, ItemState.SAID_AGAIN.value}
        assert said == set(written)
        assert len(shown) == 1
    finally:
        network.close()
