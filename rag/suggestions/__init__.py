"""Questions to offer a reader: what the index speaks of, how it is asked, whether it is answered."""
