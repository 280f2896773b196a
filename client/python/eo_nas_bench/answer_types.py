# More than 400 lines: the types of all answers refer to one another, so they stay in one module.
"""What the operations answer, as types: a misspelt field or metric fails ``mypy --strict``."""

from __future__ import annotations

from typing import Any, Literal, Optional, TypedDict, final

Source = Literal["auto", "tabular", "surrogate", "world"]
AnsweredSource = Literal["tabular", "surrogate", "world"]
Deviation = Literal["run", "mean", "truth"]
SampleMethod = Literal["random", "latin-hypercube"]
PopulationMethod = Literal["k-means", "random", "latin-hypercube"]
PopulationEncoding = Literal["short", "long"]
#: What makes two architectures neighbours.
Operator = Literal["graph-edit", "hamming-289", "published-136"]
Split = Literal["train", "validation", "test"]

#: Measures of the built-in instances, as ``sort``, ``where`` and ``measure`` name them.
MeasureName = Literal[
    "trainAccuracy",
    "validationAccuracy",
    "testAccuracy",
    "trainOverallAccuracy",
    "validationOverallAccuracy",
    "testOverallAccuracy",
    "trainAverageAccuracy",
    "validationAverageAccuracy",
    "testAverageAccuracy",
    "trainKappa",
    "validationKappa",
    "testKappa",
    "latencyMs",
    "trainingTimeS",
    "predictionTimeS",
    "energyKWh",
    "co2eqG",
    "trainableParameters",
    "macs",
]


class BySplit(TypedDict, total=False):
    """Fractions from 0 to 1; kappa from -1 to 1. None where the cell has no value."""

    train: float | None
    validation: float | None
    test: float | None


class MetricValues(TypedDict, total=False):
    """The metrics of the built-in instances; one that an instance does not have is absent.

    ``measure_values`` also reads the metrics of your own instances.
    """

    overallAccuracy: BySplit
    averageAccuracy: BySplit
    kappa: BySplit
    latencyMs: float | None
    trainingTimeS: float | None
    predictionTimeS: float | None
    energyKWh: float | None
    co2eqG: float | None


class _FitnessFields(TypedDict):
    hash: str
    architectureId: int
    source: AnsweredSource
    run: int | Literal["mean", "random"]
    runs: int
    trainableParameters: int
    macs: int
    metrics: MetricValues
    standardDeviation: MetricValues | None
    nearestMeasured: int | None


class _AskedFor(TypedDict, total=False):
    halfway: Literal[True]
    deviation: Literal["mean", "truth"]
    world: int


class _Answered(_AskedFor):
    release: str
    instance: str
    epochs: int


@final
class FitnessResult(_FitnessFields):
    """The fitness of one architecture."""


@final
class Fitness(_Answered, _FitnessFields):
    """The fitness of one architecture, with the release, instance and epochs that it is of."""


class _ErrorReason(TypedDict, total=False):
    reason: str


class ItemErrorFields(_ErrorReason):
    """Why one item of a batch has no answer."""

    code: str
    detail: str


@final
class ItemError(TypedDict):
    """An item of a batch without an answer."""

    error: ItemErrorFields


class QueryAnswer(_Answered):
    """In the order of the question."""

    results: list[FitnessResult | ItemError]


class FitnessPage(_Answered):
    """One page of a listing."""

    results: list[FitnessResult]
    next: str | None


class Objective(TypedDict):
    """One objective of a Pareto front."""

    name: str
    direction: Literal["minimize", "maximize"]


class ParetoFront(_Answered):
    """All architectures that no other architecture dominates."""

    objectives: list[Objective]
    compared: int
    size: int
    results: list[FitnessResult]


@final
class FrontMember(TypedDict):
    """An architecture that can be on the front; ``values`` are predicted means."""

    hash: str
    architectureId: int
    membership: float
    isOnMeanFront: bool
    deviationsAway: float
    values: list[float]


@final
class FrontMembership(TypedDict):
    """In which share of the worlds architectures are on the front of the true values."""

    release: str
    instance: str
    epochs: int
    objectives: list[Objective]
    worlds: int
    compared: int
    candidates: int
    lateShare: float | None
    results: list[FrontMember]


class Quantile(TypedDict):
    """A quantile of type 7: linear between the two values beside it."""

    probability: float
    value: float


class Histogram(TypedDict):
    """Counts between edges; the last bin has its upper edge too."""

    edges: list[float]
    counts: list[int]


class SourceStatistics(TypedDict):
    """The distribution of one measure in one source; None where ``count`` is 0."""

    count: int
    missing: int
    min: float | None
    max: float | None
    mean: float | None
    standardDeviation: float | None
    quantiles: list[Quantile]
    histogram: Histogram | None


class MeasureStatistics(TypedDict):
    """The distribution of one measure, measured and predicted values apart."""

    name: str
    metric: str
    split: Split | None
    unit: str
    tabular: SourceStatistics | None
    surrogate: SourceStatistics | None


class Answering(TypedDict):
    """Architectures by the source of their answer."""

    tabular: int
    surrogate: int


class Statistics(_Answered):
    """The distribution of every measure of an instance."""

    architectures: Answering
    results: list[MeasureStatistics]


@final
class Architecture(TypedDict):
    """An architecture and its representative."""

    hash: str
    architectureId: int
    vertices: int
    edges: int
    matrix: list[list[int]]
    operations: list[str]
    pruned: bool


class Complexity(TypedDict):
    """``macs`` are multiply-accumulates of one forward pass on one image."""

    trainableParameters: int
    macs: int


@final
class DescribedArchitecture(TypedDict):
    """An architecture, with its complexity by instance."""

    hash: str
    architectureId: int
    vertices: int
    edges: int
    matrix: list[list[int]]
    operations: list[str]
    pruned: bool
    complexity: dict[str, Complexity]


class ClusterIndices(TypedDict):
    """How well clusters are separated."""

    silhouette: float
    calinskiHarabasz: float
    daviesBouldin: float


class PopulationWorth(TypedDict):
    """Mean fitness on the instance; None where an architecture has none."""

    population: float | None
    sample: float | None
    own: float | None


# Not a class: ``from`` is a word of the language.
InitialPopulation = TypedDict(
    "InitialPopulation",
    {
        "release": str,
        "instance": str,
        "from": str,
        "measure": str,
        "indices": Optional[ClusterIndices],
        "worth": PopulationWorth,
        "results": "list[Architecture]",
    },
)


class Resolved(TypedDict):
    """In the order of the question."""

    results: list[Architecture | ItemError]


class Architectures(TypedDict):
    """A sample."""

    results: list[Architecture]


@final
class Neighbours(TypedDict):
    """A page of the neighbours of an architecture; ``count`` is the number of all."""

    count: int
    results: list[Architecture]
    next: str | None


class MeasuredAndPredicted(TypedDict):
    """How many architectures a landscape has, by source."""

    measured: int | None
    predicted: int | None


class _Entry(TypedDict):
    key: str
    unit: str
    description: str
    scale: list[float]


@final
class FootprintEntry(_Entry):
    """One entry of a footprint; None where it does not apply."""

    measured: float | None
    predicted: float | None


class _Landscape(TypedDict):
    release: str
    instance: str
    epochs: int
    measure: str
    operator: Operator


@final
class Landscape(_Landscape):
    """The landscape footprint of a measure."""

    architectures: MeasuredAndPredicted
    entries: list[FootprintEntry]


class ComparedLandscape(TypedDict):
    """One of the two that are compared."""

    instance: str
    epochs: int
    measure: str
    source: AnsweredSource


#: By which of the two it is of.
BySide = TypedDict("BySide", {"instance": "float | None", "with": "float | None"})


@final
class ComparedEntry(_Entry):
    """One entry of two footprints, and both on the entry's scale."""

    values: BySide
    scaled: BySide


#: The footprints of two instances.
ComparedLandscapes = TypedDict(
    "ComparedLandscapes",
    {
        "release": str,
        "operator": "Operator",
        "instance": ComparedLandscape,
        "with": ComparedLandscape,
        "entries": "list[ComparedEntry]",
    },
)


class LandscapeMember(TypedDict):
    """An architecture of a landscape."""

    hash: str
    architectureId: int
    fitness: float


@final
class LocalOptimum(LandscapeMember):
    """A local optimum and its basin."""

    basinSize: int
    plateauSize: int


@final
class OptimaPage(_Landscape):
    """A page of the local optima; ``count`` is the number of all."""

    source: AnsweredSource
    count: int
    results: list[LocalOptimum]
    next: str | None


@final
class LandscapeWalk(TypedDict):
    """A random walk; ``fitness`` is that of each architecture."""

    architectureIds: list[int]
    fitness: list[float]


@final
class DistanceLevel(TypedDict):
    """The fitness at one distance from the best, at 0, 25, 50, 75 and 100 %."""

    distance: int
    architectures: int
    quantiles: list[float]


@final
class FitnessDistance(TypedDict):
    """Fitness by distance from the best architecture, with the least-squares line."""

    best: LandscapeMember
    correlation: float | None
    slope: float | None
    intercept: float | None
    levels: list[DistanceLevel]


@final
class NetworkNode(LandscapeMember):
    """A local optimum; ``stays`` is the probability that one move stays in its basin."""

    basinSize: int
    plateauSize: int
    stays: float


#: A move between the basins of two nodes, which are named by their places.
NetworkEdge = TypedDict("NetworkEdge", {"from": int, "to": int, "weight": float})


@final
class OptimaNetwork(TypedDict):
    """The fittest local optima; ``optima`` is the number of all."""

    optima: int
    nodes: list[NetworkNode]
    edges: list[NetworkEdge]


@final
class LandscapeStructure(_Landscape):
    """What a landscape looks like."""

    source: AnsweredSource
    architectures: int
    walks: list[LandscapeWalk]
    distance: FitnessDistance
    network: OptimaNetwork


@final
class Basin(_Landscape):
    """Where steepest ascent leads from an architecture."""

    source: AnsweredSource
    optimum: LocalOptimum
    moves: int
    path: list[LandscapeMember]


class Metric(TypedDict, total=False):
    """What an instance measures."""

    name: str
    splits: list[Split]
    unit: str
    direction: Literal["maximize", "minimize"]
    description: str
    halfway: bool


class Input(TypedDict):
    """The images: pixels and bands."""

    height: int
    width: int
    channels: int


class ArchitectureCounts(TypedDict):
    """How many architectures have an answer."""

    tabular: int
    surrogate: int
    total: int


class Withheld(TypedDict):
    """A measure that is not predicted, and why."""

    epochs: int
    measure: str
    reason: str


class Instance(TypedDict):
    """One benchmark problem."""

    id: str
    title: str
    dataset: str
    sensor: str
    input: Input
    classes: int
    protocol: str
    epochs: list[int]
    runs: int
    metrics: list[Metric]
    architectures: ArchitectureCounts
    surrogate: str | None
    withheld: list[Withheld]
    completeness: str
    sources: list[dict[str, Any]]
    citation: str


class Instances(TypedDict):
    """The benchmark problems."""

    results: list[Instance]


class SurrogateOutput(TypedDict):
    """One measure that a surrogate predicts."""

    epochs: int
    measure: str
    rows: int


class SurrogateFigures(TypedDict):
    """How well one measure is predicted on architectures that were held out."""

    epochs: int
    measure: str
    tau: float | None
    rSquared: float | None
    coverage80: float | None


class SurrogateEvaluation(TypedDict):
    """Figures of one way to hold architectures out."""

    by: str
    measures: list[SurrogateFigures]


class Surrogate(TypedDict):
    """A surrogate in a list."""

    id: str
    instance: str
    version: str
    sha256: str
    sizeBytes: int
    epochs: list[int]
    rows: int
    outputs: list[SurrogateOutput]
    evaluation: list[SurrogateEvaluation] | None


class Surrogates(TypedDict):
    """The surrogates of a release."""

    results: list[Surrogate]


#: The card of a surrogate; ``docs/surrogate.md`` describes its fields.
SurrogateCard = dict[str, Any]


class InstanceTitle(TypedDict):
    """An instance of a release."""

    id: str
    title: str


class Release(TypedDict):
    """A release in a list."""

    id: str
    publishedAt: str
    served: bool
    instances: list[InstanceTitle]
    files: int
    sizeBytes: int


class Releases(TypedDict):
    """The newest first."""

    results: list[Release]


class ReleaseFile(TypedDict):
    """A file of a release."""

    name: str
    mediaType: str
    sizeBytes: int
    sha256: str
    rows: int | None


class ReleaseManifest(TypedDict):
    """The files of a release."""

    format: int
    release: str
    publishedAt: str
    instances: list[InstanceTitle]
    files: list[ReleaseFile]


class RateLimit(TypedDict):
    """Of one client."""

    units: int
    windowS: int
    bodyBytesPerUnit: int
    heavyUnits: int
    streamsMax: int


class Limits(TypedDict):
    """The limits of a service."""

    bodyBytesMax: int
    architecturesMax: int
    trpcCallsMax: int
    jsonDepthMax: int
    urlLengthMax: int
    headerBytesMax: int
    headersMax: int
    headersTimeoutMs: int
    requestTimeoutMs: int
    keepAliveTimeoutMs: int
    idleTimeoutMs: int
    connectionsMax: int
    heavyMax: int
    heavyWaitingMax: int
    heavyWaitMsMax: int
    streamsMax: int
    rateLimit: RateLimit | None
