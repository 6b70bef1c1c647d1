"""House rules about Python code that no linter knows. Each is a small program; its docstring says why it exists.

What ruff can say is set in `pyproject.toml` and proven in `test_ruff_rules.py`; imports are in `import_table.py`.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from typing import Final

from tests.architecture.source_tree import Finding, Source

Rule = Callable[[Source], Iterator[Finding]]

CLOCKS: Final = ("desktop/haversack/clock.py", "sync/haversack_sync/hub/clock.py")

WALL_CLOCK: Final = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.time",
    "time.time_ns",
}


def clock_in_one_place(source: Source) -> Iterator[Finding]:
    """The wall clock is read in the clock modules only.

    Why: field laptops have wrong clocks, so nothing may be decided by one unseen; and what is given its time can be
    tested at any time. (`time.monotonic` measures a wait and is no clock.)
    """
    if source.is_under(*CLOCKS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute) and (name := source.full_name(node)) in WALL_CLOCK:
            yield source.finding(node.lineno, f"{name}: take the time as an argument")


WRITERS: Final = {
    "desktop/haversack/paths.py": "decides where files lie and makes the folders",
    "desktop/haversack/store/": "the vault: modes, fsync and replace are its work",
    "sync/haversack_sync/hub/files.py": "the hub's folder and its small files, such as the registration token",
    "sync/haversack_sync/hub/objects.py": "the hub's object folder: uploads that grow, whole objects",
    "sync/haversack_sync/hub/stick_files.py": "sticks: whole or not at all, and no link is followed",
    "packaging/": "scripts of builders; no data of people",
    "tests/": "in folders of their own, see conftest",
}

WRITING_CALLS: Final = {
    *(f"os.{name}" for name in ("link", "makedirs", "mkdir", "mkfifo", "rename", "renames", "replace", "symlink")),
    *(f"shutil.{name}" for name in ("copy", "copy2", "copyfile", "copytree", "move")),
}
WRITING_FLAGS: Final = {"O_APPEND", "O_CREAT", "O_RDWR", "O_TMPFILE", "O_TRUNC", "O_WRONLY"}
WRITING_METHODS: Final = {"hardlink_to", "mkdir", "symlink_to", "touch", "write_bytes", "write_text"}


def writes_in_few_places(source: Source) -> Iterator[Finding]:
    """Files and folders are made and written by few modules, which know about modes, fsync and atomic replacement.

    Why: a plain `open(path, "w")` makes a file that others on the computer can read, is half written after a power
    cut, and a temporary file outside the vault is a readable copy that nobody erases.
    """
    if source.is_under(*WRITERS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            if "tempfile" in names:
                yield source.finding(node.lineno, "tempfile: temporary files are made by `paths` or the store")
        elif isinstance(node, ast.Call) and (what := _writing(source, node)):
            yield source.finding(node.lineno, f"{what}: write through `paths` or the store")


def _writing(source: Source, call: ast.Call) -> str | None:
    name = source.full_name(call.func)
    if name in WRITING_CALLS:
        return name
    if name == "os.open":
        # The flags may be a constant of the module, so all of it is searched.
        flags = {node.attr for node in source.nodes if isinstance(node, ast.Attribute)}
        return None if "O_RDONLY" in flags and not flags & WRITING_FLAGS else "os.open to write"
    if isinstance(call.func, ast.Attribute):
        if call.func.attr in WRITING_METHODS:
            return f".{call.func.attr}()"
        # `Path.open`, but also the `open` of anything: only what reads like a mode counts.
        given = [*call.args, *(each.value for each in call.keywords if each.arg == "mode")]
        return "open() to write" if call.func.attr == "open" and any(map(_is_writing_mode, given)) else None
    if isinstance(call.func, ast.Name) and call.func.id == "open":
        mode = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "mode")]
        is_reading = not mode or (isinstance(mode[0], ast.Constant) and not _is_writing_mode(mode[0]))
        return None if is_reading else "open() to write"
    return None


def _is_writing_mode(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and re.fullmatch(r"[rwaxbt+]{1,3}", value.value) is not None
        and not set("wax+").isdisjoint(value.value)
    )


PURE: Final = ("sync/haversack_sync/model/", "sync/haversack_sync/protocol/")


def pure_code_opens_nothing(source: Source) -> Iterator[Finding]:
    """Model and protocol open no file and ask nobody.

    Why: they are functions on values, so that a simulator can run them through every order of events. Their imports
    are held by the table; `open` and `input` need none.
    """
    if not source.is_under(*PURE):
        return
    for node in source.nodes:
        if isinstance(node, ast.Name) and node.id in {"open", "input"}:
            yield source.finding(node.lineno, f"{node.id}: be given the bytes")


def tags_in_one_table(source: Source) -> Iterator[Finding]:
    """Domain tags are made by `tags.tag` alone.

    Why: a tag that is written out by hand can be mistyped, repeated or a prefix of another, and bytes made for one
    purpose would then mean something for another. The table's own test checks the table.
    """
    if source.is_under("sync/haversack_sync/model/tags.py", "tests/"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            if text.startswith("haversack/1/"):
                yield source.finding(node.lineno, "a tag by hand: use haversack_sync.model.tags.tag")


SILENCED: Final = re.compile(
    r"#\s*(?P<what>noqa|type:\s*ignore|pragma:\s*no\s*(?:cover|branch))"
    r"(?::\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*|\[[a-z, -]+\])?(?P<rest>.*)",
    re.IGNORECASE,
)


def silenced_checks_say_why(source: Source) -> Iterator[Finding]:
    """A check that is switched off on a line says why on that line.

    Why: nobody can tell later whether the silence is still needed, or ever was. `# noqa: S608 - names are constants`.
    """
    if not SILENCED.search(source.text):  # most files: cutting a text into tokens takes longest of all
        return
    for line, comment in _comments(source):
        found = SILENCED.search(comment)
        if found and len(re.findall(r"\w\w+", found["rest"])) < 2:  # two words are the least that can be a reason
            yield source.finding(line, f"{found['what']} without a reason: write it behind, after a dash")


def _comments(source: Source) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def skipped_tests_say_why(source: Source) -> Iterator[Finding]:
    """A test that is skipped or expected to fail says why.

    Why: a silent skip looks like a test for years.
    """
    if "pytest" not in {name.partition(".")[0] for name in source.imported.values()}:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call):
            name, has_reason = source.full_name(node.func), any(each.arg == "reason" for each in node.keywords)
            is_said = has_reason or (name == "pytest.skip" and bool(node.args))
        elif isinstance(node, ast.Attribute):
            name, is_said = f"{source.full_name(node)} alone", False
        else:
            continue
        marks = {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.skip"}
        bare = {"pytest.mark.skip alone", "pytest.mark.xfail alone"}
        if not is_said and (name in marks or (name in bare and not _is_called(source, node))):
            yield source.finding(node.lineno, f"{name}: give a reason")


def _is_called(source: Source, mark: ast.AST) -> bool:
    return any(isinstance(node, ast.Call) and node.func is mark for node in source.nodes)


def tooltips_show_plain_text(source: Source) -> Iterator[Finding]:
    """A tooltip is given as `tooltip(words)`, which keeps Qt from reading it as HTML.

    Why: names come from others, and Qt fetches what an `<img>` in a tooltip names.
    """
    if not source.is_under("desktop/haversack/views/"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setToolTip":
            given = node.args[0] if node.args else None
            is_plain = (
                isinstance(given, ast.Call) and source.full_name(given.func) == "haversack.viewmodels.tooltips.tooltip"
            )
            if not is_plain:
                yield source.finding(node.lineno, "setToolTip: give it tooltip(words)")


CODE_RULES: Final[tuple[Rule, ...]] = (
    clock_in_one_place,
    writes_in_few_places,
    pure_code_opens_nothing,
    tags_in_one_table,
    silenced_checks_say_why,
    skipped_tests_say_why,
    tooltips_show_plain_text,
)
