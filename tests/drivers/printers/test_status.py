"""A printer's answers are believed only when their fixed bits are right, and only to the question that was asked."""

from drivers.printers.status import SILENT, LateAnswers, PrinterHealth, StatusDialogue
from drivers.printers.transports.base import Delivery


class Script:
    """A connection that answers each write with the next scripted bytes."""

    answers = True

    def __init__(self, *replies: bytes, already: bytes = b"") -> None:
        self._replies = list(replies)
        self._arrived = already
        self.written: list[bytes] = []

    def write(self, data: bytes, stall_timeout_seconds: float, total_timeout_seconds: float) -> Delivery:
        del stall_timeout_seconds, total_timeout_seconds
        self.written.append(data)
        if self._replies:
            self._arrived += self._replies.pop(0)
        return Delivery(len(data), True)

    def settled(self, timeout_seconds: float) -> bool:
        del timeout_seconds
        return True

    def read(self, timeout_seconds: float) -> bytes:
        del timeout_seconds
        data, self._arrived = self._arrived, b""
        return data

    def close(self) -> None:
        pass


def dialogue_with(script: Script, late_answer_seconds: float = 0.0) -> StatusDialogue:
    return StatusDialogue(script, LateAnswers(late_answer_seconds))


def health(*replies: bytes, already: bytes = b"") -> PrinterHealth:
    return dialogue_with(Script(*replies, already=already)).health(0.02)


def test_all_well() -> None:
    seen = health(b"\x12", b"\x12", b"\x12", b"\x12")
    assert seen == PrinterHealth(answered=True, paper="ok", drawer_signal=False)
    assert seen.obstacle("p") is None


def test_each_bit_has_its_sentence() -> None:
    assert str(health(b"\x1a", b"\x32", b"\x12", b"\x7e").obstacle("The printer")).startswith("The printer is out of")
    assert "cover" in str(health(b"\x1a", b"\x16", b"\x12", b"\x12").obstacle("p"))
    assert "cutter" in str(health(b"\x1a", b"\x52", b"\x1a", b"\x12").obstacle("p"))
    assert "cannot repair" in str(health(b"\x1a", b"\x52", b"\x32", b"\x12").obstacle("p"))
    assert "offline" in str(health(b"\x1a", b"\x12", b"\x12", b"\x12").obstacle("p"))
    assert "almost out" in str(health(b"\x12", b"\x12", b"\x12", b"\x1e").warning("p"))
    assert health(b"\x16", b"\x12", b"\x12", b"\x12").drawer_signal


def test_silence_is_not_fine() -> None:
    assert health() == SILENT
    assert health(b"\x12", b"\x12", b"\x12") == SILENT


def test_bytes_from_before_the_question_are_thrown_away() -> None:
    assert health(b"\x1a", b"\x32", b"\x12", b"\x7e", already=b"\x12\x12\x12").paper == "out"


def test_after_an_unanswered_question_nothing_is_asked_that_its_late_answer_could_answer() -> None:
    """All answers one question late: paper out would be read as paper fine."""
    script = Script(b"", b"\x1a", b"\x1a\x32", b"\x12", b"\x7e")
    careful = dialogue_with(script, late_answer_seconds=20)
    assert careful.health(0.02) == SILENT
    assert careful.health(0.02) == SILENT
    assert script.written == [b"\x10\x04\x01"]


def test_noise_flow_control_and_automatic_status_are_not_answers() -> None:
    automatic = b"\x14\x00\x00\x0f"
    noisy = b"\xff\x11\x13\x80" + automatic + b"\x12"
    assert health(noisy, noisy, noisy, noisy).paper == "ok"
    assert health(b"\xff", b"\x12", b"\x12", b"\x12") == SILENT


def test_an_automatic_status_in_two_pieces_is_put_together() -> None:
    dialogue = dialogue_with(Script(b"\x10\x00", b"\x00\x00\x12", b"", b""))
    assert dialogue.health(0.02) == SILENT
    assert dialogue.health(0.02) == SILENT


def test_only_the_own_number_proves_a_job() -> None:
    dialogue = dialogue_with(Script(b"\x37\x22WXYZ\x00\x12" + b"\x37\x22AB"))
    assert dialogue.ask_process_id(b"ABCD", 0.02)
    assert not dialogue.process_id_answered(b"ABCD", 0.02)


def test_the_number_is_found_between_other_answers_and_in_pieces() -> None:
    script = Script(b"\x10\x00\x00\x00\x37\x22AB", b"CD\x00\x12")
    dialogue = dialogue_with(script)
    assert dialogue.ask_process_id(b"ABCD", 0.02)
    assert script.written == [b"\x1d(H\x06\x0000ABCD"]
    assert not dialogue.process_id_answered(b"ABCD", 0.02)
    dialogue.health(0.02)
    assert dialogue.process_id_answered(b"ABCD", 0.02)


def test_paper_in_order() -> None:
    dialogue = dialogue_with(Script(b"\x0c"))
    assert dialogue.ask_paper_in_order(0.02)
    assert dialogue.paper_in_order(0.02) == "out"
    assert dialogue.paper_in_order(0.02) is None
