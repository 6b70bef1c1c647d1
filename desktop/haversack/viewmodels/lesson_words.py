"""A lesson in words: in which language it is, and where its files are. Must not read the vault."""

from dataclasses import dataclass

from haversack.i18n.language import Speaker
from haversack.i18n.names import language_name
from haversack.operations.training import Lesson, LessonFile
from haversack.viewmodels.reading import ReadingText, fallback
from haversack.viewmodels.terms import file_kind


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of a lesson: icon, title or name, kind and language and size in a line, where it is, that in words."""

    icon: str
    name: str
    line: str
    state: str
    state_words: str


@dataclass(frozen=True, slots=True)
class LessonShown:
    """A lesson in words.

    Attributes:
        id: The record.
        title: Its title.
        fallback: Says in which other language it is shown, or that its translation is a draft; or empty.
        pages: At least one.
        files: What belongs to it.
        get_words: The button that gets what is missing, with the size; empty where there is nothing to get.
        is_coming: Whether a file was asked for and is not here yet.
        has_files_here: Whether a file is here, so that a copy can be written.
    """

    id: str
    title: str
    fallback: str
    pages: tuple[ReadingText, ...]
    files: tuple[FileShown, ...] = ()
    get_words: str = ""
    is_coming: bool = False
    has_files_here: bool = False


def show_lesson(speaker: Speaker, lesson: Lesson) -> LessonShown:
    """Put a lesson into words."""
    missing = sum(file.size for file in lesson.files if file.state == "away")
    return LessonShown(
        lesson.id,
        lesson.title,
        fallback(speaker, lesson.pages[0].language, is_unreviewed=lesson.pages[0].is_unreviewed),
        lesson.pages,
        tuple(_file(speaker, file) for file in lesson.files),
        speaker.say("Get for offline · {size}", size=speaker.size(missing)) if missing else "",
        any(file.state == "asked" for file in lesson.files),
        any(file.state == "here" for file in lesson.files),
    )


def _file(speaker: Speaker, one: LessonFile) -> FileShown:
    kind, icon = file_kind(speaker, one.media_type)
    language = language_name(speaker.language, one.language) if one.language else ""
    line = speaker.dotted((kind, language, speaker.size(one.size)))
    states = {"here": speaker.say("On this computer"), "asked": speaker.say("Will download")}
    return FileShown(icon, one.title or one.name, line, one.state, states.get(one.state, speaker.say("Not downloaded")))
