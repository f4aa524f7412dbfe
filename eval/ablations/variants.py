"""What is changed: each variant is the pipeline as it is, but for one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from eval.ablations.changing import (
    ResourcedAnswerer,
    forget_glossary,
    hide_zone_names,
    ignore_sounds,
    ignore_years,
    keep_pipeline,
    lift_zone_filter,
    list_zones_of_hits,
)
from index.chunking import USUAL_SIZES, PassageSizes
from rag.pipeline import Pipeline

PATHS, ENCODERS, CHUNKS, ZONES, STAGES = "paths", "encoders", "chunks", "zones", "stages"
FAMILIES = (PATHS, ENCODERS, CHUNKS, ZONES, STAGES)
DEFAULT = "default"
_WHOLE_ARTICLE = 10**6
"""Characters that no article of a newspaper page has."""
_NEXT_TO_NONE = 0.001


@dataclass(frozen=True, slots=True)
class IndexRecipe:
    """What an index of the pages is made with.

    Attributes:
        encoder: Name or folder; empty for the bundled one.
        sizes: How long its passages are.
    """

    encoder: str = ""
    sizes: PassageSizes = USUAL_SIZES


@dataclass(frozen=True, slots=True)
class Variant:
    """The pipeline with one thing changed.

    Attributes:
        name: As a table shows it.
        family: One of `FAMILIES`, or `DEFAULT`.
        settings: Settings that are changed, by name.
        recipe: What its index is made with.
        change: Puts another part in the place of one of the pipeline's.
    """

    name: str
    family: str
    settings: Mapping[str, object] = field(default_factory=dict)
    recipe: IndexRecipe = IndexRecipe()
    change: Callable[[Pipeline], ResourcedAnswerer] = keep_pipeline

    def is_same(self, other: Variant) -> bool:
        """Tell whether two variants, whatever they are called, answer alike."""
        return (self.settings, self.recipe, self.change) == (other.settings, other.recipe, other.change)


@dataclass(frozen=True, slots=True)
class NamedModels:
    """Models of the user's choice: names, or folders.

    Attributes:
        encoder: Of every variant that does not change it; empty for the bundled one.
        encoders: Each set against that one.
        reranker: A cross-encoder, set against late interaction; empty for none.
    """

    encoder: str = ""
    encoders: tuple[str, ...] = ()
    reranker: str = ""


def list_variants(families: Sequence[str], models: NamedModels) -> tuple[Variant, ...]:
    """Give the variants of some families, first the pipeline as it is.

    Raises:
        ValueError: There is no such family, or it needs a model that is not named.
    """
    unknown = [family for family in families if family not in FAMILIES]
    if unknown:
        raise ValueError(f"there is no ablation {unknown[0]!r}; there are: {', '.join(FAMILIES)}")
    if ENCODERS in families and not models.encoders:
        raise ValueError(
            f"the ablation {ENCODERS!r} needs an encoder to compare with; name one by --encoders"
        )
    recipe = IndexRecipe(models.encoder)
    make: Mapping[str, Callable[[], list[Variant]]] = {
        PATHS: lambda: _list_paths(recipe, models.reranker),
        ENCODERS: lambda: [
            Variant(f"encoder {name}", ENCODERS, {"encoder": name}, IndexRecipe(name))
            for name in models.encoders
        ],
        CHUNKS: lambda: _list_chunks(models.encoder),
        ZONES: lambda: _list_zones(recipe),
        STAGES: lambda: _list_stages(recipe),
    }
    found = [Variant(DEFAULT, DEFAULT, recipe=recipe)]
    for family in FAMILIES:
        for variant in make[family]() if family in families else []:
            if not any(variant.is_same(other) for other in found):
                found.append(variant)
    return tuple(found)


def _list_paths(recipe: IndexRecipe, reranker: str) -> list[Variant]:
    one_stage: dict[str, object] = {"late_weight": 0}
    found = [
        Variant("dense only", PATHS, {**one_stage, "keyword_weight": 0}, recipe),
        Variant("keyword only", PATHS, {**one_stage, "dense_weight": 0}, recipe),
        Variant("fused, no late interaction", PATHS, one_stage, recipe),
        Variant("dense, late interaction", PATHS, {"keyword_weight": 0}, recipe),
        Variant("keyword, late interaction", PATHS, {"dense_weight": 0}, recipe),
    ]
    if reranker:
        found.append(Variant(f"fused, reranker {reranker}", PATHS, {"reranker": reranker}, recipe))
    return found


def _list_chunks(encoder: str) -> list[Variant]:
    usual = USUAL_SIZES
    sizes = {
        "passages of one sentence": PassageSizes(0, 0),
        "passages of half the size": PassageSizes(usual.least // 2, usual.most // 2),
        "passages of twice the size": PassageSizes(usual.least * 2, usual.most * 2),
        "passages of whole articles": PassageSizes(_WHOLE_ARTICLE, _WHOLE_ARTICLE),
    }
    return [
        Variant(name, CHUNKS, recipe=IndexRecipe(encoder, of_passages)) for name, of_passages in sizes.items()
    ]


def _list_zones(recipe: IndexRecipe) -> list[Variant]:
    return [
        Variant("zones of questions no filter", ZONES, recipe=recipe, change=lift_zone_filter),
        Variant("zones of questions not known", ZONES, recipe=recipe, change=hide_zone_names),
        Variant("lists: zones of the 10 hits", ZONES, recipe=recipe, change=list_zones_of_hits),
    ]


def _list_stages(recipe: IndexRecipe) -> list[Variant]:
    all_asserted = {"list_threshold": _NEXT_TO_NONE, "quote_threshold": _NEXT_TO_NONE}
    return [
        Variant("fused, no late interaction", STAGES, {"late_weight": 0}, recipe),
        Variant("no glossary", STAGES, recipe=recipe, change=forget_glossary),
        Variant("names not by sound", STAGES, recipe=recipe, change=ignore_sounds),
        Variant("years no condition", STAGES, recipe=recipe, change=ignore_years),
        Variant("no thresholds", STAGES, all_asserted, recipe),
    ]
