"""The page that people see who open the hub's address in a browser: what this is, without script or outside parts.

Must not show anything but what the operator chose to show: the network's public name and fingerprint, words about it,
and installers.
"""

import html
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from haversack_sync.hub.installers import SUMS_NAME, Installer
from haversack_sync.hub.landing_words import FIRST_LANGUAGE, WORDS, PageWords
from haversack_sync.protocol.profile import Profile, show_fingerprint

CONTENT_SECURITY_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
PAGE_KINDS: Final = ("full", "plain", "none")
_PAGE: Final = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.0625rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 2.5rem auto; padding: 0 1rem;
  color: #1c2430; background: #fff; }}
h1 {{ font-size: 1.75rem; line-height: 1.25; }} h2 {{ font-size: 1.25rem; margin-top: 2rem; }}
a {{ color: #0b5c63; }} code {{ font-size: 0.95rem; overflow-wrap: anywhere; unicode-bidi: isolate; direction: ltr; }}
nav ul, .files {{ list-style: none; padding: 0; }} nav li {{ display: inline-block; margin-inline-end: 1rem; }}
nav a, .files a {{ display: inline-block; padding: 0.35rem 0; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #e6e9ee; background: #14181f; }} a {{ color: #7fd0d6; }} }}
</style>
</head>
<body>
{languages}<main>
<h1><bdi>{title}</bdi></h1>
{about}<p>{what}</p>
<p>{sealed}</p>
<h2>{join_title}</h2>
<p>{join}</p>
{fingerprint}{programs}{contact}</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What the operator wants the page to show.

    Attributes:
        kind: `full` shows the network's name and fingerprint; `plain` says that this is a hub and of whom it does not;
            `none` shows no page at all.
        about: Words about the network, by language.
        contact: Whom to ask.
    """

    kind: str = "full"
    about: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""


def landing_page(
    profile: Profile | None,
    language: str = FIRST_LANGUAGE,
    settings: PageSettings | None = None,
    installers: Sequence[Installer] = (),
) -> str:
    """Write the page.

    Args:
        profile: The network's, or None before it has one.
        language: A key of `WORDS`.
        settings: What may be shown; everything if None.
        installers: What lies ready to be taken.
    """
    chosen, words = settings or PageSettings(), WORDS[language]
    shown = profile if chosen.kind == "full" else None
    name = _visible(shown.name) if shown else ""
    is_full = chosen.kind == "full"
    return _PAGE.format(
        language=language,
        direction=words.direction,
        title=html.escape(name or words.nameless),
        languages=_languages(language, words),
        about=_about(chosen.about, language) if is_full else "",
        what=html.escape(words.what),
        sealed=html.escape(words.sealed),
        join_title=html.escape(words.join_title),
        join=html.escape(words.join),
        fingerprint=_fingerprint(shown, words) if shown else "",
        programs=_programs(installers, words) if installers else "",
        contact=f"<p>{html.escape(words.contact)} <bdi>{_text(chosen.contact)}</bdi></p>\n"
        if is_full and chosen.contact
        else "",
    )


def _languages(language: str, words: PageWords) -> str:
    items = "".join(_language(tag, one, is_current=tag == language) for tag, one in WORDS.items())
    return f'<nav aria-label="{html.escape(words.languages)}"><ul>{items}</ul></nav>\n'


def _language(tag: str, words: PageWords, *, is_current: bool) -> str:
    current = ' aria-current="page"' if is_current else ""
    return f'<li><a href="?lang={tag}" lang="{tag}" hreflang="{tag}"{current}>{html.escape(words.name)}</a></li>'


def _about(about: Mapping[str, str], language: str) -> str:
    """Return the operator's words in the page's language, else in the first one that there is."""
    found = language if language in about else next(iter(about), "")
    if not found:
        return ""
    parts = [part.strip() for part in about[found].split("\n\n") if part.strip()]
    tag = html.escape(found)
    return "".join(f'<p lang="{tag}" dir="auto">{_text(part)}</p>\n' for part in parts)


def _fingerprint(profile: Profile, words: PageWords) -> str:
    shown = html.escape(show_fingerprint(profile.root))
    return f"<p>{html.escape(words.fingerprint)}<br>\n<code>{shown}</code></p>\n"


def _programs(installers: Sequence[Installer], words: PageWords) -> str:
    items = "".join(
        f'<li><a href="installers/{html.escape(one.name)}" download><bdi>{html.escape(one.name)}</bdi></a> '
        f"· {_size(one.size)}<br>\n<code>{one.sha256}</code></li>\n"
        for one in installers
    )
    return (
        f"<h2>{html.escape(words.programs_title)}</h2>\n<p>{html.escape(words.programs)}</p>\n"
        f'<ul class="files">\n{items}</ul>\n'
        f'<p><a href="installers/{SUMS_NAME}">{html.escape(words.sums)}</a></p>\n'
    )


def _size(size: int) -> str:
    """Return a size in megabytes (a million bytes), as the program shows it."""
    return f"<bdi>{size / 1_000_000:.1f} MB</bdi>"


def _text(text: str) -> str:
    return html.escape(_visible(text))


def _visible(text: str) -> str:
    return "".join(character for character in text if not _is_invisible(character)).strip()


def _is_invisible(character: str) -> bool:
    """Tell whether a character is a control or turns the direction of what follows; joiners of scripts stay."""
    category = unicodedata.category(character)
    return category == "Cc" or (category == "Cf" and character not in "\u200c\u200d")
