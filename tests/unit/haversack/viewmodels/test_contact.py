"""The connection pill: one state, and one sentence that is true whatever is known."""

import pytest

from haversack.i18n.language import Speaker
from haversack.viewmodels.contact import ContactFacts, contact_of

SPEAKER = Speaker("en")
MOMENT = 1_773_160_800
"""10 March 2026, 16:40 UTC."""


@pytest.mark.parametrize(
    ("facts", "word", "icon"),
    [
        (ContactFacts(has_network=False, last_contact=MOMENT), "Offline", "wifi-off"),
        (ContactFacts(has_network=True, last_contact=MOMENT), "Connected", "wifi"),
        (ContactFacts(last_contact=MOMENT), "Not connected", "wifi-off"),
        (ContactFacts(is_syncing=True, has_network=True), "Syncing", "refresh-cw"),
        (ContactFacts(is_paused=True, has_network=True), "Paused", "pause"),
        (ContactFacts(has_network=True, used_bytes=5, limit_bytes=5), "Today’s limit reached", "gauge"),
        (ContactFacts(has_network=False, used_bytes=5, limit_bytes=5), "Offline", "wifi-off"),
    ],
)
def test_each_state_has_one_word_and_one_icon(facts: ContactFacts, word: str, icon: str) -> None:
    contact = contact_of(facts, SPEAKER)

    assert (contact.word, contact.icon) == (word, icon)


def test_offline_is_never_said_where_nobody_knows() -> None:
    for facts in (ContactFacts(), ContactFacts(last_contact=MOMENT), ContactFacts(has_network=True)):
        contact = contact_of(facts, SPEAKER)
        assert "ffline" not in contact.word + contact.sentence


def test_the_sentence_tells_the_state_the_last_sync_what_waits_and_what_was_used() -> None:
    facts = ContactFacts(has_network=False, last_contact=MOMENT, waiting=3, used_bytes=1_200_000, limit_bytes=5_000_000)

    contact = contact_of(facts, SPEAKER)

    moment = SPEAKER.moment(MOMENT)
    assert (
        contact.sentence
        == f"Offline, last sync {moment}. 3 changes not confirmed by the hub yet. 1.2 MB of 5 MB used today."
    )
    assert contact.detail == "1.2 MB of 5 MB used today"
    assert contact.share == pytest.approx(0.24)


def test_a_computer_that_never_met_its_hub_claims_no_last_sync() -> None:
    for has_network in (None, True, False):
        sentence = contact_of(ContactFacts(has_network=has_network), SPEAKER).sentence
        assert "last sync" not in sentence
        assert "1970" not in sentence


def test_without_a_limit_there_is_no_meter() -> None:
    contact = contact_of(ContactFacts(used_bytes=400), SPEAKER)

    assert contact.share is None
    assert contact.detail == "400 bytes used today"


def test_more_than_the_limit_fills_the_meter_and_no_more() -> None:
    assert contact_of(ContactFacts(used_bytes=9, limit_bytes=5), SPEAKER).share == 1.0
