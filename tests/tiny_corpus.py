"""A tiny bilingual corpus, made on the spot from a list of words: enough to train an encoder in seconds."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

WHO = {
    "the steel mill": "钢厂",
    "a battery maker": "电池厂商",
    "the tea farm": "茶场",
    "our high school": "中学",
    "the city hospital": "市医院",
    "a silk museum": "丝绸博物馆",
    "the old harbour": "老港口",
    "the copper mine": "铜矿",
}
DOES = {
    "opened": "开放了",
    "repaired": "修缮了",
    "sold": "出售了",
    "painted": "粉刷了",
    "measured": "测量了",
}
WHAT = {
    "a bridge": "桥梁",
    "its warehouse": "仓库",
    "the garden": "花园",
    "seven windows": "七扇窗户",
    "two boats": "两艘船",
}
WHERE = {
    "beside the river": "在河边",
    "under the mountain": "在山下",
    "near the railway": "在铁路附近",
}
GLOSSARY = {
    "processing": "加工",
    "photovoltaic": "光伏",
    "magnesium": "镁",
    "tailings": "尾矿",
    "economic development zone": "经开区|经济开发区",
    "investment promotion": "招商引资",
}

HELD_OUT_EVERY = 10

Row = Mapping[str, str]


def iterate_sentences() -> Iterator[tuple[str, str]]:
    """Give all 600 sentences, English and Chinese, those that are alike one after another."""
    for where, who, what, does in product(WHERE.items(), WHO.items(), WHAT.items(), DOES.items()):
        yield f"{who[0]} {does[0]} {what[0]} {where[0]}.", f"{who[1]}{where[1]}{does[1]}{what[1]}。"


def split_sentences() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Give sentences to train on and others, combined anew of the same words, to test on."""
    everything = list(iterate_sentences())
    held_out = everything[::HELD_OUT_EVERY]
    return [pair for pair in everything if pair not in set(held_out)], held_out


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write gzip'd JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_corpus(folder: Path) -> Path:
    """Write the corpus in the layout that training reads, and give its folder."""
    trained, held_out = split_sentences()
    write_rows(
        folder / "train" / "parallel.jsonl.gz",
        ({"en": english, "zh": chinese, "src": "tiny_news"} for english, chinese in trained),
    )
    words = [*WHO.items(), *DOES.items(), *WHAT.items(), *WHERE.items()]
    write_rows(
        folder / "train" / "terms.jsonl.gz",
        ({"en": one, "zh": other, "src": "tiny_words"} for one, other in words),
    )
    write_rows(
        folder / "train" / "query_passage.jsonl.gz",
        (
            {
                "q": f"{chinese[:6]}怎么了？",
                "pos": f"{chinese}此事已有报道。",
                "pid": str(number),
                "src": "tiny_questions",
            }
            for number, (_, chinese) in enumerate(trained)
        ),
    )
    tests = [{"en": english, "zh": chinese, "src": "tiny_news"} for english, chinese in held_out]
    write_rows(folder / "train" / "dev_parallel.jsonl.gz", tests[::2])
    write_rows(folder / "eval" / "tiny.jsonl.gz", tests[1::2])
    write_rows(folder / "news" / "tiny.jsonl.gz", ({"id": "n1", "text": "天气预报说明天有雨。"},))
    (folder / "glossary.tsv").write_text(
        "# a tiny glossary\n" + "".join(f"{one}\t{other}\n" for one, other in GLOSSARY.items()),
        encoding="utf-8",
    )
    return folder


RECIPE = """\
seed = 7

[cleaning]
left_out = ["loose"]
longest_english_chars = 400
longest_chinese_chars = 200
most_english_per_chinese = 9.0
least_english_per_chinese = 0.8
ratio_from_chars = 8
longest_passage_chars = 200
glossary_terms = 2

[windows]
sources = ["tiny_news"]
fewest_sentences = 3
most_sentences = 5
longest_chars = 200
cuts = 1
fewest_words = 4
span_words = [2, 4]
content_words = [2, 3]
common_words = 3

[weights.kinds]
parallel = 1.0
term = 2.0
glossary = 1.0
query_passage = 0.5
glossed_question = 0.5
window_span = 0.5

[weights.sources]
tiny_words = 1.5

[weights.most_source]
term = 1.0

[tokenizer]
chinese_words = 200
longest_chinese_word = 6
longest_whole_term = 4
english_words = 100
english_pieces = 64
longest_english_piece = 8
piece_penalty = 10.0
term_share = 0.3
most_term_count = 10
hanzi_log_probability = -17.0
decimals = 2

[align.kinds]
parallel = 1.0
glossary = 1.0

[align.alignment]
free_rounds = 3
agreeing_rounds = 2
null_share = 0.08
longest = 60

[align.table]
most = 8
least_probability = 0.01
confidence_power = 0.5

[align.glosses]
most = 4
least_share = 0.05
least_links = 0.5

[composition]
share = 1.0

[train]
dimensions = 32
epochs = 8
batch_size = 32
learning_rate = 0.02
warmup_steps = 20
temperature = 0.05
initial_scale = 0.1
translated_start = 0.8
matryoshka = []
matryoshka_weight = 1.0
drop_pieces = 0.0
longest_pieces = 64
unseen_norm = 0.5
threads = 1
checkpoint_every_steps = 40

[train.late]
weight = 0.5
late_from = 0.6
pairs = 12
kinds = ["parallel", "window_span"]
temperature = 0.04
norm_share = 0.7
most_norm_share = 1.3
longest_pieces = 32

[evaluate]
bitext = ["train/dev_parallel.jsonl.gz"]
windows = ["eval/tiny.jsonl.gz"]
window_sentences = 3
span_words = 3
distractors = "news/tiny.jsonl.gz"
most_distractors = 1
distractor_chars = 100

[write]
name = "tiny-encoder"
median_norm = 3.3
most_mib = 8.0
"""
