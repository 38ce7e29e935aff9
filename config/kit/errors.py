"""Why a kit was not built."""

from __future__ import annotations


class KitError(Exception):
    """Raised when a kit cannot be built. `sentence` is a template of `params`, as everywhere in the till."""

    sentence = "The kit could not be built."

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        return self.sentence.format(**self.params)


class NothingLocked(KitError):
    sentence = "{file} is missing: a kit is built from a checkout of the project, with `make kit`."


class NotAKit(KitError):
    sentence = "{folder} holds something that is not a kit, and stays untouched. Name another folder with --out."


class WheelNotBuilt(KitError):
    sentence = "The till's own wheel was not built: {output}"


class WheelsMissing(KitError):
    sentence = "Not every locked wheel could be fetched for Python {python}: {output}"
