"""`fallback-pos doctor`: is everything in order?"""

from __future__ import annotations

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, data_dir, language, print_json, sentences

MARKS = {"ok": "ok  ", "warning": "look", "fault": "BAD "}


def doctor(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Check everything a till needs: SQLite, disk, clock, terminal, keys, files, devices, prices; a way out for each.

    Exit status 1 when something keeps this till from selling, or will.
    """
    with sentences():
        from fallback_pos.bootstrap.doctor import examine
        from fallback_pos.i18n import Translator

        findings = examine(data_dir(data), config)
        translator = Translator(language())
        for finding in findings:
            text = translator.text(finding.sentence, **finding.params)
            if as_json:
                print_json({"check": finding.check, "state": finding.state, "message": text})
            else:
                typer.echo(f"{MARKS[finding.state]}  {text}")
    if any(finding.state == "fault" for finding in findings):
        raise typer.Exit(Exit.FOUND_WRONG)
