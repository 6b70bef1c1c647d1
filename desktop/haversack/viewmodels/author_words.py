"""Who wrote something, in words: a role and a computer, never a person's name. Must not read the vault."""

from haversack.i18n.language import Speaker
from haversack.operations.authors import AuthorShown


def whose(speaker: Speaker, author: AuthorShown) -> str:
    """Return whose version it is, as a title, for example *Yours* or *An editor’s*."""
    if author.is_own:
        return speaker.say("Yours")
    return {
        "reader": speaker.say("A reader’s"),
        "editor": speaker.say("An editor’s"),
        "focal_point": speaker.say("The focal point’s"),
        "coordinator": speaker.say("A coordinator’s"),
    }.get(author.role, speaker.say("Someone else’s"))


def computer(speaker: Speaker, author: AuthorShown) -> str:
    """Return on which computer something was written."""
    if author.is_own:
        return speaker.say("This computer")
    if not author.computer:
        return speaker.say("Another computer")
    return speaker.say("Computer {number}", number=speaker.number(author.computer))


def by_whom(speaker: Speaker, author: AuthorShown) -> str:
    """Return who wrote something, as a line of a list: role and computer."""
    if author.is_own:
        return speaker.say("You, on this computer")
    role = {
        "reader": speaker.say("A reader of your organisation"),
        "editor": speaker.say("An editor of your organisation"),
        "focal_point": speaker.say("The focal point of your organisation"),
        "coordinator": speaker.say("A coordinator"),
    }
    others = {
        "reader": speaker.say("A reader of the organisation"),
        "editor": speaker.say("An editor of the organisation"),
        "focal_point": speaker.say("The focal point of the organisation"),
        "coordinator": speaker.say("A coordinator"),
    }
    found = (role if author.is_ours else others).get(author.role, speaker.say("Someone else"))
    return speaker.dotted((found, computer(speaker, author)))
