"""`fallback-pos agent` and `fallback-pos hub`: the two programs that run beside tills."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fallback_pos.cli.common import AsJson, Config, Data, Exit, data_dir, load, print_json, sentences


def agent(
    once: Annotated[bool, typer.Option("--once", help="Send what is queued, then end.")] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Replay the journal to the central, and watch whether it answers. The till starts one by itself.

    One runs for each data directory. It ends when told to, when the directory vanishes, or some minutes after its queue
    is empty with no till running. With --once, exit status 1 when the central could not be reached.
    """
    with sentences():
        from fallback_pos.bootstrap.agent import run_agent

        folder = data_dir(data)
        ending = run_agent(folder, load(config, folder), once=once)
        typer.echo(f"The agent ends: {ending.value}.")
    if once and ending.name == "GAVE_UP":
        raise typer.Exit(Exit.FOUND_WRONG)


DEFAULT_ADDRESS = "http://127.0.0.1:8470"
TOKEN_FILE = "hub-token"
"""Beside till.toml: relative paths of the settings are inside the data directory."""
TILL_SETTINGS = f"""
Put this token into the file {TOKEN_FILE} in the data directory of till {{till}} of shop {{store}}, for its user only,
and these lines into its till.toml:

[central]
enabled = true
url = "{{url}}"
probe_url = "{{probe_url}}"
token_file = "{TOKEN_FILE}"

A till that is not set up yet takes them as: fallback-pos setup --central {{url}} --central-token {TOKEN_FILE}"""

hub_app = typer.Typer(help="Our own central: takes entries from tills, once, and shows them.", no_args_is_help=False)
till_app = typer.Typer(help="Tills that may send.", no_args_is_help=True)
hub_app.add_typer(till_app, name="till")

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="FALLBACK_POS_HUB_DATABASE",
        help="postgresql+psycopg://USER@HOST/NAME, or a SQLite file; by default hub.db in the data directory.",
        show_default=False,
    ),
]


@hub_app.callback(invoke_without_command=True)
def hub(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8470,
    certificate: Annotated[Path | None, typer.Option(metavar="FILE", help="TLS certificate (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Key of the certificate (PEM).")] = None,
    database: Database = None,
    data: Data = None,
) -> None:
    """Run the hub until SIGTERM. Prints LISTENING and its address once it takes connections.

    Let a till send with `fallback-pos hub till add STORE TILL`, and put what it prints into that till's settings.
    """
    if context.invoked_subcommand is not None:
        context.obj = (database, data)
        return
    with sentences():
        from sync.hub.serve import serve

        serve(
            host,
            port,
            _database(database, data),
            on_listening=lambda url: typer.echo(f"LISTENING {url}"),
            certificate_file=certificate,
            key_file=key,
        )


@till_app.command("add")
def till_add(
    context: typer.Context,
    store: Annotated[str, typer.Argument(help="Number of the shop.")],
    till: Annotated[str, typer.Argument(help="Number of the till.")],
    address: Annotated[
        str, typer.Option("--address", metavar="URL", help="Address of the hub as that till reaches it.")
    ] = DEFAULT_ADDRESS,
    database: Database = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Let a till send, or give a known till a new token. The token is printed once; the hub keeps only its hash.

    Standard output holds the token alone, for a file; what to write into the till's settings follows on standard error.
    --json has both.
    """
    with sentences():
        from sync.hub.database import open_database
        from sync.hub.tills import enrol

        before_database, before_data = context.obj or (None, None)
        engine = open_database(_database(database or before_database, data or before_data))
        token = enrol(engine, store, till)
        engine.dispose()
        url, probe_url = f"{address.rstrip('/')}/v1/entries", f"{address.rstrip('/')}/healthz"
        if as_json:
            settings = {"central": {"enabled": True, "url": url, "probe_url": probe_url, "token_file": TOKEN_FILE}}
            print_json({"store": store, "till": till, "token": token, **settings["central"], "settings": settings})
        else:
            typer.echo(token)
            typer.echo(TILL_SETTINGS.format(store=store, till=till, url=url, probe_url=probe_url), err=True)


def _database(url: str | None, data: Path | None) -> str:
    if url:
        return url if "://" in url else f"sqlite:///{Path(url).resolve()}"
    folder = data_dir(data)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'hub.db'}"
