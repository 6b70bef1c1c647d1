"""What `docs/operating.md` tells an operator is what the program does, and the files of a deployment fit it."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest

from haversack_sync.hub.cli import parser
from haversack_sync.hub.config import load_settings
from haversack_sync.protocol.limits import HubLimits

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
DEPLOY = ROOT / "packaging" / "deploy"
_ROW = re.compile(r"^\| `([a-z_]+)` \| (\d+) \|", re.MULTILINE)
_COMMAND = re.compile(r"(?:^|[`/ ])haversack-hub ((?:serve|status|carry|backup|restore|check)\b[^`\n|]*)", re.MULTILINE)


def test_every_limit_is_listed_with_the_value_that_holds_without_a_line() -> None:
    listed = {name: int(value) for name, value in _ROW.findall(PAGE)}

    defaults = HubLimits()
    assert listed == {name: getattr(defaults, name) for name in HubLimits.__struct_fields__}


def test_the_example_of_a_configuration_can_be_used(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    (tmp_path / "hub.toml").write_text(example, encoding="utf-8")

    settings = load_settings(tmp_path / "hub.toml")

    assert settings.page.contact
    assert tomllib.loads(example)["page"]["about"] == settings.page.about


def commands() -> list[str]:
    """Return every command of the hub that the page or the unit names."""
    unit = (DEPLOY / "haversack-hub.service").read_text(encoding="utf-8")
    started = re.findall(r"^ExecStart=\S+/haversack-hub (.*)$", unit, re.MULTILINE)
    return [*started, *_COMMAND.findall(PAGE)]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_one_that_the_program_knows(command: str) -> None:
    parser().parse_args(shlex.split(command, comments=True))


def test_there_is_a_command_to_look_at() -> None:
    assert len(commands()) > 1


@pytest.mark.parametrize("path", re.findall(r"\]\(\.\./(packaging/[^)]+)\)", PAGE))
def test_every_file_that_the_page_names_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


def test_the_script_of_the_installation_is_well_formed() -> None:
    subprocess.run(["bash", "-n", str(DEPLOY / "install_hub.sh")], check=True, timeout=30)


def test_a_proxy_neither_holds_answers_back_nor_logs_who_asked() -> None:
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")

    assert "proxy_buffering off;" in site
    assert "proxy_request_buffering off;" in site
    assert site.count("access_log off;") == 2
    longest = int(re.findall(r"client_max_body_size (\d+)m;", site)[0]) * 1024 * 1024
    assert longest > HubLimits().request_bytes
