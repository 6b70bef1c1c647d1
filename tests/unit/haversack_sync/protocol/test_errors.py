"""Each kind of error has a name of its own, and says nothing about people."""

import inspect

from haversack_sync.protocol import errors
from haversack_sync.protocol.errors import HubRefusal, ProtocolError, UnknownSignerError


def kinds() -> dict[str, type[ProtocolError]]:
    classes = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, ProtocolError)]
    found = {each.kind: each for each in classes}
    assert len(found) == len(classes)
    return found


def test_every_kind_has_its_own_snake_case_name() -> None:
    for kind in kinds():
        assert kind == kind.lower()
        assert kind.replace("_", "").isalpha()


def test_a_refusal_carries_its_reason_and_number() -> None:
    refusal = HubRefusal("counter_too_low", 7)

    assert (refusal.kind, refusal.reason, refusal.number, str(refusal)) == (
        "hub_refusal",
        "counter_too_low",
        7,
        "counter_too_low",
    )
    assert HubRefusal("busy").number == 0


def test_an_unknown_signer_is_a_bad_signature_with_a_reason() -> None:
    error = UnknownSignerError("unknown_device")

    assert (error.kind, error.reason, str(error)) == ("unknown_signer", "unknown_device", "unknown_device")
    assert isinstance(error, errors.SignatureError)
