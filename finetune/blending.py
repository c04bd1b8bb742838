"""How much of what was learnt is kept: as much as leaves other singing as it was.

Weights on the straight line between a model and its fine-tuned self keep most of what was learnt, and lose
less of what was known before (WiSE-FT, Wortsman et al. 2022). From the trained end the way is gone back until
singing that was neither practised nor is part of the test surprises the model no more than its base. The loss
tells that, not the WER: on a few minutes of singing two or three words decide over a WER.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
"""How far from the base towards what was learnt; what is less than the last would be hardly anything."""
# Nats a token: a taught model is a little less sure of everything before it misreads anything.
_MORE = 0.005


@dataclass(frozen=True, slots=True)
class Blend:
    """A model `share` of the way from its base to what was learnt, and its loss on other singing."""

    share: float
    loss: float


def choose(loss: Callable[[float], float], told: Callable[[Blend], None]) -> Blend:
    """The largest share with which nothing is forgotten; else the one that forgets least.

    `loss` is the mean loss of the model of a share, 0 for the base, on singing that was not practised.
    """
    limit = loss(0.0) + _MORE
    tried: list[Blend] = []
    for share in SHARES:
        blend = Blend(share, loss(share))
        told(blend)
        if blend.loss <= limit:
            return blend
        tried.append(blend)
    return min(tried, key=lambda blend: blend.loss)
