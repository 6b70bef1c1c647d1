"""Files of a lesson: ask for them, and write readable copies of them. Must not say what is in them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from haversack.operations import filing, offline_files
from haversack.operations.filing import Exported
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import parse_record_id


def ask_for_files(session: Session, lesson: str, fetch: Callable[[], None]) -> None:
    """Ask for the files of a lesson.

    Args:
        session: The open vault.
        lesson: Its id.
        fetch: Starts fetching what was asked for.
    """
    session.write(lambda workspace: offline_files.ask_for(workspace, lesson), lambda _: fetch())


def export_files(session: Session, lesson: str, target: Path) -> None:
    """Write readable copies of a lesson's files outside the vault.

    Args:
        session: The open vault.
        lesson: Its id.
        target: A folder that exists.
    """
    speaker = session.speaker

    def written(copies: Sequence[Exported]) -> None:
        words = speaker.count(
            "{number} readable copy was written.", "{number} readable copies were written.", len(copies)
        )
        session.messages.tell(Message(words, speaker.say("It lies in {folder}.", folder=str(target)), tone="ok"))

    session.read(lambda workspace: filing.export(workspace, parse_record_id(lesson), target), written)
