// Longer than other files: every subcommand is tried in the same made-up workplace.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { PredictionTable } from '../../fitness/prediction-table.ts'
import { editDistances } from '../../space/edit-distance.ts'
import type { NeighbourGraph } from '../../space/neighbour-graph.ts'
import type { Space } from '../../space/space.ts'
import { readCard } from '../../surrogate/card.ts'
import { type IngestedInstance, runSurrogateCommand } from '../../training/command.ts'
import { HELP } from '../../training/command-line.ts'
import { foldsHere } from '../../training/evaluation/run-folds.ts'
import { normal, randomOf } from '../../training/random.ts'
import { Recipe } from '../../training/recipe.ts'
import type { TrainedSurrogate } from '../../training/train.ts'
import { testGraph } from '../support/landscapes.ts'
import { predictionTable } from '../support/predicted.ts'
import { testSpace } from '../support/space.ts'
import { fitLine } from '../training/fit-line.ts'
import { TEST_INSTANCE, tableOf } from '../training/instance.ts'

let space: Space
let graph: NeighbourGraph
let predictions: PredictionTable
beforeAll(async () => {
  space = await testSpace()
  graph = await testGraph()
  const names = ['overallAccuracy.validation']
  predictions = predictionTable(TEST_INSTANCE, 108, { names, size: space.size })
})

const random = randomOf(1, 'command')

function ingested(id: string, rows: number, digit: string, epochs = [108]): IngestedInstance {
  const tables = epochs.map((budget) =>
    tableOf(
      budget,
      Array.from({ length: rows }, (_, at) => [
        at * 1000,
        [0.9 + 0.01 * normal(random), 0.8, Number.NaN],
      ]),
    ),
  )
  const groups = Int32Array.from({ length: rows }, (_, at) => (id === 'made-up' ? at % 4 : -1))
  const source = {
    name: `${id}.csv`,
    sha256: digit.repeat(64),
    title: id,
    licence: 'none',
    url: null,
  }
  return {
    instance: { ...TEST_INSTANCE, id },
    sources: [source],
    tables: tables.map((table) => ({ table, groups })),
  }
}

const DATABASE: Record<string, IngestedInstance> = {
  'made-up': ingested('made-up', 40, 'a'),
  logs: ingested('logs', 60, 'b'),
  few: ingested('few', 19, 'c'),
  budgets: ingested('budgets', 30, 'd', [36, 108]),
}

const OUTPUT = {
  epochs: 108,
  measure: 'overallAccuracy.validation',
  rows: 40,
  kernel: 'none',
  distribution: { family: 'normal' as const, noise: 0.01, least: 0, most: 1, runs: 1 },
  noiseFrom: 'likelihood' as const,
  support: [1, 1, 1] as [number, number, number],
  rSquared: 0.5,
}

const WITHHELD = { epochs: 108, measure: 'overallAccuracy.test', reason: 'No better than a mean.' }

function workplace(bytes = 'model') {
  const modelsFolder = mkdtempSync(join(tmpdir(), 'eo-nas-bench-models-'))
  onTestFinished(() => rmSync(modelsFolder, { recursive: true, force: true }))
  let onnx = bytes
  const trained = async (): Promise<TrainedSurrogate> => ({
    onnx: Buffer.from(onnx),
    outputs: [OUTPUT],
    budgets: [
      {
        epochs: OUTPUT.epochs,
        measures: [OUTPUT.measure],
        correlations: [[1]],
        architecturesByDistance: [40, space.size - 40],
      },
    ],
    nearest: [Uint8Array.from({ length: space.size }, (_, id) => Math.min(1, id % 1000))],
    worlds: { format: 1, instance: 'made-up', featuresVersion: 1, budgets: [] },
    withheld: [WITHHELD],
    features: { version: 1, count: 199 },
    opset: 17,
  })
  const run = async (...args: string[]) => {
    const lines: string[] = []
    const progress: string[] = []
    const code = await runSurrogateCommand(args, {
      readInstance: async (id) => DATABASE[id] ?? null,
      recipeOf: () => RECIPE,
      triedOf: () => [TRIED],
      openSpace: async () => space,
      modelsFolder,
      train: trained,
      foldRunner: (_, context) =>
        foldsHere({
          ...context,
          distancesFrom: (ids) => editDistances(context.graph, ids),
          fitSurrogate: fitLine,
        }),
      openGraph: () => graph,
      predictions: async () => [predictions],
      writtenPredictions: async () => [predictions],
      worldsFile: async () => (await trained()).worlds,
      somePredictions: async () => [],
      write: (text) => void lines.push(text),
      progress: (line) => void progress.push(line),
    })
    return { code, output: lines.join(''), progress }
  }
  const path = (name: string) => join(modelsFolder, 'made-up', name)
  const card = (version = '1') =>
    readCard(readFileSync(path(`${version}.json`), 'utf8'), `${version}.json`)
  const retrainedTo = (other: string) => {
    onnx = other
  }
  return { run, path, card, retrainedTo }
}

const TRIED = { model: 'trees', protocol: '10 folds', figures: 'tau .4' }
const RECIPE = Recipe.parse({ limitations: ['Known of this instance.'] })

describe('npm run surrogate -- train', () => {
  it('writes the model and the card that says what it is of', async () => {
    const { run, path, card } = workplace()
    const { code, output, progress } = await run('train', 'made-up')
    expect(code).toBe(0)
    expect(readdirSync(path('.')).sort()).toEqual([
      '1.json',
      '1.nearest.gz',
      '1.onnx',
      '1.worlds.gz',
    ])
    expect(readFileSync(path('1.onnx'), 'utf8')).toBe('model')
    expect(output).toContain('made-up-1: 1 outputs, 40 architectures, 5 bytes, sha256 9372c470')
    expect(progress).toContain('overallAccuracy.test at 108 epochs: 40 from made-up')
    expect(card()).toMatchObject({
      id: 'made-up-1',
      model: { file: '1.onnx', sizeBytes: 5, opset: 17 },
      training: {
        seed: 1,
        rows: 40,
        sources: [{ sha256: 'a'.repeat(64) }],
        trainedWith: 'npm run surrogate -- train made-up --seed 1',
      },
      outputs: [OUTPUT],
      evaluation: null,
    })
    expect(card().limitations.join('\n')).toMatch(/40 architectures to train on, very few/)
    expect(card().limitations.join('\n')).toMatch(/come in 4 groups/)
    expect(card().limitations).toContain('Known of this instance.')
    expect(card().tried).toEqual([TRIED])
  })

  it('takes the data of other instances, and names them', async () => {
    const { run, card } = workplace()
    await run('train', 'made-up', '--data', 'few', '--data', 'logs', '--data', 'made-up')
    expect(card().training).toMatchObject({
      rows: 60,
      sources: [{ name: 'logs.csv' }],
      trainedWith:
        'npm run surrogate -- train made-up --data few --data logs --data made-up --seed 1',
    })
    expect(card().limitations.join('\n')).toContain('trained on the evaluations of logs')
  })

  it('never overwrites a version: the next training is version 2, without figures of 1', async () => {
    const { run, path, card, retrainedTo } = workplace()
    await run('train', 'made-up')
    await run('evaluate', 'made-up', '--by', 'row', '--folds', '2', '--repeats', '1', '--write')
    const before = readFileSync(path('1.json'), 'utf8')
    retrainedTo('other')
    const { code, output } = await run('train', 'made-up')
    expect([code, output]).toEqual([0, expect.stringContaining('made-up-2: 1 outputs')])
    expect(readFileSync(path('1.json'), 'utf8')).toBe(before)
    expect(readFileSync(path('1.onnx'), 'utf8')).toBe('model')
    expect(readFileSync(path('2.onnx'), 'utf8')).toBe('other')
    expect(readdirSync(path('.')).sort()).toEqual([
      '1.json',
      '1.nearest.gz',
      '1.onnx',
      '1.worlds.gz',
      '2.json',
      '2.nearest.gz',
      '2.onnx',
      '2.worlds.gz',
    ])
    expect(card('2')).toMatchObject({
      id: 'made-up-2',
      evaluation: null,
      training: { trainedWith: 'npm run surrogate -- train made-up --version 2 --seed 1' },
    })
  })

  it('refuses a version that has a card or a model, and names the next free one', async () => {
    const { run, path } = workplace()
    await run('train', 'made-up', '--version', '9')
    writeFileSync(path('10.onnx'), 'a model without a card')
    for (const version of ['9', '10']) {
      const { code, output } = await run('train', 'made-up', '--version', version)
      expect(code).toBe(1)
      expect(output).toContain(`Version ${version} of made-up exists`)
      expect(output).toContain('Leave out --version to train version 11')
    }
    expect(readFileSync(path('10.onnx'), 'utf8')).toBe('a model without a card')
  })

  it('keeps figures in the newest card where no version is named', async () => {
    const { run, card } = workplace()
    await run('train', 'made-up')
    await run('train', 'made-up')
    const folds = ['--by', 'row', '--folds', '2', '--repeats', '1', '--write']
    await run('evaluate', 'made-up', ...folds)
    expect([card('1').evaluation, card('2').evaluation?.protocols.length]).toEqual([null, 1])
    await run('evaluate', 'made-up', ...folds, '--version', '1')
    expect(card('1').evaluation?.protocols).toHaveLength(1)
  })

  it.each([
    [['train', 'unknown'], 'The database holds nothing of unknown. Ingest it first'],
    [['train', 'made-up', '--data', 'unknown'], 'The database holds nothing of unknown.'],
    [['train', 'few'], 'Of no measure of few are there 20 architectures at one budget in few.'],
  ])('ends %j with 1 and the reason', async (args, reason) => {
    const { code, output } = await workplace().run(...args)
    expect(output).toContain(reason)
    expect(code).toBe(1)
  })
})

describe('npm run surrogate -- evaluate', () => {
  it('prints both ways of making folds, and writes nothing without --write', async () => {
    const { run, card } = workplace()
    await run('train', 'made-up')
    const { code, output } = await run('evaluate', 'made-up', '--folds', '2', '--repeats', '1')
    expect(code).toBe(0)
    expect(output).toContain('made-up, 2 folds by sample group, 1 repeat, seed 1')
    expect(output).toContain('made-up, 2 folds by architecture, 1 repeat, seed 1')
    expect(card().evaluation).toBeNull()
  })

  it('keeps protocols side by side in the card, the newest of each', async () => {
    const { run, card } = workplace()
    await run('train', 'made-up')
    const folds = ['--by', 'row', '--folds', '2', '--repeats', '1', '--write']
    await run('evaluate', 'made-up', ...folds)
    await run('evaluate', 'made-up', ...folds, '--seed', '7')
    await run('evaluate', 'made-up', '--train-size', '25', '--repeats', '1', '--write')
    const protocols = card().evaluation?.protocols ?? []
    expect(protocols.map(({ by, seed, trainSize }) => [by, seed, trainSize])).toEqual([
      ['row', 7, null],
      ['hold-out', 1, 25],
    ])
  })

  it('keeps what the same protocol gave at other budgets', async () => {
    const { run, card } = workplace()
    await run('train', 'made-up', '--data', 'budgets')
    const sample = ['--data', 'budgets', '--train-size', '20', '--repeats', '1', '--write']
    const figures = () =>
      (card().evaluation?.protocols ?? []).map(({ measures, seed }) => [
        seed,
        ...measures.map(({ epochs, measure }) => `${epochs} ${measure}`),
      ])
    await run('evaluate', 'made-up', ...sample, '--epochs', '108')
    await run('evaluate', 'made-up', ...sample, '--epochs', '36')
    await run('evaluate', 'made-up', ...sample, '--epochs', '36')
    const both = [36, 108].flatMap((epochs) => [
      `${epochs} overallAccuracy.validation`,
      `${epochs} overallAccuracy.test`,
    ])
    expect(figures()).toEqual([[1, ...both]])
    const refused = await run('evaluate', 'made-up', ...sample, '--epochs', '36', '--seed', '2')
    expect([refused.code, refused.output]).toEqual([
      1,
      'The card has figures at 108 epochs with seed 1 (trained on a random 20, tested on all others, 1 repeat), and they would be lost. Use --seed 1, or evaluate all budgets.\n',
    ])
    expect(figures()).toEqual([[1, ...both]])
    await run('evaluate', 'made-up', ...sample, '--seed', '2')
    expect(figures()).toEqual([[2, ...both]])
  })

  it('makes folds of rows alone where there are no groups', async () => {
    const { output } = await workplace().run('evaluate', 'logs', '--repeats', '1')
    expect(output).toContain('10 folds by architecture')
    expect(output).not.toContain('by sample group, ')
  })

  it('refuses to put figures of other data into a card', async () => {
    const { run } = workplace()
    await run('train', 'made-up')
    const { code, output } = await run('evaluate', 'made-up', '--data', 'logs', '--write')
    expect([code, output]).toEqual([1, expect.stringContaining('was trained on other data')])
  })

  it('refuses to put walks that were compared with other data into a card', async () => {
    const { run, path } = workplace()
    await run('train', 'made-up')
    const walks = path('walks.csv')
    writeFileSync(walks, `walk,hash\na,${space.hashOf(0)}\na,${space.hashOf(1000)}\n`)
    const asked = ['check-worlds', 'made-up', '--walks', walks, '--data', 'logs']
    const refused = await run(...asked, '--write')
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringContaining('was trained on other data'),
    ])
    expect((await run(...asked)).output).toContain('No walk of')
  })

  it('names a table that is missing or broken, and says what one is', async () => {
    const { run, path } = workplace()
    await run('train', 'made-up')
    const broken = path('broken.csv')
    writeFileSync(broken, 'walk,hash\na,b,c\n')
    for (const [table, reason] of [
      [path('none.csv'), 'none.csv cannot be read: ENOENT'],
      [broken, 'broken.csv cannot be read: Invalid Record Length'],
    ] as const) {
      const values = await run(
        ...['check', 'made-up', '--values', table, '--column', `${OUTPUT.measure}=hash`],
      )
      const walks = await run('check-worlds', 'made-up', '--walks', table)
      for (const { code, output } of [values, walks]) {
        expect([code, output]).toEqual([1, expect.stringContaining(reason)])
        expect(output).toContain('Give a CSV table whose first line names the columns.')
      }
    }
  })

  it('takes nothing but numbers from a table of values, as spreadsheets write it', async () => {
    const { run, path, card } = workplace()
    await run('train', 'made-up')
    const values = path('values.csv')
    const lines = Array.from({ length: 12 }, (_, at) => `0.${80 + at},x`)
    writeFileSync(values, `\ufeffOA,note\r\n${lines.join('\r\n')}\r\n ,empty\r\nnone,x\r\n`)
    const column = `${OUTPUT.measure}=OA`
    const { code } = await run(
      ...['check', 'made-up', '--values', values, '--column', column, '--write'],
    )
    expect(code).toBe(0)
    expect(card().checks).toMatchObject([{ kind: 'marginal', values: 12 }])
  })

  it('refuses to write into a card that is not there or is damaged', async () => {
    const { run, path } = workplace()
    const none = await run('evaluate', 'made-up', '--write')
    expect([none.code, none.output]).toEqual([1, expect.stringContaining('There is no card')])
    await run('train', 'made-up')
    writeFileSync(path('1.json'), '{"format": 3}')
    const damaged = await run('evaluate', 'made-up', '--write')
    expect([damaged.code, damaged.output]).toEqual([1, expect.stringContaining('is of format 3')])
  })

  it.each([
    [['--by', 'group'], 'There are fewer than 10 sample groups at some budget. Use --by row'],
    [['--epochs', '36'], 'There are no training data at 36 epochs; there are at 108.'],
    [['--train-size', '40'], 'There are 40 architectures, which cannot be split into 40'],
    [['--by', 'row', '--folds', '41'], '41 folds cannot be made of 40 architectures'],
  ])('ends %j with 1 and the reason', async (args, reason) => {
    const { code, output } = await workplace().run('evaluate', 'made-up', ...args)
    expect(output).toContain(reason)
    expect(code).toBe(1)
  })
})

describe('npm run surrogate', () => {
  it.each([
    [[], 'Say train, evaluate, check or check-worlds.'],
    [['predict', 'made-up'], 'There is no predict. Say train, evaluate, check or check-worlds.'],
    [['train'], 'Name an instance.'],
    [['train', 'made-up', 'logs'], 'What is logs?'],
    [['train', 'made-up', '--folds', '5'], '--folds is for evaluate.'],
    [['train', 'made-up', '--version', '../x'], '--version ../x: letters, digits and dots'],
    [['train', 'made-up', '--seed', '-1'], "'--seed' argument is ambiguous"],
    [['train', 'made-up', '--seed=1.5'], '--seed 1.5: a whole number from 0 to 4294967295.'],
    [['evaluate', 'made-up', '--by', 'walk'], '--by walk: say group, row or both.'],
    [['evaluate', 'made-up', '--by', 'row', '--test-size', '5'], 'in place of --by and --folds'],
    [['check', 'made-up', '--against', 'logs', '--epochs', '36'], 'the one budget of --values'],
    [['evaluate', 'made-up', '--force'], "Unknown option '--force'"],
  ])('ends %j with 2, the problem and the help', async (args, problem) => {
    const { code, output } = await workplace().run(...args)
    expect(output.replaceAll('\n', ' ')).toContain(problem)
    expect(output).toContain(HELP)
    expect(code).toBe(2)
  })

  it('has an option of the help for each that docs/surrogate.md names, and the other way round', async () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/surrogate.md'), 'utf8')
    const optionsOf = (text: string) => new Set(text.match(/--[a-z]+(?:-[a-z]+)*/g))
    const documented = optionsOf(docs.split('## The command')[1]?.split('\n## ')[0] ?? '')
    documented.delete('--no-publish')
    expect(documented).toEqual(optionsOf(HELP))
    expect((await workplace().run('--help')).output).toBe(HELP)
  })
})
