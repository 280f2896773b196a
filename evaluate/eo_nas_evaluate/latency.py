"""How long a network takes for one batch."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import torch
from torch import Tensor, nn

_WARM_UP = 10
_REPEATS = 100


def batch_of(images: Tensor, size: int) -> Tensor:
    """The first ``size`` images; from the beginning again where there are fewer."""
    if len(images) >= size:
        return images[:size]
    places = torch.arange(size, device=images.device) % len(images)
    return images[places].contiguous(memory_format=torch.channels_last)


def median_latency_ms(network: nn.Module, images: Tensor, repeats: int = _REPEATS) -> float:
    """Median milliseconds of a forward pass on ``images``, which lie on the device already."""
    network.eval()
    times = []
    with torch.inference_mode():
        for at in range(_WARM_UP + repeats):
            started = perf_counter()
            network(images)
            if images.is_cuda:
                torch.cuda.synchronize()
            if at >= _WARM_UP:
                times.append(perf_counter() - started)
    return median(times) * 1000
