"""Steps of a history about trust: grants, new epochs, invitations, newcomers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from haversack_sync.client.introduction import InvitationError, introduce
from haversack_sync.model.ids import InvitationId, OrganisationId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.network import empty_view
from tests.simulation import coordination
from tests.simulation.coordination import Code
from tests.simulation.disk import Disk, DiskFull, PowerCut
from tests.simulation.founded import Person
from tests.simulation.kept import Kept
from tests.simulation.laptop import Laptop
from tests.simulation.world import Author, FixedRandom

if TYPE_CHECKING:
    from tests.simulation.play import History

NEWCOMERS: Final = ("nour", "omar")


class Trust:
    """What coordinators and newcomers do."""

    def __init__(self, history: "History") -> None:
        self._history = history
        self._codes: list[Code] = []

    def steps(self) -> tuple[Callable[[Laptop], None], ...]:
        """Return what may happen."""
        return (self._grants, self.begins_epoch, self.invites, self.comes)

    def before_sync(self, laptop: Laptop) -> None:
        """Let a coordinator's laptop do its duties."""
        if laptop.person.role is not Role.COORDINATOR:
            return
        try:
            coordination.do_duties(laptop, self._history.founded)
        except PowerCut:
            laptop.start()
        except DiskFull:
            return
        if laptop is self._coordinator and self._history.revoking.needs_epoch(laptop):
            self.begins_epoch()

    def _next(self) -> int:
        self._history.people.written += 1
        return self._history.people.written

    @property
    def _coordinator(self) -> Laptop:
        return self._history.laptops["ana"]

    def _grants(self, laptop: Laptop) -> None:
        """Somebody's role is set: by the coordinator, or by somebody who may not."""
        choices, founded = self._history.choices, self._history.founded
        who = choices.of(founded.people[1:])
        author = laptop if choices.happens(4) else self._coordinator
        role, reads = choices.of(coordination.GRANTED), not choices.happens(4)
        author.save(coordination.grant(self._next(), author, who, role, founded, reads=reads))

    def begins_epoch(self, _: Laptop | None = None) -> None:
        """The coordinator begins a new key of `members`."""
        made = coordination.new_epoch(self._next(), self._coordinator, self._history.founded)
        if made is not None:
            self._coordinator.save(made[0], beside=made[1])

    def invites(self, _: Laptop | None = None) -> None:
        """The coordinator invites somebody."""
        like = self._history.founded.people[1 + self._history.choices.pick(3)]
        made = coordination.invitation(self._next(), self._coordinator, like, self._history.founded)
        if made is not None and self._coordinator.save(made[0], beside=made[2]):
            self._codes.append(made[1])

    def comes(self, _: Laptop | None = None) -> None:
        """A new laptop meets the hub with the newest code; two may come with one code."""
        free = [name for name in NEWCOMERS if name not in self._history.laptops]
        if not self._codes or not free:
            return
        which = len(self._codes) - 1
        code, name = self._codes[which], free[0]
        random = FixedRandom(f"newcomer {name}")
        author = Author(random(32), random(32))
        person = Person(name, author, code.role, OrganisationId(code.organisation))
        disk = Disk(Kept(empty_view(self._history.founded.world.root)))
        story = self._history.story
        line = self._history.line(self._coordinator)
        line.point, line.who = disk.point, name
        try:
            met = introduce(line, code.keys, random=random)
        except (LinkError, ProtocolError, InvitationError) as error:
            story.tell(name, f"does not get in: {error.kind}, {error}")
            return
        laptop = Laptop(person, disk, story, name, code=which, invitation=InvitationId(met.invitation.terms.invitation))
        act = coordination.redeeming(self._next(), code, which, person, self._history.founded.world.root)

        with laptop.replica.transaction():
            for step in met.steps:
                laptop.replica.commit_network(step)
            kept = laptop.replica.kept
            # What `open` needs is in the profile, what the invitation gives in its welcome.
            opened = self._history.founded.shelf("open/library")
            kept.audience_keys[opened.audience, opened.epoch] = opened.key
            for audience, number, key in met.keys:
                kept.audience_keys[audience, number] = key
        laptop.has_eras = self._history.restoring is not None
        self._history.laptops[name] = laptop
        self._history.everybody[name] = person
        laptop.save(act)
