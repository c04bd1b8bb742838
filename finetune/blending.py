"""How much of what was learnt is kept: as much as leaves other singing as it was.

Weights on the straight line between a model and its fine-tuned self keep most of what was learnt, and lose
less of what was known before (WiSE-FT, Wortsman et al. 2022). From the trained end the way is gone back until
singing that was neither practised nor is part of the test is read as well as by the base.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from finetune.judging import allowed_loss
from finetune.training import Judgement

SHARES = (1.0, 0.8, 0.6, 0.4)
"""How far from the base towards what was learnt; what is less than the last would be hardly anything."""


@dataclass(frozen=True, slots=True)
class Blend:
    """A model `share` of the way from its base to what was learnt, and its WER on other singing."""

    share: float
    other: float


def choose(judge: Callable[[float], Judgement], told: Callable[[Blend], None]) -> Blend:
    """The largest share with which nothing is forgotten; else the one that forgets least.

    `judge` reads singing that was not practised with the model of a share, 0 for the base.
    """
    base = judge(0.0)
    limit = base.error + allowed_loss(int(base.told["words"]))
    tried: list[Blend] = []
    for share in SHARES:
        blend = Blend(share, judge(share).error)
        told(blend)
        if blend.other <= limit:
            return blend
        tried.append(blend)
    return min(tried, key=lambda blend: blend.other)
