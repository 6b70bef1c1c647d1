"""The page that people see who open the hub's address in a browser: what this is, without script or outside parts.

Must not show anything but the network's public name and fingerprint.
"""

import html
import unicodedata
from typing import Final

from haversack_sync.protocol.profile import Profile, show_fingerprint

CONTENT_SECURITY_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_NAMELESS: Final = "A Haversack hub"
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
body {{ font: 1.0625rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 3rem auto; padding: 0 1rem;
  color: #1c2430; background: #fff; }}
code {{ font-size: 1rem; overflow-wrap: anywhere; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #e6e9ee; background: #14181f; }} }}
</style>
</head>
<body>
<main>
<h1><bdi>{title}</bdi></h1>
<p>This is the hub of a network that uses Haversack, a program that keeps an encrypted copy of the network’s directory,
library and training on a laptop, for work without a connection.</p>
<p>There is nothing to read here: what members share passes through this hub sealed, and the hub has no key to it.</p>
<p>To join, ask somebody of the network for an invitation code, and give this page’s address to the program.</p>
{fingerprint}</main>
</body>
</html>
"""
_FINGERPRINT: Final = """<p>Fingerprint of the network, to compare with the one on an invitation:<br>
<code>{fingerprint}</code></p>
"""


def landing_page(profile: Profile | None) -> str:
    """Write the page.

    Args:
        profile: The network's, or None before it has one.
    """
    if profile is None:
        return _PAGE.format(title=_NAMELESS, fingerprint="")
    name = "".join(character for character in profile.name if not _is_invisible(character)).strip()
    fingerprint = _FINGERPRINT.format(fingerprint=html.escape(show_fingerprint(profile.root)))
    return _PAGE.format(title=html.escape(name or _NAMELESS), fingerprint=fingerprint)


def _is_invisible(character: str) -> bool:
    """Tell whether a character is a control or turns the direction of what follows; joiners of scripts stay."""
    category = unicodedata.category(character)
    return category == "Cc" or (category == "Cf" and character not in "\u200c\u200d")
