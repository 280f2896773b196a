import type { Attack } from '../attack.ts'
import { askBusily } from '../busy.ts'
import { postBytes } from '../raw-client.ts'

const EMPTY_OBJECTS = 2_700_000
const UNKNOWN_KEYS = 600_000

export const costlyJson: Attack = {
  name: 'costly-json',
  title: 'four connections send 8 MB of {},{},… and objects of 600,000 unknown keys',
  run(target) {
    const empty = `{"instance":"a","architectures":[${'{},'.repeat(EMPTY_OBJECTS)}{}]}`
    const keys = Array.from({ length: UNKNOWN_KEYS }, (_, at) => `"k${at}":1`)
    const unknown = `{${keys.join()}}`
    const requests = [empty, unknown].map((body) => postBytes('/v1/query', body))
    return askBusily(target, { address: '127.0.0.2', connections: 4, seconds: 10 }, requests)
  },
}
