"""Gold files proven against the pages that they are about: `python -m eval --validate`."""
