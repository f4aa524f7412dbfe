"""What can be wrong with an index on disk, one class for each thing that its user can mend."""

from __future__ import annotations


class StoreError(Exception):
    """Something about an index that its user can mend; the message says how."""


class IndexNotFoundError(StoreError):
    """There is no index at the path."""


class IndexCorruptError(StoreError):
    """A file of the index is missing or is not what was written; the index must be built again."""


class EncoderMismatchError(StoreError):
    """The index was made with another encoder than the one at hand."""


class IndexBusyError(StoreError):
    """Another process is writing the index."""


class IndexFolderError(StoreError):
    """The folder must not be written to: it is not an index of Zonewise."""


class NoPagesError(StoreError):
    """Not one page could be read, so that there is nothing to index."""
