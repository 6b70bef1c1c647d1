"""Each verb of the terminal: from options to an operation, from its result to an answer.

Must not decide anything; `haversack.operations` does.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial
from typing import Final

from haversack.cli import (
    answers,
    check_verbs,
    device_verbs,
    era_verbs,
    erasing_verbs,
    file_verbs,
    kit_verbs,
    order_verbs,
    stick_verbs,
)
from haversack.cli.file_verbs import hub_of, plain_file
from haversack.cli.invited import ROLES, invited
from haversack.cli.progress import Progress
from haversack.cli.surroundings import Surroundings
from haversack.clock import let_pass
from haversack.i18n.device_sentences import clock_sentences
from haversack.operations import (
    browsing,
    coordinators,
    editing,
    enrolling,
    filing,
    founding,
    inviting,
    looking,
    publishing,
    reporting,
    searching,
    snapshots,
)
from haversack.operations.beginning import NewVault
from haversack.operations.hello import Line
from haversack.operations.meeting import within_day
from haversack.operations.places import has_vault
from haversack.operations.preferences import read_preferences, write_preferences, write_proxy
from haversack.operations.side_link import SideLink, threads_of_its_own
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack.settings import cost_of_new_vaults
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.client.proxy import DIRECT, Proxy
from haversack_sync.model.ids import parse_record_id
from haversack_sync.protocol.profile import show_fingerprint


def run_verb(around: Surroundings) -> None:
    """Run the verb that was typed."""
    _VERBS[around.options.verb](around)


def _found(around: Surroundings) -> None:
    options = around.options
    proxy = options.proxy or DIRECT
    with closing(HttpEndpoint(options.hub, proxy)) as endpoint:
        new = founding.NewNetwork(
            options.vault,
            around.passphrase(is_new=True),
            options.name,
            options.hub,
            options.registration,
            cost_of_new_vaults(around.settings, around.clock),
            proxy,
        )
        founded = founding.found(new, endpoint, clock=around.clock)
    say, fingerprint = around.speaker.say, show_fingerprint(founded.root)
    around.answer(
        {"network": founded.name, "fingerprint": fingerprint, "role": "coordinator"},
        [
            say("The network “{name}” is founded.", name=founded.name),
            say("Its fingerprint is {fingerprint}", fingerprint=fingerprint),
            say("This vault holds the network's root key. Keep this computer safe: it is the only coordinator."),
        ],
    )


def _publish(around: Surroundings) -> None:
    with around.workspace() as workspace:
        done = publishing.publish(workspace, around.options.folder, retire_missing=around.options.retire_missing)
    around.answer(asdict(done), answers.publication(around.speaker, done))


def _invite(around: Surroundings) -> None:
    options, say = around.options, around.speaker.say
    with around.workspace() as workspace:
        if options.organisation is None:
            code = coordinators.invite_coordinator(workspace, days=options.days)
            around.tell(say("When that computer has joined, sync, and confirm it with “admit”."))
        else:
            whom = invited(options.organisation, language=around.languages[0])
            code = inviting.invite(workspace, whom, ROLES[options.role], days=options.days)
    around.tell(say("The invitation is valid after your next sync. Its code is shown only now:"))
    around.answer({"code": code}, [code])


def _enrol(around: Surroundings) -> None:
    options = around.options
    code = around.input.readline() if options.code == "-" else options.code
    if has_vault(options.vault):
        _answer_sync(around, _take_part(around, code))
        return
    proxy = options.proxy or DIRECT
    with closing(_source(around, proxy)) as endpoint, Progress(around) as progress:
        new = enrolling.NewDevice(
            options.vault,
            around.passphrase(is_new=True),
            code,
            options.hub or "",
            options.label,
            cost_of_new_vaults(around.settings, around.clock),
            proxy,
        )
        wishes = Wishes(tell=progress.tell, pause=let_pass)
        told = partial(_tell_clock, around)
        result = enrolling.enrol(new, endpoint, clock=around.clock, wishes=wishes, on_clock=told)
    _answer_sync(around, result)


def _tell_clock(around: Surroundings, hub: int) -> None:
    """Say that joining goes by the hub's clock, since this computer's is wrong."""
    for line in clock_sentences(around.speaker, hub=hub, here=around.clock.wall_ms() // 1000):
        around.tell(line)


def _source(around: Surroundings, proxy: Proxy) -> FolderEndpoint | HttpEndpoint:
    """Return the folder or the hub that was typed."""
    options = around.options
    return FolderEndpoint(options.source) if options.source else HttpEndpoint(options.hub, proxy)


def _take_part(around: Surroundings, code: str) -> SyncResult:
    """Let a vault in which somebody looks around take part in its network."""
    options = around.options
    with around.workspace() as workspace, Progress(around) as progress:
        if options.proxy is not None:
            write_proxy(workspace, options.proxy)
        with closing(_source(around, read_preferences(workspace).proxy)) as endpoint:
            typed = {"hub": options.hub or "", "label": options.label}
            so_far = enrolling.take_part(workspace, code, endpoint, **typed, on_clock=partial(_tell_clock, around))
            return synchronise(workspace, endpoint, Wishes(tell=progress.tell, pause=let_pass), so_far=so_far)


def _look(around: Surroundings) -> None:
    options = around.options
    proxy = options.proxy or DIRECT
    with closing(_source(around, proxy)) as endpoint, Progress(around) as progress:
        cost = cost_of_new_vaults(around.settings, around.clock)
        vault = NewVault(options.vault, around.passphrase(is_new=True), cost)
        visit = looking.Visit(vault, options.hub or "", options.fingerprint, proxy)
        seen = looking.look(visit, endpoint, clock=around.clock, wishes=Wishes(tell=progress.tell, pause=let_pass))
    say = around.speaker.say
    around.answer(
        {"network": seen.sight.name, "fingerprint": seen.sight.fingerprint, **asdict(seen.result)},
        [
            say("You are looking around in “{name}”. Nobody was told who you are.", name=seen.sight.name),
            say("Its fingerprint is {fingerprint}", fingerprint=seen.sight.fingerprint),
            say("Compare it with what somebody of this network tells you: anybody can take a name."),
            *answers.sync(around.speaker, seen.result),
        ],
    )


def _sync(around: Surroundings) -> None:
    with around.workspace() as workspace, closing(hub_of(around, workspace)) as endpoint, Progress(around) as progress:
        # Who types a verb may be anywhere: the first words of each are a hello.
        wishes = Wishes(budget_bytes=around.options.budget, tell=progress.tell, pause=let_pass, line=Line())
        if around.options.connection:
            said = replace(read_preferences(workspace), costs_money=around.options.connection != "free")
            write_preferences(workspace, said)
        if not around.options.all_files:
            # Who types it knows where they are: here only their word counts, see decision 0035.
            wishes = within_day(workspace, replace(wishes, system_hint=lambda: False))
        if around.options.from_changes:
            snapshots.start_over(workspace)
        # What came is kept while a line is silent, as in the window.
        result = synchronise(workspace, SideLink(endpoint, threads_of_its_own()), wishes)
    _answer_sync(around, result)


def _answer_sync(around: Surroundings, result: SyncResult) -> None:
    value = asdict(result)
    around.answer(value, answers.sync(around.speaker, result))


def _list(around: Surroundings) -> None:
    with around.workspace() as workspace:
        found = browsing.list_records(workspace, around.options.kind, languages=around.languages)
    around.answer([asdict(one) for one in found], answers.listing(around.speaker, found))


def _show(around: Surroundings) -> None:
    with around.workspace() as workspace:
        record = parse_record_id(around.options.id)
        shown = browsing.show_record(workspace, record, languages=around.languages)
    value = asdict(shown)
    value["files"] = [plain_file(file) for file in value["files"]]
    around.answer(value, answers.record(around.speaker, shown))


def _search(around: Surroundings) -> None:
    options = around.options
    for kind in options.kind:
        browsing.check_kind(kind)
    with around.workspace() as workspace:
        found = searching.search(
            workspace, options.query, kinds=options.kind, limit=options.limit, languages=around.languages
        )
    around.answer([asdict(one) for one in found], answers.hits(around.speaker, found))


def _edit(around: Surroundings) -> None:
    options = around.options
    with around.workspace() as workspace:
        done = editing.edit(workspace, parse_record_id(options.id), options.assignments, resolve=options.resolve)
    say = around.speaker.say
    line = say("Saved here. Not sent yet: it leaves at the next sync.") if done.operations else say("Nothing is new.")
    around.answer({"operations": done.operations}, [line])


def _status(around: Surroundings) -> None:
    with around.workspace() as workspace:
        status = reporting.status(workspace)
    around.answer(asdict(status), answers.status(around.speaker, status))


def _export(around: Surroundings) -> None:
    with around.workspace() as workspace:
        done = filing.export(workspace, parse_record_id(around.options.id), around.options.path)
    say = around.speaker.say
    around.tell(say("These are readable copies outside the vault: anybody who has this folder can read them."))
    around.answer(
        [{"path": str(one.path), "size": one.size} for one in done],
        [say("{path} ({size})", path=one.path, size=around.speaker.size(one.size)) for one in done],
    )


_VERBS: Final[Mapping[str, Callable[[Surroundings], None]]] = {
    "found": _found,
    "publish": _publish,
    "invite": _invite,
    "enrol": _enrol,
    "look": _look,
    "sync": _sync,
    "list": _list,
    "show": _show,
    "search": _search,
    "edit": _edit,
    "status": _status,
    "check": check_verbs.check,
    "carry": stick_verbs.carry,
    "kit": kit_verbs.kit,
    "files": file_verbs.files,
    "follow": file_verbs.follow,
    "unfollow": file_verbs.unfollow,
    "export": _export,
    "devices": device_verbs.devices,
    "revoke": device_verbs.revoke,
    "late": device_verbs.late,
    "erase": erasing_verbs.erase,
    "confirm": order_verbs.confirm,
    "admit": order_verbs.admit,
    "erasures": erasing_verbs.erasures,
    "new-era": era_verbs.new_era,
}
