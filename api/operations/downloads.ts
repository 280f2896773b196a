import type { ErrorCode } from './errors.ts'

// Addresses that answer with a file and are no operations: only REST has them.

/** The model of a surrogate. */
export const MODEL_FILE = {
  name: 'getSurrogateModel',
  path: '/v1/surrogates/{surrogate}/model.onnx',
  summary: 'Download the model file of a surrogate',
  description:
    'The ONNX file whose sha256 and size the card states. Its strong ETag is the sha256: training again can replace the model of a version. `Range` gives a part of it.',
  errors: ['surrogate_not_found'] satisfies ErrorCode[],
  example: { title: 'The model of So2Sat LCZ-42', surrogate: 'so2sat-lcz42-1' },
} as const

/** A file of a release. */
export const RELEASE_FILE = {
  name: 'getReleaseFile',
  path: '/v1/releases/{release}/{file}',
  summary: 'Download a file of a release',
  description:
    'A file that the manifest of the release lists, `manifest.json`, `README.md`, or `croissant.json` with the absolute addresses of the files. `Range` gives a part of a file, to resume a download. The strong ETag and `Repr-Digest` are the sha256 of the whole file. With `latest` in place of an id the answer must not be cached, and `Content-Location` names the release.',
  errors: ['release_not_found', 'file_not_found'] satisfies ErrorCode[],
} as const

/** One number of all architectures. */
export const COLUMN_FILE = {
  name: 'getColumn',
  path: '/v1/instances/{instance}/columns/{column}',
  summary: 'Download one number of all architectures',
  description:
    'The value of one measure, or of another name that listings sort by, of all 423,624 architectures in the order of their ids: 64-bit floating-point numbers, little-endian, without a header. NaN stands where there is no value. In Python: `numpy.frombuffer(answer, "<f8")`.',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'] satisfies ErrorCode[],
  example: {
    title: 'Validation accuracies',
    instance: 'so2sat-lcz42',
    column: 'validationAccuracy',
  },
} as const

/** A row of `DISTANCES_FILE`: the beginning of a hash, then one byte. */
export const DISTANCE_ROW = {
  hashBytes: 6,
  bytes: 7,
  /** Stands for "no path leads". */
  noPath: 255,
} as const

/** How far all architectures are from the best of a landscape. */
export const DISTANCES_FILE = {
  name: 'getDistances',
  path: '/v1/instances/{instance}/landscape/distances',
  summary: 'Download the distances from the best architecture',
  description:
    'Seven bytes for each of the 423,624 architectures in the order of their ids: the first six bytes of its module hash, and its distance from the fittest architecture of the landscape, 255 where no path leads. So a program places cells that it knows by their hashes without naming them to the service. In Python: `numpy.frombuffer(answer, [("hash", "V6"), ("distance", "u1")])`.',
  errors: ['instance_not_found', 'epochs_not_available', 'not_evaluated'] satisfies ErrorCode[],
  example: { title: 'Edits from the best', instance: 'so2sat-lcz42' },
} as const
