"""Follow-ups: what they leave out, by rule or by a language model."""
