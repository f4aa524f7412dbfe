"""The answer that a language model writes: what it is given, and what of its words is shown."""
