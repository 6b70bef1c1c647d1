"""Steps of a history: sticks that couriers carry, and listeners who send again what they overheard."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from haversack_sync.protocol.endpoint import LinkError
from tests.simulation.disk import DiskFull, PowerCut
from tests.simulation.laptop import Laptop
from tests.simulation.sticks import Stick, StickEndpoint

if TYPE_CHECKING:
    from tests.simulation.play import History


class Travels:
    """Two sticks on their way, and everything that was ever sent over a line."""

    def __init__(self, history: "History") -> None:
        self._history = history
        self._sticks = (Stick("stick 1"), Stick("stick 2"))
        self._at_hand: Stick | None = None

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (
            self._hub_writes,
            self._is_read,
            self._gives,
            self._gives,
            self._delivers,
            self._delivers,
            self._replays,
        )

    def _stick(self) -> Stick:
        return self._at_hand or self._history.choices.of(self._sticks)

    def visit(self, laptop: Laptop) -> None:
        """A courier takes along what waits, and brings what the hub has written last."""
        self._at_hand = self._stick()
        self._hub_writes(laptop)
        self._gives(laptop)
        self._is_read(laptop)
        self._at_hand = None

    def _hub_writes(self, _: Laptop) -> None:
        stick = self._stick()
        size = stick.written_by(self._history.machine, self._history.founded)
        for data in stick.files.values():
            self._history.machine.eavesdropper.hear("on a stick", data)
        self._history.story.tell("hub", f"writes {stick.name}, {size} B")

    def _is_read(self, laptop: Laptop) -> None:
        stick = self._stick()
        if stick.files:
            laptop.sync(StickEndpoint(stick, self._history.choices, self._history.story), what=stick.name)

    def _gives(self, laptop: Laptop) -> None:
        """A laptop seals what waits and gives it to a courier."""
        stick, story = self._stick(), self._history.story
        try:
            envelopes = laptop.replica.hand_over(100_000, is_far=True).envelopes
            laptop.replica.left_computer(envelopes)
        except (PowerCut, DiskFull):
            return
        for envelope in envelopes:
            self._history.machine.eavesdropper.hear("on a stick", envelope)
        stick.envelopes += [each for each in envelopes if each not in stick.envelopes]
        story.tell(laptop.name, f"gives {len(envelopes)} changes to {stick.name}")

    def _delivers(self, laptop: Laptop) -> None:
        stick, story = self._stick(), self._history.story
        line = self._history.line(laptop)
        line.point = _no_point
        line.who = stick.name
        try:
            count = stick.delivered_over(line, self._history.choices)
        except LinkError as error:
            story.tell(stick.name, f"cannot be delivered: {error}")
            return
        if count:
            story.fault("delivered by a courier")
            story.tell(stick.name, f"delivers {count} changes")

    def _replays(self, _: Laptop) -> None:
        """Somebody who overheard a request sends it again, byte for byte."""
        heard = self._history.machine.heard
        restoring = self._history.restoring
        if not heard or (restoring is not None and restoring.is_waiting):
            # The word by which a coordinator let this hub go on once would do so again, from the same backup.
            return
        body, auth = heard[-1 - self._history.choices.pick(min(len(heard), 8))]
        try:
            answer = b"".join(self._history.machine.endpoint.exchange(body, auth))
        except LinkError as error:
            self._history.story.tell("listener", f"sends an old request: {error}")
            return
        self._history.story.fault("old request replayed")
        self._history.story.tell("listener", f"sends an old request, gets {len(answer)} B")


def _no_point(_: str) -> None:
    """A courier's machine is none of the history's laptops."""
