"""What a check of a text found, as lines for a terminal and as JSON for programs (`docs/checking.md`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from prompts.loading import load_wording
from rag.answers import Citation, Json, Language, Problem
from rag.checking_texts import CheckedStatement, count_verdicts
from rag.contract import citation_as_json
from rag.printing import render_text
from rag.reading_references import ReferencedText

VERSION = 1
_INDENT = "    "


def report_statement(checked: CheckedStatement, language: Language) -> str:
    """Give a statement, its verdict, what is wrong with it, and the sentence that decided, a line each."""
    wording = load_wording(language, "checking")
    statement = checked.statement
    lines = [f"{wording[f'verdict_{statement.verdict}']}: {statement.text}"]
    lines += [_INDENT + told for told in _tell_problems(statement.problems, language)]
    if checked.is_miscited:
        lines.append(_INDENT + wording["miscited"])
    if checked.unresolved:
        numbers = " ".join(f"[{number}]" for number in checked.unresolved)
        lines.append(_INDENT + wording["unresolved"].format(numbers=numbers))
    lead = "" if statement.verdict in {"supported", "contradicted"} else f"{wording['nearest']}: "
    lines += [_INDENT + lead + _describe_source(source) for source in checked.sources[:3]]
    # Control characters of a page or a text must not reach a terminal.
    return "".join(f"{render_text(line, styled=False)}\n" for line in lines)


def report_totals(checked: Sequence[CheckedStatement], read: ReferencedText, language: Language) -> str:
    """Give how many statements came out each way, and what was not checked."""
    wording = load_wording(language, "checking")
    counts = count_verdicts(checked)
    parts = [wording["totals"].format(checked=len(checked) - counts["framing"], **counts)]
    further = (
        ("framing_too", counts["framing"]),
        ("unchecked", read.unchecked_lines),
        ("withdrawn", read.withdrawn),
    )
    parts += [wording[key].format(count=count) for key, count in further if count]
    return ("" if language == "zh" else " ").join(parts) + "\n"


def report_as_json(checked: Sequence[CheckedStatement], read: ReferencedText) -> dict[str, Json]:
    """Give the whole check as plain values, in the fields and order that `docs/checking.md` describes."""
    sources = {source.number: source for item in checked for source in item.sources}
    counts = count_verdicts(checked)
    return {
        "version": VERSION,
        "holds": all(item.statement.holds for item in checked),
        "counts": {str(verdict): count for verdict, count in counts.items()},
        "unchecked_lines": read.unchecked_lines,
        "withdrawn": read.withdrawn,
        "statements": [_statement_as_json(item) for item in checked],
        "citations": [citation_as_json(sources[number]) for number in sorted(sources)],
    }


def _statement_as_json(checked: CheckedStatement) -> Json:
    statement = checked.statement
    return {
        "text": statement.text,
        "verdict": statement.verdict,
        "citations": [source.number for source in checked.sources],
        "problems": [_problem_as_json(problem) for problem in statement.problems],
        "unconfirmed": list(statement.unconfirmed),
        "support": round(statement.support, 4),
        "cited_verdict": checked.cited.verdict if checked.cited else None,
        "unresolved": list(checked.unresolved),
    }


def _problem_as_json(problem: Problem) -> Json:
    return {"kind": problem.kind, "said": problem.said, "instead": problem.instead}


def _tell_problems(problems: Iterable[Problem], language: Language) -> Iterator[str]:
    checking, answer = load_wording(language, "checking"), load_wording(language, "answer")
    for problem in problems:
        if problem.instead:
            yield checking["said_instead"].format(said=problem.said, instead=problem.instead)
        else:
            yield answer[f"problem_{problem.kind}"].format(said=problem.said)


def _describe_source(source: Citation) -> str:
    details = " · ".join(filter(None, (source.headline, source.published, source.source)))
    return f"「{source.text}」 — {details}"
