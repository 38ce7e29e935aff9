"""`fallback-pos training`: what learners have done at the training till."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from fallback_pos.cli.common import AsJson, Config, Data, data_dir, language, load, print_json, sentences

app = typer.Typer(help="The training till's exercises: scores.", no_args_is_help=True)


@app.callback()
def training() -> None:
    """The training till is opened with `fallback-pos till --training`."""


@app.command()
def scores(
    on_paper: Annotated[
        bool, typer.Option("--print", help="Print them on the receipt printer of the till, to be signed.")
    ] = False,
    as_json: AsJson = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """The scores of the exercises, newest first."""
    with sentences():
        from fallback_pos.bootstrap.training import scores_of, scores_slip
        from fallback_pos.i18n import Translator
        from fallback_pos.training.exercises import exercise_named

        folder = data_dir(data)
        settings = load(config, folder)
        found = scores_of(folder, settings)
        if on_paper:
            from fallback_pos.bootstrap.print_once import print_slip_once

            printed = print_slip_once(settings, lambda tr: scores_slip(found, tr))
            if printed and not as_json:
                typer.echo(printed)
        if as_json:
            print_json([score.as_json() for score in found])
            return
        if on_paper:
            return
        tr = Translator(language(), settings.shop.number_format)
        if not found:
            typer.echo(tr.text("No exercise has been finished yet."))
        for score in found:
            exercise = exercise_named(score.exercise)
            title = tr.text(exercise.title) if exercise else score.exercise
            when = tr.moment(datetime.fromisoformat(score.at).astimezone())
            points = tr.text("{points} of 100", points=score.points)
            counts = tr.text("mistakes {mistakes}, hints {hints}", mistakes=score.mistakes, hints=score.hints)
            time = f"{score.seconds // 60}:{score.seconds % 60:02d}"
            typer.echo(f"{when}  {score.name} ({score.operator})  {title}  {points}  ({counts}, {time})")
