"""A first start finds the kit that was named, noted by the installer, or around a portable program."""

from pathlib import Path

from haversack.operations.kit_finding import FROM, carried_file, find_kit, kit_of


def a_kit(folder: Path) -> Path:
    (folder / "haversack-0123456789abcdef").mkdir(parents=True)
    (folder / "haversack-0123456789abcdef" / "profile").write_bytes(b"profile")
    (folder / "network.haversack").write_bytes(b"profile")
    return folder


def test_a_kit_is_found_by_its_folder_and_by_its_network_file(tmp_path: Path) -> None:
    kit = a_kit(tmp_path / "stick")

    assert kit_of(kit) == kit
    assert kit_of(kit / "network.haversack") == kit
    assert kit_of(tmp_path) is None
    (kit / "network.haversack").unlink()
    (kit / "network.haversack").symlink_to(kit / "haversack-0123456789abcdef" / "profile")
    assert kit_of(kit) is None, "a link was followed"


def test_the_one_that_was_named_counts_alone(tmp_path: Path) -> None:
    kit, other = a_kit(tmp_path / "stick"), a_kit(tmp_path / "other")

    assert find_kit(kit, other) == kit
    assert find_kit(tmp_path / "nowhere", other) is None
    assert find_kit(None, None) is None


def test_an_installed_program_finds_where_its_installer_lay_and_a_portable_one_looks_around_itself(
    tmp_path: Path,
) -> None:
    kit, program = a_kit(tmp_path / "stick"), tmp_path / "installed"
    (program / "kit").mkdir(parents=True)
    assert find_kit(None, program) is None
    (program / FROM).write_text(f"{kit}\n", encoding="utf-8")
    assert find_kit(None, program) == kit
    portable = kit / "portable" / "Haversack"
    portable.mkdir(parents=True)
    assert find_kit(None, portable) == kit

    for nonsense in (b"", b"stick", b"\xff\xfe", b"a\0b", b"/" + b"x" * 5_000):
        (program / FROM).write_bytes(nonsense)
        assert find_kit(None, program) is None


def test_the_network_file_that_an_installer_took_along_is_there_without_its_kit(tmp_path: Path) -> None:
    assert carried_file(None) is None
    assert carried_file(tmp_path) is None
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "network.haversack").write_bytes(b"")
    assert carried_file(tmp_path) is None
    (tmp_path / "kit" / "network.haversack").write_bytes(b"profile")
    assert carried_file(tmp_path) == tmp_path / "kit" / "network.haversack"
    assert find_kit(None, tmp_path) is None
