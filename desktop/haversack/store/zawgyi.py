"""Zawgyi to Unicode: older Burmese text uses Myanmar code points in another way, and is meant to be found all the same.

Written from the published tables of the two encodings. A text is taken for Zawgyi only by sequences that Unicode text
cannot have, since Karen, Mon and Shan use some of the same code points as letters. Must not be used on what is stored.
"""

import re
from typing import Final

_MYANMAR: Final = re.compile("[\u1000-\u109f]")

# What Unicode text cannot have: signs that stand before any consonant; a virama that stacks nothing, or on nga, or on a
# sign; a vowel after a killed consonant, but for the common word for *I* in letters; a visarga on a consonant alone; a
# vowel on what are tones and digits there.
_ZAWGYI_ONLY: Final = re.compile(
    "(?:^|[^\u1000-\u1021\u1025\u1027\u1029\u103a-\u103f\u104e\u1050-\u109f])[\u1031\u103b\u107e-\u1084]"
    "|\u1039(?![\u1000-\u1020\u103f])"
    "|[\u1004\u102b-\u1038]\u1039"
    "|(?!(?<=\u1014)\u103a\u102f\u1015\u103a)\u103a[\u102b-\u1030\u1032]"
    "|\u1031[\u1000-\u1021]\u1038"
    "|[\u108f\u1090][\u102b-\u1032]"
    "|[\u102b-\u1030\u1032\u1036-\u1038][\u1031\u103b\u107e-\u1084](?=[\u1000-\u1021])"
)
# What Zawgyi text cannot have: a vowel E that stands before no consonant, the Unicode way of a kinzi.
_UNICODE_ONLY: Final = re.compile(
    "\u1031(?![\u1000-\u1021\u1025\u1027\u1029\u103b\u103f\u104e\u1060-\u1097])|\u1004\u103a\u1039"
)

_KINZI: Final = "\u1004\u103a\u1039"
_KINZI_AFTER: Final = "\ue000"
"""Stands for a kinzi until it is moved in front of its consonant; private, so no text has it."""

_SIGNS: Final = str.maketrans(
    {
        0x1033: "\u102f",
        0x1034: "\u1030",
        0x1039: "\u103a",
        0x103A: "\u103b",
        0x103B: "\u103c",
        0x103C: "\u103d",
        0x103D: "\u103e",
        0x105A: "\u102b\u103a",
        0x1060: "\u1039\u1000",
        0x1061: "\u1039\u1001",
        0x1062: "\u1039\u1002",
        0x1063: "\u1039\u1003",
        0x1064: _KINZI_AFTER,
        0x1065: "\u1039\u1005",
        0x1066: "\u1039\u1006",
        0x1067: "\u1039\u1006",
        0x1068: "\u1039\u1007",
        0x1069: "\u1039\u1008",
        0x106A: "\u1009",
        0x106B: "\u100a",
        0x106C: "\u1039\u100b",
        0x106D: "\u1039\u100c",
        0x106E: "\u100d\u1039\u100d",
        0x106F: "\u100d\u1039\u100e",
        0x1070: "\u1039\u100f",
        0x1071: "\u1039\u1010",
        0x1072: "\u1039\u1010",
        0x1073: "\u1039\u1011",
        0x1074: "\u1039\u1011",
        0x1075: "\u1039\u1012",
        0x1076: "\u1039\u1013",
        0x1077: "\u1039\u1014",
        0x1078: "\u1039\u1015",
        0x1079: "\u1039\u1016",
        0x107A: "\u1039\u1017",
        0x107B: "\u1039\u1018",
        0x107C: "\u1039\u1019",
        0x107D: "\u103b",
        **dict.fromkeys(range(0x107E, 0x1085), "\u103c"),
        0x1085: "\u1039\u101c",
        0x1086: "\u103f",
        0x1087: "\u103e",
        0x1088: "\u103e\u102f",
        0x1089: "\u103e\u1030",
        0x108A: "\u103d\u103e",
        0x108B: _KINZI_AFTER + "\u102d",
        0x108C: _KINZI_AFTER + "\u102e",
        0x108D: _KINZI_AFTER + "\u1036",
        0x108E: "\u102d\u1036",
        0x108F: "\u1014",
        0x1090: "\u101b",
        0x1091: "\u100f\u1039\u100d",
        0x1092: "\u100b\u1039\u100c",
        0x1093: "\u1039\u1018",
        0x1094: "\u1037",
        0x1095: "\u1037",
        0x1096: "\u1039\u1010\u103d",
        0x1097: "\u100b\u1039\u100b",
    }
)
_ZERO_FOR_WA: Final = re.compile("(?<=\u1031)\u1040|\u1040(?=[\u102b-\u1032\u1036-\u103e]|[\u1000-\u1021]\u103a)")
_U_FOR_NYA: Final = re.compile("\u1025(?=[\u102c\u103a])")
# E and RA are written before their consonant; what is stacked below it and the other signs follow.
_SYLLABLE: Final = re.compile(
    "(?P<before>[\u1031\u103c]*)"
    "(?P<consonant>[\u1000-\u1021\u1025\u1027\u1029\u103f\u104e])"
    f"(?P<after>(?:\u1039[\u1000-\u1021]|[\u102b-\u1030\u1032\u1036-\u1038\u103a\u103b\u103d\u103e]|{_KINZI_AFTER})*)"
)
_PART: Final = re.compile("\u1039.|.")
_ORDER: Final = "\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u103a\u1036\u1037\u1038"


def looks_like_zawgyi(text: str) -> bool:
    """Tell whether a text is Burmese in Zawgyi.

    Args:
        text: Any text; one that could be either is taken for Unicode.

    Returns:
        Whether it has more sequences that only Zawgyi can have than ones that only Unicode can have.
    """
    if not _MYANMAR.search(text):
        return False
    return len(_ZAWGYI_ONLY.findall(text)) > len(_UNICODE_ONLY.findall(text))


def convert_zawgyi(text: str) -> str:
    """Return the same text in Unicode.

    Args:
        text: Burmese in Zawgyi; other scripts in it are kept.
    """
    converted = _ZERO_FOR_WA.sub("\u101d", text.translate(_SIGNS))
    converted = _U_FOR_NYA.sub("\u1009", converted)
    return _SYLLABLE.sub(_in_order, converted).replace(_KINZI_AFTER, _KINZI)


def _in_order(syllable: re.Match[str]) -> str:
    """Put kinzi, consonant, stack and signs into the order that Unicode prescribes."""
    parts = [*syllable["before"], *_PART.findall(syllable["after"])]
    kinzi = _KINZI if _KINZI_AFTER in parts else ""
    stacked = [part for part in parts if part.startswith("\u1039")]
    signs = sorted((part for part in parts if part in _ORDER), key=_ORDER.index)
    return kinzi + syllable["consonant"] + "".join(stacked) + "".join(signs)
