"""A turn as HTML: its stage, its links, its notices; nothing of a page can act."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conversation import Status, Turn
from app.views.answers import View, describe_scope, link_citation, render_question, render_turn
from prompts.loading import load_wording
from rag.answers import Answer, Problem, Scope, Statement, Verdict
from rag.composing import render_statement
from tests.scripted_answerer import (
    QUOTE,
    REASON,
    SECOND_QUOTE,
    ZONE,
    make_answer,
    make_article,
    make_citation,
    make_fallback_answer,
    make_written_answer,
)

LINK = r'<a class="zw-cite" href="([^"]+)".*?</span>(\d+)</a>'
VIEW = View("en", load_wording("en", "page"), Scope(articles=37, zones=9))


def turn_of(answer: Answer) -> Turn:
    return Turn("q", Status.DONE, text=answer.text, answer=answer)


def done(*, abstained: bool = False) -> Turn:
    return turn_of(make_answer("q", abstained=abstained))


def plain(html: str) -> str:
    """Give the text that a reader sees or hears."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_the_stage_that_runs_is_named_with_what_is_searched() -> None:
    html = render_turn(Turn("q", stage="searching"), VIEW)
    assert "Searching 37 articles…" in html
    assert "Working…" in render_turn(Turn("q", stage="of another pipeline"), VIEW)


def test_streamed_text_has_numbers_without_links_and_keeps_the_stage() -> None:
    html = render_turn(Turn("q", Status.STREAMING, stage="answering", text="a [1]"), VIEW)
    assert '<span class="zw-cite zw-idle">1</span>' in html
    assert "<a " not in html
    assert "Choosing the sentences" in html


def test_known_numbers_link_to_their_citation_and_unknown_ones_do_not() -> None:
    text, sources = render_turn(done(), VIEW).split("<details")
    links = re.findall(LINK, text)
    assert [number for _, number in links] == ["1", "2"]
    assert re.findall(LINK, sources) == links
    assert '<span class="zw-cite zw-idle">9</span>' in text
    query = parse_qs(urlsplit(unescape(links[0][0])).query)
    article, _ = make_article()
    start = article.body.index(QUOTE)
    assert query == {
        "id": [article.id], "start": [str(start)], "end": [str(start + len(QUOTE))], "number": ["1"],
        "lang": ["en"], "focus": ["24.96亿元"],
    }  # fmt: skip


def test_page_text_stays_text() -> None:
    html = render_turn(done(), VIEW)
    assert "<img" not in html
    assert html.count("<a ") == 2 * 2
    assert "\n" not in html


def test_an_abstention_lists_what_its_text_does_not_refer_to() -> None:
    html = render_turn(done(abstained=True), VIEW)
    assert 'class="zw-answer zw-abstained"' in html
    assert "Nearest passages" in html
    shown, sources = html.split("<details")
    assert unescape(shown).count(QUOTE) == 1
    assert unescape(shown).count(SECOND_QUOTE) == 1
    assert "What came nearest: 2" in plain(sources)


def test_an_answer_that_refers_to_all_lists_nothing_again() -> None:
    assert "zw-nearest" not in render_turn(done(), VIEW)


@pytest.mark.parametrize("status", [Status.STOPPED, Status.FAILED], ids=lambda status: status.value)
def test_closed_turns_keep_their_text_and_say_why(status: Status) -> None:
    html = render_turn(Turn("q", status, text="half an answer"), VIEW)
    assert "half an answer" in html
    assert 'class="zw-notice"' in html
    assert "zw-stage" not in html


def test_a_question_is_its_characters() -> None:
    turn = Turn("<b>a</b>\n[x](http://evil.example)")
    html = render_question(turn)
    assert "<b>" not in html
    assert "](" not in html
    assert html.count("<br>") == 1


def test_the_scope_is_said_in_the_language_of_the_page() -> None:
    assert describe_scope(VIEW) == "Searching 37 articles about 9 zones."
    assert "37 篇" in describe_scope(replace(VIEW, language="zh", wording=load_wording("zh", "page")))


def test_a_link_without_focus_names_none() -> None:
    assert "focus" not in link_citation(make_citation(2, SECOND_QUOTE), "zh")


WRITTEN = make_written_answer("and there?")


def test_a_struck_statement_is_struck_with_its_reason_in_words() -> None:
    html = render_turn(turn_of(WRITTEN), VIEW)
    struck = re.findall(r"<del[^>]*>(.*?)</del>", html)
    assert plain(struck[0]) == "Struck out: It yields 12,000 tonnes of foil a year."
    assert len(struck) == 2
    notes = [plain(note) for note in re.findall(r'<span class="zw-note"[^>]*>(.*?)</span>', html)]
    assert notes[0].startswith(load_wording("en", "answer")["reasons"].partition("{")[0])
    assert "12,000 tonnes" in notes[0], "both figures are told"
    assert "8万吨" in notes[0]
    assert "Sunrise Copper" in notes[1]
    assert html.count("(struck out".replace("(", "&#40;")) == 2, "no reason is told twice"


def test_why_a_zone_was_kept_is_set_apart() -> None:
    kept = load_wording("en", "answer")["kept_unjudged"]
    html = render_turn(turn_of(replace(WRITTEN, text=f"- **A**: a [1] {kept}")), VIEW)
    assert plain(re.findall(r'<span class="zw-note">(.*?)</span>', html)[0]) == kept


def test_an_unconfirmed_name_says_what_that_means() -> None:
    html = render_turn(turn_of(WRITTEN), VIEW)
    marked = re.search(r'<span class="zw-note" title="([^"]+)">([^<]*Sunrise Copper[^<]*)</span>', html)
    assert marked
    assert unescape(marked[1]) == VIEW.wording["explain_unconfirmed"]
    assert unescape(marked[2]) == load_wording("en", "answer")["unconfirmed"].format(names="Sunrise Copper")


def test_words_of_a_model_stay_words() -> None:
    html = render_turn(turn_of(WRITTEN), VIEW)
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {
        "div", "p", "ul", "li", "del", "span", "a", "strong", "br", "details", "summary", "ol", "blockquote",
        "button",
    }  # fmt: skip
    assert "**now**" in plain(html)
    assert "~~really~~" in plain(html)
    assert not re.search(r"https?:|javascript:", html)
    assert all(href.startswith("article?") for href in re.findall(r'href="([^"]*)"', html))


def test_the_foot_says_who_wrote_and_how_the_check_went() -> None:
    foot = render_turn(turn_of(WRITTEN), VIEW).split('<p class="zw-foot">')[1]
    assert plain(foot.split("<br>")[0]) == (
        "Written by openai:scripted; statements borne out by the sentences they cite: 3 of 5. "
        "References to nothing, removed: 2."
    )
    assert "openai" not in render_turn(done(), VIEW)


def test_the_remarks_are_in_the_language_of_the_page() -> None:
    html = render_turn(turn_of(WRITTEN), replace(VIEW, language="zh", wording=load_wording("zh", "page")))
    assert "5 条陈述中，3 条有所引句子为证" in plain(html)
    assert "理解为：and there? (in Qingquan)" in plain(html)


def test_a_completed_question_is_shown_above_its_answer() -> None:
    html = render_turn(turn_of(WRITTEN), VIEW)
    assert plain(html).startswith("Understood as: and there? (in Qingquan)")
    assert "zw-understood" not in render_turn(done(), VIEW)


def test_a_model_that_failed_is_a_notice_above_the_quotes() -> None:
    html = render_turn(turn_of(make_fallback_answer("q")), VIEW)
    assert html.count("cannot be reached") == 1
    notice, text = html.split('<div class="zw-text">')
    assert 'class="zw-notice zw-fallback"' in notice
    assert REASON in plain(notice)
    assert "<img" not in html
    assert QUOTE in plain(text)


def test_a_reason_that_the_text_does_not_tell_is_told_all_the_same() -> None:
    html = render_turn(turn_of(replace(make_answer("q"), fallback="it was *late*")), VIEW)
    assert plain(html).startswith("it was *late*")
    assert "1 zone fits" in html


def test_what_a_model_began_is_no_fallback() -> None:
    partly = replace(WRITTEN, fallback="the connection broke")
    assert "zw-fallback" not in render_turn(turn_of(partly), VIEW)


def test_a_stage_that_counts_says_how_far_it_has_come() -> None:
    html = render_turn(Turn("q", stage="mapping", done=3, total=12), VIEW)
    assert "one by one… 3 of 12" in plain(html)
    assert '<progress value="3" max="12" aria-hidden="true">' in html
    assert "<progress" not in render_turn(Turn("q", stage="mapping"), VIEW)


@pytest.mark.parametrize(
    "stage", ["understanding", "rewriting", "searching", "answering", "writing", "mapping"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_stage_of_the_pipeline_has_words(stage: str, language: str) -> None:
    view = replace(VIEW, language=language, wording=load_wording(language, "page"))
    assert view.wording["stage_other"] not in render_turn(Turn("q", stage=stage), view)


def read_sources(turn: Turn, language: str = "en") -> list[str]:
    """Give what each source of an answer says, its number first."""
    view = replace(VIEW, language=language, wording=load_wording(language, "page"))
    listed = re.findall(
        r"<li>(<a .*?)</li>", render_turn(turn, view).split('<details class="zw-sources">')[1]
    )
    return [plain(source) for source in listed]


def test_the_sources_say_zone_headline_date_file_and_words() -> None:
    first, second = read_sources(done())
    assert first == (
        f"Source 1 {ZONE.short} · {ZONE.english} · 铜箔项目开工 · 2024-06 · 报纸/2024-06.txt{QUOTE}"
    )
    assert second.startswith("Source 2 ")
    assert second.endswith(SECOND_QUOTE)
    html = render_turn(done(), VIEW)
    assert "<strong>24.96亿元</strong>" in html
    assert "<summary>Sources&#58; 2</summary>" in html


def test_a_source_without_zone_headline_or_date_says_what_is_known() -> None:
    bare = replace(make_citation(1, QUOTE), zone="", headline="", published="")
    answer = replace(make_answer("q"), citations=(bare,))
    assert read_sources(turn_of(answer)) == [f"Source 1 date unknown · 报纸/2024-06.txt{QUOTE}"]
    assert read_sources(turn_of(answer), "zh")[0].startswith("出处 1 日期不详 · ")


def test_an_answer_that_cites_nothing_lists_no_sources() -> None:
    html = render_turn(turn_of(replace(make_answer("q", abstained=True), citations=())), VIEW)
    assert "<details" not in html
    assert "zw-copy" in html


def test_an_answer_with_a_key_can_be_rated_and_one_without_cannot() -> None:
    html = render_turn(replace(done(), key="aB-_9"), VIEW)
    assert unescape(html).startswith('<div class="zw-answer zw-done" id="zw-key-aB-_9">')
    labels = [plain(label) for label in re.findall(r"<button[^>]*>(.*?)</button>", html)]
    assert labels == ["Copy with sources", "Helpful", "Not helpful"]
    without = render_turn(done(), VIEW)
    assert re.findall(r"<button[^>]*>(.*?)</button>", without) == ["Copy with sources"]
    assert "zw-key-" not in without


@pytest.mark.parametrize(
    "turn", [Turn("q", Status.STREAMING, text="a", key="k"), Turn("q", Status.FAILED, key="k")]
)
def test_only_a_finished_answer_can_be_copied_and_rated(turn: Turn) -> None:
    assert "<button" not in render_turn(turn, VIEW)


def test_what_the_script_says_stands_hidden_in_the_language_of_the_page() -> None:
    view = replace(VIEW, language="zh", wording=load_wording("zh", "page"))
    html = render_turn(replace(done(), key="k"), view)
    words = dict(re.findall(r'<span class="zw-word-(\w+)">(.*?)</span>', html))
    kept = load_wording("zh", "keeping")
    assert {name: plain(text) for name, text in words.items()} == {
        name: text for name, text in kept.items() if name in words
    }
    script = Path(__file__).parents[2] / "app" / "own" / "keeping.js"
    asked = set(re.findall(r'"(rated|rate_\w+|copied|copy_\w+|tools_label)"', script.read_text("utf-8")))
    assert asked <= set(words)


@given(
    st.text(alphabet="ab字<>&\"'[]()!*`~\\#|_$:@/. 1", min_size=1, max_size=40).filter(str.strip),
    st.sampled_from(["supported", "unsupported"]),
    st.sampled_from(["", "- ", "  - ", "2. "]),
)
def test_any_words_of_a_model_are_drawn_as_they_are(text: str, verdict: Verdict, prefix: str) -> None:
    statement = Statement(f"S {text}", (1,), verdict, (Problem("name", text),), prefix=prefix)
    shown = render_statement(statement, "en", "strike")
    html = render_turn(turn_of(replace(WRITTEN, text=shown, statements=(statement,))), VIEW)
    body = html.split('<div class="zw-text">')[1].split("</div>")[0]
    assert set(re.findall(r"<(\w+)", body)) <= {"p", "ul", "ol", "li", "del", "span", "a"}
    assert " ".join(f"S {text}".split()) in " ".join(plain(body).split())
    assert ("<del" in body) == (verdict == "unsupported")
