"""Golden vectors of keys and what is sealed with them: epochs, labels, invitations, parcels, the network profile."""

from haversack_sync.model.authority_entries import encode_body
from haversack_sync.model.ids import key_handle
from haversack_sync.model.tags import tag
from haversack_sync.protocol import enrolment, epochs, parcel, sealing
from haversack_sync.protocol.messages import Stanza
from haversack_sync.protocol.network import KeyPurpose, possession_message, redeem_message, succeed_message
from haversack_sync.protocol.profile import Profile, encode_profile
from haversack_sync.protocol.succession import succeed_entry
from tests.data import protocol_inputs as given
from tests.data import protocol_message_vectors as of_messages
from tests.data.protocol_inputs import ROOT, Json, fixed
from tests.unit.haversack_sync.protocol import plain_hpke

NAME = epochs.EpochName(ROOT, given.MEMBERS, 2)
DEVICE = key_handle(given.DEVICE_KEY)
COMMITTED = epochs.commitment(given.EPOCH_KEY, NAME)


def epoch() -> Json:
    """Make what an epoch entry says about its key."""
    entry = epochs.epoch_entry(given.EPOCH_KEY, NAME, key_before=given.EPOCH_KEY_BEFORE, stanzas=[of_messages.STANZA])
    return {
        "about": "An audience key: commitment, key before, letterbox keys, hash of the stanzas.",
        "root": ROOT,
        "audience": given.MEMBERS,
        "number": 2,
        "key": given.EPOCH_KEY,
        "key_before": given.EPOCH_KEY_BEFORE,
        "stanzas": [of_messages.fields_of(of_messages.STANZA)],
        "commitment": entry.commitment,
        "back": entry.back,
        "stanza_hash": entry.stanza_hash,
        "box_key": entry.box_key,
        "letter_key": entry.letter_key,
    }


def stanza() -> Json:
    """Make a stanza, to be opened."""
    info = tag("epoch-key") + NAME.context + DEVICE + COMMITTED
    sealed = plain_hpke.seal(fixed("ephemeral 1"), given.DEVICE_BOX_KEY, given.EPOCH_KEY, info=info)
    made = Stanza(given.MEMBERS, 2, DEVICE, sealed)
    return {
        "about": "An audience key sealed to a device; to be opened only.",
        "root": ROOT,
        "commitment": COMMITTED,
        "box_seed": given.DEVICE_BOX_SEED,
        "stanza": of_messages.fields_of(made),
        "key": given.EPOCH_KEY,
    }


def labels() -> Json:
    """Make the label of a shelf, and that of a computer, to be opened only."""
    box_seed = sealing.hkdf_expand(given.EPOCH_KEY, tag("letter-box") + NAME.context)
    text = "Büro, second desk".encode().ljust(96, b"\x00")
    info = tag("device-label") + ROOT + DEVICE
    return {
        "about": "Sealed labels: of a shelf for its audience, of a computer for coordinators (to be opened only).",
        "root": ROOT,
        "key": given.EPOCH_KEY,
        "feed": given.FEED,
        "label": "library",
        "sealed_label": epochs.seal_label(given.EPOCH_KEY, root=ROOT, feed=given.FEED, label="library"),
        "audience": given.MEMBERS,
        "number": 2,
        "device": DEVICE,
        "device_label": "Büro, second desk",
        "sealed_device_label": plain_hpke.seal(fixed("ephemeral 2"), sealing.box_public_key(box_seed), text, info=info),
    }


def succession() -> Json:
    """Make what lets a new key in for a device whose vault was copied."""
    before = sealing.signing_public_key(given.DEVICE_SEED)
    new, new_box = sealing.signing_public_key(fixed("new seed")), sealing.box_public_key(fixed("new box seed"))
    body = succeed_entry(ROOT, seed_before=given.DEVICE_SEED, sign_key=new, box_key=new_box)
    return {
        "about": "A succession: the key before signs for the new one; the envelope is number 0 of the new key.",
        "root": ROOT,
        "seed_before": given.DEVICE_SEED,
        "key_before": before,
        "device": body.device,
        "sign_key": new,
        "box_key": new_box,
        "message": succeed_message(ROOT, body),
        "by_device": body.by_device,
        "body": encode_body(body),
    }


def invitation() -> Json:
    """Make everything that follows from a code: keys, tie, redemption, possession."""
    shown = _code_of(given.CODE)
    keys = enrolment.derive(given.CODE)
    invite = enrolment.invite_entry(keys, of_messages.TERMS, root=ROOT)
    redeem = enrolment.redeem_entry(
        keys,
        root=ROOT,
        sign_key=given.DEVICE_KEY,
        box_key=given.DEVICE_BOX_KEY,
        label=fixed("device label", 144),
    )
    return {
        "about": "An invitation: what follows from its code, its tie, its redemption; and the possession of a key.",
        "root": ROOT,
        "code": shown,
        "code_bytes": given.CODE,
        "invitation": keys.invitation,
        "sign_seed": keys.sign_seed,
        "box_seed": keys.box_seed,
        "tie_key": keys.tie_key,
        "terms": invite.terms,
        "tie": invite.tie,
        "device_sign_key": given.DEVICE_KEY,
        "device_box_key": given.DEVICE_BOX_KEY,
        "label": redeem.label,
        "redeem_message": redeem_message(ROOT, redeem),
        "by_invitation": redeem.by_invitation,
        "possessions": [
            _possession(KeyPurpose.COORDINATOR, given.DEVICE_SEED, given.DEVICE_BOX_KEY),
            _possession(KeyPurpose.HUB, given.HUB_SEED, given.HUB_BOX_KEY),
        ],
    }


def _possession(purpose: KeyPurpose, seed: bytes, box_key: bytes) -> Json:
    """Make the proof that somebody holds a key."""
    sign_key = sealing.signing_public_key(seed)
    message = possession_message(ROOT, purpose, sign_key=sign_key, box_key=box_key)
    return {
        "purpose": int(purpose),
        "sign_seed": seed,
        "sign_key": sign_key,
        "box_key": box_key,
        "message": message,
        "signature": sealing.sign(seed, message),
    }


def _code_of(code: bytes) -> str:
    """Write a code as people see it; the inputs were chosen so that its check is a letter or digit."""
    return enrolment.make_code(lambda _: (int.from_bytes(code, "big") << 4).to_bytes(13, "big"))


def sealed_file() -> Json:
    """Make a small parcel in full, and a long one by its hash."""
    name = parcel.ParcelName(ROOT, fixed("parcel", 16))
    key, salt = fixed("file key"), fixed("file salt", 24)
    short, long = b"A lesson on rights.\n", (b"A lesson on rights, again. " * 2_000)[:40_000]
    sealed = {
        text: b"".join(parcel.seal_parcel([text], len(text), key=key, salt=salt, name=name)) for text in (short, long)
    }
    return {
        "about": "Parcels: C2SP chunked-encryption with SHA-512 and AES-256-GCM, padded. The long one by its SHA-256.",
        "root": ROOT,
        "parcel": name.parcel,
        "rendition": name.rendition,
        "key": key,
        "salt": salt,
        "plain": short,
        "sealed": sealed[short],
        "long_plain_repeats": b"A lesson on rights, again. ",
        "long_plain_length": len(long),
        "long_sealed_length": len(sealed[long]),
        "long_object": sealing.sha256(sealed[long]),
    }


def network_profile() -> Json:
    """Make a network profile."""
    profile = Profile(
        suite=1,
        name="Réseau d'exemple",
        root_key=given.ROOT_KEY,
        hubs=("https://hub.example", "http://127.0.0.1:8080"),
        hub_sign_key=given.HUB_KEY,
        hub_box_key=given.HUB_BOX_KEY,
        open_key=fixed("open key"),
    )
    return {
        "about": "The network profile: a MessagePack array.",
        "fields": of_messages.fields_of(profile),
        "bytes": encode_profile(profile),
        "open_audience": given.OPEN,
        "open_commitment": epochs.commitment(profile.open_key, epochs.EpochName(ROOT, given.OPEN, 0)),
    }
