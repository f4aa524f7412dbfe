"""What a check of a text found, as lines for a terminal and as JSON for programs (`docs/checking.md`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prompts.loading import load_wording
from rag.answers import Citation, Json, Language, Problem, Verdict
from rag.composing import tell_problem
from rag.contract import citation_as_json
from rag.printing import render_text
from rag.texts.checking_texts import CheckedStatement, count_verdicts
from rag.texts.reading_references import ReferencedText

VERSION = 1
_INDENT = "    "
_MOST_SHOWN = 3
_COLOURS = {"supported": "32", "contradicted": "31", "unsupported": "33", "framing": "2"}
"""Of a terminal: green, red, yellow, faint."""


def report_statement(checked: CheckedStatement, language: Language, *, styled: bool = False) -> str:
    """Give a statement, its verdict, what is wrong with it, and the sentence that decided, a line each.

    Args:
        checked: The statement and its sentences.
        language: Of the report.
        styled: The verdict is coloured, as a terminal shows it.
    """
    wording = load_wording(language, "checking")
    statement = checked.statement
    lines = [f": {statement.text}"]
    lines += [_INDENT + told for told in _tell_problems(checked, language)]
    if checked.is_miscited and checked.cited:
        reasons = [tell_problem(problem, language) for problem in checked.cited.problems]
        lines += [_INDENT + reason for reason in reasons]
        lines.append(_INDENT + wording["miscited"])
    if checked.unresolved:
        numbers = " ".join(f"[{number}]" for number in checked.unresolved)
        lines.append(_INDENT + wording["unresolved"].format(numbers=numbers))
    lead = wording[_name_lead(checked)]
    lines += [f"{_INDENT}{lead}{_describe_source(source)}" for source in checked.sources[:_MOST_SHOWN]]
    # Control characters of a page or a text must not reach a terminal.
    shown = "".join(f"{render_text(line, styled=False)}\n" for line in lines)
    return _colour(wording[f"verdict_{statement.verdict}"], statement.verdict, styled=styled) + shown


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
    unresolved = dict.fromkeys(number for item in checked for number in item.unresolved)
    if unresolved:
        numbers = " ".join(f"[{number}]" for number in sorted(unresolved))
        parts.append(wording["unresolved_all"].format(numbers=numbers))
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


def _tell_problems(checked: CheckedStatement, language: Language) -> Iterator[str]:
    if not checked.sources and not checked.statement.holds:
        yield load_wording(language, "checking")["nothing_found"]
        return
    for problem in checked.statement.problems:
        yield tell_problem(problem, language, is_cited=checked.statement.is_cited)


def _name_lead(checked: CheckedStatement) -> str:
    """Name what stands before a sentence: that the text cites it, that it was found, or only comes near."""
    if checked.cited is not None and not checked.is_miscited:
        return "cited"
    return "found" if checked.statement.verdict in {"supported", "contradicted"} else "nearest"


def _colour(text: str, verdict: Verdict, *, styled: bool) -> str:
    return f"\x1b[{_COLOURS[verdict]}m{text}\x1b[0m" if styled else text


def _describe_source(source: Citation) -> str:
    details = " · ".join(filter(None, (source.headline, source.published, source.source)))
    return f"「{source.text}」 — {details}"
