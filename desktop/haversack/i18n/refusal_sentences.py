"""What is refused and why, in plain words: by the rules, by a field of a record, by the hub.

One pair for each kind and reason, for `error_sentences`. Must not hold a word of the program such as a reason's name.
"""

from collections.abc import Mapping
from typing import Final

from haversack.i18n.language import Sentence, SentencePair

_ASK: Final[Sentence] = "Ask a coordinator, or the organisation itself. Nothing was written."
_NEWER: Final[Sentence] = "Update Haversack, then try again. Nothing was written."
_SYNC_FIRST: Final[Sentence] = "Sync, then try again. Nothing was written."
_AGAIN: Final[Sentence] = "Sync again; if it stays so, tell a coordinator. Nothing is lost."

BY_RULES: Final[Mapping[str, SentencePair]] = {
    "refused_by_rules.role_may_not_write": ("Your role on this computer is to read, not to change.", _ASK),
    "refused_by_rules.audience_may_not_write": ("Only coordinators can change what only coordinators see.", _ASK),
    "refused_by_rules.unknown_kind": (
        "This version does not know this kind of record well enough to change it.",
        _NEWER,
    ),
    "refused_by_rules.kind_may_not_write": ("Only coordinators can change this kind of record.", _ASK),
    "refused_by_rules.may_not_create": ("Only coordinators can make a record of this kind.", _ASK),
    "refused_by_rules.not_owner": ("This record belongs to another organisation.", _ASK),
    "refused_by_rules.guarded_field": ("Only coordinators can change this field.", _ASK),
    "refused_by_rules.may_not_retire": ("Only coordinators can put this record away or back.", _ASK),
    "refused_by_rules.unknown_field": ("This version does not know this field well enough to change it.", _NEWER),
    "refused_by_rules.bad_value": (
        "A value cannot stand in its field.",
        "Look at the record with “show” and write a value like the ones there. Nothing was written.",
    ),
    "refused_by_rules.rules_ahead": ("The network does not have the rules yet that this change needs.", _SYNC_FIRST),
    "refused_by_rules.unknown_rules": ("The network has newer rules than this version knows.", _NEWER),
    "refused_by_rules.unknown_operation": ("This version cannot make such a change.", _NEWER),
    "refused_by_rules.unknown_author": ("The network does not know this computer yet.", _SYNC_FIRST),
    "refused_by_rules.missing_record": ("The record is not in this vault any more.", _SYNC_FIRST),
    "refused_by_rules.kind_mismatch": ("The record is of another kind.", _SYNC_FIRST),
}

BY_FIELD: Final[Mapping[str, SentencePair]] = {
    "bad_assignment.bad_syntax": (
        "“{field}” says of no field what it shall be.",
        "Write FIELD=VALUE, FIELD@fr=VALUE, SET+=VALUE or SET-=VALUE, with quotation marks around all of it.",
    ),
    "bad_assignment.bad_letters": (
        "The value for “{field}” holds a letter that cannot be read.",
        "Type it anew, in a terminal that is set to UTF-8.",
    ),
    "bad_assignment.unknown_kind": ("This version does not know this kind of record.", _NEWER),
    "bad_assignment.unknown_field": ("There is no field “{field}” in this record.", "Write one of these: {allowed}."),
    "bad_assignment.is_a_set": (
        "“{field}” is a list.",
        "Add to it with “{field}+=VALUE”, take out with “{field}-=VALUE”.",
    ),
    "bad_assignment.not_a_set": ("“{field}” is not a list.", "Write “{field}=VALUE”."),
    "bad_assignment.not_editable_here": (
        "“{field}” cannot be changed like this.",
        "Files and questions are changed where they were written: in the folder that is published.",
    ),
    "bad_assignment.not_localised": ("“{field}” is the same in all languages.", "Write it without @ and a language."),
    "bad_assignment.bad_language": (
        "A language is not written in a way that is known.",
        "Write a tag, like fr or fa-AF.",
    ),
    "bad_assignment.no_main_language": (
        "The record does not say what its main language is.",
        "Say the language of the text: “{field}@en=VALUE”.",
    ),
    "bad_assignment.required": ("“{field}” cannot be empty.", "Write something behind the equals sign."),
    "bad_assignment.given_twice": ("“{field}” is given twice.", "Write it once."),
    "bad_assignment.too_many_elements": ("There would be too many elements in “{field}”.", "Take some out first."),
    "bad_assignment.wrong_type": ("This value cannot stand in “{field}”.", "Look at a record like it with “show”."),
    "bad_assignment.too_long": ("The text for “{field}” is too long.", "Shorten it, or attach it as a file."),
    "bad_assignment.empty": ("The value for “{field}” is empty.", "Write something behind the equals sign."),
    "bad_assignment.unknown_term": ("This word cannot stand in “{field}”.", "Write one of these: {allowed}."),
    "bad_assignment.bad_date": (
        "The value for “{field}” is not a date, or there is no such day.",
        "Write it as 2018, 2018-12, 2018-12-18 or 2018-12-18T14:00+03:00.",
    ),
    "bad_assignment.bad_country": (
        "The value for “{field}” is not a country's code.",
        "Write two letters, such as KE, MX or TR.",
    ),
    "bad_assignment.bad_url": (
        "The value for “{field}” is not a web address.",
        "Write it whole, with https:// before it and no spaces.",
    ),
    "bad_assignment.bad_zone": (
        "The value for “{field}” is not a time zone.",
        "Write it as Africa/Nairobi or Europe/Istanbul.",
    ),
    "bad_assignment.bad_recurrence": (
        "The value for “{field}” is not a rule for coming back.",
        "Write FREQ=YEARLY, or FREQ=MONTHLY;BYDAY=1MO for the first Monday of each month.",
    ),
    "bad_assignment.bad_number": ("The value for “{field}” is not a whole number.", "Write digits only, such as 12."),
    "bad_assignment.bad_yes_or_no": ("The value for “{field}” is neither yes nor no.", "Write yes or no."),
    "bad_assignment.bad_id": (
        "The value for “{field}” is not the id of a record.",
        "Copy the id from “list” or “search”: 26 letters and digits.",
    ),
    "bad_assignment.bad_handle": (
        "“{field}” cannot be written by hand.",
        "Invite somebody for the organisation: “invite” sets it.",
    ),
}

BY_HUB: Final[Mapping[str, SentencePair]] = {
    "hub_refusal.wrong_token": (
        "The hub does not know this registration token.",
        "Copy it again from the file “registration-token” in the hub's data folder.",
    ),
    "hub_refusal.already_registered": (
        "This hub serves another network already.",
        "Each hub serves one network: start another hub with its own data folder.",
    ),
    "hub_refusal.unknown_device": (
        "The hub does not know this computer yet.",
        "If it was invited just now, ask the coordinator to sync first; then sync again.",
    ),
    "hub_refusal.revoked": (
        "The hub says that this computer was taken out of the network, but the network’s own history does not say so.",
        "Nothing was removed, and a hub alone cannot make that happen. Ask a coordinator by another way.",
    ),
    "hub_refusal.hub_behind": (
        "The hub has lost entries that are here.",
        "Keep reading and working; nothing is lost. A coordinator lets it go on, in the Sync centre or by “new-era”.",
    ),
    "hub_refusal.new_era": (
        "The hub was put back from a backup, and this computer does not know yet from where it goes on.",
        "Sync again: what the hub lost is handed back.",
    ),
    "hub_refusal.hub_restored": (
        "The hub was put back from a backup and waits for a coordinator.",
        "Try again later. Nothing is lost.",
    ),
    "hub_refusal.too_many_requests": (
        "This computer has asked the hub too often in a short time.",
        "Wait {number} seconds, then sync again. Nothing is lost.",
    ),
    "hub_refusal.courier_quota": (
        "The hub has taken as much from here today as it takes from computers that it does not know.",
        "Sync again tomorrow. Nothing is lost.",
    ),
    "hub_refusal.upload_quota": (
        "This computer has uploaded as much today as the hub takes.",
        "Sync again tomorrow: it goes on from where it stopped. Nothing is lost.",
    ),
    "hub_refusal.too_large": (
        "A file is larger than this hub takes ({number} bytes).",
        "Make it smaller or leave it out, publish again, then sync.",
    ),
    "hub_refusal.bad_object": ("A file arrived damaged at the hub.", "Sync again: it is sent once more."),
    "hub_refusal.not_a_writer": ("Your role does not allow sending files.", "Ask a coordinator. Nothing is lost."),
    "hub_refusal.counter_too_low": (
        "The hub has seen newer requests of this computer than this one.",
        "A copy of this vault may be in use elsewhere: use only one. Then sync again.",
    ),
    "hub_refusal.too_many_successors": (
        "Too many computers use copies of one vault.",
        "Ask your coordinator for an invitation of this computer's own. What you wrote stays here.",
    ),
    "hub_refusal.bad_signature": ("The hub does not accept this computer's signature.", _AGAIN),
    "hub_refusal.forbidden_feed": ("This computer asked for something that it may not read.", _AGAIN),
    "hub_refusal.not_keeper": ("This computer sent keys that it may not hand out.", _AGAIN),
    "hub_refusal.not_coordinator": ("Only a coordinator's computer may send this.", _AGAIN),
    "hub_refusal.bad_profile": ("The hub does not accept what this computer says about the network.", _AGAIN),
}
