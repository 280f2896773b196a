import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../../report/message-of.ts'
import type { Attack, Target } from './attack.ts'
import { attackedServer } from './attacked-server.ts'
import type { MemoryGroup } from './memory-group.ts'
import { openRaw } from './raw-client.ts'
import { type HealthFigures, watchHealth } from './watch-health.ts'

const REST_MS = 4000
const INSTANCE = 'so2sat-lcz42'
const HASHES = 10_000

export interface Outcome {
  readonly name: string
  readonly said: string
  /** Of an own promise of the attack. */
  readonly broken: string | null
  readonly ended: string | null
  /** Bytes. */
  readonly before: number
  readonly peak: number
  readonly rest: number
  readonly health: HealthFigures
}

async function targetOf(port: number): Promise<Target> {
  const url = `http://127.0.0.1:${port}`
  const read = async (path: string) => (await fetch(url + path)).json()
  const sample = (await read(`/v1/architectures/sample?count=${HASHES}`)) as {
    results: { hash: string }[]
  }
  const { results } = (await read('/v1/surrogates')) as { results: { id: string }[] }
  const models = await Promise.all(
    results.map(async ({ id }) => {
      const path = `/v1/surrogates/${id}/model.onnx`
      const { headers } = await fetch(url + path, { method: 'HEAD' })
      return { path, bytes: Number(headers.get('Content-Length')) }
    }),
  )
  const [largest] = models.sort((left, right) => right.bytes - left.bytes)
  return {
    open: (address) => openRaw(port, address),
    hashes: sample.results.map(({ hash }) => hash),
    instance: INSTANCE,
    modelPath: largest?.path ?? '',
  }
}

/** Starts a service, attacks it, and looks at it while another client asks and when it rests again. */
export async function runAttack(
  attack: Attack,
  environment: Readonly<Record<string, string>>,
  group: MemoryGroup,
): Promise<Outcome> {
  const server = await attackedServer(environment, group)
  try {
    const target = await targetOf(server.port)
    const before = server.memory().resident
    const watching = await watchHealth(server.port)
    await setTimeout(500)
    let [said, broken]: [string, string | null] = ['', null]
    const polling = setInterval(() => server.memory(), 100)
    try {
      said = await attack.run(target)
    } catch (error) {
      broken = messageOf(error)
    }
    clearInterval(polling)
    const health = await watching.stop()
    await setTimeout(REST_MS)
    const { peak, resident } = server.memory()
    return {
      name: attack.name,
      said,
      broken,
      ended: server.ended(),
      before,
      peak,
      rest: resident,
      health,
    }
  } finally {
    await server.stop()
  }
}
