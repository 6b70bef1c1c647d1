"""What can be typed: verbs, flags, and their plain help. Must not do anything."""

import argparse
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Final

from haversack import __version__
from haversack.i18n.language import Speaker
from haversack.paths import whole_drive
from haversack_sync.client.proxy import Proxy, read_proxy
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.limits import DEFAULT_INVITATION_DAYS, MAX_INVITATION_DAYS

_UNITS: Final = {"": 1, "b": 1, "k": 1000, "kb": 1000, "m": 1000**2, "mb": 1000**2, "g": 1000**3, "gb": 1000**3}
_SIZE: Final = re.compile(r"(?P<number>[0-9]{1,18}([.,][0-9]{1,6})?)(?P<unit>[kmg]?b?)", re.ASCII)

_MOST: Final = 1_000_000
"""More hits than anybody reads; the database counts in 64 bits."""


def parse_size(text: str) -> int:
    """Read a size such as `2MB`, `500kB` or `30000`; bytes.

    Raises:
        ValueError: It is not a size.
    """
    match = _SIZE.fullmatch(text.strip().lower().replace(" ", ""))
    if match is None:
        raise ValueError("not a size")
    return int(Decimal(match["number"].replace(",", ".")) * _UNITS[match["unit"]])


def _size(say: Callable[[str], str]) -> Callable[[str], int]:
    """Return what reads a size, or says how to write one."""

    def read(text: str) -> int:
        try:
            return parse_size(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(say("write a size such as 2MB, 500kB or 30000")) from error

    return read


def _invitation_days(say: Callable[..., str]) -> Callable[[str], int]:
    """Return what reads how long an invitation can be used, or says how long it may be."""
    days = _count(say)

    def read(text: str) -> int:
        if days(text) > MAX_INVITATION_DAYS:
            raise argparse.ArgumentTypeError(say("write a number from 1 to {most}", most=MAX_INVITATION_DAYS))
        return days(text)

    return read


def _count(say: Callable[[str], str]) -> Callable[[str], int]:
    """Return what reads a number from 1 on, or says so."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or int(text) < 1:
            raise argparse.ArgumentTypeError(say("write a number from 1 on"))
        return min(int(text), _MOST)

    return read


def _add_proxy(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add by which proxy the hub is reached."""

    def read(text: str) -> Proxy:
        try:
            return read_proxy(text)
        except LinkError as error:
            words = say("write none, system, http://HOST:PORT or socks5h://HOST:PORT (for example Tor)")
            raise argparse.ArgumentTypeError(words) from error

    parser.add_argument(
        "--proxy",
        type=read,
        metavar="PROXY",
        help=say(
            "Reach the hub by a proxy and never past it: none, system, http://HOST:PORT or socks5h://HOST:PORT; it is "
            "remembered. A password that is typed here can be seen by others on this computer: write it in Settings"
        ),
    )


def make_parser(speaker: Speaker) -> argparse.ArgumentParser:
    """Make the parser of all verbs."""
    say = speaker.say
    parser = argparse.ArgumentParser(
        prog="haversack", description=say("Your network's directory, library and training, on this computer.")
    )
    version = say("Say which version of Haversack this is")
    parser.add_argument("--version", action="version", version=f"Haversack {__version__}", help=version)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    # Who starts the program without a word wants to see it.
    parser.set_defaults(verb="window", vault=None, language=None, kit=None, file=None, is_trial=False)

    def verb(name: str, help_text: str) -> argparse.ArgumentParser:
        one = verbs.add_parser(name, help=help_text, description=help_text)
        _common(one, say)
        return one

    _add_window(verbs.add_parser("window", help=say("Open the window"), description=say("Open the window")), say)

    _add_founding(verb, say)

    publish = verb("publish", say("Publish a folder of content (coordinators)"))
    publish.add_argument("folder", type=Path, metavar="FOLDER")
    publish.add_argument("--retire-missing", action="store_true", help=say("Put away what is gone from the folder"))

    invite = verb("invite", say("Make an invitation; its code is the last line (coordinators)"))
    nobody = say("Whom it is for; left out for a coordinator, who belongs to no organisation")
    invite.add_argument("--organisation", metavar="ID|new:NAME", help=nobody)
    invite.add_argument("--role", required=True, choices=("reader", "editor", "focal-point", "coordinator"))
    invite.add_argument(
        "--days",
        type=_invitation_days(say),
        default=DEFAULT_INVITATION_DAYS,
        metavar="N",
        help=say("How many days it can be used; more where letters travel by stick (1 to 90, else 14)"),
    )

    _add_joining(verb, say)

    _add_sync(verb, say)

    listing = verb("list", say("List the records of a kind"))
    listing.add_argument("kind", metavar="KIND")

    show = verb("show", say("Show one record in full"))
    show.add_argument("id", metavar="ID")

    search = verb("search", say("Search everything on this computer"))
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--kind", action="append", default=[], metavar="K", help=say("Only this kind"))
    search.add_argument("--limit", type=_count(say), default=20, metavar="N")

    edit = verb("edit", say("Change fields of a record"))
    edit.add_argument("id", metavar="ID")
    edit.add_argument("assignments", nargs="+", metavar="FIELD=VALUE")
    edit.add_argument("--resolve", action="store_true", help=say("Replace all versions: you have seen them"))

    verb("status", say("Who this computer is, how current it is, what waits"))
    verb("check", say("Hold what is shown against the changes that are kept, and put right what is damaged"))

    _add_devices(verb, say)

    _add_sticks(verbs.add_parser("carry", help=say("By a folder or a USB stick instead of a connection")), say)
    _add_kits(verbs.add_parser("kit", help=say("Kits that set up computers without a network")), say)
    _add_files(verbs.add_parser("files", help=say("Files of records")), say)
    for name, help_text in (
        ("follow", say("Get the library’s files on an area, in a language, from now on; alone, show what is followed")),
        ("unfollow", say("End that; files that nothing else brought leave this computer")),
    ):
        followed = verb(name, help_text)
        followed.add_argument("--topic", default="", metavar="ID", help=say("Area of work, by its id"))
        followed.add_argument("--in", dest="tag", default="", metavar="TAG", help=say("Language, for example fr"))

    export = verb("export", say("Write readable copies of a record's files"))
    export.add_argument("id", metavar="ID")
    export.add_argument("path", type=Path, metavar="PATH")
    return parser


def _add_sync(verb: Callable[[str, str], argparse.ArgumentParser], say: Callable[[str], str]) -> None:
    """Add what sends and gets."""
    sync = verb("sync", say("Send what waits and get what is new"))
    sync.add_argument("--budget", type=_size(say), metavar="SIZE", help=say("At most so much data, for example 2MB"))
    sync.add_argument("--all-files", action="store_true", help=say("Get all files, whatever a day’s limit is"))
    sync.add_argument(
        "--connection",
        choices=("free", "costs-money"),
        help=say("Say whether this connection costs money; it is remembered. Files wait where it does"),
    )
    sync.add_argument("--hub", metavar="URL", help=say("Another address of the same hub, for this once"))
    _add_proxy(sync, say)
    sync.add_argument(
        "--from-changes", action="store_true", help=say("Load again, change by change, what began with a snapshot")
    )


def _add_founding(verb: Callable[[str, str], argparse.ArgumentParser], say: Callable[[str], str]) -> None:
    """Add the first act of all."""
    found = verb("found", say("Found a network: a coordinator's first act"))
    found.add_argument("--hub", required=True, metavar="URL", help=say("Address of the hub"))
    _add_proxy(found, say)
    found.add_argument("--registration", required=True, metavar="TOKEN", help=say("The hub's registration token"))
    found.add_argument("--name", required=True, help=say("Public name of the network"))


def _add_devices(verb: Callable[[str, str], argparse.ArgumentParser], say: Callable[[str], str]) -> None:
    """Add what coordinators do with the network's computers."""
    verb("devices", say("List the computers of the network (coordinators)"))
    revoke = verb("revoke", say("Take a computer out of the network (coordinators)"))
    revoke.add_argument("device", metavar="DEVICE", help=say("Its name, as “devices” shows it"))
    revoke.add_argument("--yes", action="store_true", help=say("Do not ask"))
    era = verb("new-era", say("After the hub was put back from a backup: let it go on (coordinators)"))
    era.add_argument("--hub", metavar="URL", help=say("Where the hub is, if not where it was"))
    _add_proxy(era, say)
    era.add_argument("--yes", action="store_true", help=say("Do not ask"))
    late = verb("late", say("What revoked computers wrote and sent too late (coordinators)"))
    erase = verb("erase", say("Have a record erased on every computer (coordinators)"))
    erase.add_argument("id", metavar="ID")
    erase.add_argument("--reason", default="", metavar="TEXT", help=say("Why, for those who may read the record"))
    erase.add_argument("--yes", action="store_true", help=say("Do not ask"))
    verb("erasures", say("What was erased, and which computers have done it"))
    confirm = verb("confirm", say("Orders that wait to be confirmed; confirm one (coordinators)"))
    confirm.add_argument("order", nargs="?", metavar="ORDER", help=say("Its name, as “confirm” alone shows it"))
    confirm.add_argument("--yes", action="store_true", help=say("Do not ask"))
    admit = verb("admit", say("New coordinators’ computers that wait; confirm one (where the network was founded)"))
    admit.add_argument("device", nargs="*", metavar="DEVICE", help=say("Its name, as its owner reads it out"))
    admit.add_argument("--yes", action="store_true", help=say("Do not ask"))
    what = late.add_mutually_exclusive_group()
    what.add_argument("--enter", type=_count(say), metavar="NUMBER", help=say("Write it again as your own change"))
    what.add_argument("--put-aside", type=_count(say), metavar="NUMBER", help=say("Show it no more"))


def _add_files(files: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add what can be done with files."""
    actions = files.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, help_text: str, *, has_id: bool = True) -> argparse.ArgumentParser:
        one = actions.add_parser(name, help=help_text)
        _common(one, say)
        if has_id:
            one.add_argument("id", metavar="ID")
        return one

    get = action("get", say("Get the files of a record"))
    get.add_argument("--hub", metavar="URL", help=say("Another address of the same hub, for this once"))
    _add_proxy(get, say)
    action("keep", say("Keep the files of a record here, with every new one that it gets"))
    action("unkeep", say("Let new ones not come by themselves; what is here stays"))
    action("remove", say("Remove the files of a record from this computer; they can be got again"))
    action("later", say("Put the files of a record off: they do not come until you get them"))
    action("first", say("Put the files of a record before all others that wait"))
    action("waiting", say("Show which files come, in their order"), has_id=False)
    action("check", say("Read all files through; what is damaged comes again"), has_id=False)


def _add_sticks(carry: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add both ways of a stick."""
    actions = carry.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, help_text in (
        ("out", say("Write what waits here onto a stick, sealed for the hub, and what others can use")),
        ("in", say("Take in what lies on a stick: receipts, what is new, files that you asked for")),
    ):
        one = actions.add_parser(name, help=help_text, description=help_text)
        _common(one, say)
        one.add_argument("folder", type=_place, metavar="FOLDER")
        one.add_argument("--own-only", action="store_true", help=say("Nothing of others goes along but sealed letters"))
        if name == "out":
            one.add_argument(
                "--size", type=_size(say), metavar="SIZE", help=say("At most so much on the stick, for example 4GB")
            )
        else:
            one.add_argument("--files", action="store_true", help=say("Take in all files that lie on it"))


def _add_kits(kit: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add building and checking kits."""
    actions = kit.add_subparsers(dest="action", required=True, metavar="ACTION")
    help_text = say("Build a kit in a folder or on a stick, or go on with one (coordinators)")
    build = actions.add_parser("build", help=help_text, description=help_text)
    _common(build, say)
    build.add_argument("folder", type=_place, metavar="OUT")
    names = say("Only these languages, for example en,fr,ar")
    build.add_argument("--languages", type=_words, default=(), metavar="TAGS", help=names)
    build.add_argument(
        "--topics", type=_words, default=(), metavar="IDS", help=say("Files on these areas of work only, by their ids")
    )
    build.add_argument("--size", type=_size(say), metavar="SIZE", help=say("At most so much, for example 4GB"))
    build.add_argument(
        "--installers", type=_place, metavar="DIR", help=say("Folder with the installers; they are copied untouched")
    )
    _add_invitations(build, say)
    build.add_argument("--hub", metavar="URL", help=say("Another address of the same hub, for this once"))
    _add_proxy(build, say)
    help_text = say("Make invitations with printed sheets, for kits that are built later (coordinators)")
    alone = actions.add_parser("invite", help=help_text, description=help_text)
    _common(alone, say)
    _add_invitations(alone, say)
    alone.set_defaults(invitations=1, languages=())
    help_text = say("Check a kit, and show what somebody who gets it will see")
    check = actions.add_parser("check", help=help_text, description=help_text)
    check.add_argument("folder", type=_place, metavar="FOLDER")
    _speaking(check, say)


def _add_invitations(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add for whom invitations are, how many, and where their sheets go."""
    parser.add_argument(
        "--invitations", type=int, default=0, metavar="N", help=say("Make so many invitations, and their sheets")
    )
    parser.add_argument(
        "--days",
        type=_invitation_days(say),
        metavar="N",
        help=say("How many days they can be used (1 to 90, else 60)"),
    )
    parser.add_argument("--organisation", metavar="ID|new:NAME", help=say("Whom the invitations are for"))
    parser.add_argument("--role", default="editor", choices=("reader", "editor"), help=say("What they may do"))
    parser.add_argument(
        "--sheets",
        type=_place,
        metavar="DIR",
        help=say("Folder for the printed sheets, on this computer and not in the kit"),
    )
    parser.add_argument(
        "--sheet-language", default="", metavar="TAG", help=say("Language of the sheets, for example fr")
    )
    parser.add_argument(
        "--codes-on-stick", action="store_true", help=say("Let the sheets lie with the kit: who finds it can join")
    )


def _place(text: str) -> Path:
    """Return a folder or a stick; a bare drive is the whole of it."""
    return whole_drive(Path(text))


def _words(text: str) -> tuple[str, ...]:
    """Return what stands between commas."""
    return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def _add_joining(verb: Callable[[str, str], argparse.ArgumentParser], say: Callable[[str], str]) -> None:
    """Add the two ways into a network: with an invitation, and only to look around."""
    enrol = verb("enrol", say("Join a network with an invitation code"))
    enrol.add_argument("code", metavar="CODE", help=say("The code, or - to read it from standard input"))
    way = enrol.add_mutually_exclusive_group(required=True)
    way.add_argument("--hub", metavar="URL", help=say("Address of the hub"))
    way.add_argument("--from", dest="source", type=_place, metavar="FOLDER", help=say("Folder or stick to join from"))
    _add_proxy(enrol, say)
    enrol.add_argument("--label", default="", help=say("What you call this computer; only coordinators see it"))

    look = verb("look", say("Look around in a network without an invitation: what is open to everybody"))
    way = look.add_mutually_exclusive_group(required=True)
    way.add_argument("--hub", metavar="URL", help=say("Address of the hub"))
    way.add_argument("--from", dest="source", type=_place, metavar="FOLDER", help=say("Folder or stick to read from"))
    _add_proxy(look, say)
    look.add_argument("--fingerprint", default="", metavar="F", help=say("Go on only if the network has this one"))


def _add_window(window: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    folder = say("Folder of the vault; without it, yours on this computer")
    window.add_argument("--vault", type=Path, metavar="V", help=folder)
    window.add_argument("--language", metavar="TAG", help=say("Language of the window, for example fr"))
    window.add_argument("--kit", type=Path, metavar="FOLDER", help=say("Begin with this kit, at a first start"))
    opened = say("A network file to open; a window that is open already shows it")
    window.add_argument("file", type=Path, nargs="?", metavar="FILE", help=opened)
    # For installers, not for people: whether the window could be shown here.
    window.add_argument("--try", action="store_true", dest="is_trial", help=argparse.SUPPRESS)


def _common(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add what every verb takes."""
    parser.add_argument("--vault", required=True, type=Path, metavar="V", help=say("Folder of the vault"))
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=say("Read the passphrase from a file"))
    _speaking(parser, say)


def _speaking(parser: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    """Add how a verb answers."""
    parser.add_argument("--json", action="store_true", help=say("Answer as JSON on standard output"))
    parser.add_argument("--language", metavar="TAG", help=say("Language of sentences and titles, for example fr"))
