"""Random runs and predictions: the same bits as the service's, on every machine."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence

_WORD = 0xFFFFFFFF


def mix(word: int) -> int:
    """MurmurHash3's 32-bit finalizer."""
    word &= _WORD
    word = ((word ^ (word >> 16)) * 0x85EBCA6B) & _WORD
    word = ((word ^ (word >> 13)) * 0xC2B2AE35) & _WORD
    return word ^ (word >> 16)


def fnv1a(text: str) -> int:
    """32-bit FNV-1a over the UTF-16 units of a text."""
    key = 0x811C9DC5
    units = text.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(units), 2):
        key = ((key ^ (units[at] | (units[at + 1] << 8))) * 0x01000193) & _WORD
    return key


def _key(seed: int, instance: str, epochs: int) -> int:
    return mix(mix(mix(fnv1a(instance)) ^ seed) ^ epochs)


def random_run(seed: int, instance: str, epochs: int, architecture_id: int, runs: int) -> int:
    """The run that a seed draws of an architecture, from 0: of nothing else does it depend."""
    return (mix(_key(seed, instance, epochs) ^ mix(architecture_id)) * runs) >> 32


# Not math.log and math.exp: their last bit may differ from the service's; sums, products, quotients
# and square roots cannot.
def natural_logarithm(value: float) -> float:
    """Of a positive number."""
    mantissa, exponent = value, 0
    while mantissa > 1.4142135623730951:
        mantissa /= 2
        exponent += 1
    while mantissa < 0.7071067811865476:
        mantissa *= 2
        exponent -= 1
    s = (mantissa - 1) / (mantissa + 1)
    square = s * s
    series = 0.0
    for odd in range(25, 0, -2):
        series = series * square + 1 / odd
    return 2 * s * series + exponent * 0.6931471805599453


# The logarithm of 2 in two parts (Sun's fdlibm, e_exp.c): the first has 32 bits, so that its whole
# multiples are exact.
_LN2_HIGH = 0.6931471803691238
_LN2_LOW = 1.9082149292705877e-10
_GREATEST = 709.782712893384
_LEAST = -745.1332191019412
_COEFFICIENTS = tuple(1 / math.factorial(n) for n in range(14, 1, -1))


def exponential(value: float) -> float:
    """e to the power of a number."""
    if value > _GREATEST:
        return math.inf
    if value < _LEAST:
        return 0.0
    twos = math.floor(value / 0.6931471805599453 + 0.5)
    rest = value - twos * _LN2_HIGH - twos * _LN2_LOW
    series = 0.0
    for coefficient in _COEFFICIENTS:
        series = series * rest + coefficient
    result = 1 + (rest + rest * rest * series)
    for _ in range(twos):
        result *= 2
    for _ in range(-twos):
        result /= 2
    return result


_CENTRE = (
    (
        2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
        13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665,
    ),
    (
        5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597,
        5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0,
    ),
)  # fmt: skip
_TAIL = (
    (
        0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
        3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
    ),
    (
        1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
        0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0,
    ),
)  # fmt: skip


def _quotient(x: float, above: Sequence[float], below: Sequence[float]) -> float:
    numerator = denominator = 0.0
    for coefficient in above:
        numerator = numerator * x + coefficient
    for coefficient in below:
        denominator = denominator * x + coefficient
    return numerator / denominator


def normal_quantile(p: float) -> float:
    """The standard normal quantile (Wichura's AS 241, 1988), ``p`` 2^-33 away from 0 and 1."""
    centred = p - 0.5
    if abs(centred) <= 0.425:
        return centred * _quotient(0.180625 - centred * centred, *_CENTRE)
    r = math.sqrt(-natural_logarithm(p if centred < 0 else 1 - p))
    distance = _quotient(r - 1.6, *_TAIL)
    return -distance if centred < 0 else distance


def random_normal(
    seed: int, instance: str, epochs: int, measure: str, architecture_id: int
) -> float:
    """A standard normal number: a function of the arguments alone."""
    key = mix(_key(seed, instance, epochs) ^ fnv1a(measure))
    return normal_quantile((mix(key ^ mix(architecture_id)) + 0.5) / 2**32)


def single(value: float) -> float:
    """The value in single precision; infinite where it is too large for that."""
    try:
        rounded: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return rounded
