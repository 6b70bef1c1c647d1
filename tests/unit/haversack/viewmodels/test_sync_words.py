"""Whatever the hub says of a change, its author reads a sentence of its own: held against docs/protocol.md."""

import re
from pathlib import Path

import pytest

from haversack.i18n.language import Speaker
from haversack.store import outbox, root_chain
from haversack.viewmodels import sync_words

TEXT = (Path(__file__).parents[4] / "docs/protocol.md").read_text("utf-8")
CONTENT = ("not_owner", "missing_record", "bad_value", "seal_broken", "bad_change", "not_authentic")


def table(title: str, place: int) -> list[list[str]]:
    """Return the rows of a table of the protocol's page."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found
    rows = re.findall(r"(?:^\|.*\n)+", found[1], re.MULTILINE)[place].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]


def reasons(*codes: str) -> list[str]:
    return [row[0] for row in table("Receipts", 1) if row[1] in codes]


def test_every_reason_for_which_a_change_is_refused_has_a_sentence_of_its_own() -> None:
    speaker = Speaker("en")
    named = [*reasons("forbidden", "cloned", "not_authentic"), *(row[0] for row in table("What refuses an entry", 0))]
    fallback = sync_words.refusal(speaker, "of a newer hub")
    assert "of a newer hub" in fallback

    for reason in [*named, *CONTENT]:
        said = sync_words.state_meaning(speaker, "refused", reason)
        assert said.endswith("."), reason
        assert said != fallback.replace("of a newer hub", reason), reason


def test_an_order_of_the_root_is_promised_no_keys_of_its_own() -> None:
    speaker = Speaker("en")

    said = sync_words.state_meaning(speaker, "refused", root_chain.ROOT_CLONED_REASON)

    assert "root key" in said
    assert "keys of its own" in sync_words.state_meaning(speaker, "refused", outbox.CLONED_REASON)
    assert "keys of its own" not in said


def test_every_reason_for_which_a_change_is_not_taken_yet_has_a_sentence() -> None:
    speaker = Speaker("en")

    for reason in [*reasons("early", "quota"), "held", "sealed_again"]:
        said = sync_words.state_meaning(speaker, "sent", reason)
        assert said.endswith("."), reason
        assert said != sync_words.state_meaning(speaker, "sent", ""), reason


@pytest.mark.parametrize("state", ["waiting", "handed", "sent", "received"])
def test_without_a_reason_the_state_itself_is_said(state: str) -> None:
    assert sync_words.state_meaning(Speaker("en"), state, "").endswith(".")
