"""What the listener has: recordings, their lyrics, and every correction, in one SQLite file."""

from flamenco_desktop.library.library import Library
from flamenco_desktop.library.opening import open_library
from flamenco_desktop.library.records import Entry, History, RecordingInfo, Step, Version

__all__ = ["Entry", "History", "Library", "RecordingInfo", "Step", "Version", "open_library"]
