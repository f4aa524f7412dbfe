"""Orders planted on pages: do they get their way with the quoted answerer, or with a model that obeys."""
