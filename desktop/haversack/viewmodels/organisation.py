"""My organisation: each group with its state; drafts kept as people type; two versions to choose from.

What is typed reaches the vault through `draft_keeper`. Must not hold a widget.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from haversack.i18n import names
from haversack.operations import drafting
from haversack.operations.drafting import Released
from haversack.operations.own_profile import OwnProfile, own_profile
from haversack.operations.workspace import Workspace
from haversack.viewmodels.draft_keeper import DraftKeeper
from haversack.viewmodels.organisation_form import GroupShown, RecordShown, show_record
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import RecordId, parse_record_id


class OrganisationModel(QObject):
    """Shows the profile of one organisation and changes it.

    Attributes:
        keeper: Holds what was typed until the vault has it.
        profile: The organisation's own record, or None.
        contacts: Its contact lines.
        may_edit: Whether this computer may change them.
        why: Why not, in words; or what to know; may be empty.
        language: Of the texts that are edited.
        languages: (tag, name) to choose from.
        summary: Counts in words: how much waits, is saved here, is to be chosen.
        is_ready: Whether it was read once.

    Signals:
        changed: Any of them is new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._record: RecordId | None = None
        self._asked = 0
        self._read: OwnProfile | None = None
        self.profile: RecordShown | None = None
        self.contacts: tuple[RecordShown, ...] = ()
        self.may_edit = False
        self.why = self.language = self.summary = ""
        self.languages: tuple[tuple[str, str], ...] = ()
        self.is_ready = False
        self.keeper = DraftKeeper(session)
        self.keeper.kept.connect(self.refresh)
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def groups(self) -> tuple[GroupShown, ...]:
        """All groups of the organisation and its contact lines."""
        records = (*((self.profile,) if self.profile else ()), *self.contacts)
        return tuple(group for record in records for group in record.groups)

    @property
    def disputed(self) -> tuple[GroupShown, ...]:
        """Groups in which somebody has to choose."""
        return tuple(group for group in self.groups if group.versions)

    @property
    def has_drafts(self) -> bool:
        """Whether something was typed and not released."""
        return any(group.has_draft for group in self.groups)

    @property
    def can_undo(self) -> bool:
        """Whether there is something that was typed, or waits unsent."""
        return any(group.state in ("draft", "typing", "waiting") for group in self.groups)

    def show_organisation(self, record: str) -> None:
        """Show another organisation, for those who may edit it; an empty id means the own one."""
        wanted = parse_record_id(record) if record else None
        if wanted != self._record:
            self.keep_now()
            self._record, self.language = wanted, ""
            self.refresh()

    def choose_language(self, language: str) -> None:
        """Edit the texts of another language."""
        if language != self.language:
            self.keep_now()
            self.language = language
            self.refresh()

    def refresh(self) -> None:
        """Read again; nothing to do while the vault closes."""
        if not self._session.is_open:
            return
        self._asked += 1
        asked, record, language, languages = self._asked, self._record, self.language, self._session.languages
        kept = self.keeper.kept_so_far

        def show(read: OwnProfile) -> None:
            if asked == self._asked:
                self.keeper.let_go(kept)
                self._read = read
                self._show()

        self._session.read(
            lambda workspace: own_profile(workspace, record=record, language=language, languages=languages), show
        )

    def type(self, group: GroupShown, field: str, text: str) -> None:
        """Take what was typed into one editor; it is kept within two seconds."""
        now = next((one for one in self.groups if (one.record, one.key) == (group.record, group.key)), group)
        values = {part.name: part.value for part in now.parts}
        if values.get(field) == text:
            return
        self.keeper.type((group.record, group.key), values | {field: text})
        self._show()

    def keep_now(self) -> None:
        """Keep everything that was typed, as drafts in the vault. Nothing to do is no mistake."""
        self.keeper.keep_now()

    def release(self, group: GroupShown | None = None) -> None:
        """Write drafts of one group, or all, into the outbox: they are ready to send."""
        self.keep_now()
        wanted: dict[str, list[str]] = {}
        for one in self.groups if group is None else (group,):
            if one.has_draft or group is not None:
                wanted.setdefault(one.record, []).append(one.key)

        def work(workspace: Workspace) -> int:
            done = [drafting.release(workspace, parse_record_id(record), keys) for record, keys in wanted.items()]
            return sum(one.changes for one in done)

        if wanted:
            self._change(work)

    def undo(self, group: GroupShown) -> None:
        """Forget what was typed in one group."""
        self.keeper.forget((group.record, group.key))
        self._change(lambda workspace: drafting.drop_drafts(workspace, parse_record_id(group.record), [group.key]))

    def undo_all(self) -> None:
        """Forget all drafts, and take back what was not sealed yet."""
        records = sorted({group.record for group in self.groups})
        self.keeper.forget_all()

        def work(workspace: Workspace) -> int:
            return sum(drafting.undo_all(workspace, parse_record_id(record)).changes for record in records)

        self._change(work)

    def choose_version(self, group: GroupShown, place: int) -> None:
        """Let one version stand."""
        chosen = group.versions[place].hash
        self._change(
            lambda workspace: drafting.choose_version(workspace, parse_record_id(group.record), group.key, chosen)
        )

    def write_new(self, group: GroupShown, values: Mapping[str, str]) -> None:
        """Write a new value in the place of all versions."""
        self.keeper.forget((group.record, group.key))
        self._change(lambda workspace: drafting.write_new(workspace, parse_record_id(group.record), group.key, values))

    def _change(self, work: Callable[[Workspace], int | Released | None]) -> None:
        """Run a change; also after a failure the page is read again, and what was written is still there."""

        def fail(error: Exception) -> None:
            self._session.messages.report(error)
            self._session.changed.emit()

        job = self._session.run(lambda workspace, _: work(workspace))
        job.then(lambda _: self._session.changed.emit(), on_failure=fail)

    def _show(self) -> None:
        read, speaker = self._read, self._session.speaker
        if read is None:
            return
        self.profile = show_record(read.organisation, read, self.keeper.typed, speaker) if read.organisation else None
        self.contacts = tuple(show_record(one, read, self.keeper.typed, speaker) for one in read.contacts)
        self.may_edit = read.may_edit
        self.language = read.language
        tags = dict.fromkeys((*read.languages, read.language, speaker.language.partition("-")[0]))
        self.languages = tuple((tag, names.language_name(speaker.language, tag)) for tag in tags if tag)
        self.why = self._why(read)
        self.summary = self._summary()
        self.is_ready = True
        self.changed.emit()

    def _why(self, read: OwnProfile) -> str:
        say = self._session.speaker.say
        if read.organisation is None:
            if read.role == "coordinator":
                return say(
                    "This computer belongs to the coordinators. Open an organisation in the directory to edit it."
                )
            return say("This computer belongs to no organisation. Your coordinators can invite it into one.")
        if read.may_edit:
            if read.role == "coordinator":
                return say("You edit this profile as a coordinator. The organisation can change it too.")
            return ""
        return say(
            "You can read this profile, not change it: this computer was invited as a reader. "
            "An editor of your organisation, or the coordinators, can change it."
        )

    def _summary(self) -> str:
        speaker = self._session.speaker
        states = [group.state for group in self.groups]
        waiting, here = states.count("waiting"), states.count("draft") + states.count("typing")
        disputed = len(self.disputed)
        parts = []
        if waiting:
            parts.append(speaker.count("{number} field not sent yet", "{number} fields not sent yet", waiting))
        if here:
            parts.append(speaker.count("{number} saved here", "{number} saved here", here))
        if disputed:
            parts.append(speaker.count("{number} to choose", "{number} to choose", disputed))
        return " · ".join(parts) or speaker.say("Everything you wrote here was sent.")
