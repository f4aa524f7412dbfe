"""The chat page over the answering pipeline."""
