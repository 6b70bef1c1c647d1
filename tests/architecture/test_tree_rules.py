"""Holds the project's files to its house rules, and proves on planted examples that each of them bites."""

import itertools

import pytest

from haversack_sync.model.tags import PURPOSES, tag
from tests.architecture import tree_rules
from tests.architecture.source_tree import ROOT, Source, parsed, python_sources, tracked_texts
from tests.architecture.tree_rules import TRACKED_RULES, TREE_RULES, TreeRule

MERGE = "sync/haversack_sync/model/merge.py"
KINDS = "sync/haversack_sync/model/kinds/__init__.py"

BROKEN = [
    (tree_rules.files_are_short, {MERGE: "x = 1\n" * 401}),
    (tree_rules.files_are_short, {"packaging/setup.sh": "x=1\n" * 401}),
    (tree_rules.names_say_what_is_inside, {"desktop/haversack/store/utils.py": ""}),
    (tree_rules.names_say_what_is_inside, {"desktop/haversack/common/dates.py": ""}),
    (tree_rules.names_say_what_is_inside, {"tests/gui/window_helpers.py": ""}),
    (tree_rules.packaging_is_no_package, {"packaging/demo/__init__.py": ""}),
    (tree_rules.unit_tests_mirror_the_source, {"tests/unit/haversack_sync/model/test_merge.py": ""}),
    (tree_rules.unit_tests_mirror_the_source, {MERGE: "", "tests/unit/haversack_sync/test_merge.py": ""}),
    (tree_rules.unit_tests_mirror_the_source, {MERGE: "", "tests/unit/test_merge.py": ""}),
    (tree_rules.no_place_of_one_machine, {"requirements/dev.lock": "--index-url https://pypi" + ".org/simple"}),
    (tree_rules.no_place_of_one_machine, {"README.md": "see /wo" + "rk/main"}),
    (tree_rules.no_place_of_one_machine, {"docs/architecture.md": "see [design](../sha" + "red/craft.md)"}),
]

KEPT = [
    (tree_rules.files_are_short, {MERGE: "x = 1\n" * 400, "docs/protocol.md": "word\n" * 900}),
    (tree_rules.names_say_what_is_inside, {"desktop/haversack/store/outbox.py": "", "docs/common-questions.md": ""}),
    (tree_rules.packaging_is_no_package, {"packaging/demo/demo.py": "", KINDS: ""}),
    (tree_rules.unit_tests_mirror_the_source, {MERGE: "", "tests/unit/haversack_sync/model/test_merge.py": ""}),
    (tree_rules.unit_tests_mirror_the_source, {MERGE: "", "tests/unit/haversack_sync/model/test_merge_of_sets.py": ""}),
    (tree_rules.unit_tests_mirror_the_source, {KINDS: "", "tests/unit/haversack_sync/model/test_kinds.py": ""}),
    (tree_rules.no_place_of_one_machine, {"README.md": "https://hub.example/network/ framework/main"}),
]


def name_of(value: object) -> str:
    """Name a rule, and the files it is tried on, in the id of a test."""
    return ",".join(value) if isinstance(value, dict) else str(getattr(value, "__name__", ""))


@pytest.mark.parametrize("rule", TREE_RULES, ids=name_of)
def test_the_tree_keeps_the_rule(rule: TreeRule) -> None:
    scripts = [parsed(str(each.relative_to(ROOT)), each.read_text("utf-8")) for each in ROOT.glob("packaging/**/*.sh")]

    assert_kept(rule, [*python_sources(), *scripts])


@pytest.mark.parametrize("rule", TRACKED_RULES, ids=name_of)
def test_what_git_tracks_keeps_the_rule(rule: TreeRule) -> None:
    assert_kept(rule, list(tracked_texts()))


def assert_kept(rule: TreeRule, sources: list[Source]) -> None:
    """Fail with the rule's reason and every place where it is broken."""
    findings = [str(each) for each in rule(sources)]

    assert not findings, "\n".join([str(rule.__doc__), *findings])


@pytest.mark.parametrize(("rule", "files"), BROKEN, ids=name_of)
def test_the_rule_bites(rule: TreeRule, files: dict[str, str]) -> None:
    assert len(list(rule([parsed(path, text) for path, text in files.items()]))) == 1


@pytest.mark.parametrize(("rule", "files"), KEPT, ids=name_of)
def test_the_rule_lets_pass(rule: TreeRule, files: dict[str, str]) -> None:
    assert list(rule([parsed(path, text) for path, text in files.items()])) == []


def test_every_rule_is_proven() -> None:
    assert {rule for rule, _ in BROKEN} == {rule for rule, _ in KEPT} == {*TREE_RULES, *TRACKED_RULES}


def test_no_domain_tag_is_a_prefix_of_another() -> None:
    tags = [tag(purpose) for purpose in PURPOSES]

    assert not [(one, other) for one, other in itertools.permutations(tags, 2) if other.startswith(one)]


def test_the_table_of_purposes_is_sorted_and_names_each_once() -> None:
    assert list(PURPOSES) == sorted(set(PURPOSES))
