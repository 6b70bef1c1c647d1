"""START-HERE pages: what a kit says to somebody who has no program yet. Plain HTML without scripts or anything fetched.

The texts come with the program, one file a language; pictures are drawn in the page. Must not claim what a system does
in another language than people see it in: pictures say that they are drawings.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

import msgspec

from haversack.operations.kit_sheets import POLICY, SheetLanguage, SheetTexts

_STYLE: Final = (
    "body{font:1.05rem/1.6 sans-serif;max-width:44rem;margin:1.5rem auto;padding:0 1rem;color:#1d2523;background:#fff}"
    "h1{color:#0b5351}h2{margin-top:2rem}code,bdi.f{font-family:monospace;font-size:1.1em;direction:ltr;"
    "unicode-bidi:isolate}code{display:inline-block;max-width:100%}"
    ".box{border:2px solid #0b5351;border-radius:8px;padding:.5rem 1rem}.draft{background:#fff4d6;"
    "padding:.5rem 1rem}nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:0 1.5rem;margin:0;padding:0}"
    "nav a{display:inline-block;padding:.4rem 0;color:#0b5351}code,bdi{overflow-wrap:anywhere}figure{margin:1rem 0}"
    "figcaption{font-size:.9rem;color:#4b5653}"
    "svg{max-width:100%;height:auto;display:block;direction:ltr}li{margin:.6rem 0}"
)
START_PORTABLE: Final = "Haversack-portable/Start-Haversack.sh"
"""What starts the portable copy for Linux, from where its archive was unpacked."""
_FONTS: Final = {"my": "NotoSansMyanmar-Regular.ttf"}
"""Languages whose letters many systems lack → the font that comes with the program."""
_ENGLISH: Final = {"my": "Burmese"}
"""Their names in letters that every system has."""
_ORDER: Final = ("en", "fr", "es", "ar", "my", "fa-AF")


class PageTexts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The texts of one language.

    Attributes:
        name: The language's own name.
        direction: ltr or rtl.
        draft: That no native speaker has read it; empty where one has.
        title: Of the page.
        intro: What the stick is; `{network}`.
        systems: On which systems it works.
        compare_title: Above the fingerprint.
        compare: What to compare it with.
        install_title: Above the ways to install.
        windows: How on Windows; `{file}`.
        picture: What the drawing of the warning shows.
        linux: How on Linux; `{command}`.
        portable: How on Linux without installing; `{command}`.
        other: What other installers are for; `{file}`.
        no_program: Where the kit holds none.
        begin_title: Above what comes then.
        begin: With an invitation.
        look: Without one.
        moved: Where only the installer was copied; `{file}`.
        sheet: What a printed invitation says.
    """

    name: str
    direction: str
    draft: str
    title: str
    intro: str
    systems: str
    compare_title: str
    compare: str
    install_title: str
    windows: str
    picture: str
    linux: str
    portable: str
    other: str
    no_program: str
    begin_title: str
    begin: str
    look: str
    moved: str
    sheet: SheetTexts


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What pages of a kit name: the network and its fingerprint, installers, the languages that there are."""

    network: str
    fingerprint: str
    installers: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartPages:
    """The texts of all languages, by tag; fonts of those that many computers cannot show, as style sheets have them."""

    texts: Mapping[str, PageTexts]
    fonts: Mapping[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """Tags of the languages, in the order in which they are offered."""
        return tuple(sorted(self.texts, key=lambda tag: (_ORDER.index(tag) if tag in _ORDER else len(_ORDER), tag)))

    def page(self, tag: str, facts: PageFacts) -> bytes:
        """Return the page in a language."""
        texts = self.texts[tag]
        parts = [f'<p class="draft">{escape(texts.draft)}</p>'] if texts.draft else []
        parts += [
            f"<h1>{escape(texts.title)}</h1>",
            f"<p>{_filled(texts.intro, network=facts.network)}</p>",
            f"<p>{escape(texts.systems)}</p>",
            f"<h2>{escape(texts.compare_title)}</h2>",
            f'<p class="box"><bdi class="f">{escape(facts.fingerprint)}</bdi></p>',
            f"<p>{escape(texts.compare)}</p>",
            f"<h2>{escape(texts.install_title)}</h2>",
            *_ways(texts, facts.installers),
            f"<h2>{escape(texts.begin_title)}</h2>",
            f"<ul><li>{escape(texts.begin)}</li><li>{escape(texts.look)}</li>",
            f"<li>{_filled(texts.moved, file='network.haversack')}</li></ul>",
        ]
        return _document(tag, texts, [self._links(facts, here=tag), *parts], font=self.fonts.get(tag, ""))

    def first_page(self, facts: PageFacts) -> bytes:
        """Return the page from which people choose their language."""
        first = facts.languages[0]
        # Here everybody has to recognise their language.
        fonts = "".join(self.fonts.get(tag, "") for tag in facts.languages)
        return _document(first, self.texts[first], ["<h1>Haversack</h1>", self._links(facts, here="")], font=fonts)

    def sheet_language(self, tag: str) -> SheetLanguage:
        """Return what an invitation sheet needs of a language."""
        texts = self.texts[tag]
        return SheetLanguage(tag, texts.direction, texts.draft, texts.sheet, self.fonts.get(tag, ""))

    def _links(self, facts: PageFacts, *, here: str) -> str:
        links = (
            f'<li><a href="START-HERE.{tag}.html" lang="{tag}" dir="{self.texts[tag].direction}">'
            f"{escape(self.texts[tag].name)}</a>{_in_latin(tag) if here else ''}</li>"
            for tag in facts.languages
            if tag != here
        )
        return f"<nav><ul>{''.join(links)}</ul></nav>"


def read_pages(folder: Path) -> StartPages:
    """Read the texts that come with the program, one file a language."""
    decoder = msgspec.json.Decoder(PageTexts)
    texts = {path.stem: decoder.decode(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
    fonts = {tag: folder.parent / "fonts" / name for tag, name in _FONTS.items() if tag in texts}
    return StartPages(texts, {tag: _font(path.read_bytes()) for tag, path in fonts.items() if path.is_file()})


def _in_latin(tag: str) -> str:
    """Return a language's English name to stand behind its own, where a computer may have no letters for that.

    The page of the choice has the font with it, like the pages in that language; a quarter of a megabyte in each of the
    others would be much for one word.
    """
    return f' <span lang="en" dir="ltr">({_ENGLISH[tag]})</span>' if tag in _ENGLISH else ""


def _font(data: bytes) -> str:
    """Return a style sheet with a font in it: nothing is fetched, and it comes after the computer's own."""
    encoded = b64encode(data).decode("ascii")
    face = f"@font-face{{font-family:kit;src:url(data:font/ttf;base64,{encoded})}}"
    return f"{face}body,h1,h2{{font-family:sans-serif,kit}}"


def _document(tag: str, texts: PageTexts, parts: list[str], *, font: str) -> bytes:
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{tag}" dir="{texts.direction}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
        f"<title>{escape(texts.title)} – Haversack</title><style>{_STYLE}{font}</style></head><body>",
        *parts,
        "</body></html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _ways(texts: PageTexts, installers: tuple[str, ...]) -> list[str]:
    """Say how each installer is used, as its name tells for which system it is."""
    if not installers:
        return [f"<p>{escape(texts.no_program)}</p>"]
    said: list[str] = []
    for name in installers:
        low = name.lower()
        if low.endswith(".exe"):
            said += [f"<p>{_filled(texts.windows, file=name)}</p>", _windows_warning(texts.picture)]
        elif low.endswith(".run"):
            said.append(f"<p>{_filled(texts.linux, command=f'sh {name}')}</p>")
        elif low.endswith("linux-x86_64-portable.tar.xz"):
            said.append(f"<p>{_filled(texts.portable, command=f'tar -xJf {name} && sh {START_PORTABLE}')}</p>")
        else:
            said.append(f"<p>{_filled(texts.other, file=name)}</p>")
    return said


def _filled(sentence: str, **facts: str) -> str:
    """Fill a sentence in; facts are isolated, whichever way they are written."""
    shown = {
        name: f"<bdi>{escape(value)}</bdi>" if name == "network" else f"<bdi><code>{escape(value)}</code></bdi>"
        for name, value in facts.items()
    }
    return escape(sentence).format(**shown)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One step of a warning: its lines, a link or a button, and which of them is marked with a number."""

    lines: tuple[str, str]
    link: str
    button: str
    mark: str


_STEPS: Final = (
    _Drawn(("Microsoft Defender SmartScreen prevented", "an app from starting."), "More info", "Don’t run", "1"),
    _Drawn(("Publisher: Unknown publisher", ""), "", "Run anyway", "2"),
)


def _windows_warning(what: str) -> str:
    """Draw both steps of Windows' warning about unknown publishers, in Windows' English words."""
    windows = "".join(_window(330 * place, step) for place, step in enumerate(_STEPS))
    return (
        f'<figure><svg viewBox="0 0 640 190" role="img" aria-label="{escape(what)}">{windows}</svg>'
        f"<figcaption>{escape(what)}</figcaption></figure>"
    )


def _window(x: int, step: _Drawn) -> str:
    at = x + 16
    spot = (at + 84, 118) if step.link else (x + 168, 158)
    link = f'<text x="{at}" y="122" text-decoration="underline">{step.link}</text>' if step.link else ""
    return (
        f'<g font-family="sans-serif" font-size="13" fill="#fff">'
        f'<rect x="{x}" width="310" height="190" fill="#1a5fb4"/>'
        f'<text x="{at}" y="38" font-size="18">Windows protected your PC</text>'
        f'<text x="{at}" y="70">{step.lines[0]}</text><text x="{at}" y="90">{step.lines[1]}</text>{link}'
        f'<rect x="{x + 186}" y="142" width="108" height="30" fill="none" stroke="#fff"/>'
        f'<text x="{x + 240}" y="162" text-anchor="middle">{step.button}</text>'
        f'<circle cx="{spot[0]}" cy="{spot[1]}" r="11" fill="#fff"/>'
        f'<text x="{spot[0]}" y="{spot[1] + 5}" text-anchor="middle" fill="#1a5fb4">{step.mark}</text></g>'
    )
