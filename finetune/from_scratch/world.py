"""The WORLD vocoder (pyworld), loaded when it is first needed."""

from __future__ import annotations

import warnings
from functools import lru_cache
from types import ModuleType

from flamenco_desktop.errors import FlamencoError


class VocoderMissingError(FlamencoError):
    """The Python package `package` is not installed."""

    code = "vocoder_missing"

    def __str__(self) -> str:
        return (
            f"The Python package {self.parameters.get('package', '')} is missing: "
            "install this project with its extra from-scratch."
        )


@lru_cache(maxsize=1)
def world() -> ModuleType:
    """The module pyworld. Raises VocoderMissingError."""
    with warnings.catch_warnings():
        # pyworld asks setuptools for its own version, which warns.
        warnings.simplefilter("ignore")
        try:
            import pyworld
        except ImportError as error:
            raise VocoderMissingError(package="pyworld") from error
    module: ModuleType = pyworld
    return module
