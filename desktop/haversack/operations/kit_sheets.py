"""Invitation sheets: one printed page for each code, in groups and as a QR code, with what to do. Plain HTML.

A sheet is as secret as its code, so it lies where a coordinator says and never in the kit unless they ask for it.
Texts: `resources/kits`. The QR code holds the code alone, so that it says nothing of the network. Drawn by `segno`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import msgspec
import segno

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
_STYLE: Final = (
    "@page{size:A4;margin:14mm}body{font:11pt/1.5 sans-serif;margin:0 auto;max-width:182mm;color:#1d2523;"
    "background:#fff}section{break-after:page;padding:1mm 0}section:last-child{break-after:auto}"
    "h1{color:#0b5351;font-size:20pt;line-height:1.3;margin:0 0 4mm}h2{font-size:13pt;margin:5mm 0 2mm}"
    ".code{display:flex;gap:6mm;align-items:center;border:2px solid #0b5351;border-radius:8px;padding:4mm 6mm}"
    ".code>div{flex:1;min-width:0}.groups,.print{font-family:monospace;direction:ltr;unicode-bidi:isolate}"
    ".groups{font-size:19pt;line-height:1.5;font-weight:bold;display:flex;flex-wrap:wrap;gap:0 .6em;"
    "justify-content:start}.print{font-size:12.5pt}.qr{width:38mm;height:38mm;flex:none}"
    ".code p{margin:2mm 0 0}.apart{background:#fff4d6;padding:3mm 5mm;border-radius:6px}"
    ".small{font-size:9.5pt;line-height:1.4}ol{list-style:none;margin:0;padding:0}"
    "[dir=rtl] .groups{justify-content:end}"
    "li{display:flex;gap:5mm;align-items:center;margin:2mm 0}li svg{flex:none;width:22mm;height:15mm;direction:ltr}"
    ".whom{display:flex;gap:3mm;margin:0}.whom i{flex:1;border-bottom:1px solid #4b5653}"
    ".whom+.small{margin:1mm 0 0}"
    ".draft{font-size:8.5pt;color:#4b5653}"
)
_GROUPS: Final = 5


class SheetTexts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The texts of a sheet in one language.

    Attributes:
        title: Of the sheet; `{network}`.
        whom: Before a line on which somebody writes by hand whom the sheet is for. No name is ever printed.
        whom_note: What to write there, and with what.
        code_title: Above the code.
        once: How often and how long it works; `{day}`.
        picture: Beside the QR code.
        apart: That sheet and stick travel apart.
        steps_title: Above the steps.
        stick: First, the stick.
        choose: Then, the way in.
        type: Then, the code.
        compare: Then, the fingerprint.
        tear: At the end, the sheet itself.
        fingerprint_title: Above the fingerprint.
    """

    title: str
    whom: str
    whom_note: str
    code_title: str
    once: str
    picture: str
    apart: str
    steps_title: str
    stick: str
    choose: str
    type: str
    compare: str
    tear: str
    fingerprint_title: str


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What all sheets of a batch name: the network, its fingerprint, and the last day on which codes work."""

    network: str
    fingerprint: str
    day: str


@dataclass(frozen=True, slots=True)
class SheetLanguage:
    """A language as a sheet needs it: its tag, ltr or rtl, that it is a draft (or empty), the texts, a font."""

    tag: str
    direction: str
    draft: str
    texts: SheetTexts
    font: str = ""


def sheets_page(language: SheetLanguage, facts: SheetFacts, codes: Sequence[str]) -> bytes:
    """Return the sheets of some codes as one document, each on a page of its own."""
    title = escape(language.texts.title.format(network=facts.network))
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{language.tag}" dir="{language.direction}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
        f"<title>{title} – Haversack</title><style>{_STYLE}{language.font}</style></head><body>",
        *(_sheet(language, facts, code) for code in codes),
        "</body></html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _sheet(language: SheetLanguage, facts: SheetFacts, code: str) -> str:
    texts = language.texts
    groups = "".join(f"<span>{escape(group)}</span>" for group in code.split("-"))
    steps = zip(_PICTURES, (texts.stick, texts.choose, texts.type, texts.compare, texts.tear), strict=True)
    listed = "".join(
        f"<li>{_picture(drawn, n)}<span>{escape(said)}</span></li>" for n, (drawn, said) in _counted(steps)
    )
    return "\n".join(
        (
            "<section>",
            f"<h1>{_filled(texts.title, network=facts.network)}</h1>",
            f'<p class="whom"><span>{escape(texts.whom)}</span><i></i></p>',
            f'<p class="small">{escape(texts.whom_note)}</p>',
            f'<h2>{escape(texts.code_title)}</h2><div class="code"><div><div class="groups">{groups}</div>',
            f"<p>{_filled(texts.once, day=facts.day)}</p></div>{_qr(code)}</div>",
            f'<p class="small">{escape(texts.picture)}</p><p class="apart">{escape(texts.apart)}</p>',
            f"<h2>{escape(texts.steps_title)}</h2><ol>{listed}</ol>",
            f'<h2>{escape(texts.fingerprint_title)}</h2><bdi class="print">{escape(facts.fingerprint)}</bdi>',
            f'<p class="draft">{escape(language.draft)}</p>' if language.draft else "",
            "</section>",
        )
    )


def _counted(steps: "zip[tuple[str, str]]") -> "enumerate[tuple[str, str]]":
    return enumerate(steps, start=1)


def _filled(sentence: str, **facts: str) -> str:
    """Fill a sentence in; facts are isolated, whichever way they are written."""
    shown = {name: f"<bdi>{escape(value)}</bdi>" for name, value in facts.items()}
    return escape(sentence).format(**shown)


def _qr(code: str) -> str:
    """Draw a code as a QR code, with the quiet zone that cameras need."""
    made = segno.make(code, error="m", micro=False)
    return made.svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None)


_BOX: Final = '<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="3" fill="none" stroke="#0b5351" stroke-width="2.5"/>'


def _box(x: int, y: int, w: int, h: int) -> str:
    return _BOX.format(x=x, y=y, w=w, h=h)


def _line(path: str, width: float = 2.5) -> str:
    return f'<path d="{path}" fill="none" stroke="#0b5351" stroke-width="{width}" stroke-linecap="round"/>'


_LAPTOP: Final = _box(34, 8, 42, 28) + _line("M28 44h54")
_PICTURES: Final = (
    _LAPTOP + _box(4, 34, 16, 10) + _line("M20 39h6M22 36l4 3-4 3"),
    _LAPTOP + _box(42, 15, 26, 6) + _line("M42 28h16", 2) + _line("M47 18h10", 1.5),
    _LAPTOP + _line("M40 22h5M48 22h5M56 22h5M64 22h5", 3) + _line("M40 29h14", 1.5),
    _box(26, 8, 24, 34) + _box(56, 8, 24, 34) + _line("M31 20h14M31 28h14M61 20h14M61 28h14"),
    _line("M30 8h16l-4 8 6 8-6 8 4 10H30zM54 8h16v34H54l-4-10 6-8-6-8z"),
)


def _picture(drawn: str, number: int) -> str:
    """Draw what a step is about; the words beside it say it."""
    return (
        f'<svg viewBox="0 0 88 52" aria-hidden="true">{drawn}<circle cx="9" cy="11" r="8" fill="#0b5351"/>'
        f'<text x="9" y="15" font-size="11" font-family="sans-serif" text-anchor="middle" fill="#fff">{number}</text>'
        "</svg>"
    )
