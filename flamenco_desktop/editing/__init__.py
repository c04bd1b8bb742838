"""Lyrics as the listener corrects them: a document with undo, a thread that keeps it. No widgets."""

from flamenco_desktop.editing.document import LyricDocument
from flamenco_desktop.editing.writer import LibraryWriter

__all__ = ["LibraryWriter", "LyricDocument"]
