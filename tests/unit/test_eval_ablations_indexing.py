from pathlib import Path

import pytest

from eval.ablations.indexing import build_recipe
from eval.ablations.variants import IndexRecipe, NamedModels, list_variants
from index.chunking import PassageSizes
from index.sentence_encoding import load_encoder
from index.store import open_index
from tests.small_pages import PAGES
from tests.tiny_models import make_sentence_model

PAGE = (
    "清溪经开区玻璃企业增产\n本刊讯 "
    + "清溪经济技术开发区的玻璃企业增加产量，工人三班倒。" * 80
    + "（林小舟）\n"
)


def test_each_size_cuts_the_same_pages_into_other_passages(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "2024-06-13.txt").write_text(PAGE, encoding="utf-8")
    counts = {}
    for number, variant in enumerate(list_variants(["chunks"], NamedModels())):
        counts[variant.name] = build_recipe(tmp_path / "pages", variant.recipe, tmp_path / str(number))
    assert counts["passages of one sentence"] == 80
    assert counts["passages of whole articles"] == 1
    assert (
        80
        > counts["passages of half the size"]
        > counts["default"]
        > counts["passages of twice the size"]
        > 1
    )


def test_all_of_an_article_is_in_its_passages_whatever_their_size(tmp_path: Path) -> None:
    texts = []
    for number, sizes in enumerate([PassageSizes(), PassageSizes(0, 0), PassageSizes(10_000, 10_000)]):
        build_recipe(PAGES, IndexRecipe(sizes=sizes), tmp_path / str(number))
        with open_index(tmp_path / str(number)) as index:
            passages = [index.passage(number) for number in range(index.n_passages)]
            texts.append([sentence for passage in passages for sentence in passage.sentences])
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.models
def test_another_encoder_has_an_index_of_its_own(tmp_path: Path) -> None:
    folder = str(make_sentence_model(tmp_path / "model"))
    build_recipe(PAGES, IndexRecipe(folder), tmp_path / "index")
    with open_index(tmp_path / "index", encoder=load_encoder(folder)) as index:
        assert index.manifest.settings.encoder == folder
        assert index.vectors.matrix.shape[1] == 32
