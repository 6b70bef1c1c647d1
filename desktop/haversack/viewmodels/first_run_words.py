"""What the first start says: how strong a passphrase is, and to which field a failure belongs. Must not judge."""

from dataclasses import dataclass
from typing import Final

from haversack.i18n.device_sentences import clock_sentences
from haversack.i18n.language import Speaker
from haversack.operations.enrolling import is_code
from haversack.operations.first_run import Made
from haversack.operations.passphrases import Strength
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session

_CODE_SIGNS: Final = 21
"""Signs of an invitation's code, its check sign among them."""
_ABOUT_CODE: Final = ("bad_code", "invitation")
_ABOUT_PASSPHRASE: Final = ("unusable_passphrase",)
_ABOUT_SOURCE: Final = (
    "kit",
    "link",
    "not_our_hub",
    "hub_refusal",
    "wrong_network",
    "other_network",
    "bad_bytes",
    "bad_signature",
    "bad_digest",
    "unknown_suite",
    "weak_key",
)


@dataclass(frozen=True, slots=True)
class StrengthWords:
    """How strong a passphrase is.

    Attributes:
        level: Of 4; 0 cannot be used.
        word: In a word or two, with a full stop; empty while nothing is typed.
        rest: More; may be empty.
    """

    level: int
    word: str
    rest: str


def tell_clock(session: Session, made: Made | None) -> None:
    """Say that joining went by the hub's clock, where this computer's is so wrong that it did."""
    if made is not None and made.hubs_time:
        here = session.clock.wall_ms() // 1000
        session.messages.tell(Message(*clock_sentences(session.speaker, hub=made.hubs_time, here=here), "wait"))


def strength_words(speaker: Speaker, found: Strength, *, is_empty: bool) -> StrengthWords:
    """Say how strong a passphrase is; rough, since nobody can measure what people think up."""
    say = speaker.say
    if is_empty:
        return StrengthWords(0, "", say("At least 12 signs; several words are best."))
    words = speaker.count("{number} word.", "{number} words.", found.words) if found.words else ""
    by_level = (
        (say("Too easy to guess."), say("At least 12 signs, and not only digits.")),
        (say("Weak."), say("More words make it better.")),
        (say("Fair."), say("One or two words more make it strong.")),
        (say("Strong."), say("{words} Unless they stand together in a book or a song.", words=words).strip()),
        (say("Very strong."), say("{words} Drawn by chance.", words=words).strip()),
    )
    return StrengthWords(found.level, *by_level[found.level])


def is_whole(code: str) -> bool:
    """Tell whether as many signs were typed as an invitation's code has."""
    return sum(sign.isalnum() for sign in code) >= _CODE_SIGNS


def code_mistake(speaker: Speaker, code: str) -> str:
    """Return that an invitation's code cannot be one, if it is whole and is not; else nothing."""
    if not is_whole(code) or is_code(code):
        return ""
    return speaker.say("There is a typing mistake in this code. Compare it sign by sign.")


def part_of(kind: str, way: str) -> str:
    """Return which field a failure is about: code, source, network, passphrase, or empty.

    Args:
        kind: Stable name of the error, perhaps with a detail behind a dot.
        way: starter, network or join.
    """
    family = kind.partition(".")[0]
    if family in _ABOUT_CODE:
        return "code"
    if family in _ABOUT_PASSPHRASE:
        return "passphrase"
    if family in _ABOUT_SOURCE:
        return {"network": "network", "join": "source"}.get(way, "")
    return ""


def room_words(speaker: Speaker, needed: int, free: int) -> str:
    """Say how much room is needed and free, in bytes, as far as it is known; 0 for what is not."""
    if not free:
        return ""
    if not needed:
        return speaker.say("{free} is free on this computer.", free=speaker.size(free))
    return speaker.say(
        "Needs about {needed} on this computer. {free} is free.", needed=speaker.size(needed), free=speaker.size(free)
    )
