import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** A cell as somebody published it, with what was published about it. */
export interface PublishedCell {
  readonly from: string
  readonly matrix: number[][]
  readonly operations: string[]
  readonly hash: string
  readonly trainableParameters: number | null
  readonly architectureId: number | null
  readonly channels: number
  readonly classes: number
}

interface PublishedJson {
  readonly module_adjacency: number[][]
  readonly module_operations: string[]
  readonly trainable_parameters: number
}

const CIFAR = { channels: 3, classes: 10 }
const SO2SAT = { channels: 10, classes: 17 }

export function matrixFromBits(bits: string): number[][] {
  const size = Math.sqrt(bits.length)
  return Array.from({ length: size }, (_, x) =>
    [...bits.slice(x * size, (x + 1) * size)].map(Number),
  )
}

function csvRows(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => {
    const fields = [...line.matchAll(/"([^"]*)"|([^,]+|(?<=,)(?=,))/g)].map((m) => m[1] ?? m[0])
    return Object.fromEntries(names.map((name, at) => [name, fields[at] ?? '']))
  })
}

/** Every published cell in the folder of real data. */
export function publishedCells(folder: string): PublishedCell[] {
  const read = (path: string) => readFileSync(join(folder, path))
  const so2sat = csvRows(read('eo-nas-bench-lcz42/eo_nas_bench_450.csv').toString()).map((row) => ({
    from: 'eo-nas-bench-lcz42',
    matrix: matrixFromBits(row['module_adjacency'] ?? ''),
    operations: (row['module_operations'] ?? '').split(','),
    hash: row['module_hash'] ?? '',
    trainableParameters: Number(row['trainable_parameters']),
    architectureId: Number(row['arch_id']),
    ...SO2SAT,
  }))
  const landscape = ['lcz42_s2_36e_100.csv', 'lcz42_s2_4-12-36-108e_72.csv'].flatMap((file) =>
    csvRows(read(`lcz42-fitness-landscape/${file}`).toString()).map((row) => ({
      from: file,
      matrix: matrixFromBits(row['original_adjacency'] ?? ''),
      operations: (row['original_operations'] ?? '').split(','),
      hash: row['module_hash'] ?? '',
      trainableParameters: Number(row['trainable_params']),
      architectureId: null,
      ...SO2SAT,
    })),
  )
  const logs = csvRows(
    gunzipSync(read('nasbench101-cifar10-search-logs/cells.csv.gz')).toString(),
  ).map((row) => ({
    from: 'nasbench101-cifar10-search-logs',
    matrix: matrixFromBits(row['module_adjacency'] ?? ''),
    operations: (row['module_operations'] ?? '').split(','),
    hash: row['module_hash'] ?? '',
    trainableParameters: Number(row['trainable_parameters_this_order']),
    architectureId: null,
    ...CIFAR,
  }))
  const tables: Record<string, PublishedJson>[] = [
    JSON.parse(read('nasbench101-tfrecord-sample/published_cells_3.json').toString()),
    JSON.parse(read('nasbench101-naslib-30/nb101_30.json').toString()),
  ]
  const nasbench = tables.flatMap(Object.entries<PublishedJson>).map(([hash, cell]) => ({
    from: 'nasbench101',
    matrix: cell.module_adjacency,
    operations: cell.module_operations,
    hash,
    trainableParameters: cell.trainable_parameters,
    architectureId: null,
    ...CIFAR,
  }))
  return [...so2sat, ...landscape, ...logs, ...nasbench]
}

/** Published hashes with counts but no matrix: EC-NAS-Bench's 2,532 cells of up to 5 vertices. */
export function publishedCounts(folder: string): Map<string, number> {
  const text = gunzipSync(readFileSync(join(folder, 'ec-nas-bench/results_flat.csv.gz'))).toString()
  return new Map(
    csvRows(text).map((row) => [row['module_hash'] ?? '', Number(row['trainable_params'])]),
  )
}
