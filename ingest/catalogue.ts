import type { SourceFile } from '../fitness/source-file.ts'

/** One upstream file: what it is, where it is published and the digest that makes it that file. */
export interface CatalogueFile {
  readonly name: string
  readonly sha256: string
  /** Null where the publisher states no exact size. */
  readonly sizeBytes: number | null
  /** Pinned address; null where there is no download in a usable form. */
  readonly url: string | null
  readonly title: string
  readonly licence: string
  readonly attribution: string
}

const SO2SAT_COMMIT = '0421b92e6d817b666cde8afad37a78ff6e98858a'
const SO2SAT_FOLDER = `https://raw.githubusercontent.com/emreds/tum-dlr-automl-for-eo/${SO2SAT_COMMIT}/nasbench_database/`

function so2sat(
  name: string,
  sizeBytes: number,
  sha256: string,
  title: string,
): Readonly<CatalogueFile> {
  return {
    name,
    sha256,
    sizeBytes,
    url: `${SO2SAT_FOLDER}${name}`,
    title: `So2Sat LCZ-42 NAS benchmark: ${title}`,
    licence: 'MIT',
    attribution: 'Copyright 2022 Emre Demir, emreds/tum-dlr-automl-for-eo',
  }
}

/** The 450 architectures of the So2Sat LCZ-42 benchmark, at one commit of its repository. */
export const SO2SAT_FILES = {
  micro: so2sat(
    'database_pickle_micro.pickle',
    225_266,
    'ff6fb76ad614d4e649d8bd7e71991526c2031dfd82b46158bd54261cadc404cb',
    'overall accuracies',
  ),
  macro: so2sat(
    'database_pickle_macro.pickle',
    225_266,
    '52fa720f0248404414100385d26676e00bf5511db05c90355139e870ed3ed545',
    'average accuracies',
  ),
  latency: so2sat(
    'database_pickle_latency.pickle',
    205_466,
    '22b6d84fab27ca929fb184d5b3ab866d4c97642058ea49568bc3a98f0d6b5347',
    'latencies',
  ),
  macs: so2sat(
    'database_pickle_MACs.pickle',
    205_466,
    '092bfd1719f0b876a80ace3a53b443a64c52333cd147f58a42a7f1bf3a7dadd8',
    'profiled parameter counts, named MACs upstream',
  ),
  walks: so2sat(
    'path_logs.json',
    772_709,
    'b467598e60618264f3a8cc32cecefbb71c7010779d99ba04a1b0ca7d60b924fe',
    'the 30 random walks',
  ),
} as const

const LANDSCAPE = {
  url: null,
  licence: 'Apache-2.0',
  attribution:
    'Traoré, Camero, Zhu, kalifou/fitness_landscape_analysis_NAS at commit 6acf8920aa5140687fdce346bde5377ef2b02a42, folder nasbench',
} as const

/** Tables recovered from the landscape study; the publisher has no such files to download. */
export const LANDSCAPE_FILES = {
  fourBudgets: {
    ...LANDSCAPE,
    name: 'lcz42_s2_4-12-36-108e_72.csv',
    sha256: 'f1412df90dc34a58ddb68bfadbb5f2501972324d4ec9bb7c6324b29b22a1519e',
    sizeBytes: 113_638,
    title: 'Fitness landscape study on So2Sat LCZ-42: 72 cells at 4 budgets',
  },
  epochs36: {
    ...LANDSCAPE,
    name: 'lcz42_s2_36e_100.csv',
    sha256: '910131481be069a71a40240b09e333830fea657613c9f5945c9064f0a97d95f4',
    sizeBytes: 49_020,
    title: 'Fitness landscape study on So2Sat LCZ-42: 100 cells at 36 epochs',
  },
} as const satisfies Record<string, CatalogueFile>

/** NASBench-101's values out of published search logs: what the cifar10 surrogate is trained on. */
export const SEARCH_LOG_FILES = {
  evaluations: {
    name: 'evaluations.csv.gz',
    sha256: '151131d40b991e2cf3ddab63551fcb15eb48aa4095296065b91266912a86a20d',
    sizeBytes: 694_822,
    url: null,
    title: 'NASBench-101 accuracies of 13,532 cells in published search logs',
    licence: "Apache-2.0 (the values are NASBench-101's; the logs' repository states no licence)",
    attribution:
      'Copyright 2019 The Google Research Authors, google-research/nasbench; logged by Traoré, Camero, Zhu, kalifou/data-driven-initialization-to-search at commit a4135fb6ae0f514143da7682a5d26425e633ab3a',
  },
} as const satisfies Record<string, CatalogueFile>

/** EC-NAS-Bench as one table: upstream has a file for each training and no single download. */
export const EC_NAS_BENCH_FILES = {
  results: {
    name: 'results_flat.csv.gz',
    sha256: 'dfad4cab245d719ef4a5bb31ba5b94bd8d7bb8521919314c66f08d3b34262659',
    sizeBytes: 268_944,
    url: null,
    title: 'EC-NAS-Bench: the final epochs of 2,805 trainings of 4 epochs',
    licence: 'MIT',
    attribution:
      'Copyright 2022 Pedram Bakh, saintslab/EC-NAS-Bench at commit 1a82fdde59bf61cb6a2b9d41bc984c3edbd2b2bf',
  },
} as const satisfies Record<string, CatalogueFile>

/** Of NASBench-101's files and of parts of them. */
export const NASBENCH101 = {
  sizeBytes: null,
  licence: 'Apache-2.0',
  attribution: 'Copyright 2019 The Google Research Authors, google-research/nasbench',
} as const

/** NASBench-101's own record files: 1.95 GB and 499 MB, downloaded only when asked for. */
export const NASBENCH101_FILES = {
  full: {
    ...NASBENCH101,
    name: 'nasbench_full.tfrecord',
    sha256: '3d64db8180fb1b0207212f9032205064312b6907a3bbc81eabea10db2f5c7e9c',
    url: 'https://storage.googleapis.com/nasbench/nasbench_full.tfrecord',
    title: 'NASBench-101: all budgets',
  },
  only108: {
    ...NASBENCH101,
    name: 'nasbench_only108.tfrecord',
    sha256: '4c39c3936e36a85269881d659e44e61a245babcb72cb374eacacf75d0e5f4fd1',
    url: 'https://storage.googleapis.com/nasbench/nasbench_only108.tfrecord',
    title: 'NASBench-101: 108 epochs',
  },
} as const satisfies Record<string, CatalogueFile>

/** Every file this project knows by its digest. */
export const CATALOGUE: readonly CatalogueFile[] = [
  ...Object.values(SO2SAT_FILES),
  ...Object.values(LANDSCAPE_FILES),
  ...Object.values(SEARCH_LOG_FILES),
  ...Object.values(EC_NAS_BENCH_FILES),
  ...Object.values(NASBENCH101_FILES),
]

/** The catalogue's entry as the ledger keeps it, with the size that was found. */
export function asSourceFile(file: CatalogueFile, sizeBytes: number): SourceFile {
  const { name, sha256, url, title, licence, attribution } = file
  return { name, sha256, sizeBytes, url, title, licence, attribution }
}
