"""The page that people see in a browser."""

from html.parser import HTMLParser

import msgspec
import pytest

from haversack_sync.hub.landing import landing_page
from haversack_sync.protocol.profile import Profile, decode_profile, show_fingerprint
from tests.simulation.rig import Rig


class Tags(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def profile(rig: Rig) -> Profile:
    rig.found()
    return decode_profile(rig.endpoint.fetch_profile())


def test_a_hub_without_a_network_says_what_it_is() -> None:
    assert "A Haversack hub" in Tags(landing_page(None)).text


def test_the_networks_name_and_fingerprint_are_shown(profile: Profile) -> None:
    page = Tags(landing_page(profile))

    assert profile.name in page.text
    assert show_fingerprint(profile.root) in page.text


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</title><svg onload=alert(1)>",
        "{fingerprint}{0}{title.__class__}",
        "&lt;b&gt;",
    ],
)
def test_a_name_is_shown_as_it_is_and_never_as_markup(profile: Profile, name: str) -> None:
    plain = Tags(landing_page(profile))

    page = Tags(landing_page(msgspec.structs.replace(profile, name=name)))

    assert page.tags == plain.tags
    assert page.attributes == plain.attributes
    assert name in page.text
    assert "script" not in page.tags


def test_signs_that_turn_the_direction_or_hide_are_left_out_but_not_joiners(profile: Profile) -> None:
    name = "Refuge\u202e\u2066\x07\u200b شبکه\u200cها"

    page = Tags(landing_page(msgspec.structs.replace(profile, name=name)))

    assert "Refuge شبکه\u200cها" in page.text


def test_a_name_of_nothing_visible_is_no_name(profile: Profile) -> None:
    page = Tags(landing_page(msgspec.structs.replace(profile, name="\u202e ")))

    assert "A Haversack hub" in page.text


def test_the_page_is_small_and_asks_nobody_else(profile: Profile) -> None:
    page = landing_page(profile)

    assert len(page.encode()) < 30 * 1024
    assert "http" not in page
    assert "src" not in Tags(page).attributes
