"""What is missing or cannot stand in a field, as one sentence that says what to do. Must not judge."""

from haversack.i18n.language import Speaker
from haversack.operations.releasing import Problem


def sentence(speaker: Speaker, problem: Problem) -> str:
    """Say what to do about a problem; what was typed is kept in any case."""
    say = speaker.say
    exact = {
        ("required", "name"): say("A profile needs a name. Write it as members know you."),
        ("required", "purpose"): say("Say what this line is for, for example “Office” or “Legal advice”."),
        ("required", "value"): say("Write the number or the address."),
        ("required", "language"): say("Choose the main language."),
    }
    by_reason = {
        "required": say("This cannot be empty."),
        "bad_url": say("Write the whole web address, with https:// before it and no spaces."),
        "bad_date": say("Write a year, a month or a day: 2018, 2018-12 or 2018-12-18."),
        "bad_country": say("Choose a country from the list."),
        "bad_language": say("Choose a language from the list."),
        "unknown_term": say("Choose one of the list."),
        "too_long": say("This is too long to travel. Make it shorter."),
        "too_many_elements": say("These are too many. Take some out."),
    }
    found = exact.get((problem.reason, problem.field)) or by_reason.get(problem.reason)
    return found or say("This cannot stand here. Write it another way.")
