"""Alembic scripts, one chain per file. The journal's only add: a rebuilt table would lose its triggers."""
