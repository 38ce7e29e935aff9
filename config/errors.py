"""Errors of the settings that a person reads: which file, which field, and what to write there.

The same shape as the till's own errors, so that a front end translates and fills both alike.
"""

from typing import ClassVar


class SettingsError(Exception):
    """Base of every error of `config`. `sentence` is an English template and the gettext message id."""

    sentence: ClassVar[str] = "The settings cannot be used. Call IT."

    def __init__(self, **params: object) -> None:
        super().__init__(params)
        self.params = params

    @property
    def code(self) -> str:
        """Name for programs."""
        return type(self).__name__

    def __str__(self) -> str:
        return self.sentence.format(**self.params)


class SettingsFileMissing(SettingsError):
    """Parameter: file."""

    sentence = "There is no settings file {file}. Name one that exists, or leave the option --config out."


class SettingsFileUnreadable(SettingsError):
    """Parameters: file, reason."""

    sentence = "The settings file {file} cannot be read: {reason}. Let the till's user read it."


class SettingsFileNotToml(SettingsError):
    """Parameters: file, reason (with line and column)."""

    sentence = "The settings file {file} is not TOML: {reason}. Correct that line; texts stand in quotes."


class SettingWrong(SettingsError):
    """Parameters: field, file, value, expected."""

    sentence = "{field} in {file} is {value}. Write {expected}."


class SettingTooSmall(SettingsError):
    """Parameters: field, file, value, least."""

    sentence = "{field} in {file} is {value}. Write {least} or more."


class SettingTooLarge(SettingsError):
    """Parameters: field, file, value, most."""

    sentence = "{field} in {file} is {value}. Write {most} or less."


class SettingTooShort(SettingsError):
    """Parameters: field, file, least."""

    sentence = "{field} in {file} is too short. Write at least {least} characters or entries."


class SettingTooLong(SettingsError):
    """Parameters: field, file, most."""

    sentence = "{field} in {file} is too long. Write at most {most} characters or entries."


class SettingOfAnotherForm(SettingsError):
    """Parameters: field, file, value, pattern."""

    sentence = "{field} in {file} is {value}. Write a text of the form {pattern}."


class SettingsDisagree(SettingsError):
    """Values that are right alone and wrong together. Parameters: field, file, expected."""

    sentence = "The settings under {field} in {file} do not fit together. Write {expected}."


class SettingMissing(SettingsError):
    """Parameters: field, file, expected."""

    sentence = "{field} is missing in {file}. Write {expected}."


class SettingUnknown(SettingsError):
    """Parameters: field, file."""

    sentence = "{field} in {file} is not a setting of this till. Take it out, or correct its name."


class SettingMisspelt(SettingsError):
    """Parameters: field, file, similar."""

    sentence = "{field} in {file} is not a setting of this till. Write {similar}, or take it out."


class SettingsNotWritten(SettingsError):
    """Parameters: file, reason."""

    sentence = "The settings could not be written to {file}: {reason}. The settings from before are unchanged."
