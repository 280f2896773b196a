const ALL = ['train', 'validation', 'test'] as const
const TRAIN_AND_TEST = ['train', 'test'] as const
const VALIDATION_AND_TEST = ['validation', 'test'] as const
const NO_SPLITS = [] as const

const LANDSCAPE = {
  overallAccuracy: TRAIN_AND_TEST,
  kappa: TRAIN_AND_TEST,
  trainingTimeS: NO_SPLITS,
} as const

/** The metrics of the built-in instances with their splits; used for types alone. */
export const INSTANCE_METRICS = {
  'so2sat-lcz42': {
    overallAccuracy: ALL,
    averageAccuracy: ALL,
    latencyMs: NO_SPLITS,
    trainingTimeS: NO_SPLITS,
  },
  'so2sat-lcz42-landscape-72': LANDSCAPE,
  'so2sat-lcz42-landscape-100': LANDSCAPE,
  'ec-nas-bench': {
    overallAccuracy: ALL,
    trainingTimeS: NO_SPLITS,
    predictionTimeS: NO_SPLITS,
    energyKWh: NO_SPLITS,
    co2eqG: NO_SPLITS,
  },
  cifar10: { overallAccuracy: ALL, trainingTimeS: NO_SPLITS },
  'cifar10-search-logs': { overallAccuracy: ALL },
  'eurosat-rgb': {
    overallAccuracy: ALL,
    averageAccuracy: ALL,
    kappa: ALL,
    trainingTimeS: NO_SPLITS,
    latencyBatch1Ms: NO_SPLITS,
    latencyBatch64Ms: NO_SPLITS,
    recallAnnualCrop: VALIDATION_AND_TEST,
    recallForest: VALIDATION_AND_TEST,
    recallHerbaceousVegetation: VALIDATION_AND_TEST,
    recallHighway: VALIDATION_AND_TEST,
    recallIndustrial: VALIDATION_AND_TEST,
    recallPasture: VALIDATION_AND_TEST,
    recallPermanentCrop: VALIDATION_AND_TEST,
    recallResidential: VALIDATION_AND_TEST,
    recallRiver: VALIDATION_AND_TEST,
    recallSeaLake: VALIDATION_AND_TEST,
  },
} as const
