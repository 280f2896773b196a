"""Ask and tell: what every search algorithm has in common."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, Callable, Literal, NamedTuple, Union

from ..random_source import RandomSource
from .budget import BudgetSpentError
from .genotype import Genotype
from .outcome import Outcome
from .trajectory import Trajectory

if TYPE_CHECKING:
    from .problem import Problem


class Proposal(NamedTuple):
    """What an algorithm wants to be evaluated."""

    #: A ``Genotype``, a module hash, or any other form that ``Client`` takes.
    architecture: Any
    #: Training budget, None for that of the problem.
    epochs: int | None = None


Steps = Generator[Proposal, Outcome, None]
#: How a population begins: a sampling, or architectures.
Initial = Union[Literal["uniform", "latin-hypercube", "matrix", "published"], Sequence[Any]]


class Individual(NamedTuple):
    """A genotype and its cost; smaller is better."""

    genotype: Any
    cost: float


class Search:
    """A running search: ``ask`` for a proposal, ``tell`` its outcome, again and again."""

    def __init__(self, name: str, seed: int, parameters: dict[str, Any], steps: Steps) -> None:
        self.name = name
        self.seed = seed
        self.parameters = parameters
        self._steps = steps
        self._proposal: Proposal | None = None

    def ask(self) -> Proposal:
        """The next proposal, the same until an outcome is told."""
        if self._proposal is None:
            self._proposal = next(self._steps)
        return self._proposal

    def tell(self, outcome: Outcome) -> None:
        """The outcome of the proposal; raises ``StopIteration`` where the search has ended."""
        self.ask()
        self._proposal = None
        self._proposal = self._steps.send(outcome)

    def to_json(self) -> dict[str, Any]:
        """The part of the header of a trajectory."""
        return {"name": self.name, "seed": self.seed, "parameters": self.parameters}


def run(problem: Problem, search: Search) -> Trajectory:
    """Runs a search until the budget of the problem is spent or the search ends."""
    problem.trajectory.header["algorithm"] = search.to_json()
    try:
        while not problem.done:
            proposal = search.ask()
            search.tell(problem.evaluate(proposal.architecture, epochs=proposal.epochs))
    except (StopIteration, BudgetSpentError):
        pass
    return problem.trajectory


def propose(
    make: Callable[[], Any], epochs: int | None = None
) -> Generator[Proposal, Outcome, tuple[Any, Outcome]]:
    """Proposes until something has a value, or counts without one."""
    while True:
        architecture = make()
        outcome = yield Proposal(architecture, epochs)
        if outcome.charged or outcome.status in ("trained", "repeated"):
            return architecture, outcome


def makers(
    problem: Problem, random: RandomSource, initial: Initial, count: int
) -> list[Callable[[], Any]]:
    """One function a place of the first population; called again where a cell has no value."""
    space = problem.space
    if initial == "matrix":
        return [lambda: space.matrix(random)] * count
    if initial == "published":
        return [lambda: space.published(random)] * count
    if initial == "uniform":
        first: Sequence[Any] = space.uniform(count, random.word())
    elif initial == "latin-hypercube":
        first = space.latin_hypercube(count, random.word())
    elif isinstance(initial, str):
        raise ValueError(f"initial is {initial!r}; it is a sampling or architectures.")
    else:
        first = [_genotype(problem, one) for one in initial]
    return [_once(problem, random, one) for one in first]


def _once(problem: Problem, random: RandomSource, first: Any) -> Callable[[], Any]:
    waiting = [first]

    def make() -> Any:
        if waiting:
            return waiting.pop()
        (other,) = problem.space.uniform(1, random.word())
        return other

    return make


def _genotype(problem: Problem, architecture: Any) -> Genotype:
    return (
        architecture if isinstance(architecture, Genotype) else problem.space.genotype(architecture)
    )


def describe_initial(initial: Initial) -> Any:
    """For the header of a trajectory: the name of a sampling, else ``given``."""
    return initial if isinstance(initial, str) else "given"
