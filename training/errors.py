"""What can go wrong on the way to an encoder, in words that say what to do."""

from __future__ import annotations


class TrainingError(ValueError):
    """A step cannot be done; the message says why and what to do next."""


class RecipeError(TrainingError):
    """The recipe holds a key that nobody reads, lacks one, or has a value that cannot be."""


class TrainingDataError(TrainingError):
    """A file of training data is missing or damaged; the message names the file and the line."""


class MissingStepError(TrainingError):
    """An earlier step has not been done, or was done with another recipe; the message has the command."""
