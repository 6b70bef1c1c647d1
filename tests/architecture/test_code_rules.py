"""Holds the project's code to its house rules, and proves on planted examples that each of them bites."""

import functools
from collections import defaultdict
from collections.abc import Mapping

import pytest

from tests.architecture import code_rules
from tests.architecture.code_rules import CODE_RULES, Rule
from tests.architecture.source_tree import parsed, python_sources

VIEW = "desktop/haversack/views/home.py"
MODEL = "sync/haversack_sync/model/merge.py"
TEST = "tests/unit/haversack/test_paths.py"

BROKEN = [
    (code_rules.clock_in_one_place, VIEW, "import time\nx = time.time()"),
    (code_rules.clock_in_one_place, VIEW, "import time as t\nx = t.time_ns()"),
    (code_rules.clock_in_one_place, VIEW, "from time import time\ndef f(now=time): ..."),
    (code_rules.clock_in_one_place, VIEW, "import datetime as dt\nx = dt.datetime.now(dt.UTC)"),
    (code_rules.clock_in_one_place, MODEL, "from datetime import date\nx = date.today()"),
    (code_rules.clock_in_one_place, TEST, "from datetime import datetime as d\nx = d.utcnow()"),
    (code_rules.writes_in_few_places, VIEW, "open('a', 'w')"),
    (code_rules.writes_in_few_places, VIEW, "open('a', mode='ab')"),
    (code_rules.writes_in_few_places, VIEW, "open('a', mode)"),
    (code_rules.writes_in_few_places, VIEW, "path.open('r+')"),
    (code_rules.writes_in_few_places, VIEW, "path.write_text('a')"),
    (code_rules.writes_in_few_places, VIEW, "path.mkdir(parents=True)"),
    (code_rules.writes_in_few_places, VIEW, "import os\nos.makedirs('a')"),
    (code_rules.writes_in_few_places, VIEW, "import os\nos.open('a', os.O_RDWR | os.O_CREAT)"),
    (code_rules.writes_in_few_places, VIEW, "import os\nos.open('a', flags)"),
    (code_rules.writes_in_few_places, VIEW, "from shutil import copy\ncopy('a', 'b')"),
    (code_rules.writes_in_few_places, VIEW, "import tempfile"),
    (code_rules.writes_in_few_places, VIEW, "from tempfile import mkdtemp"),
    (code_rules.pure_code_opens_nothing, MODEL, "open('a').read()"),
    (code_rules.pure_code_opens_nothing, MODEL, "def f(read=open): ..."),
    (code_rules.tags_in_one_table, MODEL, "x = b'haversack/1/change\\0'"),
    (code_rules.tags_in_one_table, VIEW, "x = f'haversack/1/{purpose}'"),
    (code_rules.silenced_checks_say_why, VIEW, "x = 1  # noqa: S101"),
    (code_rules.silenced_checks_say_why, VIEW, "x = 1  # noqa: S101, PLR0913"),
    (code_rules.silenced_checks_say_why, VIEW, "x = 1  # type: ignore[no-any-return]"),
    (code_rules.silenced_checks_say_why, TEST, "if x:  # pragma: no cover\n    pass"),
    (code_rules.skipped_tests_say_why, TEST, "import pytest\n@pytest.mark.skip\ndef test_it(): ..."),
    (code_rules.skipped_tests_say_why, TEST, "import pytest\n@pytest.mark.skip()\ndef test_it(): ..."),
    (code_rules.skipped_tests_say_why, TEST, "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_it(): ..."),
    (code_rules.skipped_tests_say_why, TEST, "import pytest\ndef test_it(): pytest.skip()"),
    (code_rules.tooltips_show_plain_text, VIEW, "box.setToolTip(name)"),
    (code_rules.tooltips_show_plain_text, VIEW, "box.setToolTip(f(name))"),
]

KEPT = [
    (
        code_rules.tooltips_show_plain_text,
        VIEW,
        "from haversack.viewmodels.tooltips import tooltip\nbox.setToolTip(tooltip(name))",
    ),
    (code_rules.clock_in_one_place, "desktop/haversack/clock.py", "import time\nx = time.time()"),
    (code_rules.clock_in_one_place, VIEW, "import time\nx = time.monotonic()"),
    (code_rules.clock_in_one_place, VIEW, "def f(clock): return clock.time.time()"),
    (code_rules.writes_in_few_places, VIEW, "open('a')\nopen('a', 'rb')\npath.open()\npath.open('rb')"),
    (code_rules.writes_in_few_places, "desktop/haversack/store/files.py", "import tempfile\nopen('a', 'w')"),
    (code_rules.writes_in_few_places, VIEW, "import os\nos.open('a', os.O_RDONLY | os.O_NOFOLLOW)"),
    (code_rules.writes_in_few_places, VIEW, "Vault.open(folder, passphrase)\nVault.open('name')"),
    (code_rules.writes_in_few_places, VIEW, "text.replace('a', 'b')\nstream.write(b'')"),
    (code_rules.pure_code_opens_nothing, VIEW, "open('a')"),
    (code_rules.pure_code_opens_nothing, MODEL, "sealed.open(key)"),
    (code_rules.tags_in_one_table, "sync/haversack_sync/model/tags.py", "x = b'haversack/1/'"),
    (code_rules.tags_in_one_table, VIEW, "x = 'haversack/2'"),
    (code_rules.silenced_checks_say_why, VIEW, "x = 1  # noqa: S608 - the names are constants of this module"),
    (code_rules.silenced_checks_say_why, VIEW, "x = 1  # type: ignore[misc]  # alembic's own types are wrong here"),
    (code_rules.silenced_checks_say_why, VIEW, "x = '# noqa: S608'"),
    (code_rules.skipped_tests_say_why, TEST, "import pytest\n@pytest.mark.skip(reason='no disk')\ndef test_it(): ..."),
    (code_rules.skipped_tests_say_why, TEST, "import pytest\ndef test_it(): pytest.skip('no disk here')"),
]


def name_of(value: object) -> str | None:
    """Name a rule in the id of a test."""
    return value.__name__ if callable(value) and hasattr(value, "__name__") else None


@functools.cache
def findings() -> Mapping[Rule, list[str]]:
    """Hold every file to every rule: each is parsed once, and its tree is let go before the next."""
    found: defaultdict[Rule, list[str]] = defaultdict(list)
    for source in python_sources():
        for rule in CODE_RULES:
            found[rule] += [str(each) for each in rule(source)]
    assert found.keys() == set(CODE_RULES)
    return found


@pytest.mark.parametrize("rule", CODE_RULES, ids=name_of)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    assert not findings()[rule], "\n".join([str(rule.__doc__), *findings()[rule]])


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN, ids=name_of)
def test_the_rule_bites(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(parsed(path, text)))) == 1


@pytest.mark.parametrize(("rule", "path", "text"), KEPT, ids=name_of)
def test_the_rule_lets_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(parsed(path, text))) == []


def test_every_rule_is_proven() -> None:
    assert {rule for rule, _, _ in BROKEN} == {rule for rule, _, _ in KEPT} == set(CODE_RULES)
