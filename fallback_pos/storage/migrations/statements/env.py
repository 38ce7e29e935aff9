from fallback_pos.storage.migrations.environment import run_on_given_connection

run_on_given_connection()
