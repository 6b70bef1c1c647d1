"""My organisation: each group with its state; drafts kept as people type; two versions to choose from.

What is typed reaches the vault through `draft_keeper`. Must not hold a widget.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from haversack.i18n import names
from haversack.operations import contact_lines, releasing, undoing
from haversack.operations.own_profile import FormRecord, OwnProfile, own_profile
from haversack.operations.releasing import Choice, Released
from haversack.operations.time_zones import day_here
from haversack.operations.undone import Undone
from haversack.operations.workspace import Workspace
from haversack.viewmodels.draft_keeper import DraftKeeper
from haversack.viewmodels.organisation_form import show_record
from haversack.viewmodels.organisation_shown import GroupShown, RecordShown
from haversack.viewmodels.organisation_words import owner_words, release_words, summary_words, why_words
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import RecordId, parse_record_id, show_record_id


class OrganisationModel(QObject):
    """Shows the profile of one organisation and changes it.

    Attributes:
        keeper: Holds what was typed until the vault has it.
        profile: The organisation's own record, or None.
        contacts: Its contact lines.
        may_edit: Whether this computer may change them.
        is_own: Whether it is this computer's organisation.
        owner_words: Who may change them, in words.
        why: Why not, in words; or what to know; may be empty.
        language: Of the texts that are edited.
        languages: (tag, name) to choose from: those in which there are texts, and the interface's.
        other_languages: (tag, name) in which texts can be begun.
        audiences: Stable names of whom a new contact line can be shown to.
        summary: Counts in words: how much waits, is saved here, is to be chosen.
        is_ready: Whether it was read once.

    Signals:
        changed: Any of them is new.
        begun: A contact line was begun; given its record.
    """

    changed = Signal()
    begun = Signal(str)

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._record: RecordId | None = None
        self._asked = 0
        self._read: OwnProfile | None = None
        self._undone = Undone()
        self.profile: RecordShown | None = None
        self.contacts: tuple[RecordShown, ...] = ()
        self.may_edit = self.is_own = self.is_ready = False
        self.why = self.language = self.summary = self.owner_words = ""
        self.languages: tuple[tuple[str, str], ...] = ()
        self.other_languages: tuple[tuple[str, str], ...] = ()
        self.audiences: tuple[str, ...] = ()
        self.keeper = DraftKeeper(session)
        self.keeper.kept.connect(self.refresh)
        session.changed.connect(self._on_changed)
        self.refresh()

    @property
    def records(self) -> tuple[RecordShown, ...]:
        """The organisation and its contact lines."""
        return (*((self.profile,) if self.profile else ()), *self.contacts)

    @property
    def groups(self) -> tuple[GroupShown, ...]:
        """All groups, those of other languages in which something is to do too."""
        return tuple(group for record in self.records for group in record.every_group)

    @property
    def disputed(self) -> tuple[GroupShown, ...]:
        """Groups in which somebody has to choose."""
        return tuple(group for group in self.groups if group.versions)

    @property
    def has_drafts(self) -> bool:
        """Whether something was typed and not released."""
        return any(record.has_draft for record in self.records)

    @property
    def can_undo(self) -> bool:
        """Whether there is something that was typed, or waits unsealed."""
        return self.has_drafts or any(group.can_take_back or group.state == "waiting" for group in self.groups)

    @property
    def can_bring_back(self) -> bool:
        """Whether something was undone that can be brought back."""
        return not self._undone.is_empty

    def show_organisation(self, record: str) -> None:
        """Show another organisation, for those who may edit it; an empty id means the own one."""
        wanted = parse_record_id(record) if record else None
        if wanted != self._record:
            self.keep_now()
            self._record, self.language, self._undone = wanted, "", Undone()
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
                self._read, self.language = read, read.language
                self._show()

        spoken = self._session.speaker.language

        def read_profile(workspace: Workspace) -> OwnProfile:
            # Long lists of names, read for the first time: here they hold nobody up.
            names.all_countries(spoken)
            names.all_languages(spoken)
            return own_profile(workspace, record=record, language=language, languages=languages)

        self._session.read(read_profile, show)

    def type(self, group: GroupShown, field: str, text: str) -> None:
        """Take what was typed into one editor; it is kept within two seconds."""
        now = next((one for one in self.groups if (one.record, one.key) == (group.record, group.key)), group)
        values = {part.name: part.value for part in now.parts}
        if values.get(field) == text:
            return
        self.type_all(group, values | {field: text})

    def type_all(self, group: GroupShown, values: Mapping[str, str]) -> None:
        """Take what was typed for all fields of a group."""
        self.keeper.type((group.record, group.key), values)
        self._show()

    def keep_now(self) -> None:
        """Keep everything that was typed, as drafts in the vault. Nothing to do is no mistake."""
        self.keeper.keep_now()

    def release(self, group: GroupShown | None = None) -> None:
        """Write the drafts of one group, or all that are complete, into the outbox: they are ready to send."""
        self.keep_now()
        new = [record.id for record in self.contacts if record.is_new and group is None]
        wanted: dict[str, list[str] | None] = {}
        if group is not None:
            wanted[group.record] = [group.key]
        else:
            wanted.update({record.id: None for record in self.records if record.has_draft and not record.is_new})

        def work(workspace: Workspace) -> Released:
            done = [releasing.release(workspace, parse_record_id(one), keys) for one, keys in wanted.items()]
            done += [contact_lines.release_line(workspace, parse_record_id(one)) for one in new]
            return Released(sum(one.changes for one in done), tuple(key for one in done for key in one.left))

        def tell(done: Released) -> None:
            self._session.messages.tell(release_words(self._session.speaker, done))

        if wanted or new:
            self._change(work, tell)

    def undo(self, group: GroupShown) -> None:
        """Forget what was typed in one group; `bring_back` undoes that."""
        self.keep_now()
        self.keeper.forget((group.record, group.key))
        record = parse_record_id(group.record)
        self._change(lambda workspace: undoing.undo_draft(workspace, record, group.key), self._keep_undone)

    def undo_all(self) -> None:
        """Forget all drafts, and take back what was not sealed yet; `bring_back` undoes that."""
        self.keep_now()
        self.keeper.forget_all()
        records = [parse_record_id(record.id) for record in self.records]
        self._change(lambda workspace: undoing.undo_all(workspace, records), self._keep_undone)

    def bring_back(self) -> None:
        """Undo every undo since the last time; where that fails, it can be tried again."""
        undone, self._undone = self._undone, Undone()
        self._change(
            lambda workspace: undoing.bring_back(workspace, undone), on_failure=lambda: self._keep_undone(undone)
        )

    def take_back(self, group: GroupShown) -> None:
        """Take what waits for one group out of the outbox; its text is a draft again."""
        self._change(lambda workspace: undoing.take_back(workspace, parse_record_id(group.record), group.key))

    def take_up(self, group: GroupShown) -> None:
        """Make a draft of the text that was not accepted."""
        self._change(lambda workspace: undoing.take_up_refused(workspace, parse_record_id(group.record), group.key))

    def choose_version(self, group: GroupShown, place: int) -> None:
        """Let one version stand."""
        self._choose([Choice(parse_record_id(group.record), group.key, group.versions[place].hash)])

    def choose_all(self, *, is_mine: bool) -> None:
        """Let the own version stand in every group that has one, or the first of the others' in each."""
        chosen = [
            Choice(parse_record_id(group.record), group.key, version.hash)
            for group in self.disputed
            for version in [one for one in group.versions if one.is_own is is_mine][:1]
        ]
        self._choose(chosen)

    def write_new(self, group: GroupShown, values: Mapping[str, str]) -> None:
        """Write a new value in the place of all versions."""
        self.keeper.forget((group.record, group.key))
        self._change(lambda workspace: releasing.write_new(workspace, parse_record_id(group.record), group.key, values))

    def begin_line(self, audience: str) -> None:
        """Begin a contact line; `begun` tells when its editors are there."""
        profile, language = self.profile, self.language
        if profile is None:
            return

        def begin(workspace: Workspace) -> RecordId:
            owner = parse_record_id(profile.id)
            return contact_lines.begin_line(workspace, owner, audience=audience, language=language)

        self.keep_now()
        self._change(begin, lambda record: self._when_shown(show_record_id(record)))

    def put_away(self, record: RecordShown) -> None:
        """Take a contact line out of the directory, or forget one that was only begun; `bring_back` undoes that."""
        self.keep_now()
        for group in record.groups:
            self.keeper.forget((group.record, group.key))
        self._change(
            lambda workspace: contact_lines.put_away(workspace, parse_record_id(record.id)), self._keep_unreleased
        )

    def take_into_use(self, record: str) -> None:
        """Show a contact line again that was put away, with what had been written in it."""
        line = parse_record_id(record)
        undone, self._undone = self._undone.of(line), self._undone.without(line)

        def work(workspace: Workspace) -> None:
            contact_lines.take_into_use(workspace, line)
            undoing.bring_back(workspace, undone)

        self._change(work, on_failure=lambda: self._keep_undone(undone))

    def _on_changed(self) -> None:
        """Read again; what is known is said at once in the language that is spoken now."""
        self._show()
        self.refresh()

    def _when_shown(self, record: str) -> None:
        """Tell that a line was begun as soon as it was read."""

        def look() -> None:
            if any(one.id == record for one in self.contacts):
                self.changed.disconnect(look)
                self.begun.emit(record)

        self.changed.connect(look)

    def _choose(self, chosen: Sequence[Choice]) -> None:
        self.keep_now()
        for one in chosen:
            self.keeper.forget((show_record_id(one.record), one.key))
        self._change(lambda workspace: releasing.choose(workspace, chosen), self._keep_unreleased)

    def _keep_undone(self, undone: Undone) -> None:
        """Remember what can be brought back, beside what could be before."""
        self._undone = self._undone.and_then(undone)

    def _keep_unreleased(self, done: Released) -> None:
        self._keep_undone(done.undone)

    def _change(
        self,
        work: Callable[[Workspace], object],
        then: Callable[..., None] | None = None,
        on_failure: Callable[[], None] | None = None,
    ) -> None:
        """Run a change; also after a failure the page is read again, and what was written is still there."""

        def done(result: object) -> None:
            if then is not None:
                then(result)
            self._session.changed.emit()

        def fail(error: Exception) -> None:
            if on_failure is not None:
                on_failure()
            self._session.messages.report(error)
            self._session.changed.emit()

        job = self._session.run(lambda workspace, _: work(workspace), must_finish=True)
        job.then(done, on_failure=fail)

    def _show(self) -> None:
        read, speaker = self._read, self._session.speaker
        if read is None:
            return
        today = day_here(self._session.clock.wall_ms() / 1000)

        def shown(record: FormRecord) -> RecordShown:
            return show_record(record, read, self.keeper.typed, speaker, today=today)

        self.profile = shown(read.organisation) if read.organisation else None
        self.contacts = tuple(shown(one) for one in read.contacts)
        self.may_edit, self.is_own, self.audiences = read.may_edit, read.is_own, read.audiences
        tags = dict.fromkeys((*read.languages, read.language, *self._session.languages[-1:]))
        self.languages = tuple((tag, names.language_name(speaker.language, tag)) for tag in tags if tag)
        self.other_languages = names.all_languages(speaker.language)
        self.why, self.owner_words = why_words(speaker, read), owner_words(speaker, self.profile)
        self.summary = summary_words(speaker, self.records, read.waiting_bytes)
        was_ready, self.is_ready = self.is_ready, True
        if was_ready:
            self.changed.emit()
        else:
            # The form is built now, from what was worked out above: two turns, so that keys are answered in between.
            QTimer.singleShot(0, self, self.changed.emit)
