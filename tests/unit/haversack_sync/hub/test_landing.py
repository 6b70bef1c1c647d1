"""The page that people see in a browser."""

from html.parser import HTMLParser

import msgspec
import pytest

from haversack_sync.hub.installers import Installer
from haversack_sync.hub.landing import PageSettings, landing_page
from haversack_sync.hub.landing_words import WORDS
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


@pytest.mark.parametrize("language", WORDS)
def test_every_language_says_all_of_it_in_its_own_direction(profile: Profile, language: str) -> None:
    installer = Installer("haversack.deb", 47_000_000, "ab" * 32)

    page = landing_page(profile, language, PageSettings(contact="help@network.example"), (installer,))

    words = WORDS[language]
    assert f'<html lang="{language}" dir="{words.direction}">' in page
    shown = Tags(page).text
    for sentence in (
        words.what,
        words.sealed,
        words.join,
        words.fingerprint,
        words.programs,
        words.sums,
        words.contact,
    ):
        assert sentence in shown
    assert len(page.encode()) < 30 * 1024


def test_every_language_leads_to_every_other_and_marks_itself(profile: Profile) -> None:
    page = landing_page(profile, "ar")

    assert [f'href="?lang={tag}"' in page for tag in WORDS] == [True] * len(WORDS)
    assert page.count('aria-current="page"') == 1
    assert 'hreflang="ar" aria-current="page"' in page


def test_the_operators_words_stand_in_the_pages_language_or_the_first_that_there_is(profile: Profile) -> None:
    settings = PageSettings(about={"en": "We help.\n\nWrite to us.", "ar": "نحن نساعد."})

    assert "نحن نساعد." in landing_page(profile, "ar", settings)
    french = landing_page(profile, "fr", settings)
    assert '<p lang="en" dir="auto">We help.</p>' in french
    assert '<p lang="en" dir="auto">Write to us.</p>' in french


def test_a_plain_page_names_nobody(profile: Profile) -> None:
    settings = PageSettings("plain", about={"en": "We help."}, contact="help@network.example")

    shown = Tags(landing_page(profile, "en", settings)).text

    assert "A Haversack hub" in shown
    for hidden in (profile.name, show_fingerprint(profile.root), "We help.", "help@network.example"):
        assert hidden not in shown


def test_what_the_operator_wrote_is_never_markup(profile: Profile) -> None:
    plain = Tags(landing_page(profile, "en", PageSettings(about={"en": "x"}, contact="y")))

    page = Tags(landing_page(profile, "en", PageSettings(about={"en": "<img src=x>"}, contact="<script>")))

    assert page.tags == plain.tags


def test_an_installer_is_a_link_with_its_size_and_checksum(profile: Profile) -> None:
    page = landing_page(profile, installers=(Installer("haversack_0.1.0.deb", 47_300_000, "cd" * 32),))

    assert 'href="installers/haversack_0.1.0.deb"' in page
    assert "47.3 MB" in page
    assert "cd" * 32 in page
    assert 'href="installers/SHA256SUMS"' in page
