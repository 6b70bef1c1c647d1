"""Languages of a kit: each has one tag whichever name was written, and one without a page is one of files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations.kit_building import BuildHow, build_kit
from haversack.operations.kit_form import KitError
from haversack.operations.kit_languages import file_tags, only_of_files, page_tags, usual_tag
from haversack.operations.kit_planning import KitChoice, plan_kit
from haversack.operations.publishing import publish
from tests.unit.haversack.little_network import write_folder
from tests.unit.haversack.operations.kit_desk import PAGES, Desk, make_desk

FILES = {"way.fa-AF.txt": "fa-AF", "road.prs.txt": "prs", "rê.ckb.txt": "ckb", "chemin.fr.txt": "fr"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from make_desk(tmp_path)


def publish_files(desk: Desk) -> None:
    """Publish a file in each of four languages, one of them under another name of its language."""
    listed = "".join(f"  - path: {name}\n    language: {tag}\n" for name, tag in FILES.items())
    texts = {f"library/{name}": f"The way, in {tag}.\n" * 9 for name, tag in FILES.items()}
    text = f"---\nlanguage: en\ntitle: The way\nfiles:\n{listed}---\nIn four languages.\n"
    publish(desk.coordinator, write_folder(desk.base / "content", {**texts, "library/way.md": text}))
    desk.learn()


def files_in(desk: Desk, *languages: str) -> int:
    return len(plan_kit(desk.coordinator, desk.base / "kit", KitChoice(languages)).files)


def test_a_kit_in_dari_has_the_files_that_are_tagged_as_the_docs_say(desk: Desk) -> None:
    publish_files(desk)

    built = build_kit(desk.coordinator, desk.base / "kit", KitChoice(("fa-AF",)), pages=PAGES, how=BuildHow())

    everybody = files_in(desk, "xx")
    assert built.files == everybody + 2
    assert files_in(desk, "prs") == files_in(desk, "fa-af") == everybody + 2
    assert (desk.base / "kit" / "START-HERE.fa-AF.html").exists()


def test_a_language_without_a_page_is_one_of_files_and_only_no_page_at_all_is_refused(desk: Desk) -> None:
    publish_files(desk)
    choice = KitChoice(("ckb", "fr-CA"))

    assert only_of_files(desk.coordinator, PAGES.languages) == ("ckb",)
    with pytest.raises(KitError) as refused:
        build_kit(desk.coordinator, desk.base / "kit", KitChoice(("ckb",)), pages=PAGES, how=BuildHow())
    assert refused.value.reason == "no_language"
    assert not (desk.base / "kit").exists()
    assert files_in(desk, "ckb") == files_in(desk, "xx") + 1
    build_kit(desk.coordinator, desk.base / "kit", choice, pages=PAGES, how=BuildHow())
    pages = {path.name for path in (desk.base / "kit").glob("START-HERE*")}
    assert pages == {"START-HERE.html", "START-HERE.fr.html"}


def test_each_language_has_one_tag() -> None:
    assert [usual_tag(tag) for tag in ("prs", "PRS", "fa-AF", "fr")] == ["fa-AF", "fa-AF", "fa-AF", "fr"]
    assert file_tags(("prs", "fa-AF")) == ("fa-AF", "prs")
    assert file_tags(()) == ()
    assert page_tags((), ("en", "fr")) == ("en", "fr")
    assert page_tags(("prs", "fr-CA", "fr", "rhg"), PAGES.languages) == ("fa-AF", "fr")
