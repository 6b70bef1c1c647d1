"""Results of verbs as lines for people. Must not look anything up."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from haversack.i18n.copy_sentences import copy_sentences
from haversack.i18n.device_sentences import own_name_sentences
from haversack.i18n.language import Sentence, Speaker
from haversack.operations.browsing import ListedRecord, ShownRecord
from haversack.operations.publishing import Publication
from haversack.operations.reporting import Status
from haversack.operations.searching import Found
from haversack.operations.snapshots import Begun
from haversack.operations.synchronising import SyncResult

_STATES: Final[Mapping[str, Sentence]] = {
    "waiting": "Not sent yet",
    "handed": "Not sent yet",
    "sent": "Sent, no receipt yet",
    "received": "Received",
    "published": "Published",
    "refused": "Not accepted",
}


def sync(speaker: Speaker, result: SyncResult) -> list[str]:
    """Say what a sync did and what is left, in true sentences."""
    say = speaker.say
    lines = [
        say(
            "Sent {sent}, received {received}.",
            sent=speaker.size(result.sent_bytes),
            received=speaker.size(result.received_bytes),
        ),
        speaker.count("{number} change came in.", "{number} changes came in.", result.applied),
    ]
    if result.waiting:
        lines.append(
            speaker.count(
                "{number} change of yours is not received yet.",
                "{number} changes of yours are not received yet.",
                result.waiting,
            )
        )
    elif result.refused:
        lines.append(say("Nothing is waiting."))
    else:
        lines.append(say("Nothing is waiting: everything written here has been received."))
    if result.refused:
        lines.append(
            speaker.count("{number} change was not accepted.", "{number} changes were not accepted.", result.refused)
        )
    if result.two_versions:
        lines.append(
            speaker.count(
                "{number} record has two versions: look at it and choose. Neither is lost.",
                "{number} records have two versions: look at them and choose. Nothing is lost.",
                result.two_versions,
            )
        )
    if result.files_waiting_bytes:
        lines.append(say("Files that are not on this computer: {size}.", size=speaker.size(result.files_waiting_bytes)))
    if result.let_go_files:
        lines.append(
            speaker.count(
                "{number} file that came by itself was removed to make room: {size}.",
                "{number} files that came by themselves were removed to make room: {size}.",
                result.let_go_files,
                size=speaker.size(result.let_go_bytes),
            )
        )
    if result.missing_files:
        lines.append(
            speaker.count(
                "The hub does not have {number} file yet. It comes by itself when the hub has it.",
                "The hub does not have {number} files yet. They come by themselves when the hub has them.",
                result.missing_files,
            )
        )
    if result.lacking_bytes:
        size = speaker.size(result.lacking_bytes)
        lines.append(say("Files wait: {size} must become free on this computer first.", size=size))
    if not result.is_complete:
        lines.append(say("There is more to come: sync again to go on."))
    return lines


def publication(speaker: Speaker, done: Publication) -> list[str]:
    """Say what a publication wrote."""
    return [
        speaker.say(
            "{records} records read: {created} new, {changed} changed, {retired} put away. "
            "{files} files sealed ({size}).",
            records=done.records,
            created=done.created,
            changed=done.changed,
            retired=done.retired,
            files=done.files,
            size=speaker.size(done.file_bytes),
        ),
        speaker.count(
            "{number} change waits for the next sync.", "{number} changes wait for the next sync.", done.changes
        ),
    ]


def listing(speaker: Speaker, found: Sequence[ListedRecord]) -> list[str]:
    """List records, one a line: id, title, and a mark where something is to do."""
    if not found:
        return [speaker.say("Nothing of this kind is here yet. It comes with the next sync.")]
    return [f"{one.id}  {one.title}{_marks(speaker, one)}" for one in found]


def _marks(speaker: Speaker, one: ListedRecord) -> str:
    marks = [speaker.say(_STATES[one.state])] if one.state != "published" else []
    if one.has_two_versions:
        marks.append(speaker.say("two versions"))
    return f"  [{', '.join(marks)}]" if marks else ""


def record(speaker: Speaker, shown: ShownRecord) -> list[str]:
    """Show a record's fields, versions and files."""
    say = speaker.say
    lines = [
        shown.title,
        f"{shown.kind} · {shown.audience}/{shown.shelf} · {say(_STATES[shown.state])} · {shown.id}",
        "",
    ]
    for name, value in shown.fields.items():
        if isinstance(value, dict):
            lines += [f"{name} ({part}): {text}" for part, text in value.items()]
        elif isinstance(value, list):
            lines.append(f"{name}: {', '.join(str(one) for one in value)}")
        else:
            lines.append(f"{name}: {value}")
    for group, versions in shown.versions.items():
        lines.append(say("Two versions of {group}; neither is lost:", group=group))
        lines += [f"  {number}. {value}" for number, value in enumerate(versions, start=1)]
    return lines + files(speaker, shown)


def files(speaker: Speaker, shown: ShownRecord) -> list[str]:
    """List a record's files with their size and whether they are here."""
    say = speaker.say
    here, away = say("on this computer"), say("not on this computer")
    return [
        f"{file.name} · {file.media_type} · {speaker.size(file.size)} · {here if file.is_here else away}"
        for file in shown.files
    ]


def hits(speaker: Speaker, found: Sequence[Found]) -> list[str]:
    """List hits with the place that matched."""
    if not found:
        return [speaker.say("Nothing on this computer matches.")]
    return [line for one in found for line in (f"{one.id}  {one.title}  ({one.kind})", f"    {one.snippet}")]


def _begun(speaker: Speaker, one: Begun) -> str:
    """Say by whose snapshot a feed began here, and whether anybody says that it is wrong."""
    shown = {"shelf": one.shelf, "changes": speaker.number(one.changes), "computer": speaker.number(one.computer)}
    if one.is_doubted:
        return speaker.say(
            "“{shelf}” began here with a snapshot of {changes} changes, made by coordinators’ computer {computer}. "
            "Somebody says that it is wrong: use “sync --from-changes”, and tell a coordinator.",
            **shown,
        )
    return speaker.say(
        "“{shelf}” began here with a snapshot of {changes} changes, made by coordinators’ computer {computer}. "
        "Nobody has said that it is wrong.",
        **shown,
    )


def status(speaker: Speaker, value: Status) -> list[str]:
    """Say who this computer is and how current it is."""
    say = speaker.say
    lines = [
        say("Network: {name}", name=value.network),
        say("Fingerprint: {fingerprint}", fingerprint=value.fingerprint),
        say("Role: {role}", role=value.role),
    ]
    if value.role == "unconfirmed":
        lines += own_name_sentences(speaker, value.device)
    if value.organisation is not None:
        name, record_id = value.organisation.name, value.organisation.id
        lines.append(say("Organisation: {name} ({id})", name=name, id=record_id))
    counts = ", ".join(f"{kind} {speaker.number(number)}" for kind, number in value.records.items())
    lines.append(say("On this computer: {counts}", counts=counts or say("nothing yet")))
    lines.append(
        speaker.count("{number} change is not received yet.", "{number} changes are not received yet.", value.waiting)
        if value.waiting
        else say("Nothing is waiting.")
    )
    if value.refused:
        lines.append(
            speaker.count("{number} change was not accepted.", "{number} changes were not accepted.", value.refused)
        )
    if value.last_contact:
        when = datetime.fromtimestamp(value.last_contact, UTC).strftime("%Y-%m-%d %H:%M UTC")
        lines.append(say("As of {when}, by the hub's clock.", when=when))
    else:
        lines.append(say("This computer has not met the hub yet."))
    lines += copy_sentences(speaker, value.copies.own, value.copies.stamp, value.copies.others_named)
    lines += [_begun(speaker, one) for one in value.snapshots]
    if value.holds_root:
        lines.append(say("This vault holds the network's root key: only here further coordinators are invited."))
    return lines
