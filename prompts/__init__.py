"""Wording as text files, one folder for each language, and the loader that reads them."""
