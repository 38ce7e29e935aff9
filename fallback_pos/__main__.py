"""`fallback-pos` and `python -m fallback_pos`."""


def main() -> None:
    """Run a command; the exit status is the command's."""
    from fallback_pos.cli.app import run

    run()


if __name__ == "__main__":
    main()
