"""A text that is read, and where its links lead, in words. Must not open anything."""

from haversack.operations.reading_text import Heading, ReadingText

__all__ = ["Heading", "ReadingText"]
