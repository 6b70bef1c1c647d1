"""Somebody who read docs/protocol.md and nothing else reaches the same bytes: the stranger's reader and the vectors.

`tests/stranger` was written from that page alone; each golden sample is checked here or in the parts beside it.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.data.protocol_files import FOLDER, Golden, golden
from tests.stranger.client import read_profile
from tests.stranger.digests import Stanza
from tests.stranger.keys import (
    Epoch,
    open_device_label,
    open_shelf_label,
    possession_message,
    read_code,
    redeem_message,
    stanza_hash,
    succeed_message,
    write_code,
)
from tests.stranger.parcels import open_parcel, seal_parcel
from tests.stranger.plain_messagepack import read
from tests.stranger.primitives import (
    crockford,
    handle_of,
    is_signed,
    is_weak_box_key,
    is_weak_sign_key,
    mac,
    padme,
    published_record,
    sha256,
    sign,
    sign_key_of,
    tag,
    take_varint,
    varint,
)

STRANGER = Path(__file__).parents[2] / "stranger"
CHECKS = Path(__file__).parent.glob("test_protocol_by_a_stranger*.py")


def hexed(value: object) -> object:
    """Return a value as the files hold it."""
    if isinstance(value, bytes):
        return value.hex()
    return [hexed(item) for item in value] if isinstance(value, list) else value


def stanza_of(sample: Golden) -> Stanza:
    return Stanza(sample.raw("audience"), sample.number("number"), sample.raw("recipient"), sample.raw("sealed"))


def test_the_stranger_knows_nothing_of_haversack() -> None:
    allowed = {
        "base64",
        "collections",
        "cryptography",
        "dataclasses",
        "functools",
        "hashlib",
        "hmac",
        "http",
        "secrets",
        "struct",
    }
    allowed |= {"typing", "zstandard", "tests.stranger"}
    for path in STRANGER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                first, _, rest = name.partition(".")
                assert (f"tests.{rest.split('.')[0]}" if first == "tests" else first) in allowed, (path, name)


def test_every_golden_sample_is_checked() -> None:
    named = {name for path in CHECKS for name in re.findall(r'golden\("([^"]+)"\)', path.read_text("utf-8"))}

    assert {path.stem for path in FOLDER.glob("*.json")} == named


def test_tags() -> None:
    tags = golden("tags").part("tags")

    assert all(tag(purpose) == tags.raw(purpose) for purpose in tags.values)


def test_handle_fingerprint_and_published_id() -> None:
    vector = golden("names")
    root = vector.raw("root")

    assert handle_of(vector.raw("sign_key")) == vector.raw("handle")
    assert sha256(vector.raw("root_key")) == root
    assert published_record(root, vector.text("kind"), vector.text("slug")) == vector.raw("record")
    assert crockford(vector.raw("handle"), 65) == vector.text("handle_shown")
    assert crockford(vector.raw("record"), 130) == vector.text("record_shown")
    assert crockford(root[:20], 160) == vector.text("fingerprint").replace(" ", "")


def test_padded_sizes() -> None:
    for length, body, file, sealed in golden("sizes").values["rows"]:
        padded = max(4096, padme(length))
        assert body == (max(32, -(-length // 32) * 32) if length <= 512 else padme(length))
        assert file == padded
        assert sealed == 56 + padded + 16 * (padded // 16_384 + 1)


@pytest.mark.parametrize("number", [0, 127, 128, 300, 16_384, 2**63 - 1])
def test_varints_have_one_form(number: int) -> None:
    raw = varint(number)

    assert take_varint(raw, 0) == (number, len(raw))
    longer = raw[:-1] + bytes([raw[-1] | 128, 0])
    with pytest.raises(ValueError, match="varint"):
        take_varint(longer, 0)
    with pytest.raises(ValueError, match="varint"):
        take_varint(raw[:-1], 0)


def test_a_varint_ends_at_its_largest_number() -> None:
    with pytest.raises(ValueError, match="varint"):
        take_varint(varint(2**63), 0)


@pytest.mark.parametrize(
    "raw", ["81a16101", "cb3ff0000000000000", "d4000a", "ff", "9201", "0101", "cf8000000000000000"]
)
def test_what_is_no_message_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(bytes.fromhex(raw))


def test_there_are_fourteen_weak_keys_of_each_kind() -> None:
    p = 2**255 - 19
    candidates = {number + add for number in range(3) for add in (0, p) if number + add < 2**255} | {p - 1}
    # The points of order 8 on both curves, as RFC 7748's authors list them for curve25519.
    u_of_order_eight = {
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    }
    y_of_order_eight = {(u - 1) * pow(u + 1, -1, p) % p for u in u_of_order_eight}
    for is_weak, special in ((is_weak_sign_key, y_of_order_eight), (is_weak_box_key, u_of_order_eight)):
        tried = {number | sign << 255 for number in candidates | special for sign in (0, 1)}
        assert sum(is_weak(number.to_bytes(32, "little")) for number in tried) == 14


def test_a_registration() -> None:
    vector = golden("register")
    request, answer = vector.part("request").part("fields"), vector.part("answer").part("fields")
    root = sha256(request.raw("root_key"))
    keys = answer.raw("sign_key"), answer.raw("box_key")
    token = vector.text("token").encode()

    assert mac(token, tag("register"), root) == request.raw("proof")
    assert mac(token, tag("register"), root, *keys) == answer.raw("mac")
    assert token not in vector.part("request").raw("body")
    assert is_signed(keys[0], answer.raw("possession"), possession_message(root, 2, *keys))
    for part in (vector.part("request"), vector.part("answer")):
        assert hexed(read(part.raw("body"))) == list(part.part("fields").values.values())


def test_an_epoch() -> None:
    vector = golden("epoch")
    epoch = Epoch(vector.raw("root"), vector.raw("audience"), vector.number("number"))
    key = vector.raw("key")

    assert epoch.commitment(key) == vector.raw("commitment")
    assert epoch.key_before(key, vector.raw("back")) == vector.raw("key_before")
    assert stanza_hash([stanza_of(each) for each in vector.parts("stanzas")]) == vector.raw("stanza_hash")
    assert epoch.box_key(key) == vector.raw("box_key")
    assert epoch.letter_key(key) == vector.raw("letter_key")


def test_a_stanza() -> None:
    vector = golden("stanza")
    stanza, secret = stanza_of(vector.part("stanza")), vector.raw("box_seed")
    epoch = Epoch(vector.raw("root"), stanza.audience, stanza.epoch)

    assert epoch.open_stanza(stanza, secret, vector.raw("commitment")) == vector.raw("key")
    with pytest.raises(ValueError, match="does not open"):
        epoch.open_stanza(stanza, secret, bytes(32))


def test_labels() -> None:
    vector = golden("labels")
    key, root = vector.raw("key"), vector.raw("root")
    epoch = Epoch(root, vector.raw("audience"), vector.number("number"))

    assert open_shelf_label(key, root, vector.raw("feed"), vector.raw("sealed_label")) == vector.text("label")
    opened = open_device_label(epoch, key, vector.raw("device"), vector.raw("sealed_device_label"))
    assert opened == vector.text("device_label")


def test_an_invitation() -> None:
    vector = golden("invitation")
    raw, code = read_code(vector.text("code").lower().replace("-", " "))

    assert raw == vector.raw("code_bytes")
    assert write_code(raw) == vector.text("code")
    for made, name in (
        (code.invitation, "invitation"),
        (code.sign_seed, "sign_seed"),
        (code.box_secret, "box_seed"),
        (code.tie_key, "tie_key"),
        (code.tie(vector.raw("root"), vector.raw("terms")), "tie"),
    ):
        assert made == vector.raw(name)
    parts = (vector.raw(name) for name in ("invitation", "device_sign_key", "device_box_key", "label"))
    message = redeem_message(vector.raw("root"), *parts)
    assert message == vector.raw("redeem_message")
    assert sign(code.sign_seed, message) == vector.raw("by_invitation")
    with pytest.raises(ValueError, match="mistyped"):
        read_code(vector.text("code").replace("J", "K"))


def test_a_succession() -> None:
    vector = golden("succession")
    message = succeed_message(*(vector.raw(name) for name in ("root", "device", "sign_key", "box_key")))

    assert handle_of(vector.raw("key_before")) == vector.raw("device")
    assert message == vector.raw("message")
    assert sign(vector.raw("seed_before"), message) == vector.raw("by_device")


def test_possessions() -> None:
    vector = golden("invitation")
    for purpose, proof in zip((1, 2), vector.parts("possessions"), strict=True):
        text = possession_message(vector.raw("root"), purpose, proof.raw("sign_key"), proof.raw("box_key"))

        assert proof.number("purpose") == purpose
        assert text == proof.raw("message")
        assert sign_key_of(proof.raw("sign_seed")) == proof.raw("sign_key")
        assert is_signed(proof.raw("sign_key"), proof.raw("signature"), text)


def test_parcels() -> None:
    vector = golden("parcel")
    key, root, parcel = (vector.raw(name) for name in ("key", "root", "parcel"))

    opened = open_parcel(vector.raw("sealed"), key=key, root=root, parcel=parcel, rendition=vector.number("rendition"))
    assert opened == vector.raw("plain").ljust(4096, b"\0")
    with pytest.raises(ValueError, match="commitment"):
        open_parcel(vector.raw("sealed"), key=key, root=root, parcel=parcel, rendition=1)
    length, repeated = vector.number("long_plain_length"), vector.raw("long_plain_repeats")
    plain = (repeated * (length // len(repeated) + 1))[:length]
    sealed = seal_parcel(plain, key=key, salt=vector.raw("salt"), root=root, parcel=parcel)
    assert len(sealed) == vector.number("long_sealed_length")
    assert sha256(sealed) == vector.raw("long_object")
    assert open_parcel(sealed, key=key, root=root, parcel=parcel)[:length] == plain


def test_a_profile() -> None:
    vector = golden("profile")
    fields = vector.part("fields")
    profile = read_profile(vector.raw("bytes"))

    for name in ("root_key", "hub_sign_key", "hub_box_key", "open_key"):
        assert getattr(profile, name) == fields.raw(name)
    assert [profile.name, profile.hubs] == [fields.values["name"], fields.values["hubs"]]
    open_epoch = Epoch(sha256(profile.root_key), vector.raw("open_audience"), 0)
    assert open_epoch.commitment(profile.open_key) == vector.raw("open_commitment")
