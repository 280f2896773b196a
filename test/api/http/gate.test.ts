import { expect, test } from 'vitest'
import { z } from 'zod'
import { Exchange } from '../../../api/http/exchange.ts'
import { Gate } from '../../../api/http/gate.ts'
import { RATE_HEAVY_UNITS } from '../../../api/http/limits.ts'
import { Allowance } from '../../../api/http/rate-limit.ts'
import { operationRunner } from '../../../api/http/run-operation.ts'
import { openService } from '../../../api/http/service.ts'
import { ApiError } from '../../../api/operations/errors.ts'
import { operation } from '../../../api/operations/operation.ts'
import { runCooperatively } from '../../../api/operations/run-cooperatively.ts'
import { testContext } from '../../support/served.ts'

const turn = () => new Promise((go) => setImmediate(go))

function work() {
  let finish = () => {}
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { run: () => done, finish }
}

test('a gate lets so many through at once and the others in order', async () => {
  const gate = new Gate({ atOnce: 2, waiting: 5, waitMs: 1000 })
  const jobs = [1, 2, 3, 4].map(() => work())
  const started: number[] = []
  const all = jobs.map(({ run }, at) =>
    gate.run(() => {
      started.push(at)
      return run()
    }),
  )
  await turn()
  expect(started).toStrictEqual([0, 1])
  jobs[1]?.finish()
  await turn()
  await turn()
  expect(started).toStrictEqual([0, 1, 2])
  for (const { finish } of jobs) finish()
  await Promise.all(all)
  expect(started).toStrictEqual([0, 1, 2, 3])
})

test('a full line and a line that does not move are unavailable', async () => {
  const gate = new Gate({ atOnce: 1, waiting: 1, waitMs: 20 })
  const job = work()
  const first = gate.run(job.run)
  const second = gate.run(() => {})
  const refused = gate.run(() => {})
  await expect(refused).rejects.toMatchObject({ code: 'unavailable' })
  await expect(second).rejects.toBeInstanceOf(ApiError)
  job.finish()
  await first
  await expect(gate.run(() => 'in')).resolves.toBe('in')
})

test('what fails gives its place back, and a place is given back once', async () => {
  const gate = new Gate({ atOnce: 1, waiting: 0, waitMs: 0 })
  await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const leave = gate.enterNow()
  expect(() => gate.enterNow()).toThrow(ApiError)
  leave()
  leave()
  gate.enterNow()
  expect(() => gate.enterNow()).toThrow(ApiError)
})

const weighed = operation({
  name: 'weighed',
  method: 'GET',
  path: '/v1/weighed',
  summary: 'Weighed',
  description: 'Heavy where the input says so',
  input: z.strictObject({ heavy: z.boolean() }),
  output: z.string(),
  reads: 'space',
  errors: [],
  processorMs: ({ heavy }) => (heavy ? 20 : 0),
  handle: (_, { heavy }) => (heavy ? 'heavy' : 'light'),
})

test('heavy operations wait for a slot and cost more units, others do neither', async () => {
  const service = openService()
  const exchange = new Exchange(new Request('http://127.0.0.1/'), undefined, service)
  const allowance = new Allowance(1000, performance.now())
  exchange.allowance = allowance
  const context = await testContext()
  const run = operationRunner(weighed, service, weighed.handle)
  const leave = service.heavy.enterNow()
  const leaveToo = service.heavy.enterNow()
  let answered = false
  const heavy = Promise.resolve(run(exchange, context, { heavy: true })).then((answer) => {
    answered = true
    return answer
  })
  expect(run(exchange, context, { heavy: false })).toBe('light')
  await turn()
  expect([answered, allowance.left]).toStrictEqual([false, 1000 - RATE_HEAVY_UNITS])
  leave()
  expect(await heavy).toBe('heavy')
  leaveToo()
})

test('who left while waiting is passed over, and makes room in a full line', async () => {
  const gate = new Gate({ atOnce: 1, waiting: 2, waitMs: 1000 })
  const job = work()
  const started: string[] = []
  const first = gate.run(job.run)
  const left = { isLeft: false }
  const gone = ['a', 'b'].map((name) =>
    gate.run(
      () => started.push(name),
      () => left.isLeft,
    ),
  )
  const refusals = Promise.all(
    gone.map((one) => expect(one).rejects.toMatchObject({ status: 499 })),
  )
  left.isLeft = true
  const stays = gate.run(() => started.push('stays'))
  job.finish()
  await Promise.all([first, refusals, stays])
  expect(started).toStrictEqual(['stays'])
})

test('a long computation ends at the next step when its client has left', async () => {
  let steps = 0
  function* endless(): Generator<undefined, never> {
    for (;;) {
      steps++
      yield
    }
  }
  await expect(runCooperatively(endless(), { hasLeft: () => steps === 3 })).rejects.toMatchObject({
    status: 499,
  })
  expect(steps).toBe(3)
})

test('a computation of one step returns its result and no promise', () => {
  function* steps(count: number): Generator<undefined, string> {
    for (let step = 1; step < count; step++) yield
    return 'done'
  }
  expect(runCooperatively(steps(1))).toBe('done')
  expect(runCooperatively(steps(2))).toBeInstanceOf(Promise)
})
