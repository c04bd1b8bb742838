"""Widgets and nothing else: each view small, the main window only assembles."""
