"""`python -m index`: build an index of newspaper pages, check one, or show what is found on a page."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import StoreError

if TYPE_CHECKING:
    from index.embedding import TextEncoder

_DONE, _ERROR, _SOME_REFUSED, _INTERRUPTED = 0, 1, 3, 130
_DESCRIPTION = "Index a folder of newspaper pages (.txt, .md), so that questions can be asked of them."
_EPILOG = """\
examples:
  python -m index pages --to pages-index            build the index, or bring it up to date
  python -m index --to pages-index --verify         only check an index
  python -m index --show pages/2024-06-13.txt       print the articles that are found on a page
  python -m index pages --to pages-index --encoder Qwen/Qwen3-Embedding-0.6B
  python -m index --to pages-index --add new/2024-06-20.txt new/2024-06-21.txt
  python -m index --to pages-index --added          list the pages that were added
  python -m index --to pages-index --remove added/2024-06-20.txt

Run again on the same folder, it embeds only the files that have changed, and drops what is gone. The index
remembers its encoder: run again without --encoder it takes the same, with another one it embeds everything
anew. Questions are asked with the encoder of the index (python -m rag --encoder NAME).

Added pages are kept in the index's folder, whatever becomes of the files: a later run on PAGES_DIR keeps them
until they are removed. Whoever has the index open, such as the chat page, goes on with the newest.

exit codes: 0 done, 1 error, 2 usage, 3 some files were refused and the rest is indexed or added
"""


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", nargs="?", type=Path, metavar="PAGES_DIR", help="the folder of pages")
    parser.add_argument("--to", type=Path, metavar="INDEX_DIR", help="the index's folder, new or made before")
    parser.add_argument(
        "--encoder",
        metavar="NAME",
        help="a sentence-transformers model, name or folder (extra `models`); without it the index's own, at"
        " first the bundled one",
    )
    adding = parser.add_mutually_exclusive_group()
    adding.add_argument(
        "--add", nargs="+", type=Path, metavar="FILE", help="add pages to an index that is there"
    )
    adding.add_argument(
        "--remove", nargs="+", metavar="added/NAME", help="take pages that were added out of the index again"
    )
    adding.add_argument("--added", action="store_true", help="list the pages that were added to the index")
    parser.add_argument("--show", type=Path, metavar="PAGE", help="print the articles found on a page")
    parser.add_argument("--verify", action="store_true", help="check that an index is whole, file by file")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--verbose", action="store_true", help="print a line for every page and step")
    loudness.add_argument("--quiet", action="store_true", help="print refused files and errors only")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        return _run(parser, options)
    except BrokenPipeError:
        # The reader of the output (`| head`) has seen enough; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _ERROR
    except (StoreError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _ERROR
    except KeyboardInterrupt:
        print("interrupted; an index that was there before is as it was", file=sys.stderr)
        return _INTERRUPTED


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if options.show is not None:
        return _show(options.show)
    if options.to is None:
        parser.error("say where the index is to stand: --to INDEX_DIR (or --show PAGE)")
    if options.add or options.remove or options.added:
        _check_adding(parser, options)
        return _change(options)
    if options.pages is not None:
        return _build(options)
    if not options.verify:
        parser.error(
            "say which pages to index: PAGES_DIR (or --add FILE, or --verify, to check the index alone)"
        )
    return _verify(options.to, quiet=options.quiet)


def _check_adding(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.pages is not None or options.verify:
        parser.error("give --add, --remove or --added without PAGES_DIR and --verify")
    if options.encoder is not None:
        parser.error("pages are added with the index's own encoder; leave --encoder out")


def _change(options: argparse.Namespace) -> int:
    from index.adding_command import Loudness, add_files, print_added, remove_files

    loudness = Loudness(verbose=options.verbose, quiet=options.quiet, json=options.json)
    if options.add:
        return _DONE if add_files(options.add, options.to, loudness) else _SOME_REFUSED
    if options.remove:
        remove_files(options.remove, options.to, loudness)
    else:
        print_added(options.to, loudness)
    return _DONE


def _build(options: argparse.Namespace) -> int:
    from index.building import build_index
    from index.reading import iterate_files
    from index.reporting import format_json, format_summary, report_oddities, report_steps

    encoder = _choose_encoder(options.encoder, options.to)
    total = sum(1 for _ in iterate_files(options.pages))
    with report_steps(total=total, verbose=options.verbose, quiet=options.quiet) as on_step:
        # What is reused must be whole: a damaged index is built anew, at the price of 0.2 s for 250 MB.
        summary = build_index(options.pages, options.to, encoder=encoder, on_step=on_step, verify=True)
    report_oddities(summary, quiet=options.quiet)
    if options.json:
        print(format_json(summary, options.to))
    elif not options.quiet:
        print(format_summary(summary, options.to))
    return _SOME_REFUSED if summary.refusals else _DONE


def _choose_encoder(name: str | None, to: Path) -> TextEncoder:
    from index.building import find_encoder_name
    from index.embedding import BUNDLED_NAME
    from index.model_folders import ModelFolderError
    from index.sentence_encoding import load_encoder

    if name is not None:
        return load_encoder(name)
    try:
        return load_encoder(find_encoder_name(to))
    except ModelFolderError as error:
        raise ModelFolderError(
            f"{error}\nthe index in {to} was made with it; with --encoder {BUNDLED_NAME} everything is"
            " embedded anew by the bundled encoder"
        ) from error


def _verify(path: Path, *, quiet: bool) -> int:
    from index.store import open_index

    with open_index(path) as index:
        index.verify()
        if not quiet:
            counts = index.manifest.counts
            print(f"{path} is whole: {counts.pages:,} pages, {counts.articles:,} articles")
    return _DONE


def _show(path: Path) -> int:
    from index.reading import UnreadablePageError, read_page
    from index.segmenting import segment_page
    from index.showing import show_page

    try:
        page = read_page(path, path.name)
    except UnreadablePageError as error:
        print(f"error: {path}: {error}", file=sys.stderr)
        return _ERROR
    print(show_page(page, segment_page(page)))
    return _DONE


if __name__ == "__main__":
    sys.exit(main())
