import { expect, test } from 'vitest'
import { readTrajectory } from '../../search/trajectory.ts'
import { trajectoryFile } from '../support/trajectories.ts'

const file = trajectoryFile('random search', [['fb150c15ea56ec137175f9cc967397a9', 0.5]])
const [header = '', outcome = ''] = file.buffer.toString().split('\n')

test('a trajectory is read as it was written', () => {
  const { header: read, outcomes } = readTrajectory(`${header}\n${outcome}\n`)
  expect(read.instance).toBe('so2sat-lcz42')
  expect(outcomes.map(({ values }) => values)).toStrictEqual([[0.5]])
})

test.each([
  ['{"format":2}', 'no trajectory of format 1'],
  ['{"format":1}', 'no instance or no list of objectives'],
  [`${header}\n{"hash":null}`, 'Line 2 of the trajectory has no list of values'],
])('a file that is cut or of something else says what it lacks: %s', (text, why) => {
  expect(() => readTrajectory(text)).toThrow(why)
})
