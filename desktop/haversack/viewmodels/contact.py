"""How the connection is, in one icon, one state, and one sentence that is always true. Must not ask the network."""

from dataclasses import dataclass

from haversack.i18n.language import Speaker


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What is known; nothing of it is guessed.

    Attributes:
        is_syncing: Whether a sync runs.
        is_looking: Whether this computer only looks around: it sends nothing.
        has_hub: Whether the address of a hub is known.
        is_paused: Whether people stopped syncs until they say otherwise.
        has_network: Whether this computer has a connection, as its system says; None where that is not known.
        last_contact: The hub's stamp of the last answer, seconds since 1970; 0 for never.
        waiting: Changes made here that the hub has not confirmed.
        used_bytes: HTTP bodies up and down today.
        limit_bytes: Of a day; None where none is set.
    """

    is_syncing: bool = False
    is_looking: bool = False
    has_hub: bool = True
    is_paused: bool = False
    has_network: bool | None = None
    last_contact: int = 0
    waiting: int = 0
    used_bytes: int = 0
    limit_bytes: int | None = None

    @property
    def is_limit_reached(self) -> bool:
        """Whether today's data is used."""
        return self.limit_bytes is not None and self.used_bytes >= self.limit_bytes

    @property
    def is_apart(self) -> bool:
        """Whether there is no hub to meet: what somebody looks at came with the program, or from a folder."""
        return self.is_looking and not self.has_hub and not self.is_syncing

    @property
    def is_offline(self) -> bool:
        """Whether this computer has no connection at all, as far as its system knows."""
        return self.has_network is False


@dataclass(frozen=True, slots=True)
class Contact:
    """What the connection pill says.

    Attributes:
        icon: Name of its icon.
        word: The state in a word or two.
        detail: What was used today, briefly.
        sentence: All of it, for screen readers and the tooltip.
        tone: plain, ok or wait.
        share: How much of today's data is used, from 0 to 1; None where no limit is set.
    """

    icon: str
    word: str
    detail: str
    sentence: str
    tone: str
    share: float | None = None


def contact_of(facts: ContactFacts, speaker: Speaker) -> Contact:
    """Put what is known into words."""
    if facts.is_apart:
        words = speaker.say("You are looking around in what is on this computer. Nothing is sent or received.")
        return Contact("eye", speaker.say("Looking around"), speaker.say("nothing is sent"), words, "plain")
    icon, word, tone = _state(facts, speaker)
    used = _used(facts, speaker)
    parts = [_sentence(facts, speaker)]
    if facts.waiting:
        # What was sent and has no receipt is among them.
        parts.append(
            speaker.count(
                "{number} change not confirmed by the hub yet.",
                "{number} changes not confirmed by the hub yet.",
                facts.waiting,
            )
        )
    parts.append(speaker.say("{used}.", used=used))
    share = min(facts.used_bytes / facts.limit_bytes, 1.0) if facts.limit_bytes else None
    return Contact(icon, word, used, " ".join(parts), tone, share)


def _state(facts: ContactFacts, speaker: Speaker) -> tuple[str, str, str]:
    if facts.is_syncing:
        return "refresh-cw", speaker.say("Syncing"), "ok"
    if facts.is_paused:
        return "pause", speaker.say("Paused"), "wait"
    if facts.is_offline:
        return "wifi-off", speaker.say("Offline"), "plain"
    if facts.is_limit_reached:
        return "gauge", speaker.say("Today’s limit reached"), "wait"
    if facts.has_network:
        return "wifi", speaker.say("Connected"), "ok"
    return "wifi-off", speaker.say("Not connected"), "plain"


def _sentence(facts: ContactFacts, speaker: Speaker) -> str:
    say = speaker.say
    if facts.is_syncing:
        return say("A sync is running.")
    moment = speaker.moment(facts.last_contact) if facts.last_contact else ""
    if facts.is_looking and not moment:
        return say("You are looking around, and the hub has sent nothing yet.")
    if facts.is_paused:
        return say("Syncs are paused, last sync {moment}.", moment=moment) if moment else say("Syncs are paused.")
    if facts.is_offline:
        return say("Offline, last sync {moment}.", moment=moment) if moment else say("Offline, not synced yet.")
    if facts.is_limit_reached and moment:
        return say("Today’s data is used, last sync {moment}.", moment=moment)
    if facts.has_network:
        connected = say("This computer is connected, last sync {moment}.", moment=moment)
        return connected if moment else say("This computer is connected, and has not met its hub yet.")
    if moment:
        return say("Not connected to the hub at the moment, last sync {moment}.", moment=moment)
    return say("This computer has not met its hub yet.")


def _used(facts: ContactFacts, speaker: Speaker) -> str:
    if facts.limit_bytes is None:
        return speaker.say("{size} used today", size=speaker.size(facts.used_bytes))
    used, limit = speaker.size(facts.used_bytes), speaker.size(facts.limit_bytes)
    return speaker.say("{used} of {limit} used today", used=used, limit=limit)
