"""`files …`, `follow` and `unfollow` in the terminal: what comes here, in which order, and what is kept.

Must not decide anything; `haversack.operations` does.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from typing import Final

from haversack.cli import answers
from haversack.cli.progress import Progress
from haversack.cli.surroundings import Surroundings
from haversack.i18n import names
from haversack.i18n.language import Speaker
from haversack.operations import browsing, fetching, file_queue, filing, following, offline_files
from haversack.operations.following import Followed
from haversack.operations.preferences import read_preferences, write_proxy
from haversack.operations.sync_plan import FileFate, WantedFile, plan
from haversack.operations.workspace import Workspace
from haversack_sync.client.conditions import Conditions
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.model.ids import ObjectId, parse_record_id
from haversack_sync.protocol.endpoint import LinkError


def files(around: Surroundings) -> None:
    """Do what was typed behind `files`."""
    _ACTIONS[around.options.action](around)


def hub_of(around: Surroundings, workspace: Workspace) -> HttpEndpoint:
    """Return the hub that was typed, or the one that the vault knows, by the proxy that was; what is typed is kept.

    Raises:
        LinkError: Neither (`no_hub`), or the system's proxy is of no use.
    """
    if around.options.proxy is not None:
        write_proxy(workspace, around.options.proxy)
    address = around.options.hub or workspace.hub_address()
    if not address:
        raise LinkError("no_hub")
    return HttpEndpoint(address, read_preferences(workspace).proxy)


def plain_file(file: Mapping[str, object]) -> dict[str, object]:
    """Return a file's facts ready for JSON."""
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in file.items()}


def follow(around: Surroundings) -> None:
    """Follow an area, a language or both; without either, show what is followed."""
    options, speaker = around.options, around.speaker
    with around.workspace() as workspace:
        if options.topic or options.tag:
            wanted = following.line(options.topic, options.tag)
            extent = following.extent_of(workspace, [wanted])
            following.follow(workspace, [wanted])
            around.tell(
                speaker.count(
                    "{number} file comes with the next sync: {size}. More come as they are published.",
                    "{number} files come with the next sync: {size}. More come as they are published.",
                    extent.away_files,
                    size=speaker.size(extent.away_bytes),
                )
            )
        found = following.followed(workspace, languages=around.languages)
    lines = [_followed_line(speaker, one) for one in found] or [speaker.say("Nothing is followed.")]
    around.answer([asdict(one) for one in found], lines)


def unfollow(around: Surroundings) -> None:
    """Follow a line no longer."""
    options, speaker = around.options, around.speaker
    with around.workspace() as workspace:
        gone = following.unfollow(workspace, following.line(options.topic, options.tag))
    words = speaker.count(
        "It is followed no longer. {number} file left this computer; {size} became free.",
        "It is followed no longer. {number} files left this computer; {size} became free.",
        gone.files,
        size=speaker.size(gone.bytes),
    )
    around.answer(asdict(gone), [words])


def _get(around: Surroundings) -> None:
    with around.workspace() as workspace, Progress(around) as progress:
        record = parse_record_id(around.options.id)
        missing = filing.want_files(workspace, record)
        if missing:
            around.tell(around.speaker.say("{size} to get.", size=around.speaker.size(missing)))
            with closing(hub_of(around, workspace)) as endpoint:
                conditions = Conditions(around.clock.monotonic, around.clock.random, tell=progress.tell)
                fetching.get_files(workspace, record, endpoint, conditions=conditions)
        shown = browsing.show_record(workspace, record, languages=around.languages)
    around.answer([plain_file(asdict(file)) for file in shown.files], answers.files(around.speaker, shown))


def _keep(around: Surroundings) -> None:
    with around.workspace() as workspace:
        filing.files_of(workspace, parse_record_id(around.options.id))
        extent = following.keep(workspace, around.options.id)
    size = around.speaker.size(extent.away_bytes)
    words = around.speaker.say("Kept here from now on, with every new file. {size} are still to come.", size=size)
    around.answer(asdict(extent), [words])


def _unkeep(around: Surroundings) -> None:
    with around.workspace() as workspace:
        following.keep_no_longer(workspace, around.options.id)
    around.answer({}, [around.speaker.say("New files of it come only when you ask for them. What is here stays.")])


def _remove(around: Surroundings) -> None:
    with around.workspace() as workspace:
        freed = offline_files.remove_from_here(workspace, around.options.id)
    speaker = around.speaker
    around.answer({"bytes": freed}, [speaker.say("{size} became free on this computer.", size=speaker.size(freed))])


def _later(around: Surroundings) -> None:
    with around.workspace() as workspace:
        file_queue.put_off(workspace, _objects(around, workspace))
    around.answer({}, [around.speaker.say("Put off. Get them when you want them.")])


def _first(around: Surroundings) -> None:
    with around.workspace() as workspace:
        file_queue.put_first(workspace, _objects(around, workspace))
        waiting = plan(workspace, languages=around.languages).wanted
    _answer_waiting(around, waiting)


def _waiting(around: Surroundings) -> None:
    with around.workspace() as workspace:
        waiting = plan(workspace, languages=around.languages).wanted
    _answer_waiting(around, waiting)


def _check(around: Surroundings) -> None:
    with around.workspace() as workspace:
        found = file_queue.check_files(workspace)
    speaker = around.speaker
    lines = [speaker.count("{number} file was read through.", "{number} files were read through.", found.files)]
    if found.damaged:
        lines.append(
            speaker.count(
                "{number} file is damaged. What the hub has of it comes with the next sync.",
                "{number} files are damaged. What the hub has of them comes with the next sync.",
                found.damaged,
            )
        )
    else:
        lines.append(speaker.say("All are as they came."))
    around.answer(asdict(found), lines)


def _objects(around: Surroundings, workspace: Workspace) -> list[ObjectId]:
    return [file.object for file in filing.files_of(workspace, parse_record_id(around.options.id))]


def _answer_waiting(around: Surroundings, waiting: tuple[WantedFile, ...]) -> None:
    speaker = around.speaker
    lines = [_waiting_line(speaker, one) for one in waiting] or [speaker.say("No file waits.")]
    around.answer([plain_file(asdict(one)) for one in waiting], lines)


def _waiting_line(speaker: Speaker, one: WantedFile) -> str:
    say = speaker.say
    fates = {
        FileFate.COMES: say("comes with the next sync"),
        FileFate.LATER: say("waits for data"),
        FileFate.ASKS: say("over 1 MB: waits until you say so"),
        FileFate.NO_ROOM: say("waits for room"),
        FileFate.PUT_OFF: say("put off"),
    }
    return f"{one.name} · {one.title} · {speaker.size(one.size - one.held)} · {fates[one.fate]}"


def _followed_line(speaker: Speaker, one: Followed) -> str:
    area = one.title or one.topic or speaker.say("all areas")
    tongue = names.language_name(speaker.language, one.language) if one.language else speaker.say("all languages")
    size = speaker.size(one.extent.bytes)
    extent = speaker.count("{number} file, {size}", "{number} files, {size}", one.extent.files, size=size)
    return f"{area} · {tongue} · {extent}"


_ACTIONS: Final[Mapping[str, Callable[[Surroundings], None]]] = {
    "get": _get,
    "keep": _keep,
    "unkeep": _unkeep,
    "remove": _remove,
    "later": _later,
    "first": _first,
    "waiting": _waiting,
    "check": _check,
}
