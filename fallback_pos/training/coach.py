"""The coach: looks at what the till did, says the present step in words, counts, and keeps the score.

It is asked about once a second. It never stops anybody: a learner may do everything that the till lets them do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator
from fallback_pos.errors import TillError
from fallback_pos.i18n.marker import N_
from fallback_pos.training.exercises import EXERCISES, PAPER_OUT, RETURN, Exercise, exercise_named, note_for
from fallback_pos.training.progress import (
    WRONG_CHANGE,
    cannot_be_finished,
    due_change,
    moved_on,
    power_goes_now,
    with_power_cut,
)
from fallback_pos.training.run import Run
from fallback_pos.training.score import Score, points_for
from fallback_pos.training.seen import Observation

LINES_LEFT_ON_THE_ROLL = 9
"""The roll ends in the goods of the next receipt."""
LOST = N_("The basket is gone, and this exercise cannot be finished. Press ! and choose it again.")
FREE = N_("Nothing here is real. Press ! for the exercises.")


class NothingToReturn(TillError):
    sentence = "There is no sale here of which something could come back. Do the exercise “A first sale” before."


class NoVirtualPrinter(TillError):
    sentence = "This exercise needs the virtual printer. Start the training till without --real-printer."


class WrongChange(TillError):
    sentence = "That is not the change of this receipt. Look at the screen and count once more."


class BasketOpen(TillError):
    sentence = "There are goods in the basket. Finish or void this sale, then choose the exercise."


class TillSeen(Protocol):
    """What the coach asks of the opened till. Composed by bootstrap."""

    def head_seq(self) -> int:
        """The journal's last entry."""

    def observe(self, after_seq: int) -> Observation:
        """What was done since that entry."""

    def returnable_receipt(self) -> str:
        """A sale of which something can come back; empty without one."""


class Roll(Protocol):
    """The paper of a virtual printer."""

    def end_after(self, lines: int) -> None: ...

    def put_in(self) -> None: ...

    def put_in_opening_it(self) -> None:
        """The printer forgets what it was doing: whether the receipt came out is for a person to see."""


class Notes(Protocol):
    """Where the present run and the scores are kept."""

    def read_run(self) -> Mapping[str, Any] | None: ...

    def write_run(self, run: Mapping[str, Any] | None) -> None: ...

    def add_score(self, score: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class Advice:
    """What the coach says: message ids with their parameters. `title` is empty while no exercise runs.

    `step` counts from 1. `power_goes`: the program has to end now, and hard. `change`: the till asks what the customer
    got back. `finished`: the exercise has just ended so.
    """

    say: str
    params: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    step: int = 0
    steps: int = 0
    seconds: int = 0
    mistakes: int = 0
    mistake: str = ""
    power_goes: bool = False
    change: Money | None = None
    finished: Score | None = None


class Coach:
    """`notes` of the shop are its cash denominations. For the till's own thread."""

    exercises = EXERCISES

    def __init__(
        self,
        till: TillSeen,
        notes: Notes,
        cash: Sequence[Money],
        roll: Roll | None,
        *,
        monotonic_seconds: Callable[[], float] = time.monotonic,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._till = till
        self._notes = notes
        self._cash = tuple(cash)
        self._roll = roll
        self._monotonic_seconds = monotonic_seconds
        self._utc_now = utc_now
        self._before: Observation | None = None
        self._since_seconds = monotonic_seconds()
        self._run = Run.read(notes.read_run() or {})
        self._last_mistake = ""

    @property
    def exercise(self) -> Exercise | None:
        """The one that runs."""
        return exercise_named(self._run.exercise) if self._run else None

    @property
    def has_roll(self) -> bool:
        """Whether there is a virtual printer, whose paper can run out."""
        return self._roll is not None

    def start(self, exercise_id: str, operator: Operator) -> None:
        """Begin an exercise; one that runs is left without a score. Raises BasketOpen, NothingToReturn,
        NoVirtualPrinter.
        """
        after_seq = self._till.head_seq()
        if self._till.observe(after_seq).cart.goods:
            raise BasketOpen()
        run = Run(exercise_id, operator.code, operator.name, after_seq)
        if exercise_id == RETURN:
            run = replace(run, wanted_receipt=self._till.returnable_receipt())
            if not run.wanted_receipt:
                raise NothingToReturn()
        if exercise_id == PAPER_OUT:
            if self._roll is None:
                raise NoVirtualPrinter()
            self._roll.end_after(LINES_LEFT_ON_THE_ROLL)
        self._since_seconds = self._monotonic_seconds()
        self._before = None
        self._keep(run)

    def signed_in(self, operator: Operator) -> None:
        """Somebody else's exercise is left without a score."""
        if self._run is not None and self._run.operator != operator.code:
            self.stop()

    def stop(self) -> None:
        """Leave the exercise without a score."""
        if self._roll is not None:
            self._roll.put_in()
        self._keep(None)

    def hint(self) -> tuple[str, Mapping[str, object]]:
        """More about the present step, as a message id with parameters; it costs points."""
        run, exercise = self._run, self.exercise
        if run is None or exercise is None:
            return FREE, {}
        now = self._till.observe(run.after_seq)
        step = exercise.steps[min(run.step, len(exercise.steps) - 1)]
        self._keep(replace(run, hints=run.hints + 1))
        return step.hint, self._params(run, now)

    def new_roll(self) -> None:
        """Put paper into the virtual printer."""
        if self._roll is None:
            return
        if self._run is not None and self._run.exercise == PAPER_OUT:
            self._roll.put_in_opening_it()
        else:
            self._roll.put_in()

    def change_was(self, amount: Money) -> None:
        """The learner says what the customer got back. Raises WrongChange, which counts as a mistake."""
        if self._run is None:
            return
        due = due_change(self._run, self._till.observe(self._run.after_seq), self._cash)
        if due is not None and amount != due:
            self._last_mistake = WRONG_CHANGE
            self._keep(self._run.with_mistake(WRONG_CHANGE))
            raise WrongChange()
        self._keep(replace(self._run, change_given=True))

    def look(self) -> Advice:
        """Look at the till, and say what is to be done."""
        run, exercise = self._run, self.exercise
        if run is None or exercise is None:
            return Advice(FREE)
        now = self._till.observe(run.after_seq)
        moved = moved_on(run, exercise, self._before, now, self._cash)
        self._before = now
        self._last_mistake = moved.mistakes[-1] if len(moved.mistakes) > len(run.mistakes) else self._last_mistake
        if moved.step > run.step:
            self._last_mistake = ""
        if moved.step == len(exercise.steps):
            return self._finish(moved, exercise)
        goes = power_goes_now(moved, now)
        moved = with_power_cut(moved, now) if goes else moved
        if moved != run or goes:
            self._keep(moved)
        return self._advice(moved, exercise, now, power_goes=goes)

    def _advice(self, run: Run, exercise: Exercise, now: Observation, *, power_goes: bool) -> Advice:
        lost = cannot_be_finished(run, now)
        return Advice(
            say=LOST if lost else exercise.steps[run.step].say,
            params=self._params(run, now),
            title=exercise.title,
            step=run.step + 1,
            steps=len(exercise.steps),
            seconds=self._seconds(run),
            mistakes=len(run.mistakes),
            mistake=self._last_mistake,
            power_goes=power_goes,
            change=due_change(run, now, self._cash),
        )

    def _finish(self, run: Run, exercise: Exercise) -> Advice:
        seconds = self._seconds(run)
        points = points_for(len(run.mistakes), run.hints, seconds, exercise.usual_seconds)
        at = self._utc_now().isoformat(timespec="seconds").replace("+00:00", "Z")
        score = Score(exercise.id, run.operator, run.name, at, seconds, len(run.mistakes), run.hints, points)
        self._notes.add_score(score.as_json())
        self._keep(None)
        return Advice(FREE, finished=score)

    def _params(self, run: Run, now: Observation) -> dict[str, object]:
        due = due_change(run, now, self._cash)
        return {
            "receipt": run.wanted_receipt,
            "note": note_for(now.cart.payable, self._cash),
            "change": due if due is not None else now.cart.payable.currency.zero(),
        }

    def _seconds(self, run: Run) -> int:
        return run.spent_seconds + int(self._monotonic_seconds() - self._since_seconds)

    def _keep(self, run: Run | None) -> None:
        """On the disk before anybody sees it: the power may go at any moment, and in one exercise it does."""
        self._run = run
        self._notes.write_run(replace(run, spent_seconds=self._seconds(run)).as_json() if run else None)
        if run is None:
            self._last_mistake = ""
