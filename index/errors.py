"""What can be wrong with an index on disk, one class for each thing that its user can mend."""

from __future__ import annotations


class StoreError(Exception):
    """Something about an index that its user can mend; the message says how."""


class IndexNotFoundError(StoreError):
    """There is no index at the path."""


class IndexCorruptError(StoreError):
    """A file of the index is missing or is not what was written; the index must be built again."""


class IndexFormatError(IndexCorruptError):
    """The index was written by a version of Zonewise that lays it out otherwise; it must be built again."""


class EncoderMismatchError(StoreError):
    """The index was made with another encoder than the one at hand."""

    @classmethod
    def between(cls, index: str, *, made_with: str, asked_with: str, bundled: str) -> EncoderMismatchError:
        """Say of two encoders what to type.

        Args:
            index: The index's folder.
            made_with: Name of the encoder that made it.
            asked_with: Name of the encoder at hand.
            bundled: Name of the encoder that needs no option.
        """
        if made_with == asked_with:
            return cls(
                f"the index in {index} was made with the encoder {made_with!r} when that had other weights"
                " or settings; build the index again:"
                f" python -m index PAGES_DIR --to {index} --encoder {made_with}"
            )
        ask = (
            "ask without --encoder and ZONEWISE_ENCODER"
            if made_with == bundled
            else f"ask with --encoder {made_with} (or ZONEWISE_ENCODER={made_with})"
        )
        return cls(
            f"the index in {index} was made with the encoder {made_with!r}, not with {asked_with!r}; {ask},"
            f" or build the index again: python -m index PAGES_DIR --to {index} --encoder {asked_with}"
        )

    @classmethod
    def of_other_version(
        cls, index: str, *, made_with: str, asked_with: str, bundled: str
    ) -> EncoderMismatchError:
        """Say what to type where an index has the bundled encoder of another version of Zonewise.

        Args:
            index: The index's folder.
            made_with: Name of the encoder that made it; this version does not have it.
            asked_with: Name of the encoder at hand.
            bundled: Name of the encoder that needs no option.
        """
        option = "" if asked_with == bundled else f" --encoder {asked_with}"
        return cls(
            f"the index in {index} was made with the encoder {made_with!r} of another version of Zonewise,"
            f" and this one has {bundled!r}; build the index again:"
            f" python -m index PAGES_DIR --to {index}{option}"
        )

    @classmethod
    def of_pieces(cls, index: str, *, made_by: str, split_by: str) -> EncoderMismatchError:
        """Say what to type where words of an index were split by another bundled encoder.

        Args:
            index: The index's folder.
            made_by: Digest of the encoder that split the words of its passages.
            split_by: Digest of the one at hand.
        """
        return cls(
            f"the words of the index in {index} were split by another version of the bundled encoder"
            f" ({made_by}, now {split_by}); build the index again: python -m index PAGES_DIR --to {index}"
        )


class EncoderFolderError(StoreError):
    """The folder is not a static encoder that can be read; the message says what is missing."""


class EncoderOutputError(StoreError):
    """An encoder gave vectors that cannot be searched."""


class IndexBusyError(StoreError):
    """Another process is writing the index."""


class IndexFolderError(StoreError):
    """The folder must not be written to: it is not an index of Zonewise."""


class NoPagesError(StoreError):
    """Not one page could be read, so that there is nothing to index."""
