"""The computers of the network as a coordinator's page shows them. Must not read the vault itself."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.device_sentences import day, revoking_sentences, standing_sentence
from haversack.i18n.order_sentences import standing_left_sentence
from haversack.operations import brake, coordinators, late_writing, revoking
from haversack.operations.devices import ListedDevice, Standing, devices
from haversack.operations.late_writing import LateChange
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.viewmodels.device_names import full_name
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import parse_device_id


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A computer in words.

    Attributes:
        id: Its name for the model.
        name: Whose it is.
        facts: When it joined, when it wrote last.
        standing: Where it stands.
        tone: Of that: ok, wait or danger.
        can_be_revoked: Whether there is something to press.
        who_revokes: Who can, where it is a coordinator's and not this computer; else empty.
        consequences: What revoking it does and does not do.
    """

    id: str
    name: str
    facts: str
    standing: str
    tone: str
    can_be_revoked: bool
    who_revokes: str
    consequences: str


@dataclass(frozen=True, slots=True)
class LateRow:
    """A change that came too late, in words: its number, what it is about, and what it says."""

    number: int
    title: str
    says: str
    can_be_entered: bool


@dataclass(frozen=True, slots=True)
class _Read:
    devices: tuple[ListedDevice, ...] = ()
    late: tuple[LateChange, ...] = ()
    left: int = 0
    holds_root: bool = False


class DevicesModel(QObject):
    """Shows the computers of the network to coordinators, and nothing to others.

    Attributes:
        rows: The computers, as they joined.
        late: What revoked ones sent too late.

    Signals:
        changed: They are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self.rows: tuple[DeviceRow, ...] = ()
        self.late: tuple[LateRow, ...] = ()
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages

        def read(workspace: Workspace) -> _Read:
            try:
                late = late_writing.late_changes(workspace, languages=languages)
                found, left = devices(workspace, languages=languages), brake.still_standing(workspace)
                return _Read(found, late, left, coordinators.holds_root(workspace))
            except NotAllowedError:
                return _Read()

        self._session.read(read, self._show)

    def revoke(self, device: str) -> None:
        """Take a computer out of the network; the person was asked."""
        self._session.write(lambda workspace: revoking.revoke(workspace, parse_device_id(device)), lambda done: None)

    def enter(self, number: int) -> None:
        """Write a late change again, as one's own."""
        self._session.write(lambda workspace: late_writing.enter(workspace, number), lambda done: None)

    def put_aside(self, number: int) -> None:
        """Show a late change no more."""
        self._session.write(lambda workspace: late_writing.put_aside(workspace, number), lambda done: None)

    def _show(self, read: _Read) -> None:
        self.rows = tuple(self._row(one, read) for one in read.devices)
        self.late = tuple(map(self._late, read.late))
        self.changed.emit()

    def _row(self, one: ListedDevice, read: _Read) -> DeviceRow:
        speaker = self._session.speaker
        say = speaker.say
        facts = [say("joined {day}", day=day(speaker, one.enrolled))]
        if one.last_written:
            facts.append(say("last wrote {day}", day=day(speaker, one.last_written)))
        is_of_network = one.standing in (Standing.IN, Standing.UNCONFIRMED) and not one.is_own
        is_leads = one.role == "coordinator"
        is_others = is_of_network and is_leads and not read.holds_root
        left = () if is_leads else (standing_left_sentence(speaker, read.left),)
        tone = {Standing.IN: "ok", Standing.TOLD: "plain"}.get(one.standing, "wait")
        return DeviceRow(
            one.id,
            full_name(speaker, one),
            " · ".join(facts),
            standing_sentence(speaker, one.standing, told=one.told, is_own=one.is_own),
            tone,
            is_of_network and not is_others,
            say("Only the computer that founded the network can take it out.") if is_others else "",
            " ".join([*revoking_sentences(speaker, one.copies), *left]),
        )

    def _late(self, one: LateChange) -> LateRow:
        speaker = self._session.speaker
        if not one.record:
            return LateRow(one.number, speaker.say("It cannot be read."), "", can_be_entered=False)
        says = "\n".join(text for _, text in one.says)
        return LateRow(one.number, f"{one.title or one.record} · {day(speaker, one.stamp)}", says, can_be_entered=True)
