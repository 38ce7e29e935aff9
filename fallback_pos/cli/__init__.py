"""The commands. Each is thin: it reads options, calls a use case, prints, and ends with a documented exit status."""
