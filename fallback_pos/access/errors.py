"""Why somebody is not let in, in sentences that tell a stranger nothing about who works here."""

from __future__ import annotations

from fallback_pos.errors import TillError


class AccessError(TillError):
    """Base of every refusal of `access`."""

    sentence = "You cannot be signed in. Ask a manager."


class WrongPin(AccessError):
    """Unknown operator, wrong PIN or no PIN: which one is nobody's business."""

    sentence = "Code or PIN is wrong. Type both again."


class LockedOut(AccessError):
    """Parameters: seconds."""

    sentence = "Too many wrong PINs. Try again in {seconds} seconds, or ask a manager for a new PIN."


class NotActive(AccessError):
    """Said only to somebody who typed the right PIN. Parameter: name."""

    sentence = "{name} is not active at this till. Ask a manager."


class NotYetValid(AccessError):
    """Parameters: name, day."""

    sentence = "{name} may sign in from {day} on. Check the till's clock, or ask a manager."


class NoLongerValid(AccessError):
    """Parameters: name, day."""

    sentence = "{name} could sign in until {day}. Check the till's clock, or ask a manager."


class UnknownOperator(AccessError):
    """For managers who keep the list, never at sign-in. Parameter: operator."""

    sentence = "There is no operator {operator} at this till. Look at the list of operators."


class OperatorCodeWrong(AccessError):
    sentence = "An operator's code has 1 to 12 letters and digits. Choose one such as 101."


class OperatorNameMissing(AccessError):
    sentence = "An operator needs a name of at most 60 characters. Type it."


class PinHasSixDigits(AccessError):
    sentence = "A PIN has six digits. Type another one."


class PinTooEasy(AccessError):
    sentence = "This PIN is one of the first that somebody would try. Choose another one."


class PinNotReadable(AccessError):
    """Parameter: operator."""

    sentence = "The stored PIN of {operator} is damaged. A manager has to set a new one."


class PepperMissing(AccessError):
    """Parameter: file."""

    sentence = (
        "The file {file}, without which no PIN can be checked, is missing or damaged. Restore the keys folder from the "
        "backup, or call IT."
    )


class NotABadge(AccessError):
    sentence = (
        "This is no badge of this shop. A badge matches sign_in.badge_pattern and holds a letter. Scan another one."
    )


class BadgeNotKnown(AccessError):
    sentence = "Nobody has this badge here. Type your operator code and PIN."


class BadgeNeedsPin(AccessError):
    sentence = "A badge alone does not sign in at this till. Type the PIN too."


class PinIsTheOld(AccessError):
    sentence = "This is the PIN that you have. Choose another one."


class RoleAboveYours(AccessError):
    """Parameters: name, role_name."""

    sentence = "{name} may not give, change or unlock the role {role_name}. Ask a manager."


class NotForYourself(AccessError):
    """Parameter: name."""

    sentence = "{name} cannot do this to themselves. Another manager has to; to change your own PIN, type the old one."


class DaysTurnedRound(AccessError):
    """Parameters: first, last."""

    sentence = "The last day {last} lies before the first day {first}. Type both again."


class NothingToChange(AccessError):
    """Parameter: name."""

    sentence = "Nothing about {name} would change. Say what is to be different."


class OneTimeCodeWrong(AccessError):
    """Unknown operator, wrong code, old code or none: which one is nobody's business."""

    sentence = (
        "Operator code or one-time code is wrong, or the code is too old. Type both again, or ask a manager for a new "
        "code."
    )


class RecoveryCodeWrong(AccessError):
    sentence = "This is not the recovery code. Type it again as it stands on the paper."


class NoRecoveryCode(AccessError):
    sentence = "No recovery code has been made at this till. A manager makes one: fallback-pos operator recover --new."


class NotAManager(AccessError):
    """Said only to somebody who typed the right recovery code. Parameter: operator."""

    sentence = "{operator} is no manager of this till. The code is still good; type a manager's operator code."


class ClockImpossible(AccessError):
    """Parameter: now."""

    sentence = "The clock says {now}, which is before this till was made. Set date and time of this PC, then confirm."
