"""What can be wrong with what a command was given: errors of the project's tree, each with its sentence."""

from __future__ import annotations

from flamenco_desktop.errors import FlamencoError


class CorpusVersionError(FlamencoError):
    """The corpus at `path` was made by another version or other settings (`found`, not `wanted`)."""

    code = "corpus_version"

    def __str__(self) -> str:
        return (
            f"{self.parameters['path']} was made by another version or with other settings of the generator "
            f"({self.parameters['found']}, not {self.parameters['wanted']}): "
            "delete it, or name another folder."
        )


class CorpusMissingError(FlamencoError):
    """There is nothing of the part `part` in the pool `path`."""

    code = "corpus_missing"

    def __str__(self) -> str:
        return (
            f"There are no sung lines of the part '{self.parameters['part']}' in {self.parameters['path']}: "
            "make them first with 'python -m finetune.from_scratch corpus'."
        )


class BrokenCorpusError(FlamencoError):
    """A file of a corpus, `path`, cannot be read; `reason` is the reader's word."""

    code = "corpus_broken"

    def __str__(self) -> str:
        return (
            f"{self.parameters['path']} cannot be read ({self.parameters['reason']}): "
            "delete it and make it again."
        )


class BrokenCheckpointError(FlamencoError):
    """The checkpoint at `path` cannot be read, or fits another recipe; `reason` says what."""

    code = "checkpoint_broken"

    def __str__(self) -> str:
        return (
            f"The checkpoint {self.parameters['path']} cannot be used ({self.parameters['reason']}): "
            "delete it to begin again, or train into another folder."
        )


class PackageMissingError(FlamencoError):
    """The Python package `package` is not installed."""

    code = "package_missing"

    def __str__(self) -> str:
        return (
            f"The Python package {self.parameters['package']} is missing: "
            "install what training needs with \"pip install 'flamenco-desktop[from-scratch]'\"."
        )
