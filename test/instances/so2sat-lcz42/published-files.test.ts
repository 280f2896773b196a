import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Evaluation } from '../../../db/evaluation.ts'
import { measureName, measuresOf } from '../../../fitness/measure.ts'
import { filesOf } from '../../../ingest/built-in.ts'
import { locateAll } from '../../../ingest/source-files.ts'
import { describedInstance } from '../../../instances/folders.ts'
import {
  SO2SAT_EPOCHS,
  SO2SAT_FILES,
  type So2satLocals,
  so2satLcz42Source,
} from '../../../instances/so2sat-lcz42/published-files.ts'
import { matrixOf, operationsOf } from '../../../space/cell.ts'
import type { Space } from '../../../space/space.ts'
import { collect, recordingReporter, temporaryFolder, written } from '../../ingest/helpers.ts'
import { sourcesFolder } from '../../support/sources.ts'
import { testSpace } from '../../support/space.ts'

const HASH = 'fb150c15ea56ec137175f9cc967397a9'

// [architecture id, train, validation and test of overall and of average accuracy, latency, time]
const TEN = [
  [
    244748, 0.8280462622642517, 0.594817578792572, 0.5880188345909119, 0.6363027095794678,
    0.4222690165042877, 0.45457786321640015, 16.629710982085534, 12047.799491882324,
  ],
  [
    407326, 0.8085467219352722, 0.595190703868866, 0.5992640852928162, 0.6062408685684204,
    0.4187733232975006, 0.4610220491886139, 10.696677432489142, 7640.131645202637,
  ],
  [
    32355, 0.8165298700332642, 0.6023217439651489, 0.6015793085098267, 0.6187899708747864,
    0.4293544590473175, 0.46165651082992554, 10.927218444763668, 10476.676902770996,
  ],
  [
    47519, 0.8512861728668213, 0.6018242239952087, 0.5961633920669556, 0.6734630465507507,
    0.4510626792907715, 0.5060459971427917, 14.291575197189573, 10756.601318359375,
  ],
  [
    238516, 0.8375505208969116, 0.5766169428825378, 0.5645774602890015, 0.6553338170051575,
    0.410885602235794, 0.4419088661670685, 7.987139966752794, 5734.300449371338,
  ],
  [
    195040, 0.8551344275474548, 0.5880182385444641, 0.6032329797744751, 0.6800478100776672,
    0.4424726963043213, 0.5221959352493286, 15.779844503554086, 10364.520782470703,
  ],
  [
    4826, 0.7550345063209534, 0.5912106037139893, 0.5987266302108765, 0.5295339226722717,
    0.3928209245204925, 0.42099428176879883, 12.317351638955413, 10704.848754882812,
  ],
  [
    302026, 0.7197844386100769, 0.5650497674942017, 0.5621795654296875, 0.469847172498703,
    0.3492096662521362, 0.35330474376678467, 17.062383404484503, 13223.899436950684,
  ],
  [
    15689, 0.8157721757888794, 0.6026533842086792, 0.5970728993415833, 0.6192758083343506,
    0.4272081255912781, 0.466107040643692, 10.252432926622017, 7706.886444091797,
  ],
  [
    124430, 0.8100366592407227, 0.5819651484489441, 0.5771043300628662, 0.6029884219169617,
    0.3966832160949707, 0.4201918840408325, 18.293046280189795, 13681.211242675781,
  ],
]

const SO2SAT = describedInstance('so2sat-lcz42')
const FILES = filesOf(SO2SAT, SO2SAT_FILES)
const { instance: so2satLcz42 } = SO2SAT

let space: Space
let locals: So2satLocals

async function load(changed: So2satLocals = locals) {
  const reporter = recordingReporter()
  const collected = await collect(
    so2satLcz42Source({ locals: changed, described: SO2SAT }, { space, reporter }),
  )
  return { ...collected, lines: reporter.lines }
}

/** One of the files with the first occurrence of some bytes replaced by as many others. */
function changed(name: keyof So2satLocals, change: (bytes: Buffer) => Buffer): So2satLocals {
  const { path, file } = locals[name]
  const copy = written(temporaryFolder(), basename(path), change(readFileSync(path)))
  return { ...locals, [name]: { path: copy, file } }
}

function replacing(from: string | Buffer, to: string | Buffer) {
  return (bytes: Buffer) => {
    const at = bytes.indexOf(from)
    if (at < 0) throw new Error('the file has no such bytes')
    const after = at + from.length
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(after)])
  }
}

/** The bytes of a double that the pickle writes after a name, in numpy's byte order or pickle's. */
function double(value: number, order: 'numpy' | 'pickle'): Buffer {
  const bytes = Buffer.alloc(8)
  if (order === 'numpy') bytes.writeDoubleLE(value)
  else bytes.writeDoubleBE(value)
  return bytes
}

describe.skipIf(!sourcesFolder)('so2satLcz42Source', () => {
  beforeAll(async () => {
    space = await testSpace()
    const folders = [sourcesFolder ?? '']
    const places = { folders, reporter: recordingReporter(), download: false }
    const located = await locateAll(FILES, places)
    if (located.status === 'absent') throw new Error(located.reason)
    locals = located.locals
  })

  it('yields 450 evaluations of 108 epochs, one run each, and rejects none', async () => {
    const { evaluations, rejections } = await load()
    expect(rejections).toEqual([])
    expect(new Set(evaluations.map(({ architectureId }) => architectureId)).size).toBe(450)
    for (const { epochs, run } of evaluations) expect([epochs, run]).toEqual([SO2SAT_EPOCHS, 0])
    const walks = evaluations.map(({ sampleGroup }) => sampleGroup)
    expect(walks).toEqual(walks.map((_, at) => Math.floor(at / 15)))
  })

  it.each([
    ['test', 24_188, 24_120],
    ['validation', 24_120, 24_119],
    ['train', 352_368, 352_366],
  ] as const)(
    'has overall accuracies of k/N on %s for N = %i, all 450, as it says',
    async (...facts) => {
      const [split, size, other] = facts
      const { evaluations } = await load()
      const at = measuresOf(so2satLcz42).map(measureName).indexOf(`overallAccuracy.${split}`)
      const accuracies = evaluations.map(({ values }) => values[at] ?? Number.NaN)
      // Published as float32: that many patches are off by half a unit in the last place.
      const tolerance = (of: number) => of * 2 ** -24
      const wholes = (of: number) =>
        accuracies.filter((share) => Math.abs(share * of - Math.round(share * of)) <= tolerance(of))
      expect(wholes(size)).toHaveLength(450)
      expect(wholes(other).length).toBeLessThan(20)
      expect(so2satLcz42.protocol).toContain(`k/${size.toLocaleString('en-GB')}`)
    },
  )

  it('says what the upstream scripts do', () => {
    const { protocol } = so2satLcz42
    expect(protocol).toContain('352,366, 24,119 and 24,188 patches')
    expect(protocol).toContain(
      'SGD without momentum, weight decay 5e-4, learning rate 1e-4 as given',
    )
    expect(protocol).not.toMatch(/momentum 0\.9|, scaled by/)
  })

  it('agrees in every value, id and matrix with the table joined from the same files', async () => {
    const { evaluations } = await load()
    const path = join(sourcesFolder ?? '', 'eo-nas-bench-lcz42/eo_nas_bench_450.csv')
    const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true })
    expect(rows).toHaveLength(450)
    const names = measuresOf(so2satLcz42).map(measureName)
    const columns: Record<string, string> = {
      'overallAccuracy.train': 'train_oa',
      'overallAccuracy.validation': 'validation_oa',
      'overallAccuracy.test': 'test_oa',
      'averageAccuracy.train': 'train_aa',
      'averageAccuracy.validation': 'validation_aa',
      'averageAccuracy.test': 'test_aa',
      latencyMs: 'latency_avg_ms',
      trainingTimeS: 'training_time_s',
    }
    expect(names).toEqual(Object.keys(columns))
    for (const [at, row] of rows.entries()) {
      const evaluation = evaluations[at] as Evaluation
      expect(evaluation.architectureId).toBe(Number(row['arch_id']))
      expect(space.hashOf(evaluation.architectureId)).toBe(row['module_hash'])
      expect(evaluation.values).toEqual(names.map((name) => Number(row[columns[name] ?? ''])))
      const cell = space.cellOf(evaluation.architectureId)
      expect(matrixOf(cell).flat().join('')).toBe(row['module_adjacency'])
      expect(operationsOf(cell).join(',')).toBe(row['module_operations'])
    }
  })

  it('has ten evaluations exactly as published', async () => {
    const { evaluations } = await load()
    const byId = new Map(evaluations.map((evaluation) => [evaluation.architectureId, evaluation]))
    for (const [id, ...values] of TEN) expect(byId.get(id ?? -1)?.values).toEqual(values)
  })

  it('was trained on the representative of each architecture throughout', async () => {
    const { evaluations } = await load()
    for (const { form } of evaluations) expect(form).toBeNull()
  })

  it('says that the MACs are parameter counts, three of them in thousands', async () => {
    const { lines } = await load()
    expect(lines).toEqual([
      expect.stringMatching(/"MACs" of 450 of 450 .* parameter counts \(3 in thousands/),
    ])
    expect(so2satLcz42.metrics.map(({ name }) => name)).not.toContain('macs')
  })

  it('names in its protocol what a reader must know', () => {
    expect(so2satLcz42.protocol).toContain('logged one epoch earlier')
    expect(so2satLcz42.protocol).toContain('30 random walks')
    const latency = so2satLcz42.metrics.find(({ name }) => name === 'latencyMs')
    expect(latency?.description).toContain('one batch of the test set, not of one image')
  })

  it('goes on after the position it had come to', async () => {
    const source = so2satLcz42Source(
      { locals, described: SO2SAT },
      { space, reporter: recordingReporter() },
    )
    const { evaluations, positions } = await collect(source, 448)
    expect(positions).toEqual([449, 450])
    expect(evaluations).toEqual((await load()).evaluations.slice(448))
  })

  it('stops at a cut pickle and names the byte', async () => {
    const cut = changed('macro', (bytes) => bytes.subarray(0, 100_000))
    await expect(load(cut)).rejects.toMatchObject({
      name: 'IngestError',
      file: 'database_pickle_macro.pickle',
      where: expect.stringMatching(/^byte \d+$/),
      reason: expect.stringContaining('truncated'),
    })
  })

  it('stops at a pickle that would run a command', async () => {
    const planted = changed('micro', () =>
      Buffer.from('\x80\x03cos\nsystem\nX\x02\0\0\0id\x85R.', 'latin1'),
    )
    await expect(load(planted)).rejects.toMatchObject({
      name: 'IngestError',
      where: 'byte 2',
      reason: expect.stringContaining('"os system" is refused'),
    })
  })

  it('stops at walks that are another JSON', async () => {
    const other = changed('walks', () => Buffer.from('{"unique_hash": 1}'))
    await expect(load(other)).rejects.toMatchObject({ file: 'path_logs.json' })
  })

  it.each<[string, keyof So2satLocals, (bytes: Buffer) => Buffer, RegExp]>([
    [
      'an accuracy above 1',
      'micro',
      replacing(double(0.5893418192863464, 'pickle'), double(1.5, 'pickle')),
      /the accuracy 1.5 is not from 0 to 1/,
    ],
    [
      'an accuracy that is no number',
      'micro',
      replacing(double(0.5893418192863464, 'pickle'), double(Number.NaN, 'pickle')),
      /final_test_accuracy/,
    ],
    [
      'another matrix in one file',
      'macro',
      replacing('(K\0K\x01K\x01', '(K\0K\x01K\0'),
      /its matrix or operations differ/,
    ],
    [
      'another parameter count in one file',
      'latency',
      replacing(
        Buffer.from([0x4a, 0x11, 0xa4, 0x36, 0x01]),
        Buffer.from([0x4a, 0x12, 0xa4, 0x36, 0x01]),
      ),
      /its parameter count differs/,
    ],
    [
      'a latency that differs by split',
      'latency',
      replacing(double(15.692882611007287, 'pickle'), double(15, 'pickle')),
      /must stand under all three names/,
    ],
    [
      'another training time in one file',
      'macs',
      replacing(double(12121.676368713379, 'numpy'), double(12121, 'numpy')),
      /its training time differs/,
    ],
    [
      'MACs that are not the parameter count',
      'macs',
      (bytes) => {
        const replace = replacing(double(20.358, 'pickle'), double(23.5, 'pickle'))
        return replace(replace(replace(bytes)))
      },
      /23.5 is not the 20358161 parameters/,
    ],
    ['another id', 'walks', replacing('"id": 415498', '"id": 415499'), /the id 415499 is written/],
  ])('rejects %s and loads the other architectures', async (_, name, change, reason) => {
    const { evaluations, rejections } = await load(changed(name, change))
    expect(rejections[0]).toMatchObject({
      file: FILES[name].name,
      where: expect.stringMatching(/^module hash [0-9a-f]{32}$/),
      reason: expect.stringMatching(reason),
    })
    expect(evaluations.length).toBe(449)
  })

  it('rejects an architecture that one of the files has not', async () => {
    const other = HASH.replace('f', '0')
    const { evaluations, rejections } = await load(changed('walks', replacing(HASH, other)))
    const reason = 'the other files have it, this one has not'
    expect(rejections).toEqual([
      { file: 'database_pickle_micro.pickle', where: `module hash ${other}`, reason },
      { file: 'path_logs.json', where: `module hash ${HASH}`, reason },
    ])
    expect(evaluations.length).toBe(449)
  })

  it('rejects an architecture whose matrix has another hash in all files', async () => {
    const wrong = { ...locals }
    const other = HASH.replace('fb', 'bf')
    for (const name of Object.keys(locals) as (keyof So2satLocals)[]) {
      wrong[name] = changed(name, replacing(HASH, other))[name]
    }
    const { evaluations, rejections } = await load(wrong)
    expect(evaluations).toHaveLength(449)
    expect(rejections).toMatchObject([{ where: `module hash ${other}` }])
    expect(rejections[0]?.reason).toContain('no architecture has the module hash')
  })
})
