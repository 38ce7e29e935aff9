"""What can keep an entry from arriving, as values: each is a sentence with its parameters.

They are errors by class, so that front ends translate them like every other, but they are mostly handed on as values:
the engine, the status file and the delivery log keep them; nobody raises them across a thread or a process.
"""

from __future__ import annotations

import json
from typing import ClassVar

from sync.errors import SyncError


class WireFault(SyncError):
    """Something between till and central. `stage` says how far it got: dns, connect, tls, time, http, answer."""

    stage: ClassVar[str] = "connect"


class NameNotFound(WireFault):
    stage = "dns"
    sentence = "The name {host} was not found. Check the network cable, then the name server."


class NoConnection(WireFault):
    sentence = "{host} cannot be reached on port {port}. Check the network; is the central system running?"


class TlsFailed(WireFault):
    stage = "tls"
    sentence = "{host} could not prove who it is: {detail}. Nothing was sent; ask IT about the certificate."


class TlsClock(WireFault):
    stage = "tls"
    sentence = "The certificate of {host} is not valid at this till's time, {clock}. Check the clock, then ask IT."


class NoAnswerInTime(WireFault):
    stage = "time"
    sentence = "{host} did not answer within {seconds} seconds. It is tried again."


class ConnectionLost(WireFault):
    stage = "http"
    sentence = "The connection to {host} broke before its answer was complete. It is tried again."


class UnexpectedStatus(WireFault):
    stage = "http"
    sentence = "{host} answered with status {status}. It is tried again."


class Busy(WireFault):
    stage = "http"
    sentence = "{host} is busy (status {status}) and is tried again when it said."


class Redirected(WireFault):
    stage = "answer"
    sentence = "{host} points elsewhere, to {location}. Sales go only to the address in the settings; ask IT."


class ForeignAnswer(WireFault):
    stage = "answer"
    sentence = "Something answered for {host} that is not the central system. Is a Wi-Fi log-in page in between?"


class AnswerTooLong(WireFault):
    stage = "answer"
    sentence = "{host} answered with more than {limit_bytes} bytes. It is not the central system's answer."


class NothingConfirmed(WireFault):
    stage = "answer"
    sentence = "{host} answered, but confirmed none of the entries sent. They are sent again."


class AccessRefused(WireFault):
    stage = "http"
    sentence = "{host} does not let this till in (status {status}). Sending is paused; ask IT for a new token."


class TokenUnusable(WireFault):
    stage = "http"
    sentence = "The token for {host} contains signs that no token has. Sending is paused; enter the token again."


class BatchRefused(WireFault):
    stage = "http"
    sentence = "{host} refused what was sent (status {status}): {detail}"


class EntryFault(SyncError):
    """About one entry: why it was set aside or waits."""


class EntryRefused(EntryFault):
    sentence = "The central system refused this entry: {reason}"


class WaitsForAnother(EntryFault):
    sentence = "Waits, because what it belongs to was set aside: {others}"


class EntryDoubtful(EntryFault):
    sentence = "The central system answers this entry with an error each time: {detail}"


class JournalUnreadable(SyncError):
    sentence = "The till's journal cannot be read: {detail}. Selling may be affected too; run doctor."


class JournalDiffers(SyncError):
    sentence = (
        "The journal is not the one that was sent: entry {seq} of generation {generation} is missing or different. "
        "Sending is paused; run journal verify and call IT."
    )


class TrainingStaysHere(SyncError):
    sentence = (
        "Till {till} is for training: nothing of it is real, and nothing of it is sent. Start the agent of the real "
        "till."
    )


class DeliveryLogFailed(SyncError):
    sentence = "What was sent could not be noted in the delivery log: {detail}. It is sent again; check the disk."


class AgentFailed(SyncError):
    sentence = "Sending stopped with an unforeseen error: {detail}. It is tried again; call IT if it stays."


def to_json(fault: SyncError) -> str:
    """A fault as kept in files: its name, its sentence's template and parameters."""
    return json.dumps({"code": fault.code, "sentence": fault.sentence, "params": fault.params}, ensure_ascii=False)


class RecordedFault(SyncError):
    """A fault read back from a file; carries the sentence of the class that it was."""

    def __init__(self, code: str, sentence: str, params: dict[str, object]) -> None:
        super().__init__(**params)
        self._code = code
        self.sentence = sentence

    @property
    def code(self) -> str:
        return self._code


def from_json(text: str) -> RecordedFault:
    """The reverse of `to_json`."""
    record = json.loads(text)
    return RecordedFault(str(record["code"]), str(record["sentence"]), dict(record["params"]))
