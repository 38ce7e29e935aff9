"""The only place that names concrete classes: it composes the till, the agent and the set-up from settings."""
