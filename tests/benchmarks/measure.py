"""How it is measured: engines in turn on the same input, so that what slows the machine slows all of them."""

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Input = TypeVar("Input")


@dataclass(frozen=True, slots=True)
class Times:
    """How long one thing took, each time it was done, in seconds."""

    seconds: tuple[float, ...]

    @property
    def least(self) -> float:
        """The shortest time."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The middle time."""
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        """The time that 99 of 100 stay within; of fewer than 100, the longest."""
        return sorted(self.seconds)[math.ceil(0.99 * len(self.seconds)) - 1]


def interleaved(
    engines: Mapping[str, Callable[[Input], object]],
    inputs: Sequence[Input],
    budget: float,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Times]:
    """How long each engine takes for each input: A B A B, every other round B A B A.

    An engine that has used up its `budget` of seconds sits out the rest, so that the slowest does
    not decide how long the run takes; everyone does the first input. `clock` gives the seconds that
    count: those of the wall, or those of this thread alone where engines do all their work in it.
    """
    taken: dict[str, list[float]] = {name: [] for name in engines}
    spent = dict.fromkeys(engines, 0.0)
    gc.collect()
    for round, given in enumerate(inputs):
        for name in list(engines)[:: 1 if round % 2 == 0 else -1]:
            if taken[name] and spent[name] > budget:
                continue
            begun, started = time.perf_counter(), clock()
            engines[name](given)
            taken[name].append(clock() - started)
            spent[name] += time.perf_counter() - begun
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}
