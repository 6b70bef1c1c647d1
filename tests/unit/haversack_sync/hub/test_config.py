"""The hub's limits from its one file."""

from pathlib import Path

import msgspec
import pytest

from haversack_sync.hub.config import HubSettings, load_settings
from haversack_sync.hub.errors import ConfigError
from haversack_sync.hub.landing import PageSettings
from haversack_sync.protocol.limits import MAX_FRAME_BYTES, HubLimits


def refused(path: Path, text: str | bytes) -> ConfigError:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    return caught.value


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "hub.toml") == HubSettings()


@pytest.mark.parametrize("key", HubLimits.__struct_fields__)
def test_every_limit_can_be_set(tmp_path: Path, key: str) -> None:
    (tmp_path / "hub.toml").write_text(f"# Ours\n{key} = {MAX_FRAME_BYTES + 5}\n")

    assert load_settings(tmp_path / "hub.toml").limits == msgspec.structs.replace(
        HubLimits(), **{key: MAX_FRAME_BYTES + 5}
    )


def test_an_unknown_key_is_named_with_those_that_exist(tmp_path: Path) -> None:
    error = refused(tmp_path / "hub.toml", "request_burst = 5\nrequests_per_hour = 5\n")

    assert (error.kind, error.path, error.key) == ("bad_config", tmp_path / "hub.toml", "requests_per_hour")
    assert "requests_per_device_and_minute" in error.cure


@pytest.mark.parametrize("value", ["0", "-1", "1.5", '"many"', "true", "[1]", "9007199254740993", "2020-01-01"])
def test_a_value_that_is_no_whole_number_in_its_range_is_named(tmp_path: Path, value: str) -> None:
    error = refused(tmp_path / "hub.toml", f"request_burst = {value}\n")

    assert error.key == "request_burst"
    assert error.cure.startswith("write a whole number from 1 to")


@pytest.mark.parametrize("key", ["request_bytes", "answer_bytes", "parcel_bytes"])
def test_sizes_have_room_for_a_frame(tmp_path: Path, key: str) -> None:
    assert refused(tmp_path / "hub.toml", f"{key} = {MAX_FRAME_BYTES - 1}\n").key == key

    (tmp_path / "hub.toml").write_text(f"{key} = {MAX_FRAME_BYTES}\n")
    load_settings(tmp_path / "hub.toml")


@pytest.mark.parametrize("text", ["request_burst: 5", "request_burst = ", b"\xff\xfe", "a = 1\na = 2"])
def test_what_is_no_toml_is_said_without_a_key(tmp_path: Path, text: str | bytes) -> None:
    assert refused(tmp_path / "hub.toml", text).key == ""


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").mkdir()

    with pytest.raises(ConfigError, match="not a TOML file"):
        load_settings(tmp_path / "hub.toml")


def test_what_browsers_are_shown_can_be_set(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(
        'request_burst = 5\n[page]\nshow = "plain"\ncontact = "help@network.example"\n[page.about]\nen = "We help."\n'
    )

    settings = load_settings(tmp_path / "hub.toml")

    assert settings.limits.request_burst == 5
    assert settings.page == PageSettings("plain", {"en": "We help."}, "help@network.example")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('page = "full"', "page"),
        ("[page]\ncolour = 1", "page.colour"),
        ('[page]\nshow = "all"', "page.show"),
        ("[page]\nshow = [1]", "page.show"),
        ("[page]\ncontact = 5", "page.contact"),
        (f'[page]\ncontact = "{"x" * 201}"', "page.contact"),
        ('[page]\nabout = "x"', "page.about"),
        ('[page.about]\n"not a tag" = "x"', "page.about.not a tag"),
        ("[page.about]\nen = 5", "page.about.en"),
        (f'[page.about]\nen = "{"x" * 2001}"', "page.about.en"),
    ],
)
def test_a_bad_setting_of_the_page_is_named_with_its_cure(tmp_path: Path, text: str, key: str) -> None:
    error = refused(tmp_path / "hub.toml", text)

    assert error.key == key
    assert error.cure
