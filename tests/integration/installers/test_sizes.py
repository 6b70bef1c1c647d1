"""Sizes of installers, from the builds' notes to the page."""

import os
from pathlib import Path

from payload.sizes import KitSize, Size, note_kit, note_size, over_budget, read_kit, read_sizes

from tests.benchmarks.installer_sizes import section_of, with_sizes


def test_a_build_notes_its_size_once(tmp_path: Path) -> None:
    notes, made = tmp_path / "sizes.json", tmp_path / "some.deb"
    assert read_sizes(notes) == []

    for text in ("long text", "text"):
        made.write_text(text)
        note_size(made, installed=100, notes=notes)

    assert read_sizes(notes) == [Size("some.deb", 4, 100)]


def test_an_installer_of_each_kind_may_have_so_many_bytes_and_not_one_more(tmp_path: Path) -> None:
    for ending, most in ((".deb", 48_000_000), (".run", 48_000_000), (".exe", 36_000_000)):
        made = tmp_path / f"some{ending}"
        made.touch()
        os.truncate(made, most)
        assert over_budget(made) == ""

        os.truncate(made, most + 1)
        assert over_budget(made) == f"some{ending} has {most + 1} bytes, and may have {most} at most"

    assert over_budget(tmp_path) == ""


def test_what_a_kit_adds_is_counted_without_its_installers(tmp_path: Path) -> None:
    note, kit = tmp_path / "kit.json", tmp_path / "kit"
    assert read_kit(note) is None
    (kit / "haversack-0123/parcels").mkdir(parents=True)
    for name, size in (("some.deb", 5_000), ("START-HERE.html", 70), ("haversack-0123/profile", 600)):
        (kit / name).write_bytes(b"x" * size)

    note_kit(kit, {"some.deb"}, note)

    assert read_kit(note) == KitSize(network=600, rest=70, files=2)
    page = with_sizes("# Benchmarks\n", [], KitSize(2_345_678, 45_000, 30))
    assert "| pages, network file, description, checksums | 45 kB |" in page
    assert "an invitation | 2,346 kB |" in page


def test_the_page_gets_the_table_once_and_says_what_is_too_large() -> None:
    sizes = [Size("haversack.deb", 48_000_001, 137_000_000), Size("haversack-hub.deb", 9_000_000, 20_000_000)]

    page = with_sizes(with_sizes("# Benchmarks\n", []), sizes)

    assert page.startswith("# Benchmarks\n\n## Installers\n")
    assert page.count("## Installers") == 1
    assert "| haversack.deb | 48.0 MB | ≤ 48 MB **missed** | 137.0 MB |" in page
    assert "| haversack-hub.deb | 9.0 MB | – | 20.0 MB |" in page
    assert page.endswith(section_of(page))
    assert section_of("# Benchmarks\n") == ""
