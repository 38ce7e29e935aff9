"""`fallback-pos` and `python -m fallback_pos`."""

import sys


def main() -> None:
    """Run a command; the exit status is the command's."""
    from fallback_pos.cli.screen import on_a_terminal, open_screen, plain_options

    options = plain_options(sys.argv[1:])
    if options is not None and on_a_terminal():
        sys.exit(open_screen(options))

    from fallback_pos.cli.app import run

    run()


if __name__ == "__main__":
    main()
