"""The closed lists of terms: what a `TERM` field may hold. English and other labels live in `haversack.i18n`.

Must not hold anything that people read. Terms are only ever added: records in old vaults keep theirs.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

VOCABULARIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "organisation_type": (
            "refugee_led",
            "community",
            "ngo",
            "international_ngo",
            "legal_aid",
            "academic",
            "think_tank",
            "municipality",
            "government",
            "intergovernmental",
            "faith_based",
            "foundation",
            "media",
            "private_sector",
            "network",
            "other",
        ),
        "organisation_level": ("international", "regional", "national", "local"),
        "contact_channel": ("phone", "email", "web", "messenger", "post"),
        "taxonomy": ("topic", "area_of_work", "pillar", "other"),
        "resource_type": (
            "guide",
            "toolkit",
            "report",
            "law",
            "treaty",
            "resolution",
            "policy",
            "template",
            "leaflet",
            "training_material",
            "good_practice",
            "statement",
            "data",
            "audio",
            "video",
            "website",
            "other",
        ),
        "course_level": ("introductory", "intermediate", "advanced"),
        "quiz_feedback": ("at_once", "at_end"),
        "event_type": ("conference", "meeting", "training", "day", "timeline", "deadline"),
        "statement_status": ("draft", "open_for_signature", "closed", "delivered", "answered", "withdrawn"),
        "question_type": (
            "choice",
            "multiple",
            "true_false",
            "order",
            "match",
            "blank",
            "short_text",
            "self_check",
        ),
    }
)


def terms(vocabulary: str) -> tuple[str, ...]:
    """Return the terms of a vocabulary in the order of forms.

    Raises:
        KeyError: There is no such vocabulary; a mistake in a declaration.
    """
    return VOCABULARIES[vocabulary]
