"""Options and settings to the application that is served: nothing else puts it together."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from app.hosting.accounts import Accounts
from app.hosting.choices import Hosting, is_private, takes_uploads
from app.hosting.hosts import choose_hosts, read_host
from app.hosting.limiting import Allowance
from app.hosting.proxying import Proxies, RootPath, read_root_path
from app.hosting.recording import STANDARD_OUTPUT, LineRecorder
from app.hosting.stopping import Work
from app.recording import SILENT, Recorder
from app.services import ANSWERS_QUEUE
from app.writer import describe_writer, find_writer
from prompts.loading import load_wording
from rag.settings import DEFAULT_INDEX, Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.hosting.observing import ObservedPipeline
    from app.programs.answering import Programs

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Opened:
    """What is put together from the options before anything is served.

    Attributes:
        library: Answers.
        work: What is under way.
        recorder: The log.
        hosting: What the host has chosen.
        settings: All settings.
    """

    library: ObservedPipeline
    work: Work
    recorder: Recorder
    hosting: Hosting
    settings: Settings


def read_hosting(options: argparse.Namespace) -> Hosting:
    """Give what the command line says of hosting.

    Raises:
        ValueError: A name, path or address is none; or the file of accounts cannot be used.
    """
    root = read_root_path(options.root_path) if options.root_path else RootPath()
    named = [*options.hostname, *filter(None, [read_host(root.host)])]
    accounts = Accounts(options.auth) if options.auth is not None else None
    has_uploads = takes_uploads(options.uploads, options.host, has_accounts=accounts is not None)
    return Hosting(
        hosts=choose_hosts(options.host, named),
        root=root,
        proxies=Proxies(options.forwarded_allow_ips.split(",")),
        # The check asks by itself, on a free port of this machine, and knows no password.
        accounts=None if options.check else accounts,
        allowance=Allowance(options.per_person, options.per_minute, options.answers + options.queue),
        upload_bytes=options.upload_mib * MIB if has_uploads else 0,
        grace_s=float(options.grace_s),
    )


def open_recorder(options: argparse.Namespace) -> Recorder:
    """Open the log that the command line asks for.

    Raises:
        LogError: It cannot be written.
    """
    place = options.log or (STANDARD_OUTPUT if options.verbose else "")
    return LineRecorder(place, with_words=options.log_questions) if place else SILENT


class ExtraMissingError(RuntimeError):
    """A package is not installed; the message says how it is."""


def check_extras(options: argparse.Namespace) -> None:
    """See that what the options need is installed, before anything slow is done.

    Raises:
        ExtraMissingError: It is not.
    """
    if (options.mcp or options.mcp_stdio) and find_spec("mcp") is None:
        raise ExtraMissingError(
            "MCP needs the extra `mcp`, which is not installed: pip install -c constraints.txt -e '.[mcp]'"
        )


def warn_of(options: argparse.Namespace) -> None:
    """Say what a host may not have meant."""
    if options.auth is None and not is_private(options.host):
        print(
            f"warning: everybody who reaches {options.host} reads every indexed page and asks questions; "
            "ask for a password with --auth FILE, or put a proxy with one before it (docs/hosting.md)",
            file=sys.stderr,
        )


def open_library(
    settings: Settings, options: argparse.Namespace, hosting: Hosting, recorder: Recorder
) -> Opened:
    """Open models and index; gradio is not loaded yet, so that what is wrong is told at once.

    Raises:
        StoreError: There is no index, or it cannot be used.
        SettingError: A model cannot be used.
    """
    from app.hosting.observing import ObservedPipeline
    from rag.assembling import load_models
    from rag.sample_index import ensure_sample_index

    if settings.index_dir == DEFAULT_INDEX:
        is_silent = options.quiet or options.mcp_stdio
        ensure_sample_index(settings.index_dir, encoder=settings.encoder, quiet=is_silent)
    models = load_models(settings)
    if options.check:
        # The check costs nothing: its question is answered by quotes.
        models = replace(models, chat_model=None)
    work = Work()
    library = ObservedPipeline(settings, work=work, recorder=recorder, models=models)
    return Opened(library, work, recorder, hosting, settings)


def make_programs(opened: Opened, options: argparse.Namespace) -> Programs:
    """Give the calls for programs."""
    from app.programs.answering import Programs
    from app.programs.places import Places

    places = Places(options.answers, waiting=options.queue)
    return Programs(opened.library, places, is_stopping=opened.work.is_cut)


def make_app(opened: Opened, options: argparse.Namespace, say: Callable[[str], None]) -> FastAPI:
    """Put the application together: routes, calls for programs, page."""
    from app.feedback import DEFAULT_FEEDBACK, FeedbackStore, IndexMark, RecentAnswers
    from app.hosting.keeping import make_feedback_router
    from app.hosting.serving import create_app
    from app.hosting.uploading import choose_upload_folder
    from app.interface import build_page, mount_page
    from app.programs.mounting import mount_mcp
    from app.programs.routes import make_router
    from app.services import Limits, Services
    from app.suggesting import IndexSuggester

    library, hosting = opened.library, opened.hosting
    choose_upload_folder()
    writer = find_writer(opened.settings)
    _tell_start(opened, say)
    say(describe_writer(writer, load_wording("en", "page")))
    encoder = library.current.index.manifest.settings.encoder
    recent = RecentAnswers(lambda: IndexMark(library.generation, encoder))
    store = FeedbackStore(options.feedback or DEFAULT_FEEDBACK)
    programs = make_programs(opened, options)
    app = create_app(
        library,
        hosting=hosting,
        routers=(make_router(programs), make_feedback_router(recent, store)),
        work=opened.work,
        recorder=opened.recorder,
        find_generation=lambda: library.generation,
    )
    if options.mcp:
        mount_mcp(app, programs, allows_host=hosting.hosts.allows)
    services = Services(
        library=library,
        limits=Limits(options.answers, options.queue, opened.settings.question_chars),
        writer=writer,
        suggester=IndexSuggester(library),
        remember=recent.remember,
        shelf=library if hosting.upload_bytes else None,
    )
    page = build_page(services, programs)
    mount_page(app, page)
    tell_jobs(app, page)
    return app


def _tell_start(opened: Opened, say: Callable[[str], None]) -> None:
    scope = opened.library.scope()
    say(f"{opened.settings.index_dir}: articles {scope.articles:,}, zones {scope.zones:,}")
    opened.recorder.record(
        "start",
        articles=scope.articles,
        zones=scope.zones,
        generation=opened.library.generation,
        model=opened.settings.model,
    )


def tell_jobs(app: FastAPI, page: Any) -> None:  # noqa: ANN401 - only app.interface knows gradio's types
    """Tell what counts questions how to ask gradio's queue; its own words for that are private."""
    jobs = app.state.jobs
    jobs.is_queued = lambda event: event in page._queue.event_ids_to_events  # noqa: SLF001
    jobs.asking = frozenset(
        number for number, event in page.fns.items() if event.concurrency_id == ANSWERS_QUEUE
    )
