"""An answerer that says what a test told it to, over one article made by hand."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from index.catalogue import ArticleEntry, Catalogue
from index.documents import Article, Dated, Page, Passage, Zone
from index.zones import load_gazetteer
from rag.answers import (
    EVERYWHERE,
    Answer,
    AnswerEvent,
    AnswerFinished,
    Citation,
    Hit,
    Json,
    Language,
    Narrowing,
    Problem,
    Query,
    Scope,
    StageStarted,
    Statement,
    TextAdded,
    Trace,
)
from rag.composing import compose_sources, escape_markdown, render_statement
from rag.narrowing import check_narrowing

HOSTILE = '<img src=x onerror="window.hacked=1">[x](http://evil.example/)![](http://evil.example/a.png)'
PARAGRAPHS = (
    "本刊讯 今年以来，青泉经开区围绕特色产业抓招商、抓项目、抓服务，园区面貌焕然一新，干部作风明显转变。",
    "据了解，该区重点发展铜加工产业，总投资24.96亿元的铜箔项目已经开工建设，预计明年六月投产。"
    "项目建成后，可年产电子铜箔8万吨，带动就业1200人。",
    f"下一步，该区将继续完善基础设施{HOSTILE}，新建标准厂房12万平方米，为企业落地提供保障。",
    "与此同时，青泉经开区还推行一枚印章管审批，企业开办时间压缩到半天以内，受到企业好评。" * 3,
)
QUOTE = "总投资24.96亿元的铜箔项目已经开工建设，预计明年六月投产。"
SECOND_QUOTE = "新建标准厂房12万平方米，为企业落地提供保障。"
ZONE = Zone(
    "青泉经开区", "青泉经济技术开发区", "Qingquan Economic and Technological Development Zone",
    "青州", "Qingzhou", "青泉", "Qingquan",
)  # fmt: skip


def make_article() -> tuple[Article, Page]:
    """Give an article, and its page: a headline, then the body cut into lines of 18 characters."""
    body = "".join(f"{paragraph}\n" for paragraph in PARAGRAPHS)
    printed, offsets = "铜箔项目开工\n", []
    column = 0
    for char in body:
        offsets.append((len(printed), len(printed) + 1))
        printed += char
        column = 0 if char == "\n" else column + 1
        if column == 18:
            printed, column = printed + "\n\n", 0
    article = Article(
        id="青泉/1?a=b&c", source="报纸/2024-06.txt", ordinal=0, zone=ZONE.short, headline="铜箔项目开工",
        byline="张三", dateline="本刊讯", published=Dated(2024, 6), body=body,
        offsets=np.array(offsets, dtype=np.int32), page_start=0, page_end=len(printed),
    )  # fmt: skip
    return article, Page(article.source, printed)


def make_citation(number: int, quote: str, *, focus: str = "") -> Citation:
    """Give the citation of words that stand in the article."""
    article, page = make_article()
    at = article.body.index(quote)
    start, end = article.locate(at, at + len(quote))
    found = (quote.index(focus), quote.index(focus) + len(focus)) if focus else None
    return Citation(
        number=number, quote=page.text[start:end], focus=None, text=quote, text_focus=found,
        zone=article.zone, headline=article.headline, byline=article.byline, published=str(article.published),
        source=article.source, start=start, end=end, article_id=article.id,
        article_start=at, article_end=at + len(quote),
    )  # fmt: skip


def _hit(zone: str, score: float) -> dict[str, Json]:
    return {"zone": zone, "score": score}


def make_answer(question: str, *, abstained: bool = False) -> Answer:
    """Give a list answer with two citations, or an abstention whose text refers to none of them."""
    article, _ = make_article()
    text = (
        "The articles do not say."
        if abstained
        else f"**1 zone fits.**\n\n- **{ZONE.place_english}** ({ZONE.short}), 2024-06:\n"
        f"> {QUOTE} [1]\n\n- {HOSTILE} {SECOND_QUOTE} [2] [9]"
    )
    passage = Passage(article.id, 0, 50, ((0, 50),))
    stages: tuple[tuple[str, dict[str, Json]], ...] = (
        ("understanding", {"topic": "copper processing", "is_list": True, "zones": []}),
        ("retrieving", {"found": 12, "hits": [_hit(ZONE.short, 0.83214), _hit(HOSTILE, 0.2)]}),
    )  # fmt: skip
    return Answer(
        query=Query(question, question, "copper processing", "en", is_list=True),
        text=text,
        abstained=abstained,
        zones=() if abstained else (ZONE,),
        citations=(make_citation(1, QUOTE, focus="24.96亿元"), make_citation(2, SECOND_QUOTE)),
        hits=(Hit(0, passage, article, 0.9, text),),
        trace=Trace(stages),
        seconds=0.034,
        scope=Scope(articles=37, zones=9),
    )


STATEMENTS = (
    Statement("The foil project in Qingquan costs 2.496 billion yuan.", (1,), "supported", support=0.94),
    Statement(
        "It yields 12,000 tonnes of foil a year.", (1,), "contradicted",
        (Problem("figure", "12,000 tonnes", "8万吨"),), support=0.4, prefix="- ",
    ),
    Statement(
        "It belongs to Sunrise Copper.", (1,), "supported", unconfirmed=("Sunrise Copper",), support=0.8,
        prefix="- ",
    ),
    Statement(
        f"Read more at {HOSTILE} <javascript:alert(1)> &lt;img&gt; ~~really~~ **now**", (2,), "unsupported",
        (Problem("meaning"),), support=0.1, prefix="- ",
    ),
    Statement(
        f"Standard factories come too {HOSTILE}.", (2,), "supported", support=0.7, is_cited=False,
        prefix="- ",
    ),
)  # fmt: skip
MODEL = "openai:scripted"
REASON = "openai:scripted cannot be reached: nothing answers there <img src=x>"


def make_written_answer(question: str, *, language: Language = "en") -> Answer:
    """Give an answer of a language model, some of whose statements fail; the last cites nothing itself."""
    answer = make_answer(question)
    lines = [render_statement(statement, language, "strike") for statement in STATEMENTS]
    sources = compose_sources([(ZONE, citation) for citation in answer.citations], language)
    return replace(
        answer,
        query=replace(answer.query, standalone=f"{question} (in Qingquan)", language=language),
        text="\n".join([lines[0], "", *lines[1:], "", sources]),
        model=MODEL,
        statements=STATEMENTS,
        removed_references=2,
    )


def make_fallback_answer(question: str) -> Answer:
    """Give a quoted answer in the place of one that a language model could not give."""
    answer = make_answer(question)
    note = f"**The language model's answer is not shown**: {escape_markdown(REASON)}. The sentences:"
    return replace(answer, text=f"{note}\n\n{answer.text}", fallback=REASON)


def choose_answer(question: str) -> Answer:
    """Give the answer that a word of the question asks for."""
    if "written" in question or "模型" in question:
        return make_written_answer(question, language="zh" if "模型" in question else "en")
    if "model down" in question:
        return make_fallback_answer(question)
    return make_answer(question, abstained="nothing" in question)


@dataclass
class ScriptedAnswerer:
    """Answers every question; a word in it says how.

    `slow` waits at `gate` now and then, `count` waits there while zones are counted, `nothing` abstains,
    `written` (or 模型) is answered by a language model, and `model down` is not.

    Attributes:
        gate: A slow answer goes on when it is set.
        closed: Set when a stream was closed before its end.
        asked: Each question with its history.
        given: How many bits of text were given in all.
        narrowed: To what the search was narrowed for each question.
    """

    gate: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    given: int = 0
    narrowed: list[Narrowing] = field(default_factory=list)

    def scope(self, narrowing: Narrowing = EVERYWHERE) -> Scope:
        """Count more than there is, so that the counts are told by the index and not by the articles."""
        return Scope(articles=37, zones=9) if narrowing.is_empty else Scope(articles=1, zones=1)

    def narrow(self, narrowing: Narrowing) -> Narrowing:
        """Check a narrowing against the one article."""
        return check_narrowing(narrowing, self.catalogue(), load_gazetteer().with_zones([ZONE]))

    def catalogue(self) -> Catalogue:
        """Give the one article and its zone."""
        article, _ = make_article()
        entry = ArticleEntry(
            0, article.id, article.source, 0, ZONE.short, article.headline, article.published,
            is_whole_page=False,
        )  # fmt: skip
        return Catalogue((entry,), (ZONE,))

    def stream(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Generator[AnswerEvent, None, None]:
        """Give the stages, the text in small bits, the answer."""
        self.asked.append((question, tuple(history)))
        self.narrowed.append(narrowing)
        answer = choose_answer(question)
        try:
            yield StageStarted("searching")
            if "count" in question:
                yield from self._count()
            if "broken" in question:
                raise OSError("the index is gone")
            for at in range(0, len(answer.text), 12):
                yield TextAdded(answer.text[at : at + 12])
                self.given += 1
                if "slow" in question:
                    self.gate.wait(0.2)
            yield AnswerFinished(answer)
        except GeneratorExit:
            self.closed.set()
            raise

    def _count(self) -> Generator[AnswerEvent, None, None]:
        """Count to 2, give signs of life until the gate opens, and count to the end."""
        yield from (StageStarted("mapping", done, 9) for done in range(3))
        while not self.gate.wait(0.05):
            yield StageStarted("mapping", 2, 9)
        yield from (StageStarted("mapping", done, 9) for done in range(3, 10))

    def article(self, article_id: str) -> Article:
        """Give the one article."""
        article, _ = make_article()
        if article_id != article.id:
            raise KeyError(article_id)
        return article

    def page(self, source: str) -> Page:
        """Give the one page."""
        _, page = make_article()
        if source != page.source:
            raise KeyError(source)
        return page
