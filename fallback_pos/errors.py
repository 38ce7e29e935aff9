"""Errors a person reads: each carries a sentence template and parameters; a front end puts it in the reader's words.

A class says what happened *and* what to do in `sentence`, an English template which is also the gettext message id.
`str(error)` is the English sentence, so that logs and tracebacks read as well as the screen.
"""

from typing import ClassVar


class TillError(Exception):
    """Base of every error of the till that a person may read. Parameters are named in the sentence's braces."""

    sentence: ClassVar[str] = "Something went wrong at the till. Call IT."

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    @property
    def code(self) -> str:
        """Name for programs, e.g. `UnknownBarcode` in the results of `ring`."""
        return type(self).__name__

    def __str__(self) -> str:
        return self.sentence.format(**self.params)
