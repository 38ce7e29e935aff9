"""The hub: our reference central. Takes entries of many tills, each once and for ever, and says what it holds."""
