"""What is said after a look at what is kept: never that nothing is lost where a key is damaged."""

from haversack.i18n.language import Speaker
from haversack.i18n.recheck_sentences import after_damage_sentence, found_sentences

SPEAKER = Speaker("en")


def test_where_a_key_is_damaged_nobody_is_told_that_nothing_is_lost() -> None:
    (found,) = found_sentences(SPEAKER, mended=0, again=0, has_lost=True)

    assert found.endswith("If texts are missing then, ask a coordinator.")
    assert after_damage_sentence(SPEAKER, has_lost=True) == (
        "If this happens again, the disk of this computer may be wearing out."
    )


def test_where_no_key_is_damaged_people_are_told_that_nothing_is_lost() -> None:
    said = after_damage_sentence(SPEAKER, has_lost=False)

    assert said == (
        "Nothing that you wrote is lost. If this happens again, the disk of this computer may be wearing out."
    )
