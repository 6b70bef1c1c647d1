"""Errors whose next step is another one in the window than in a terminal: no verbs, no options, no assignments.

What is not here is said alike in both. Must not hold a word of the terminal.
"""

from collections.abc import Mapping
from typing import Final

from haversack.i18n.language import SentencePair

_ANOTHER_WAY: Final[SentencePair] = (
    "“{field}” cannot be changed like this.",
    "Write it another way. What stood there before is unchanged.",
)
_WRITE_SOMETHING: Final[SentencePair] = ("“{field}” cannot be empty.", "Write something in it.")
_FROM_LIST: Final[SentencePair] = ("This cannot stand in “{field}”.", "Choose one from the list.")
_NO_SUCH: Final[SentencePair] = (
    "What was asked for is not on this computer, or not any more.",
    "Sync, then look for it with the search at the top.",
)

IN_WINDOW: Final[Mapping[str, SentencePair]] = {
    "link.portal": (
        "This Wi-Fi asks you to log in first.",
        "Open its page and log in there, then sync again. If no login comes, check the hub’s address.",
    ),
    "link.proxy_login": (
        "The proxy of this network wants a name and a password.",
        "Write them in Settings, under Proxy, or ask whoever looks after this network. Nothing was sent.",
    ),
    "link.proxy_away": (
        "The proxy that is set does not answer.",
        "Look whether its program runs, for example Tor, or set another one in Settings. Nothing went past it.",
    ),
    "link.bad_proxy": (
        "A proxy is to be used, and its address is missing or not right.",
        "Write it in Settings, under Proxy, like 127.0.0.1:9050. Nothing was sent.",
    ),
    "no_passphrase": ("No passphrase was given.", "Type it, then try again."),
    "vault_missing": (
        "There is no vault in this folder.",
        "Check whether the folder was moved or renamed, then start Haversack again.",
    ),
    "nothing_to_follow": (
        "Say what to follow: an area of work, a language, or both.",
        "Choose it in the library’s filters.",
    ),
    "seal_broken": ("A sealed file is damaged.", "Get it again when you have a connection."),
    "no_such_organisation": (
        "This organisation is not on this computer, or not any more.",
        "Sync, then look for it in the directory.",
    ),
    "bad_id": _NO_SUCH,
    "no_such_record": _NO_SUCH,
    "no_files": ("There are no files here.", "Sync: a newer version may have some."),
    "file_not_here": ("“{name}” is not on this computer.", "Get it first, when you have a connection."),
    "unknown_kind": ("This version does not know this kind of record.", "Update Haversack, then try again."),
    "not_allowed": ("Only a coordinator can do this.", "Ask a coordinator."),
    "missing_feed": ("A part of the network is not on this computer yet.", "Sync, then try again."),
    "bad_organisation_name": ("The new organisation needs a name.", "Write one with at most 300 characters."),
    "bad_name": ("The network needs a name.", "Write one with at most 300 characters."),
    "refused_by_rules.bad_value": (
        "A value cannot stand in its field.",
        "Write it another way. Nothing was changed.",
    ),
    "bad_assignment": _ANOTHER_WAY,
    "bad_assignment.bad_syntax": _ANOTHER_WAY,
    "bad_assignment.bad_letters": _ANOTHER_WAY,
    "bad_assignment.unknown_field": _ANOTHER_WAY,
    "bad_assignment.is_a_set": _ANOTHER_WAY,
    "bad_assignment.not_a_set": _ANOTHER_WAY,
    "bad_assignment.not_localised": _ANOTHER_WAY,
    "bad_assignment.no_main_language": _ANOTHER_WAY,
    "bad_assignment.wrong_type": _ANOTHER_WAY,
    "bad_assignment.bad_recurrence": _ANOTHER_WAY,
    "bad_assignment.bad_handle": _ANOTHER_WAY,
    "bad_assignment.required": _WRITE_SOMETHING,
    "bad_assignment.empty": _WRITE_SOMETHING,
    "bad_assignment.unknown_term": _FROM_LIST,
    "bad_assignment.bad_language": _FROM_LIST,
    "bad_assignment.bad_country": _FROM_LIST,
    "bad_assignment.bad_yes_or_no": _FROM_LIST,
    "bad_assignment.bad_id": _FROM_LIST,
    "bad_assignment.bad_date": (
        "The value for “{field}” is not a date, or there is no such day.",
        "Write a year, a month or a day: 2018, 2018-12 or 2018-12-18.",
    ),
    "kit.no_sheets": (
        "Invitations need an organisation, and a folder for their sheets.",
        "Choose both. Nothing was written.",
    ),
}
"""Kind, or kind.reason → what happened and what to do in the window. `{name}` stands for a fact of the error."""
