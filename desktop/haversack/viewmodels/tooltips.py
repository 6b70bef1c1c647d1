"""What a pointer shows beside a thing: always as plain text, whatever others wrote into a name.

Qt reads a tooltip that looks like HTML as HTML, and would fetch what an `<img>` in it names.
"""

from html import escape


def tooltip(words: str) -> str:
    """Return a text so that Qt shows just that.

    Args:
        words: Plain text. Screen readers read a tooltip too, so that it is wrapped only where it must be.
    """
    looks_rich = "<" in words or "&lt;" in words
    return f"<qt>{escape(words, quote=False)}</qt>" if looks_rich else words
