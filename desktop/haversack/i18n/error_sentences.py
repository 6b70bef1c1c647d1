"""What went wrong, in plain words, and what to do next: one sentence and one next step for each kind of error.

A kind may have a detail (`reason`) that chooses a more exact sentence. Must not parse the text of an exception.
"""

from collections.abc import Mapping
from typing import Final

from haversack.i18n.kit_sentences import BY_KIT
from haversack.i18n.language import Sentence, SentencePair, Speaker
from haversack.i18n.order_sentences import BY_ORDER
from haversack.i18n.refusal_sentences import BY_FIELD, BY_HUB, BY_RULES
from haversack.i18n.stick_sentences import BY_STICK
from haversack.i18n.window_sentences import IN_WINDOW

_TRY_LATER: Final[Sentence] = "Nothing is lost. Try again later; it goes on from where it stopped."
_NEW_CODE: Final[Sentence] = (
    "Ask a coordinator for a new one. If you joined with this one already, begin with the new one as on a new "
    "computer: what you wrote stays here, and can be copied."
)
_OTHER_HISTORY: Final[Sentence] = (
    "Nothing was kept. Sync again. If it happens again, the hub may have another history: tell a coordinator."
)

SENTENCES: Final[Mapping[str, SentencePair]] = {
    # The vault
    "wrong_passphrase": (
        "This passphrase does not open the vault.",
        "Check capital letters and the keyboard language, and type it again. Nothing was changed.",
    ),
    "unusable_passphrase": (
        "The passphrase is empty or cannot be used.",
        "Choose one with several words. Without it nobody can open the vault, and there is no way back yet.",
    ),
    "no_passphrase": (
        "No passphrase was given.",
        "Type it when you are asked, or name a file that holds it with --passphrase-file.",
    ),
    "nobody_to_ask": (
        "This cannot be taken back, and nobody answered the question.",
        "Say yes, or say it beforehand. Nothing was done.",
    ),
    "damaged_slots": (
        "The file that holds the vault's lock is damaged.",
        "Put back a copy of the vault's folder, or enrol again with a new invitation. The data was not touched.",
    ),
    "newer_slots": (
        "A newer version of Haversack made this vault.",
        "Install the newer version. The vault was left as it is.",
    ),
    "weak_slot": (
        "The vault's lock was altered: it asks for too little or too much work.",
        "Put back a copy of the vault's folder. The passphrase was not tried on it.",
    ),
    "damaged_vault": (
        "A part of this vault is damaged ({part}).",
        "Put back a copy of the vault's folder, or enrol again with a new invitation. Nothing was changed.",
    ),
    "newer_schema": (
        "A newer version of Haversack wrote this vault.",
        "Install the newer version. The vault was left as it is.",
    ),
    "vault_busy": ("This vault is open in another window or program.", "Close it there, then try again."),
    "vault_missing": (
        "There is no vault in this folder.",
        "Check the folder after --vault, or make a vault with “found”, “enrol” or “look”.",
    ),
    "vault_exists": ("There is something in this folder already.", "Choose a new, empty folder for the vault."),
    "missing_asset": (
        "This installation of Haversack is not whole: {name} is missing.",
        "Install Haversack again. Your vault is not part of the installation and stays as it is.",
    ),
    "disk_full": ("The disk is full.", "Make some room, then try again. What was here before is unchanged."),
    "folder_access": (
        "This computer does not let you read or write there.",
        "Choose another folder, or ask whoever looks after this computer.",
    ),
    "disk_failure": (
        "The disk could not read or write.",
        "Copy the vault's folder to another disk soon. Nothing was changed.",
    ),
    "not_enrolled": ("This vault belongs to no network yet.", "Enrol with an invitation code, in a new folder."),
    "revoked": (
        "A coordinator took this computer out of “{name}” on {day}, so what it held of the network was destroyed.",
        "Nothing of it can be opened any more. If this is a mistake, ask a coordinator for a new invitation.",
    ),
    "cannot_revoke.unknown_device": (
        "There is no computer with this name in the network.",
        "Copy its name from the list of computers: 13 letters and digits.",
    ),
    "cannot_revoke.already_revoked": (
        "This computer was revoked already.",
        "The list of computers says what became of it.",
    ),
    "cannot_revoke.own_device": (
        "This is the computer that you are working on.",
        "Nothing was changed. To remove this vault only from here, erase it.",
    ),
    "cannot_revoke.last_coordinator": (
        "This is the network’s last coordinator’s computer: nobody could invite or revoke any more.",
        "Nothing was changed. Another coordinator must exist first.",
    ),
    "no_new_era": (
        "The hub did not take the entry that lets it go on.",
        "Something reached it meanwhile. Sync, and try again; nothing is lost.",
    ),
    "no_such_late_change": (
        "There is no late change with this number here, or it cannot be read.",
        "Look at the list again: somebody may have been faster.",
    ),
    # The way to the hub
    "link.no_connection": (
        "The hub cannot be reached.",
        "You are offline, or the address is wrong. Reading and editing work without it; nothing is lost.",
    ),
    "link.stalled": ("The connection stopped answering.", _TRY_LATER),
    "link.cut": ("The connection was cut.", _TRY_LATER),
    "link.busy": ("The hub is busy.", "Try again in a few minutes. Nothing is lost."),
    "link.hub_away": (
        "The hub is away at the moment.",
        "Its computer answers, the hub does not. Try again later: your changes wait here, and nothing is lost.",
    ),
    "link.no_name": (
        "The address of the hub was not found.",
        "You may be offline, or the address may have a typing mistake. Nothing is lost.",
    ),
    "link.portal": (
        "This Wi-Fi asks you to log in first.",
        "Open any web page in a browser and log in there, then sync again. If no login comes, check the hub’s address.",
    ),
    "link.proxy_login": (
        "The proxy of this network wants a name and a password.",
        "Set them with the proxy if you know them, else ask whoever looks after this network. Nothing was sent.",
    ),
    "link.proxy_away": (
        "The proxy that is set does not answer.",
        "Look whether its program runs, for example Tor, or set another one. Nothing went past it.",
    ),
    "link.proxy_refused": (
        "The proxy does not lead to the hub.",
        "The hub may be away, or the proxy may not allow it. Try again later. Nothing went past it.",
    ),
    "link.bad_proxy": (
        "This is not the address of a proxy that can be used.",
        "Write it like socks5h://127.0.0.1:9050 or http://proxy.example:8080. Nothing was sent.",
    ),
    "link.proxy_script": (
        "This computer finds its proxy by a script, and Haversack runs none.",
        "Ask whoever looks after this network for the proxy’s address, and set it. Nothing was sent.",
    ),
    "link.not_our_hub": (
        "Something else answered in the hub's place.",
        "Check the address, or try another connection. Nothing was sent that others can read.",
    ),
    "link.tls": (
        "The connection is not safe: the hub's certificate is not right.",
        "Another network may help. Do not go around this; nothing was sent.",
    ),
    "link.tls_name": (
        "The connection is not safe: the certificate that came belongs to another name than the hub’s.",
        "This Wi-Fi may want a login, or the address is wrong. Do not go around this; nothing was sent.",
    ),
    "link.tls_issuer": (
        "The connection is not safe: nobody whom this computer trusts vouches for the certificate that came.",
        "Somebody on this network may open connections to read them. Use another network; nothing was sent.",
    ),
    "link.tls_time": (
        "The connection is not safe at the date and time that this computer has.",
        "Set date and time right, then sync again. If they are right, tell a coordinator. Nothing was sent.",
    ),
    "link.not_found": (
        "The hub does not have what was asked for.",
        "Check the address. If it is right, no network was founded there yet, or a file has not arrived.",
    ),
    "link.bad_address": (
        "This is not the address of a hub.",
        "Write it like https://hub.example or http://127.0.0.1:8765.",
    ),
    "link.no_hub": (
        "There is no hub to meet: this vault keeps no address of one.",
        "What is here stays readable. If you know the address of its hub, give it.",
    ),
    "not_our_hub": (
        "What answered is not the hub of your network.",
        "It may be the hub of another network, or something in between. Check the address, or try another connection.",
    ),
    "hub_refusal": ("The hub said no.", "Sync again; if it stays so, tell a coordinator. Nothing is lost."),
    "fork": (
        "The hub showed different histories to different people.",
        "Nothing was taken over. Tell a coordinator by another way; this may be an attack.",
    ),
    "not_shown": (
        "The hub signed for a change of yours and does not show it.",
        "Your text is kept here and is sent again with each sync. Tell a coordinator by another way.",
    ),
    "lost_entries": (
        "The hub has lost changes, and nobody ordered their erasure.",
        "What is here stays here. Tell a coordinator by another way.",
    ),
    "bad_digest": ("What arrived does not fit what the hub signed.", _OTHER_HISTORY),
    "bad_signature": ("What arrived is signed wrongly.", _OTHER_HISTORY),
    "unknown_signer": (
        "What arrived is signed by somebody who is not known here.",
        "Nothing of it was kept. Sync again; if it happens again, tell a coordinator.",
    ),
    "replayed": (
        "What arrived is older than what is here.",
        "Nothing of it was kept. Sync again, or use a newer stick.",
    ),
    "weak_key": ("What arrived holds a key that cannot be trusted.", "Nothing of it was kept. Tell a coordinator."),
    "bad_bytes": ("What arrived cannot be read.", "Nothing of it was kept. Sync again; another connection may help."),
    "too_large": ("Something is larger than it may be.", "Nothing was kept or sent. Make it smaller, then try again."),
    "unknown_suite": (
        "What arrived is of a newer version.",
        "Update Haversack to see it. What is here stays readable.",
    ),
    "seal_broken": ("A sealed file is damaged.", "Get it again with “files get”."),
    # Invitations
    "bad_code": (
        "This is not an invitation code: there is a typing mistake.",
        "A code has 20 letters and digits and one check character. Compare it sign by sign.",
    ),
    "invitation.unknown": (
        "The hub does not know this code.",
        "The code is wrong, or the coordinator who made it has not synced yet. Ask, then try again.",
    ),
    "invitation.used": (
        "This invitation was used on another computer.",
        "If that was not you, call your coordinator now. Ask for a new invitation; your drafts stay here.",
    ),
    "invitation.closed": (
        "This invitation was taken back: the computer that it was made on is not of the network any more.",
        _NEW_CODE,
    ),
    "invitation.expired": ("This invitation is too old.", _NEW_CODE),
    "wrong_network": (
        "This code belongs to another network than the one that answered.",
        "Check the address. Do not go on: somebody may be pretending. Nothing was made.",
    ),
    "coordinator_invitation": (
        "A coordinator’s computer belongs to no organisation.",
        "Leave the organisation out, and invite on the computer that founded the network.",
    ),
    "no_such_organisation": (
        "There is no organisation with this id here.",
        "Look it up with “list organisation”, or write new:NAME for a new one.",
    ),
    "no_audience_key": ("The members' key is not in this vault.", "Sync first, then invite."),
    "stopped": ("You stopped it.", "Begin again whenever you like; what was here before is unchanged."),
    "bad_fingerprint": (
        "This is not a network's fingerprint: there is a typing mistake.",
        "It has eight groups of four letters and digits. Compare it sign by sign.",
    ),
    "other_network": (
        "The network there is another one than you look at.",
        "It needs a vault of its own. What is here stays as it is; nothing was changed.",
    ),
    # Records
    "bad_id": ("This is not the id of a record.", "Copy it from “list” or “search”: 26 letters and digits."),
    "too_many_pins": (
        "No more fit within reach: {number} things are there already.",
        "On Home, take one away that you do not need any more.",
    ),
    "no_such_record": ("There is no record with this id here.", "Sync, or look it up with “search”."),
    "erased_record": (
        "This record was erased for everybody, and nothing brings it back.",
        "Take it out of what you publish, or write a new one with another id.",
    ),
    "no_such_version": (
        "This older version is not on this computer any more.",
        "Choose another one. Nothing was changed.",
    ),
    "unknown_kind": ("There is no kind of record with this name.", "Write one of: {allowed}."),
    "refused_by_rules": (
        "Your role does not allow this change.",
        "Only the organisation itself and coordinators may change it. Nothing was written.",
    ),
    "not_allowed": ("Only a coordinator can do this.", "Use the coordinator's vault."),
    "not_allowed.looking_around": (
        "You are looking around, so nothing can be changed here.",
        "To take part, ask a coordinator of the network for an invitation.",
    ),
    "change_too_large": ("This text is too long to send as one change.", "Shorten it, or attach it as a file."),
    "bad_assignment": (
        "“{field}” cannot be changed like this.",
        "Write FIELD=VALUE, FIELD@fr=VALUE, SET+=VALUE or SET-=VALUE. {allowed}",
    ),
    "missing_feed": (
        "This network has no shelf “{shelf}” for {audience}.",
        "Use one of: directory, library, training, calendar; and sync first if the network is new.",
    ),
    "already_sealed": (
        "This change is on its way to the hub already.",
        "It cannot be taken back any more. Change the record again instead.",
    ),
    "no_files": ("This record has no files.", "Look at it with “show”."),
    "damaged_file.again": (
        "“{name}” was damaged on this computer’s disk.",
        "What is damaged of it comes again with the next sync. The rest of it is kept.",
    ),
    "damaged_file.only_copy": (
        "“{name}” is damaged on this computer’s disk, and the hub does not have it.",
        "Publish it again from where it came. Nothing was removed.",
    ),
    "no_room": (
        "There is no room for this file: {size} bytes must become free.",
        "Make room on this computer, or allow more space for files. It goes on by itself then.",
    ),
    "too_many_follows": ("More than {number} lines cannot be followed.", "End one of them first. Nothing was changed."),
    "nothing_to_follow": (
        "Say what to follow: an area of work, a language, or both.",
        "“list topic” shows the areas of work.",
    ),
    "not_followed": ("This is not followed.", "“follow” without more shows what is."),
    "file_not_here": (
        "“{name}” is not on this computer.",
        "Get it first, with a connection: “files get”. It is {size} bytes.",
    ),
    "target_in_vault": (
        "This folder belongs to the vault, and readable copies must not lie in it.",
        "Choose a folder outside the vault. Nothing was written.",
    ),
    "target_exists": ("There is a file with this name already.", "Choose another name or folder. Nothing was written."),
    "no_target_folder": ("There is no folder to write the copy into.", "Make it first, or check its name: {path}."),
    "bad_organisation_name": (
        "The new organisation needs a name.",
        "Write it behind “new:”, with at most 300 characters.",
    ),
    "bad_name": ("The network needs a name.", "Write it after --name, with at most 300 characters."),
    "missing_input": ("A file that was named cannot be read.", "Check its name: {path}."),
    "link.bad_folder": (
        "This folder holds no network to join.",
        "Choose the folder that a coordinator or the hub wrote.",
    ),
    "content_mistakes": (
        "The content has mistakes; nothing was published.",
        "Mend them in the files named here, then publish again.",
    ),
    **BY_RULES,
    **BY_FIELD,
    **BY_HUB,
    **BY_STICK,
    **BY_KIT,
    **BY_ORDER,
}
"""Kind, or kind.reason → what happened and what to do. `{name}` stands for a fact of the error."""


def sentences(
    speaker: Speaker, kind: str, reason: str, facts: Mapping[str, object], *, in_window: bool = False
) -> SentencePair | None:
    """Say a known error.

    Args:
        speaker: The language.
        kind: The error's kind.
        reason: Its detail, or empty.
        facts: What the sentence may need.
        in_window: Whether people read it in the window, where nothing is typed into a terminal.

    Returns:
        What happened and what to do; None if the kind is not known here (a bug).
    """
    known = {**SENTENCES, **IN_WINDOW} if in_window else SENTENCES
    pair = known.get(f"{kind}.{reason}") or known.get(kind)
    if pair is None:
        return None
    return speaker.say(pair[0], **facts).strip(), speaker.say(pair[1], **facts).strip()
