"""Why a report cannot be made."""

from __future__ import annotations

from fallback_pos.errors import TillError


class NoOpenShift(TillError):
    sentence = "No shift is open, so there is nothing for an X report. For a closed shift print its Z again."


class NoSuchShift(TillError):
    """Parameter: shift."""

    sentence = "The journal has no shift {shift}. Look at the list: fallback-pos report shifts."


class NoZYet(TillError):
    sentence = "No shift has been closed yet, so there is no Z report."


class NoSuchZ(TillError):
    """Parameters: wanted, last."""

    sentence = "There is no Z {wanted}. The last one is {last}."


class NothingOnThatDay(TillError):
    """Parameter: day."""

    sentence = "The journal has nothing of {day}. Check the date; a shift past midnight has the date of its opening."


class NotADayFile(TillError):
    """Parameters: file, reason."""

    sentence = "{file} is no day of a till: {reason}. Write it again there: fallback-pos report day --write FILE."


class DayFileChanged(TillError):
    """Parameter: file."""

    sentence = "{file} was changed after its till signed it. Do not use it; write it again at the till."


class DaysDoNotFit(TillError):
    """Parameters: file, what, wanted, found."""

    sentence = "{file} is of {what} {found}, the others are of {wanted}. Take the files of one shop and one day."


class TillTwice(TillError):
    """Parameters: file, till."""

    sentence = "{file} is a second file of till {till}. Leave the older one out."


class TrainingDay(TillError):
    """Parameters: file, till."""

    sentence = "{file} is from the training till {till}: nothing in it is real. Leave it out."


class NothingToAdd(TillError):
    sentence = "Name the files that the tills wrote: fallback-pos report store FILE..."
