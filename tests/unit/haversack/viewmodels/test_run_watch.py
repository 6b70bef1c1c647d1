"""How far a sync is: nothing is guessed before it can be known, and what was here before counts for nothing."""

from haversack.i18n.language import Speaker
from haversack.operations.sync_log import ShelfStep, Step
from haversack.viewmodels.run_watch import RunWatch

ENGLISH = Speaker("en")


def text(used: int, directory: int, library: int = 500) -> Step:
    """Return a step of the text: the directory grows from 100 to 300, the library from 500 to 600."""
    shelves = (ShelfStep("directory", directory, 300), ShelfStep("library", library, 600))
    return Step("text", used, shelves=shelves)


def test_before_an_answer_nothing_is_said_to_be_known() -> None:
    running = RunWatch(0).show(None, ENGLISH, 0.0)

    assert (running.title, running.total, running.left, running.speed) == ("Asking the hub", 0, "", "")


def test_what_was_here_before_the_sync_is_no_progress_of_it() -> None:
    watch = RunWatch(0)
    watch.show(text(1_000, 100), ENGLISH, 0.0)

    running = watch.show(text(51_000, 250), ENGLISH, 10.0)

    assert (running.done, running.total) == (150, 300)
    assert [(one.name, one.entries, one.all_entries) for one in running.shelves] == [
        ("directory", 150, 200),
        ("library", 0, 100),
    ]
    assert running.title == "Receiving directory updates"
    assert running.amount == "51 KB of about 101 KB"
    assert running.left == "About 10 seconds left"
    assert running.speed == "5 KB a second"


def test_the_whole_size_is_not_told_before_a_tenth_has_come() -> None:
    watch = RunWatch(0)
    watch.show(text(1_000, 100), ENGLISH, 0.0)

    assert watch.show(text(2_000, 110), ENGLISH, 5.0).amount == "2 KB so far"


def test_files_after_the_text_are_told_with_their_time() -> None:
    watch = RunWatch(1_000_000)
    watch.show(text(0, 100), ENGLISH, 0.0)

    assert watch.show(text(100_000, 200), ENGLISH, 10.0).after == "Files after that: 1 MB, about 2 minutes"


def test_files_have_a_pace_of_their_own() -> None:
    watch = RunWatch(0)
    watch.show(text(0, 100), ENGLISH, 0.0)
    watch.show(Step("fetching_files", 10_000, files_bytes=0, all_files_bytes=1_000_000), ENGLISH, 100.0)

    running = watch.show(
        Step("fetching_files", 210_000, files_bytes=200_000, all_files_bytes=1_000_000), ENGLISH, 120.0
    )

    assert (running.done, running.total) == (200_000, 1_000_000)
    assert running.amount == "200 KB of 1 MB"
    assert running.left == "About 1 minute 20 seconds left"
