"""What can go wrong with journal.db, in sentences."""

from __future__ import annotations

from fallback_pos.errors import TillError


class JournalNotWritten(TillError):
    sentence = (
        "The sale was NOT recorded: {reason}. The cart is still open. Free disk space or call IT, then finish it again."
    )


class OutcomeUnknown(TillError):
    sentence = (
        "The disk did not say whether entry {id} is safe: {reason}. Stop selling on this PC, restart the program; "
        "it will look the sale up and tell you."
    )


class RecordedAlready(TillError):
    sentence = (
        "This was recorded before, as entry {seq}, and was not recorded again. Look at the last receipt or the journal "
        "before you go on."
    )


class ReceiptNumberTaken(TillError):
    sentence = "Receipt number {receipt} is not the next one, {wanted} is. Nothing was recorded; try it once more."


class JournalNotReadable(TillError):
    sentence = "The journal {file} cannot be opened: {reason}. Run fallback-pos doctor on this PC before you sell."


class JournalMissing(TillError):
    sentence = (
        "The journal {file} of this till is gone or empty. Do not sell here: put the file back from its copy, or set "
        "up a till in another folder, so that no receipt number is given twice."
    )


class JournalShorter(TillError):
    sentence = (
        "The journal ends at entry {last}, but {witness} has seen entry {seq} of it. It was replaced by an older copy "
        "or cut. Do not sell here: put the newer file back, or set up a till in another folder."
    )


class JournalDiffers(TillError):
    sentence = (
        "Entry {seq} of the journal is not the one that {witness} has seen. The file was replaced. Do not sell here: "
        "put the right file back, or set up a till in another folder."
    )


class JournalEndDamaged(TillError):
    sentence = (
        "The last entries of the journal do not fit together (entry {seq}). Do not sell on this PC: keep the data "
        "directory as it is, run fallback-pos journal verify and call IT."
    )


class JournalTakenAway(TillError):
    sentence = (
        "The journal was removed or replaced while the till was open, so nothing was recorded just now. All that it "
        "held was saved as {copy}. Close this program and call IT, who put that file in place of {file}."
    )


class JournalTakenAwayUnsaved(TillError):
    sentence = (
        "The journal was removed or replaced while the till was open, so nothing was recorded just now, and what it "
        "held could not be saved: {reason}. Leave this program RUNNING and call IT; only it still holds the sales."
    )
