"""Every error that can reach a person has a sentence and a next step; the program is searched for them."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import haversack
import haversack_sync.client
import haversack_sync.model
import haversack_sync.protocol
from haversack.i18n.error_sentences import SENTENCES, sentences
from haversack.i18n.known_errors import explain
from haversack.i18n.language import Speaker
from haversack.i18n.window_sentences import IN_WINDOW
from haversack_sync.client.introduction import InvitationError
from haversack_sync.client.link_causes import CAUSES
from haversack_sync.model.edit import BadAssignmentError
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal, WireError

PACKAGES: tuple[ModuleType, ...] = (
    haversack,
    haversack_sync.client,
    haversack_sync.model,
    haversack_sync.protocol,
)
NEVER_SHOWN = {
    "protocol": "the base of a family, never raised itself",
    "vault": "the base of a family, never raised itself",
    "refused": "merging; replay makes a refused entry of it",
    "refused_entry": "authority; following the chain makes a refused entry of it",
    "bad_entry": "reading an authority entry; the protocol makes bad_bytes of it",
    "bad_change": "reading a change; replay makes a refused entry of it",
    "bad_value": "reading a value; rules and replay refuse it before",
    "lying_snapshot": "applying a snapshot; the sync takes entries instead, and the page says that it was wrong",
    "missing_dictionary": "opening a body; replay holds the feed, and the page says that an update shows it",
    "unknown_compression": "opening a body; replay holds the feed, and the page says that an update shows it",
}
SPEAKER = Speaker("en")


def modules() -> Iterator[ModuleType]:
    """Yield every module that can raise an error into the terminal."""
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not re.search(r"__main__|migrations", found.name):
                yield importlib.import_module(found.name)


def error_kinds() -> dict[str, str]:
    """Return the kind of every error class, and where it is."""
    kinds = {}
    for module in modules():
        for _, one in inspect.getmembers(module, inspect.isclass):
            kind = getattr(one, "kind", None)
            if issubclass(one, Exception) and isinstance(kind, str) and one.__module__ == module.__name__:
                kinds[kind] = f"{module.__name__}.{one.__name__}"
    return kinds


def raised(pattern: str) -> set[str]:
    """Return what stands in the first argument of calls in the program's source."""
    found = set()
    for module in modules():
        path = Path(str(module.__file__))
        if path.suffix == ".py":
            found |= set(re.findall(pattern, path.read_text(encoding="utf-8")))
    return found


def test_every_kind_of_error_has_a_sentence() -> None:
    kinds = error_kinds()
    shown = {key.partition(".")[0] for key in SENTENCES}

    assert len(kinds) > 40
    assert {kind: where for kind, where in kinds.items() if kind not in shown and kind not in NEVER_SHOWN} == {}
    assert set(NEVER_SHOWN) <= {*kinds, "vault"}


def test_every_sentence_has_an_error() -> None:
    assert {key.partition(".")[0] for key in SENTENCES} <= set(error_kinds())


def test_every_way_in_which_a_link_can_fail_has_a_sentence() -> None:
    ways = raised(r'LinkError\(\s*"([a-z_]+)"') | CAUSES | {"stalled"}
    # A sync asks for the rest another way then; nobody hears of it.
    ways.discard("no_ranges")

    assert {way for way in ways if f"link.{way}" not in SENTENCES} == set()
    assert {key for key in SENTENCES if key.startswith("link.")} == {f"link.{way}" for way in ways}


def test_every_reason_against_an_invitation_has_a_sentence() -> None:
    reasons = raised(r'InvitationError\(\s*"([a-z_]+)"')

    assert reasons == {"unknown", "used", "expired"}
    assert {reason for reason in reasons if f"invitation.{reason}" not in SENTENCES} == set()


def test_every_refusal_of_the_hub_has_a_sentence_of_its_own() -> None:
    folder = Path(str(haversack_sync.protocol.__file__)).parents[1] / "hub"
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    reasons = set(re.findall(r'(?:HubRefusal|RefusalFrame|_refused|refusal)\(\s*"([a-z_]+)"', source))
    redemptions = {"invitation_used", "invitation_expired", "unknown_invitation", "handle_taken", "not_own_key"}

    assert len(reasons) > 10
    assert {one for one in reasons - redemptions if f"hub_refusal.{one}" not in SENTENCES} == set()


@pytest.mark.parametrize("kind", SENTENCES)
def test_a_sentence_needs_only_facts_that_its_error_has_or_that_may_be_missing(kind: str) -> None:
    """A name in braces that no error fills would end the program while it explains."""
    name, _, reason = kind.partition(".")

    known = explain(_error(name, reason), SPEAKER)

    assert known is not None
    assert "{" not in known.message + known.next_step


def _error(kind: str, reason: str) -> Exception:
    """Return an error of a kind that knows no facts but its reason."""
    if kind == "link":
        return LinkError(reason)
    error = type("Bare", (Exception,), {"kind": kind})("bare")
    error.reason = reason
    assert isinstance(error, Exception)
    return error


def test_a_reason_chooses_a_more_exact_sentence() -> None:
    general = sentences(SPEAKER, "hub_refusal", "of_a_newer_hub", {})
    exact = sentences(SPEAKER, "hub_refusal", "wrong_token", {})

    assert general is not None
    assert exact is not None
    assert general != exact
    assert sentences(SPEAKER, "never_heard_of", "", {}) is None


def test_errors_are_explained_with_their_facts() -> None:
    link = explain(LinkError("no_connection"), SPEAKER)
    refusal = explain(HubRefusal("too_many_requests", 17), SPEAKER)
    invitation = explain(InvitationError("used"), SPEAKER)

    assert link is not None
    assert refusal is not None
    assert invitation is not None
    assert (link.kind, dict(link.extra)) == ("link.no_connection", {})
    assert "17 seconds" in refusal.next_step
    assert (refusal.kind, dict(refusal.extra)) == ("hub_refusal", {"reason": "too_many_requests"})
    assert (invitation.kind, dict(invitation.extra)) == ("invitation", {"reason": "used"})


def test_what_has_no_kind_or_no_sentence_is_a_bug_of_ours() -> None:
    assert explain(ValueError("x"), SPEAKER) is None
    assert explain(type("Bare", (Exception,), {"kind": 3})("x"), SPEAKER) is None
    assert explain(type("Bare", (Exception,), {"kind": "never_heard_of"})("x"), SPEAKER) is None
    assert explain(WireError("x"), SPEAKER) is not None


_OF_THE_TERMINAL = re.compile(
    r"[A-Z]{3,}[@+-]?=|=VALUE|“(files get|search|show|list|invite|found|new:)|--\w|equals sign|terminal"
)


@pytest.mark.parametrize("kind", SENTENCES)
def test_in_the_window_nobody_is_sent_to_a_terminal(kind: str) -> None:
    name, _, reason = kind.partition(".")

    known = explain(_error(name, reason), SPEAKER, in_window=True)

    assert known is not None
    assert not _OF_THE_TERMINAL.search(f"{known.message} {known.next_step}")
    assert "{" not in known.message + known.next_step


def test_the_window_names_a_field_as_its_form_does_and_the_terminal_as_it_is_typed() -> None:
    error = BadAssignmentError("required", field="opening_hours")

    here, there = explain(error, SPEAKER, in_window=True), explain(error, SPEAKER)

    assert here is not None
    assert there is not None
    assert (here.message, here.next_step) == ("“Opening hours” cannot be empty.", "Write something in it.")
    assert there.message == "“opening_hours” cannot be empty."
    assert "equals sign" in there.next_step
    assert {key for key in IN_WINDOW if key not in SENTENCES} == set()
