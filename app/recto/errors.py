"""What can go wrong, as the reader is told it.

::

    RectoError
      ConfigError        settings cannot be used                  exit 2
      FormatError        a source article cannot be cut           exit 1
      CatalogError       a catalog cannot be read                 exit 1
      CodeError          a target lost, repeated or invented a code
      CompileError       the result has another shape than the source
      EngineError
        EngineUnavailable  trying again later may help
        EngineRefused      trying again will not help (key, pair, length)
      NotFoundError      no such article, locale or unit           HTTP 404
      ConflictError      someone else changed the unit first       HTTP 412
"""


class RectoError(Exception):
    """An expected failure: where it is, what is wrong, what to do next."""

    def __init__(self, problem: str, where: str = "", hint: str = "") -> None:
        super().__init__(problem, where, hint)
        self.problem = problem
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.problem} {self.hint}".rstrip()


class ConfigError(RectoError):
    """The settings or the words of the command line cannot be used."""


class FormatError(RectoError):
    """A source article cannot be cut."""


class CatalogError(RectoError):
    """A catalog cannot be read; its file is left as it is."""


class CodeError(RectoError):
    """A target lost, repeated, crossed or invented an inline code."""


class CompileError(RectoError):
    """The localized article has another shape than its source."""


class EngineError(RectoError):
    """An engine did not translate."""


class EngineUnavailable(EngineError):
    """The engine cannot answer now; trying again later may help."""


class EngineRefused(EngineError):
    """The engine will not do this; trying again will not help."""


class NotFoundError(RectoError):
    """There is no such article, locale or unit."""


class ConflictError(RectoError):
    """Someone else changed the unit first; nothing was written."""
