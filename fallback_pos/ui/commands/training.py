"""Training: the exercises and their coach at a training till; how to open one, and the scores, at any till."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fallback_pos.domain.money import Money
from fallback_pos.domain.operator import Operator, Role
from fallback_pos.i18n.marker import N_
from fallback_pos.i18n.translator import Translator
from fallback_pos.training.exercises import exercise_named
from fallback_pos.ui.attempt import attempt
from fallback_pos.ui.commands.asking import fill_in
from fallback_pos.ui.desk import Desk, SaleDesk
from fallback_pos.ui.dialogs.choose import Choice, ChooseDialog
from fallback_pos.ui.dialogs.form import Values
from fallback_pos.ui.dialogs.notice import NoticeDialog
from fallback_pos.ui.fields import Field, FieldKind

if TYPE_CHECKING:
    from fallback_pos.training.coach import Coach
    from fallback_pos.training.score import Score

HINT, ROLL, STOP, SCORES, PRINT, HOW = "hint", "roll", "stop", "scores", "print", "how"
SEES_ALL_SCORES = (Role.SUPERVISOR, Role.MANAGER, Role.IT)
GOOD_WORK, TRY_AGAIN = N_("Well done."), N_("Try it once more.")


async def training(desk: SaleDesk) -> None:
    """At a training till the exercises, at any other the way to it and the scores."""
    coach = desk.till.training.coach
    if coach is None:
        await _from_the_real_till(desk)
    else:
        await _with_coach(desk, coach)


async def say_score(desk: SaleDesk, score: Score) -> None:
    """An exercise has just been finished."""
    tr = desk.tr
    praise = tr.text(GOOD_WORK if score.passed else TRY_AGAIN)
    await desk.ask(NoticeDialog(desk.session, tr.text("Exercise done"), (praise,), _facts(score, tr)))


async def ask_change(desk: SaleDesk, coach: Coach) -> None:
    """What the customer got back, as the learner counted it."""
    tr = desk.tr

    def answer(values: Values, approver: Operator | None, confirmed: tuple[str, ...]) -> None:
        coach.change_was(Money.parse(values["amount"].replace(",", "."), desk.till.rules.currency))

    field = Field("amount", tr.text("Change given"), FieldKind.AMOUNT, limit=12)
    lead = tr.text("Count the change into the customer's hand. How much was it?")
    await fill_in(desk, tr.text("Change"), (field,), answer, lead=(lead,), accept=tr.text("Given"))


async def _with_coach(desk: SaleDesk, coach: Coach) -> None:
    tr = desk.tr
    chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Training"), _what_to_do(desk, coach)))
    match chosen:
        case None:
            return
        case "hint":
            hint, params = coach.hint()
            await desk.ask(NoticeDialog(desk.session, tr.text("A hint for this step"), (tr.text(hint, **params),)))
        case "roll":
            coach.new_roll()
            desk.say(tr.text("There is paper in the printer."))
        case "stop":
            coach.stop()
        case "scores":
            await show_scores(desk)
        case exercise:
            await _begin(desk, coach, exercise)


def _what_to_do(desk: SaleDesk, coach: Coach) -> list[Choice[str]]:
    """What helps in the present exercise comes first, then the exercises with the best score that this person has."""
    tr, choices = desk.tr, list[Choice[str]]()
    roll = [Choice(ROLL, tr.text("New paper roll"))] if coach.has_roll else []
    if coach.exercise is not None:
        choices.append(Choice(HINT, tr.text("A hint for this step"), tr.text("costs points")))
        choices += [*roll, Choice(STOP, tr.text("Leave this exercise"))]
    mine = [score for score in desk.till.training.scores() if score.operator == desk.operator.code]
    for each in coach.exercises:
        best = max((score.points for score in mine if score.exercise == each.id), default=None)
        note = tr.text("not done yet") if best is None else tr.text("{points} of 100", points=best)
        choices.append(Choice(each.id, tr.text(each.title), note))
    choices.append(Choice(SCORES, tr.text("Scores")))
    return choices if coach.exercise is not None else [*choices, *roll]


async def _begin(desk: SaleDesk, coach: Coach, chosen: str) -> None:
    tr, exercise = desk.tr, exercise_named(chosen)
    started = await attempt(desk, lambda approver, confirmed: coach.start(chosen, desk.operator))
    if started is None or exercise is None:
        return
    how = tr.text("The coach above the basket says each step. Hints are under !; mistakes and time cost points.")
    await desk.ask(NoticeDialog(desk.session, tr.text(exercise.title), (tr.text(exercise.about), how)))


async def _from_the_real_till(desk: SaleDesk) -> None:
    tr = desk.tr
    choices = [
        Choice(HOW, tr.text("How to open the training till")),
        Choice(SCORES, tr.text("Scores")),
    ]
    chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Training"), choices))
    if chosen == HOW:
        said = tr.text(
            "The training till has its own journal and numbers; nothing in it is real. Open it in another window:"
        )
        await desk.ask(NoticeDialog(desk.session, tr.text("Training"), (said, desk.till.training.command)))
    elif chosen == SCORES:
        await show_scores(desk)


async def show_scores(desk: Desk) -> None:
    """Everybody's for whoever leads, one's own for a cashier."""
    tr, room, operator = desk.tr, desk.till.training, desk.operator
    leads = operator.role in SEES_ALL_SCORES
    scores = [score for score in room.scores() if leads or score.operator == operator.code]
    if not scores:
        desk.say(tr.text("No exercise has been finished yet."))
        return
    while True:
        chosen = await desk.ask(ChooseDialog(desk.session, tr.text("Training scores"), _choices(scores, tr, leads)))
        if chosen is None:
            return
        if chosen == PRINT:
            if await attempt(desk, lambda approver, confirmed: room.print_scores()) is not None:
                desk.say(tr.text("The scores go to the printer."))
            return
        score = scores[int(chosen)]
        await desk.ask(NoticeDialog(desk.session, score.name, (), _facts(score, tr)))


def _choices(scores: Sequence[Score], tr: Translator, leads: bool) -> list[Choice[str]]:
    printing = [Choice(PRINT, tr.text("Print the scores"))] if leads else []
    return [
        *printing,
        *(
            Choice(str(number), f"{score.name} · {_title(score, tr)}", tr.text("{points} of 100", points=score.points))
            for number, score in enumerate(scores)
        ),
    ]


def _facts(score: Score, tr: Translator) -> list[tuple[str, str]]:
    return [
        (tr.text("Exercise"), _title(score, tr)),
        (tr.text("Done by"), f"{score.name} ({score.operator})"),
        (tr.text("When"), tr.moment(datetime.fromisoformat(score.at).astimezone())),
        (tr.text("Score"), tr.text("{points} of 100", points=score.points)),
        (tr.text("Mistakes"), str(score.mistakes)),
        (tr.text("Hints"), str(score.hints)),
        (tr.text("Time"), f"{score.seconds // 60}:{score.seconds % 60:02d}"),
    ]


def _title(score: Score, tr: Translator) -> str:
    exercise = exercise_named(score.exercise)
    return tr.text(exercise.title) if exercise else score.exercise
