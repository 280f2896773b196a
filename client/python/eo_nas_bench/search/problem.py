"""A search problem: an instance, a source of fitness, objectives, a budget and policies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from ..errors import ArchitectureInvalidError, NotEvaluatedError, error_of
from ..fitness_values import measure_values
from ..references import locate, reference_of
from .budget import Budget, Spending
from .genotype import Genotype
from .objectives import ComplexityWeighted, Wanted, objectives_of
from .outcome import Outcome, Status
from .regret import Incumbents, Reference, Regret, incumbents, regret_of
from .search_space import SearchSpace
from .trajectory import FORMAT, Trajectory

if TYPE_CHECKING:
    from ..client import Client

Source = Literal["world", "surrogate", "tabular"]
InvalidPolicy = Literal["resample", "zero", "error"]
RepeatPolicy = Literal["free", "charged"]

_POLICIES = {"invalid": ("resample", "zero", "error"), "repeats": ("free", "charged")}
_SOURCES = ("world", "surrogate", "tabular")
_SEEDS = 2**32


class Problem:
    """What a search algorithm runs on. ``evaluate`` charges the budget and records."""

    def __init__(
        self,
        client: Client,
        instance: str,
        *,
        objectives: Wanted | Sequence[Wanted] = "validationAccuracy",
        source: Source = "world",
        world: int = 0,
        epochs: int | None = None,
        evaluations: int | None = None,
        epoch_budget: int | None = None,
        seconds: float | None = None,
        workers: int = 1,
        invalid: InvalidPolicy = "resample",
        repeats: RepeatPolicy = "free",
        noise: bool = False,
        seed: int = 0,
    ) -> None:
        """``client`` is of a service or of files; exactly one budget is given.

        ``objectives`` are one to four measures; the instance says which way each is better.
        ``ComplexityWeighted`` is an accuracy less the cost of the network. ``source`` is
        ``world``, one draw of all true values with the number ``world``; ``surrogate`` or
        ``tabular``.
        ``epochs`` is the training budget of an evaluation, the largest of the instance by default.
        ``evaluations``, ``epoch_budget`` and ``seconds`` (simulated, on ``workers``) are budgets.
        ``invalid`` says what an invalid cell costs: ``resample`` nothing, and the algorithm
        proposes another; ``zero`` one evaluation with the value 0, as published studies did it;
        ``error`` raises. ``repeats`` of an architecture are ``free`` or ``charged``. With ``noise``
        each evaluation is a run of its own: a seeded one of the table or of the world, or a seeded
        draw of the surrogate's prediction; ``seed`` is that of the noise.
        """
        for name, value in (("invalid", invalid), ("repeats", repeats)):
            if value not in _POLICIES[name]:
                raise ValueError(f"{name} is {value!r}; it is one of {', '.join(_POLICIES[name])}.")
        if source not in _SOURCES:
            raise ValueError(f"source is {source!r}; it is one of {', '.join(_SOURCES)}.")
        self._client = client
        described = client.get_instance(instance)
        single = isinstance(objectives, (str, ComplexityWeighted))
        named = cast("list[Wanted]", [objectives] if single else list(objectives))
        self.instance = instance
        self.source: Source = source
        #: Number of the world, None with another source.
        self.world = world if source == "world" else None
        self.objectives = objectives_of(described, named)
        self.epochs: int = described["epochs"][-1] if epochs is None else epochs
        self.budget = Budget(evaluations, epoch_budget, seconds, workers)
        self.space = SearchSpace(client)
        self.spending = Spending(self.budget)
        self._invalid, self._repeats = invalid, repeats
        self._noise, self._seed = noise, seed
        self._times: dict[tuple[str, int], int] = {}
        self._answers: dict[tuple[str, int, int | None], Any] = {}
        self._first: dict[tuple[str, int], Outcome] = {}
        self.trajectory = Trajectory(self._header(), [])
        self._reference = Reference(client, self)

    def _header(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "release": None,
            "instance": self.instance,
            "source": self.source,
            "world": self.world,
            "objectives": [one.to_json() for one in self.objectives],
            "epochs": self.epochs,
            "budget": self.budget.to_json(),
            "invalid": self._invalid,
            "repeats": self._repeats,
            "noise": self._noise,
            "seed": self._seed,
        }

    @property
    def done(self) -> bool:
        """Whether the budget is spent."""
        return self.spending.is_spent

    def evaluate(self, architecture: Any, *, epochs: int | None = None) -> Outcome:
        """Evaluates an architecture: charges the budget, and appends to the trajectory.

        Takes a ``Genotype`` and whatever ``Client`` takes. Raises ``BudgetSpentError`` where the
        budget does not suffice, ``ArchitectureInvalidError`` and ``NotEvaluatedError`` with
        ``invalid="error"``.
        """
        budget = self.epochs if epochs is None else epochs
        self.spending.check(budget)
        reference = _reference(architecture)
        try:
            digest = locate(reference).hash
            answer, run_seed = self._answer(digest, budget)
        except (ArchitectureInvalidError, NotEvaluatedError) as error:
            if self._invalid == "error":
                raise
            outcome = self._without_value(reference, budget, error)
        else:
            outcome = self._with_value(digest, budget, answer, run_seed)
        self.trajectory.outcomes.append(outcome)
        return outcome

    def evaluate_many(
        self, architectures: Iterable[Any], *, epochs: int | None = None
    ) -> list[Outcome]:
        """``evaluate`` of each in order, with one request for all."""
        budget = self.epochs if epochs is None else epochs
        given = list(architectures)
        self._fetch(given, budget)
        return [self.evaluate(one, epochs=epochs) for one in given]

    def _fetch(self, architectures: Iterable[Any], budget: int) -> None:
        wanted: dict[tuple[str, int, int | None], None] = {}
        for one in architectures:
            try:
                digest = locate(_reference(one)).hash
            except ArchitectureInvalidError:
                continue
            key = (digest, budget, self._seed if self._noise else None)
            if (digest, budget) not in self._times and key not in self._answers:
                wanted[key] = None
        if wanted:
            digests = [digest for digest, _, _ in wanted]
            answer = self._client.query(self.instance, digests, **self._asked(budget, self._seed))
            self._served_by(answer["release"])
            for key, result in zip(wanted, answer["results"]):
                self._answers[key] = result

    def _asked(self, budget: int, seed: int) -> dict[str, Any]:
        run = {"run": "random", "seed": seed} if self._noise else {"run": "mean"}
        return {**self.rows(budget), **run}

    def rows(self, epochs: int | None = None) -> dict[str, Any]:
        """What a method of ``Client`` takes to answer from the source of the problem."""
        return {
            "epochs": self.epochs if epochs is None else epochs,
            "source": self.source,
            "world": self.world or 0,
        }

    def _served_by(self, release: str) -> None:
        # A trajectory is of one release, so that it can be replayed.
        known = self.trajectory.header["release"]
        if known is not None and known != release:
            raise RuntimeError(f"The release changed from {known} to {release} during the search.")
        self.trajectory.header["release"] = release

    def _answer(self, digest: str, budget: int) -> tuple[Any, int | None]:
        times = self._times.get((digest, budget), 0)
        charged_again = times > 0 and self._repeats == "charged"
        run_seed = None
        if self._noise:
            run_seed = (self._seed + (times if charged_again else 0)) % _SEEDS
        key = (digest, budget, run_seed)
        found = self._answers.get(key)
        if found is None:
            found = self._client.get_fitness(
                self.instance, digest, **self._asked(budget, run_seed or 0)
            )
            self._served_by(found["release"])
            self._answers[key] = found
        if "error" in found:
            raise error_of(dict(found["error"]))
        return found, run_seed

    def _with_value(self, digest: str, budget: int, answer: Any, run_seed: int | None) -> Outcome:
        key = (digest, budget)
        times = self._times.get(key, 0)
        self._times[key] = times + 1
        status: Status = "repeated" if times > 0 else "trained"
        values = measure_values(answer)
        charged = times == 0 or self._repeats == "charged"
        started: float | None = None
        finished: float | None = None
        if charged:
            seconds = values.get("trainingTimeS")
            if seconds is None and self.budget.seconds is not None:
                raise ValueError(
                    f"{self.instance} has no training time of {digest}; give the budget in "
                    "evaluations or epochs."
                )
            started, finished = self.spending.train(budget, seconds)
        else:
            self.spending.propose_free()
            first = self._first[key]
            started, finished = first.started_s, first.finished_s
        if times > 0:
            self.spending.repeated += 1
        else:
            self.spending.trained += 1
        outcome = Outcome(
            hash=digest,
            status=status,
            charged=charged,
            epochs=budget,
            values=tuple([one.value(values) for one in self.objectives]),
            source=answer["source"],
            nearest_measured=answer["nearestMeasured"],
            run=answer["run"],
            seed=run_seed,
            started_s=started,
            finished_s=finished,
        )
        self._first.setdefault(key, outcome)
        return outcome

    def _without_value(self, reference: Any, budget: int, error: Any) -> Outcome:
        is_invalid = isinstance(error, ArchitectureInvalidError)
        charged = self._invalid == "zero"
        started: float | None = None
        finished: float | None = None
        if charged:
            # Nothing is trained, so that it takes neither epochs nor time.
            started, finished = self.spending.train(0, 0.0)
        else:
            self.spending.propose_free()
        if is_invalid:
            self.spending.invalid += 1
        else:
            self.spending.unevaluated += 1
        return Outcome(
            hash=None if is_invalid else locate(reference).hash,
            status="invalid" if is_invalid else "unevaluated",
            charged=charged,
            epochs=budget,
            values=tuple([one.zero if charged else None for one in self.objectives]),
            source=None,
            nearest_measured=None,
            run="mean",
            seed=None,
            started_s=started,
            finished_s=finished,
            invalid={**reference, "reason": error.reason} if is_invalid else None,
        )

    def is_in_time(self, outcome: Outcome) -> bool:
        """Whether an outcome is known before the simulated seconds are over."""
        most = self.budget.seconds
        return most is None or outcome.finished_s is None or outcome.finished_s <= most

    def regret(self) -> Regret:
        """Distance of the best architecture found to the optimum of all architectures.

        The best is chosen by the values that the search saw, and compared by its true value.
        """
        return regret_of(self._client, self, self._reference)

    def incumbents(self) -> Incumbents:
        """The successive best architectures, and how many of them were predicted."""
        return incumbents(self)

    def cost(self, outcome: Outcome) -> float:
        """The first objective of an outcome, smaller is better; infinite without a value."""
        return self.objectives[0].cost(outcome.values[0])

    def costs(self, outcome: Outcome) -> list[float]:
        """Every objective of an outcome, smaller is better."""
        return [one.cost(value) for one, value in zip(self.objectives, outcome.values)]


def _reference(architecture: Any) -> Any:
    if isinstance(architecture, Genotype):
        return {"matrix": architecture.matrix, "operations": architecture.operations}
    return cast("Any", reference_of(architecture))
