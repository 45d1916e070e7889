"""The errors a person sees: one line that says what, where and how to mend. Each carries the command's exit code."""

from __future__ import annotations

from typing import ClassVar


class PipelineError(Exception):
    """A run that failed (exit code 1)."""

    exit_code: ClassVar[int] = 1


class BooksDoNotBalance(PipelineError):
    """A stage lost or invented documents, characters or tokens."""


class ConfigError(PipelineError):
    """A configuration or an argument that cannot be (exit code 2)."""

    exit_code: ClassVar[int] = 2


class EnvironmentProblem(PipelineError):
    """Something the machine lacks: Java, a directory that can be written, disk (exit code 3)."""

    exit_code: ClassVar[int] = 3
