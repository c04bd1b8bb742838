"""Where the pictures and translations lie."""

from __future__ import annotations

from flamenco_desktop.bundled import RESOURCES

ICONS = RESOURCES / "icons"
TRANSLATIONS = RESOURCES / "translations"
