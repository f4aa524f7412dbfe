"""Losses: equal to sentence-transformers' own within bfloat16, and to late interaction spelt out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from training.recipe import load_recipe

if TYPE_CHECKING:
    from torch import Tensor

pytestmark = pytest.mark.models
torch = pytest.importorskip("torch", reason="needs the extra `training` (torch)")
pytest.importorskip("sentence_transformers", reason="needs the extra `training` (sentence-transformers)")

LATE = replace(load_recipe().train.late, temperature=0.1)
TEMPERATURE = 0.05


def draw_vectors(seed: int) -> tuple[Tensor, Tensor]:
    chance = torch.Generator().manual_seed(seed)
    left = torch.randn(64, 32, generator=chance)
    right = left + torch.randn(64, 32, generator=chance)
    return left.requires_grad_(), right.requires_grad_()


def test_the_loss_of_texts_is_that_of_sentence_transformers() -> None:
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    from training.losses import compare_texts

    theirs = MultipleNegativesRankingLoss(
        None,  # type: ignore[arg-type] # it is given vectors
        scale=1 / TEMPERATURE,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )
    left, right = draw_vectors(1)
    expected = theirs.compute_loss_from_embeddings([left, right], torch.arange(64))
    expected_gradients = torch.autograd.grad(expected, [left, right])
    found = compare_texts(left, right, TEMPERATURE)
    gradients = torch.autograd.grad(found * 2, [left, right])
    assert found.item() == pytest.approx(expected.item(), abs=0.02)
    for gradient, exact in zip(gradients, expected_gradients, strict=True):
        error = (gradient / 2 - exact).norm() / exact.norm()
        assert error < 0.03


def spell_out_late(rows: Tensor, left: list[list[int]], right: list[list[int]]) -> Tensor:
    norms = rows.norm(dim=1)
    weights = (norms / norms.mean() * LATE.norm_share).clamp(max=LATE.most_norm_share)
    units = rows / norms[:, None]
    scores = torch.zeros(len(left), len(right))
    for place, text in enumerate(left):
        for other, passage in enumerate(right):
            best = [weights[piece] * (units[passage] @ units[piece]).max() for piece in text]
            scores[place, other] = sum(best) / weights[text].sum()
    logits, own = scores / LATE.temperature, torch.arange(len(left))
    entropy = torch.nn.functional.cross_entropy
    loss: Tensor = (entropy(logits, own) + entropy(logits.T, own)) / 2
    return loss


def test_the_loss_of_pieces_is_that_of_late_interaction() -> None:
    from training.losses import compare_pieces

    rows = torch.randn(9, 16, generator=torch.Generator().manual_seed(2))
    left, right = [[0, 1], [2, 2, 3], [1]], [[4, 1, 5], [6], [7, 8, 1, 0]]
    late = {
        "left": torch.tensor([piece for text in left for piece in text]),
        "left_owners": torch.tensor([0, 0, 1, 1, 1, 2]),
        "right": torch.tensor([piece for passage in right for piece in passage]),
        "right_offsets": torch.tensor([0, 3, 4]),
    }
    assert compare_pieces(rows, late, LATE).item() == pytest.approx(
        spell_out_late(rows, left, right).item(), abs=0.02
    )


def test_the_loss_of_pieces_draws_a_question_to_its_passage() -> None:
    from training.losses import compare_pieces

    rows = torch.randn(6, 16, generator=torch.Generator().manual_seed(3)).requires_grad_()
    late = {
        "left": torch.tensor([0, 1, 2]),
        "left_owners": torch.tensor([0, 1, 2]),
        "right": torch.tensor([3, 4, 5]),
        "right_offsets": torch.tensor([0, 1, 2]),
    }
    optimizer = torch.optim.Adam([rows], lr=0.05)
    for _ in range(60):
        optimizer.zero_grad()
        loss = compare_pieces(rows, late, LATE)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    units = torch.nn.functional.normalize(rows.detach(), dim=1)
    assert (units[:3] @ units[3:].T).argmax(dim=1).tolist() == [0, 1, 2]
    assert loss.item() < 0.1
