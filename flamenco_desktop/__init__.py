"""Flamenco Desktop: hear a cante and read it, word by word."""

__version__ = "0.1.0"
