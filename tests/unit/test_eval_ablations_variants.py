import pickle

import pytest

from eval.ablations.variants import DEFAULT, FAMILIES, IndexRecipe, NamedModels, list_variants


def test_the_pipeline_as_it_is_comes_first_and_changes_nothing() -> None:
    first, *others = list_variants(["paths"], NamedModels())
    assert (first.name, first.settings, first.recipe) == (DEFAULT, {}, IndexRecipe())
    assert others
    assert not any(first.is_same(other) for other in others)


def test_no_variant_comes_twice_under_whatever_name() -> None:
    models = NamedModels(encoders=("one", "two"), reranker="three")
    variants = list_variants(FAMILIES, models)
    assert len({variant.name for variant in variants}) == len(variants)
    for number, variant in enumerate(variants):
        assert not any(variant.is_same(other) for other in variants[:number])
    names = {family: {one.name for one in list_variants([family], models)} for family in ("paths", "stages")}
    assert names["paths"] & names["stages"] == {DEFAULT, "fused, no late interaction"}


def test_models_that_are_named_are_variants() -> None:
    variants = {
        one.name: one for one in list_variants(["paths", "encoders"], NamedModels("own", ("other",), "cross"))
    }
    assert variants["fused, reranker cross"].settings == {"reranker": "cross"}
    assert variants["encoder other"].settings == {"encoder": "other"}
    assert variants["encoder other"].recipe.encoder == "other"
    assert {one.recipe.encoder for one in variants.values() if one.family != "encoders"} == {"own"}


def test_every_variant_can_be_sent_to_another_process() -> None:
    variants = list_variants(FAMILIES, NamedModels(encoders=("other",)))
    assert pickle.loads(pickle.dumps(variants)) == variants


@pytest.mark.parametrize(
    ("families", "message"),
    [
        pytest.param(
            ["chunk"], "there is no ablation 'chunk'; there are: paths, encoders, chunks", id="unknown"
        ),
        pytest.param(
            ["encoders"], "needs an encoder to compare with; name one by --encoders", id="no encoder"
        ),
    ],
)
def test_what_cannot_be_changed_is_said(families: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list_variants(families, NamedModels())
