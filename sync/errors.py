"""Errors of the wire that a person reads: a sentence template, and its parameters.

The same shape as the till's own errors, so that a front end translates and fills both alike; declared here because
`sync` knows nothing of the till.
"""


class SyncError(Exception):
    """Base of every error of `sync`. `sentence` is an English template and the gettext message id."""

    sentence: str = "Sending to the central system went wrong. Call IT."

    def __init__(self, **params: object) -> None:
        super().__init__()  # without arguments, or copying and pickling would hand them to the wrong place
        self.params = params

    @property
    def code(self) -> str:
        """Name for programs."""
        return type(self).__name__

    def __str__(self) -> str:
        return self.sentence.format(**self.params)
