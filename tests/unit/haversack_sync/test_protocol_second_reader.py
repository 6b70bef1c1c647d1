"""Somebody who read docs/protocol.md and nothing else reaches the same bytes: the second reader against the vectors."""

import hashlib
import hmac
from base64 import urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.data.protocol_files import FOLDER, Golden, golden
from tests.unit.haversack_sync.protocol import plain_hpke
from tests.unit.haversack_sync.second_reader import (
    Value,
    crockford,
    expand,
    is_signed,
    open_envelope,
    open_parcel,
    read_envelope,
    read_frame,
    read_whole,
    salt_of,
    sha256,
    sign,
    tag,
    take_varint,
    u32,
    u64,
)


def hexed(value: Value) -> object:
    """Return a value as the files hold it."""
    if isinstance(value, bytes):
        return value.hex()
    return [hexed(item) for item in value] if isinstance(value, list) else value


def test_tags() -> None:
    tags = golden("tags").part("tags")

    assert all(tag(purpose) == tags.raw(purpose) for purpose in tags.values)


def test_handle_fingerprint_and_published_id() -> None:
    vector = golden("names")
    root, text = vector.raw("root"), vector.text("kind") + "\0" + vector.text("slug")

    assert sha256(tag("handle"), vector.raw("sign_key"))[:8] == vector.raw("handle")
    assert sha256(vector.raw("root_key")) == root
    assert sha256(tag("record"), root, text.encode())[:16] == vector.raw("record")
    assert crockford(vector.raw("record"), 130) == vector.text("record_shown")
    assert crockford(root[:20], 160) == vector.text("fingerprint").replace(" ", "")


def test_padded_sizes() -> None:
    for length, body, file, sealed in golden("sizes").values["rows"]:
        padded = max(4096, padme(length))
        assert body == (max(32, -(-length // 32) * 32) if length <= 512 else padme(length))
        assert file == padded
        assert sealed == 56 + padded + 16 * (padded // 16_384 + 1)


def padme(length: int) -> int:
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def test_sealed_envelopes_are_verified_and_opened() -> None:
    vector, header = golden("envelope-sealed"), golden("envelope-sealed").part("header")
    dictionary = (FOLDER / "dictionary-2.zdict").read_bytes()
    for sample in (vector, vector.part("compressed"), vector.part("with_dictionary")):
        envelope = read_envelope(sample.raw("envelope"))
        opened = open_envelope(
            envelope,
            root=vector.raw("root"),
            epoch_key=vector.raw("epoch_key"),
            sign_key=vector.raw("sign_key"),
            dictionaries={2: dictionary},
        )
        assert opened == sample.raw("plain")
        for name in ("device", "prev", "feed", "seen_digest"):
            assert getattr(envelope, name) == header.raw(name)
        for name in ("form", "number", "epoch", "seen"):
            assert getattr(envelope, name) == header.number(name)
        assert hexed(list(envelope.refs)) == header.values["refs"]


def test_the_salt_and_the_signature_of_an_envelope_can_be_made_again() -> None:
    vector = golden("envelope-sealed")
    envelope, plain = read_envelope(vector.raw("envelope")), vector.raw("plain")
    body = (b"\0" + bytes([len(plain)]) + plain).ljust(32, b"\0")

    assert salt_of(envelope.clear[:-16], body, vector.raw("random")) == envelope.salt
    signature = sign(vector.raw("signing_seed"), tag("change-sig"), vector.raw("root"), envelope.unsigned)
    assert signature == envelope.signature


def test_a_clear_envelope() -> None:
    vector = golden("envelope-clear")
    envelope = read_envelope(vector.raw("envelope"))

    assert (envelope.form, envelope.feed, envelope.prev, envelope.epoch) == (2, bytes(8), bytes(16), 0)
    assert envelope.content == vector.raw("content")
    assert is_signed(
        vector.raw("sign_key"), envelope.signature, tag("change-sig"), vector.raw("root"), envelope.unsigned
    )


def test_entries_of_authority() -> None:
    for sample in golden("authority-entries").parts("entries"):
        value = read_whole(sample.raw("body"))
        assert hexed(value) == [sample.number("type"), *sample.part("fields").values.values()]
    terms = golden("authority-entries").part("terms")
    assert hexed(read_whole(terms.raw("bytes"))) == list(terms.part("fields").values.values())


def test_digests_and_a_mark() -> None:
    vector = golden("chain-and-mark")
    root, feed, era = vector.raw("root"), vector.raw("feed"), u32(vector.number("era"))
    digest = sha256(tag("start"), root, feed)
    assert digest == vector.raw("first_digest")
    entries = vector.parts("entries")
    for entry in entries:
        numbers = u64(entry.number("position")) + u64(entry.number("stamp")) + bytes([entry.number("flags")])
        digest = sha256(tag("entry"), root, era, feed, digest, numbers, sha256(entry.raw("envelope")))
        assert digest == entry.raw("digest")
    message = tag("mark") + root + era + feed + u64(len(entries)) + u64(entries[-1].number("position")) + digest
    assert message == vector.raw("mark_message")
    assert is_signed(vector.raw("hub_key"), vector.raw("mark"), message)


def test_a_head_and_a_refusal() -> None:
    vector = golden("head")
    root, asked = vector.raw("root"), vector.raw("request_hash")
    listed = [each.raw("feed") + u64(each.number("n")) + each.raw("digest") for each in vector.parts("feeds")]
    feeds = sha256(tag("feeds"), *listed)
    receipts = sha256(tag("receipt"), vector.raw("receipts"))
    stanzas = [
        each.raw("audience") + u32(each.number("number")) + each.raw("recipient") + each.raw("sealed")
        for each in vector.parts("stanzas")
    ]
    keys = sha256(tag("keys"), u64(vector.number("stanza_serial")), *stanzas)
    numbers = u32(vector.number("era")) + u64(vector.number("position")) + u64(vector.number("stamp"))
    message = tag("head") + root + numbers + feeds + asked + receipts + keys

    assert message == vector.raw("message")
    assert is_signed(vector.raw("hub_key"), vector.raw("signature"), message)
    refusal = vector.part("refusal")
    reason = refusal.text("reason").encode()
    text = tag("refusal") + root + asked + bytes([len(reason)]) + reason + bytes([refusal.number("number")])
    assert text == refusal.raw("message")
    assert is_signed(vector.raw("hub_key"), refusal.raw("signature"), text)


def test_a_signed_request() -> None:
    vector = golden("request")
    raw = urlsafe_b64decode(vector.text("header"))
    counter, at = take_varint(raw, 9)
    method, target = vector.text("method").encode(), vector.text("target").encode()
    message = tag("request") + vector.raw("root") + u32(len(method)) + method + u32(len(target)) + target
    message += sha256(vector.raw("body")) + raw[:8] + raw[8:9] + u64(counter)

    assert (raw[:8], raw[8], counter) == (vector.raw("device"), 0, vector.number("counter"))
    assert is_signed(vector.raw("sign_key"), raw[at:], message)
    assert sha256(raw[at:]) == vector.raw("request_hash")
    assert sha256(tag("request"), vector.raw("body")) == vector.raw("unsigned_request_hash")


def test_messages() -> None:
    registration = (golden("register").part(name) for name in ("request", "answer"))
    for sample in (golden("exchange-request"), golden("objects-request"), *registration):
        value = hexed(read_whole(sample.raw("body")))
        fields = [
            [list(each.values()) for each in item] if name == "stanzas" and isinstance(item[0], dict) else item
            for name, item in sample.part("fields").values.items()
        ]
        assert value == fields


@pytest.mark.parametrize("index", range(10))
def test_frames(index: int) -> None:
    sample = golden("frames").parts("frames")[index]
    numbers = {
        "HeadFrame": 1,
        "EntriesFrame": 2,
        "RefusalFrame": 3,
        "UploadedFrame": 4,
        "StanzasFrame": 5,
        "MarkFrame": 6,
        "PieceFrame": 7,
    }

    number, value = read_frame(sample.raw("frame"))

    assert number == numbers[sample.text("name")]
    assert hexed(value) == list(sample.part("fields").values.values())


def test_receipts_are_runs() -> None:
    vector = golden("receipts")
    runs = read_whole(vector.raw("runs"))
    assert isinstance(runs, list)
    found = []
    for run in runs:
        assert isinstance(run, list)
        device, first, count, code, position, reason = run
        assert isinstance(first, int)
        assert isinstance(count, int)
        assert isinstance(position, int)
        for index in range(count):
            step = index if code == 0 else 0
            found.append([device, first + index, 1, code, position + step, reason])

    assert [hexed(each) for each in found] == [list(each.values.values()) for each in vector.parts("receipts")]


def test_an_upload() -> None:
    vector = golden("upload")
    target = f"/v1/objects/{vector.text('object')}?offset={vector.number('offset')}&total={vector.number('total')}"
    message = tag("upload") + vector.raw("root") + vector.raw("request_hash") + vector.raw("object")
    message += u64(vector.number("received")) + bytes([vector.number("complete")])

    assert (vector.text("method"), vector.text("target")) == ("PUT", target)
    assert is_signed(vector.raw("hub_key"), vector.raw("signature"), message)


def test_a_registration() -> None:
    vector = golden("register")
    request, answer = vector.part("request").part("fields"), vector.part("answer").part("fields")
    root = sha256(request.raw("root_key"))
    keys = root + answer.raw("sign_key") + answer.raw("box_key")
    token = vector.text("token").encode()

    assert hmac.digest(token, tag("register") + root, "sha256") == request.raw("proof")
    assert hmac.digest(token, tag("register") + keys, "sha256") == answer.raw("mac")
    assert token not in vector.part("request").raw("body")
    message = tag("possession") + root + b"\x02" + answer.raw("sign_key") + answer.raw("box_key")
    assert is_signed(answer.raw("sign_key"), answer.raw("possession"), message)


def context_of(vector: Golden) -> bytes:
    return vector.raw("root") + vector.raw("audience") + u32(vector.number("number"))


def test_an_epoch() -> None:
    vector = golden("epoch")
    key, context = vector.raw("key"), context_of(vector)
    material = expand(key, tag("epoch-back") + context, 44)
    stanzas = [
        each.raw("audience") + u32(each.number("number")) + each.raw("recipient") + each.raw("sealed")
        for each in vector.parts("stanzas")
    ]

    assert expand(key, tag("epoch-commit") + context, 32) == vector.raw("commitment")
    assert AESGCM(material[:32]).decrypt(material[32:], vector.raw("back"), None) == vector.raw("key_before")
    assert sha256(tag("stanzas"), *stanzas) == vector.raw("stanza_hash")
    assert plain_hpke.public_key(expand(key, tag("letter-box") + context, 32)) == vector.raw("box_key")
    seed = expand(key, tag("letter-key") + context, 32)
    assert is_signed(vector.raw("letter_key"), sign(seed, b"letter"), b"letter")


def test_a_stanza() -> None:
    vector = golden("stanza")
    stanza = vector.part("stanza")
    context = vector.raw("root") + stanza.raw("audience") + u32(stanza.number("number"))
    info = tag("epoch-key") + context + stanza.raw("recipient") + vector.raw("commitment")

    key = plain_hpke.unseal(vector.raw("box_seed"), stanza.raw("sealed"), info=info)

    assert key == vector.raw("key")
    assert expand(key, tag("epoch-commit") + context, 32) == vector.raw("commitment")


def test_labels() -> None:
    vector = golden("labels")
    key, root = vector.raw("key"), vector.raw("root")
    material = expand(key, tag("label") + root + vector.raw("feed"), 44)
    shelf = AESGCM(material[:32]).decrypt(material[32:], vector.raw("sealed_label"), None)
    box_seed = expand(key, tag("letter-box") + context_of(vector), 32)
    info = tag("device-label") + root + vector.raw("device")
    computer = plain_hpke.unseal(box_seed, vector.raw("sealed_device_label"), info=info)

    assert shelf == vector.text("label").encode().ljust(32, b"\0")
    assert computer == vector.text("device_label").encode().ljust(96, b"\0")


def test_an_invitation() -> None:
    vector = golden("invitation")
    code, shown = vector.raw("code_bytes"), vector.text("code")
    prk = hmac.digest(tag("invitation"), code, "sha256")

    number = int.from_bytes(code, "big")
    assert shown.replace("-", "") == crockford(code, 100) + "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number % 37]
    assert expand(prk, b"id", 16) == vector.raw("invitation")
    for name, key in (("sign", "sign_seed"), ("box", "box_seed"), ("tie", "tie_key")):
        assert expand(prk, name.encode(), 32) == vector.raw(key)
    tied = tag("tie") + vector.raw("root") + hashlib.sha256(vector.raw("terms")).digest()
    assert hmac.digest(vector.raw("tie_key"), tied, "sha256") == vector.raw("tie")
    label = vector.raw("label")
    text = tag("redeem") + vector.raw("root") + vector.raw("invitation")
    text += vector.raw("device_sign_key") + vector.raw("device_box_key") + u32(len(label)) + label
    assert text == vector.raw("redeem_message")
    assert sign(vector.raw("sign_seed"), text) == vector.raw("by_invitation")


def test_a_succession() -> None:
    vector = golden("succession")
    message = (
        tag("succeed") + vector.raw("root") + vector.raw("device") + vector.raw("sign_key") + vector.raw("box_key")
    )

    assert hashlib.sha256(tag("handle") + vector.raw("key_before")).digest()[:8] == vector.raw("device")
    assert message == vector.raw("message")
    assert sign(vector.raw("seed_before"), message) == vector.raw("by_device")


def test_a_possession() -> None:
    vector = golden("invitation")
    for_coordinator, for_hub = vector.parts("possessions")
    for purpose, proof in ((b"\x01", for_coordinator), (b"\x02", for_hub)):
        text = tag("possession") + vector.raw("root") + purpose + proof.raw("sign_key") + proof.raw("box_key")

        assert bytes([proof.number("purpose")]) == purpose
        assert text == proof.raw("message")
        assert is_signed(proof.raw("sign_key"), proof.raw("signature"), text)


def test_parcels() -> None:
    vector = golden("parcel")
    plain = vector.raw("plain")

    opened = open_parcel(
        vector.raw("sealed"),
        key=vector.raw("key"),
        root=vector.raw("root"),
        parcel=vector.raw("parcel"),
        rendition=vector.number("rendition"),
    )

    assert opened == plain.ljust(4096, b"\0")


def test_a_long_parcel_can_be_made_again() -> None:
    vector = golden("parcel")
    length = vector.number("long_plain_length")
    repeated = vector.raw("long_plain_repeats")
    plain = (repeated * (length // len(repeated) + 1))[:length].ljust(padme(length), b"\0")
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + vector.raw("salt")
    info += tag("parcel") + vector.raw("root") + vector.raw("parcel") + b"\0"
    material = expand(vector.raw("key"), info, 76, "sha512")
    sealed = vector.raw("salt") + material[44:]
    for number in range(len(plain) // 16_384 + 1):
        nonce = (int.from_bytes(material[32:44], "big") ^ number).to_bytes(12, "big")
        chunk = plain[16_384 * number : 16_384 * (number + 1)]
        sealed += AESGCM(material[:32]).encrypt(nonce, chunk, None)

    assert len(sealed) == vector.number("long_sealed_length")
    assert sha256(sealed) == vector.raw("long_object")


def test_a_profile() -> None:
    vector = golden("profile")
    fields = vector.part("fields")
    root = sha256(fields.raw("root_key"))

    assert hexed(read_whole(vector.raw("bytes"))) == list(fields.values.values())
    context = root + vector.raw("open_audience") + u32(0)
    assert expand(fields.raw("open_key"), tag("epoch-commit") + context, 32) == vector.raw("open_commitment")
