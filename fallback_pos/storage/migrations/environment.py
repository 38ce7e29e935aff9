"""What every chain's env.py runs: the migration on the connection that `storage.migrate` passed in."""

from alembic import context


def run_on_given_connection() -> None:
    context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
