"""Pages that readers bring, as HTML: what may be brought, how far it is, what was found in each file."""

from __future__ import annotations

from collections.abc import Sequence

from app.views.answers import View
from app.views.markdown import escape_text
from index.adding import MAX_BYTES_AT_ONCE, MAX_FILES_AT_ONCE, AddedFile, AddedPage, AddSummary
from index.additions import AddingError
from index.builds import BuildStep
from index.errors import IndexBusyError
from index.generations import IndexDiskError
from index.reading import MAX_PAGE_BYTES, READERS

_MIB = 1024 * 1024


def render_pages_heading(view: View) -> str:
    """Say what may be brought, and where it goes."""
    words = view.wording
    hint = words["pages_hint"].format(
        kinds=" ".join(sorted(READERS)),
        most_mib=MAX_PAGE_BYTES // _MIB,
        most_files=MAX_FILES_AT_ONCE,
        all_mib=MAX_BYTES_AT_ONCE // _MIB,
    )
    heading = f'<h2 class="zw-panel-title">{escape_text(words["pages_heading"])}</h2>'
    return f'{heading}<p class="zw-hint">{escape_text(hint)}</p>'


def render_progress(step: BuildStep | None, total: int, view: View) -> str:
    """Say how far the work is; `total` counts pages, some of which may only be copied."""
    words = view.wording
    if step is None:
        return _render_bar(words["pages_working"], "")
    if step.name in {"page", "pages copied"}:
        done = min(step.pages, total)
        told = words["pages_indexing"].format(done=done, total=max(total, done))
        return _render_bar(told, f' value="{done}" max="{max(total, 1)}"')
    return _render_bar(words["pages_finishing"], "")


def _render_bar(text: str, amount: str) -> str:
    bar = f'<progress{amount} aria-hidden="true"></progress>'
    return f'<p class="zw-stage" role="status">{escape_text(text)}{bar}</p>'


def render_added_pages(summary: AddSummary, view: View) -> str:
    """Tell of each file what was found in it, or why it was not added."""
    words = view.wording
    articles = sum(page.articles for page in summary.pages)
    told = words["pages_nothing"]
    if summary.pages:
        names = _join([_name(page.source) for page in summary.pages], view)
        told = words["pages_ready"].format(pages=names, articles=articles)
    rows = [
        *((page.name, _describe_page(page, view)) for page in summary.pages),
        *(
            (file.name, escape_text(words["pages_known"].format(source=file.source)))
            for file in summary.already_there
        ),
        *(
            (refusal.source, escape_text(words["pages_refused"].format(reason=refusal.reason)))
            for refusal in summary.refusals
        ),
    ]
    return f'<p class="zw-notice" role="status">{escape_text(told)}</p>{_render_rows(rows, view)}'


def _describe_page(page: AddedPage, view: View) -> str:
    words = view.wording
    found = [
        words["pages_found"].format(articles=page.articles),
        page.published or words["pages_undated"],
        *([words["pages_unsplit"]] if page.warning else []),
    ]
    zones = "".join(_render_zone(zone, view) for zone in page.zones)
    headlines = "".join(f'<li lang="zh">{escape_text(headline)}</li>' for headline in page.headlines)
    return (
        f"{escape_text(' · '.join(found))}"
        + (f'<ul class="zw-found-zones">{zones}</ul>' if zones else "")
        + (f'<ul class="zw-found-headlines">{headlines}</ul>' if headlines else "")
    )


def _render_zone(zone: str, view: View) -> str:
    words = view.wording
    question = words["pages_ask_question"].format(zone=zone)
    title = f"{words['pages_ask']}: {zone}"
    return (
        f'<li><button type="button" class="zw-ask" data-ask="{escape_text(question)}"'
        f' title="{escape_text(title)}" lang="zh">{escape_text(zone)}</button></li>'
    )


def _render_rows(rows: Sequence[tuple[str, str]], view: View) -> str:
    words = view.wording
    body = "".join(f"<tr><th scope=row>{escape_text(name)}</th><td>{found}</td></tr>" for name, found in rows)
    columns = (words["pages_file"], words["pages_outcome"])
    head = "".join(f"<th scope=col>{escape_text(column)}</th>" for column in columns)
    return f'<table class="zw-findings"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def render_removed(sources: Sequence[str], view: View) -> str:
    """Say which pages were taken out."""
    told = view.wording["pages_removed"].format(pages=_join([_name(source) for source in sources], view))
    return f'<p class="zw-notice" role="status">{escape_text(told)}</p>'


def render_failure(error: Exception, view: View) -> str:
    """Say why nothing was added or taken out, in words that name no place on the host."""
    kinds = {
        IndexBusyError: "pages_failed_busy",
        IndexDiskError: "pages_failed_disk",
        AddingError: "pages_failed_asked",
    }
    key = next((key for kind, key in kinds.items() if isinstance(error, kind)), "pages_failed_other")
    return f'<p class="zw-notice zw-wrong" role="alert">{escape_text(view.wording[key])}</p>'


def describe_added(file: AddedFile) -> str:
    """Name an added page in the list of all of them, with the minute in UTC at which it came."""
    return f"{_name(file.source)} · {file.added_at[:16].replace('T', ' ')} UTC"


def _name(source: str) -> str:
    return source.rpartition("/")[2]


def _join(names: Sequence[str], view: View) -> str:
    return ("、" if view.language == "zh" else ", ").join(names)
