"""Losses: whole texts against whole texts, and pieces against pieces. Import it late: it loads torch.

Both are the softmax over the other pairs of the batch, in both directions (symmetric InfoNCE), as in
sentence-transformers' `MultipleNegativesRankingLoss` with a softmax for each direction. Computed here with
one matrix of exponentials for both directions and products in bfloat16, which takes less than half the time;
gradients of cosines bear that rounding well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.train_settings import LateSettings, TrainSettings

_TINY = 1e-6


class _BothWays(torch.autograd.Function):
    """The loss of unit vectors `(n, d)`, each of which is to find the other side's in the same place."""

    @staticmethod
    def forward(ctx: Any, left: Tensor, right: Tensor, temperature: float) -> Tensor:  # noqa: ANN401
        """Give the loss. Cosines are 1 at most, which keeps the exponentials in range."""
        left, right = left.bfloat16(), right.bfloat16()
        shares = (left @ right.T).float()
        own = shares.diagonal().mean() / temperature
        shares.sub_(1.0).div_(temperature).exp_()
        of_left, of_right = shares.sum(1), shares.sum(0)
        ctx.save_for_backward(left, right, shares, of_left, of_right)
        ctx.temperature = temperature
        return (of_left.log().mean() + of_right.log().mean()) / 2 + 1 / temperature - own

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None]:  # noqa: ANN401
        """Give the gradients of both sides."""
        left, right, shares, of_left, of_right = ctx.saved_tensors
        pull = shares * (0.5 / of_left)[:, None]
        pull.addcmul_(shares, (0.5 / of_right)[None])
        pull.diagonal().sub_(1.0)
        pull = (pull * (gradients[0] / (len(left) * ctx.temperature))).bfloat16()
        return (pull @ right).float(), (pull.T @ left).float(), None


def compare_texts(left: Tensor, right: Tensor, temperature: float) -> Tensor:
    """Give the loss of `(n, d)` vectors of any length, by their cosines."""
    loss: Tensor = _BothWays.apply(  # type: ignore[no-untyped-call]
        functional.normalize(left, dim=1), functional.normalize(right, dim=1), temperature
    )
    return loss


def compare_pieces(rows: Tensor, late: dict[str, Tensor], settings: LateSettings) -> Tensor:
    """Give the loss of late interaction.

    A text of the left side scores a passage by the mean, over its pieces, of the best cosine with any piece
    of the passage. Pieces weigh by their norms, as when Zonewise ranks; the weights get no gradient.

    Args:
        rows: `(rows, d)` the different pieces of all texts.
        late: `left` and `right`: all pieces of each side as places in `rows`; `left_owners`: the text of
            each left piece; `right_offsets`: where each right text begins.
        settings: Of the loss.
    """
    norms = rows.detach().norm(dim=1)
    weights = (norms / norms.mean().clamp(min=_TINY) * settings.norm_share).clamp(
        max=settings.most_norm_share
    )
    units = functional.normalize(rows, dim=1).bfloat16()
    asked, places = torch.unique(late["left"], return_inverse=True)
    known, passages = torch.unique(late["right"], return_inverse=True)
    cosines = (units[known] @ units[asked].T).float()
    # The bag of a passage keeps the best of its pieces for each piece that is asked.
    best = functional.embedding_bag(passages, cosines, late["right_offsets"], mode="max").T
    weight = weights[late["left"]]
    texts = len(late["right_offsets"])
    scores = torch.zeros(texts, texts).index_add(0, late["left_owners"], best[places] * weight[:, None])
    totals = torch.zeros(texts).index_add(0, late["left_owners"], weight)
    logits = scores / totals[:, None].clamp(min=_TINY) / settings.temperature
    own = torch.arange(texts)
    return (functional.cross_entropy(logits, own) + functional.cross_entropy(logits.T, own)) / 2


class TwofoldLoss(nn.Module):
    """The loss of whole texts, and of pieces where a batch has a third part, `late`."""

    def __init__(self, model: nn.Module, settings: TrainSettings) -> None:
        super().__init__()
        self.model = model
        self._settings = settings

    def forward(self, features: Iterable[dict[str, Tensor]], labels: Tensor | None = None) -> Tensor:
        """Give the loss of a batch: left texts, right texts, and the pieces of late interaction."""
        del labels
        left, right, *late = features
        loss = self._compare(self._embed(left), self._embed(right))
        if late:
            rows = self._embed(late[0])
            loss = loss + self._settings.late.weight * compare_pieces(rows, late[0], self._settings.late)
        return loss

    def _embed(self, features: dict[str, Tensor]) -> Tensor:
        embedded: Tensor = self.model(dict(features))["sentence_embedding"]
        return embedded

    def _compare(self, left: Tensor, right: Tensor) -> Tensor:
        settings = self._settings
        loss = compare_texts(left, right, settings.temperature)
        smaller: Sequence[int] = settings.matryoshka
        for size in smaller:
            part = compare_texts(left[:, :size], right[:, :size], settings.temperature)
            loss = loss + settings.matryoshka_weight * part
        return loss
