"""Training: courses, their modules, lessons and quizzes. Must hold declarations only."""

from typing import Final

from haversack_sync.model.declaration import FieldType, Kind, Weight
from haversack_sync.model.kinds import pieces
from haversack_sync.model.roles import AudienceType

COURSE: Final = Kind(
    name="course",
    title="title",
    audience=AudienceType.OPEN,
    shelf="training",
    groups=(
        pieces.title("title"),
        pieces.SUMMARY,
        pieces.markdown("description"),
        pieces.term("level", "course_level"),
        pieces.MINUTES,
        pieces.LICENCE,
        pieces.LANGUAGE,
    ),
    sets=(pieces.TOPICS, pieces.LANGUAGES, pieces.UNREVIEWED),
)

MODULE: Final = Kind(
    name="module",
    title="title",
    audience=AudienceType.OPEN,
    shelf="training",
    groups=(
        pieces.title("title"),
        pieces.SUMMARY,
        pieces.parent("course"),
        pieces.ORDER,
        pieces.LANGUAGE,
    ),
    sets=(pieces.UNREVIEWED,),
)

LESSON: Final = Kind(
    name="lesson",
    title="title",
    audience=AudienceType.OPEN,
    shelf="training",
    groups=(
        pieces.title("title"),
        pieces.SUMMARY,
        pieces.BODY,
        pieces.parent("module"),
        pieces.ORDER,
        pieces.MINUTES,
        pieces.FILES,
        pieces.LANGUAGE,
    ),
    sets=(pieces.UNREVIEWED,),
)

QUIZ: Final = Kind(
    name="quiz",
    title="title",
    audience=AudienceType.OPEN,
    shelf="training",
    groups=(
        pieces.title("title"),
        pieces.parent("module"),
        pieces.ORDER,
        pieces.alone(pieces.field("questions", FieldType.QUESTIONS, weight=Weight.BODY)),
        pieces.alone(pieces.field("feedback", FieldType.TERM, vocabulary="quiz_feedback")),
        pieces.alone(pieces.field("to_pass", FieldType.INTEGER)),
        pieces.LANGUAGE,
    ),
    sets=(pieces.UNREVIEWED,),
)

KINDS: Final = (COURSE, MODULE, LESSON, QUIZ)
