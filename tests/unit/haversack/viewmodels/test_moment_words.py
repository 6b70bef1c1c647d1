"""Every reason has a sentence of its own, and a time stands in it where there is one."""

import pytest

from haversack.assets import asset
from haversack.i18n.language import Speaker
from haversack.operations.right_moment import Decision, What, Why
from haversack.viewmodels.moment_words import quiet_name, sentence

_SOON = (Why.SETTLING, Why.START, Why.CHANGES_WAIT, Why.LOOKING_FOR_NEWS)
_TIMED = (Why.PAUSED, Why.QUIET_HOURS, Why.BACK_OFF, Why.NEEDS_PERSON, Why.NOTHING_NEW, Why.GATHERING)


@pytest.mark.parametrize("language", ["en", "ar", "fr", "es"])
def test_every_reason_has_its_sentence_and_those_with_a_time_say_it(language: str) -> None:
    speaker = Speaker(language, asset("translations"))
    at = speaker.moment(1_794_916_800)

    said = {why: sentence(speaker, Decision(What.WAIT, why), 1_794_916_800) for why in Why}

    assert len({words for why, words in said.items() if why not in _SOON}) == len(Why) - len(_SOON)
    assert len({said[why] for why in _SOON}) == 1
    assert {why for why in Why if at in said[why]} == set(_TIMED)
    if language != "en":
        english = {sentence(Speaker("en"), Decision(What.WAIT, why), 1_794_916_800) for why in Why}
        assert not english & set(said.values())


def test_what_is_about_to_begin_says_so() -> None:
    said = sentence(Speaker("en"), Decision(What.WAIT, Why.SETTLING), 1_794_916_800)

    assert said == "The next sync begins by itself in a moment."


def test_a_pause_without_an_end_names_no_time() -> None:
    english = Speaker("en")

    assert english.moment(5) not in sentence(english, Decision(What.NOTHING, Why.PAUSED), 5)


def test_quiet_hours_are_called_by_their_ends() -> None:
    assert quiet_name(Speaker("en"), (22 * 60, 6 * 60 + 30)) == "From 22:00 to 06:30"
