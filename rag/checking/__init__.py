"""The check of statements: a text to its statements, each held against the sentences that it cites."""
