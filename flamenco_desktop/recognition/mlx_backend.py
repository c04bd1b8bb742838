"""Whisper by MLX on Apple's own chips, where the extra `apple` is installed."""

from __future__ import annotations


def usable() -> bool:
    """Whether mlx-whisper is here and this is a machine that it was made for."""
    return False
