import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePickle } from '../../ingest/pickle.ts'
import { PickleError } from '../../ingest/pickle-error.ts'
import { sourcesFolder } from '../support/sources.ts'

/** Bytes from opcodes as pickletools shows them: text stands for its characters. */
function pickle(...parts: (string | number | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)),
  )
}

const DTYPE_STATE = ['(K', 3, 'X', [1, 0, 0, 0], '<NNNJ', [255, 255, 255, 255], 'J'] as const
const DTYPE_END = [[255, 255, 255, 255], 'K', 0, 'tb'] as const

function scalar(type: string, bytes: readonly number[], module = 'numpy.core.multiarray') {
  return pickle(
    ...[0x80, 3, `c${module}\nscalar\n`, 'cnumpy\ndtype\n', 'X', [type.length, 0, 0, 0], type],
    ...[0x89, 0x88, 0x87, 'R', ...DTYPE_STATE, ...DTYPE_END],
    ...['C', bytes.length, bytes, 0x86, 'R.'],
  )
}

function errorOf(bytes: Uint8Array): PickleError {
  try {
    parsePickle(bytes)
  } catch (error) {
    if (error instanceof PickleError) return error
    throw error
  }
  throw new Error('the pickle was read')
}

describe('parsePickle on plain data', () => {
  it('reads what Python writes for dicts, lists, tuples, text, bytes and numbers', () => {
    // pickle.dumps({'a': [1, -2, 300, 70000, 2.5], 'b': (True, False, None), 3: 'é', 4: b'x', 5: 2**40}, 4)
    const bytes = Buffer.from(
      'gASVRQAAAAAAAAB9lCiMAWGUXZQoSwFK/v///00sAUpwEQEAR0AEAAAAAAAAZYwBYpSIiU6HlEsDjALDqZRLBEMBeJRLBYoGAAAAAAABdS4=',
      'base64',
    )
    expect(parsePickle(bytes)).toEqual(
      new Map<string | number, unknown>([
        ['a', [1, -2, 300, 70000, 2.5]],
        ['b', [true, false, null]],
        [3, 'é'],
        [4, Buffer.from('x')],
        [5, 2 ** 40],
      ]),
    )
  })

  it('reads protocol 2 with its memo', () => {
    // pickle.dumps([['x'], ['x']], 2) where both are one list
    expect(
      parsePickle(pickle(0x80, 2, ']q', 0, '(]q', 1, 'X', [1, 0, 0, 0], 'xq', 2, 'ah', 1, 'e.')),
    ).toEqual([['x'], ['x']])
  })

  it.each([
    ['f8', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], 1.5],
    ['f4', [0, 0, 0xc0, 0x3f], 1.5],
    ['i4', [0xfe, 0xff, 0xff, 0xff], -2],
    ['i8', [0, 0, 0, 0, 1, 0, 0, 0], 2 ** 32],
  ])('reads a numpy %s scalar', (type, bytes, value) => {
    expect(parsePickle(scalar(type, bytes))).toBe(value)
    expect(parsePickle(scalar(type, bytes, 'numpy._core.multiarray'))).toBe(value)
  })

  it('reads a numpy scalar in network byte order', () => {
    const bytes = scalar('f8', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0])
    bytes[bytes.indexOf('<'.charCodeAt(0))] = '>'.charCodeAt(0)
    expect(parsePickle(bytes)).toBe(1.5)
  })
})

describe('parsePickle on what is not data', () => {
  it.each([
    [
      'os.system by GLOBAL',
      pickle(0x80, 3, 'cos\nsystem\nX', [2, 0, 0, 0], 'id', 0x85, 'R.'),
      2,
      'os system',
    ],
    [
      'builtins.eval by STACK_GLOBAL',
      pickle(0x80, 4, 0x8c, 8, 'builtins', 0x8c, 4, 'eval', 0x93, '.'),
      18,
      'builtins eval',
    ],
    [
      'numpy arrays',
      pickle(0x80, 3, 'cnumpy.core.multiarray\n_reconstruct\n.'),
      2,
      'numpy.core.multiarray _reconstruct',
    ],
    [
      'a name hidden after a dot',
      pickle(0x80, 4, 0x8c, 5, 'numpy', 0x8c, 14, 'dtype.__init__', 0x93, '.'),
      25,
      'numpy dtype.__init__',
    ],
  ])('refuses %s and names it with its offset', (_, bytes, offset, name) => {
    const error = errorOf(bytes)
    expect(error.offset).toBe(offset)
    expect(error.reason).toContain(`"${name}" is refused`)
  })

  it.each([
    ['INST', 'i', 0x69],
    ['OBJ', 'o', 0x6f],
    ['NEWOBJ', [0x81], 0x81],
    ['PERSID', 'P', 0x50],
    ['EXT1', [0x82], 0x82],
    ['NEXT_BUFFER', [0x97], 0x97],
  ])('refuses the opcode %s', (_, opcode, code) => {
    expect(errorOf(pickle(0x80, 4, opcode, '.'))).toMatchObject({
      offset: 2,
      reason: `opcode 0x${code.toString(16)} is not plain data`,
    })
  })

  it.each([
    ['a call of text', pickle(0x80, 3, 'X', [1, 0, 0, 0], 'a)R.'), 'a call of something other'],
    ['the state of a dict', pickle(0x80, 3, '}}b.'), 'the state of something other'],
    ['a dtype that is left over', pickle(0x80, 3, 'cnumpy\ndtype\n.'), 'stands where data belong'],
    ['a numpy object', scalar('O8', [0, 0, 0, 0, 0, 0, 0, 0]), 'is not one of f4, f8, i4, i8'],
    ['a scalar of too few bytes', scalar('f8', [1, 2]), 'a numpy f8 of 2 bytes'],
    ['a list in itself', pickle(0x80, 3, ']q', 0, 'h', 0, 'a.'), 'contains itself'],
    ['bytes after the end', pickle(0x80, 3, 'N.N'), '1 bytes follow the end'],
    ['protocol 1', pickle(0x80, 1, 'N.'), 'protocol 1 is not supported'],
    ['a text that claims 4 GB', pickle(0x80, 3, 'X', [255, 255, 255, 255], 'a.'), 'truncated'],
    ['more marks than allowed', pickle(0x80, 3, '('.repeat(1000), '.'), 'nested too deeply'],
    [
      'nesting by tuples',
      pickle(0x80, 3, 'N', new Array(1000).fill(0x85), '.'),
      'nested too deeply',
    ],
    ['an empty file', pickle(), 'truncated'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(errorOf(bytes).reason).toContain(reason)
  })

  it('refuses a pickle over its limits', () => {
    const limits = { bytes: 1000, entries: 10, depth: 8 }
    const nones = pickle(0x80, 3, '(', 'N'.repeat(11), 't.')
    expect(() => parsePickle(nones, limits)).toThrow('the stack is too large')
    expect(() => parsePickle(new Uint8Array(1001), limits)).toThrow('more than the 1000 allowed')
    const memos = pickle(0x80, 4, 'N', new Array(11).fill(0x94), '.')
    expect(() => parsePickle(memos, limits)).toThrow('the memo is too large')
  })
})

describe.skipIf(!sourcesFolder)('parsePickle on the published pickles', () => {
  const real = () =>
    readFileSync(join(sourcesFolder ?? '', 'eo-nas-bench-lcz42/raw/database_pickle_micro.pickle'))

  it('reads 450 architectures', () => {
    expect((parsePickle(real()) as Map<string, unknown>).size).toBe(450)
  })

  it('says where a cut file ends', () => {
    expect(errorOf(real().subarray(0, 100_000)).reason).toContain('truncated')
  })

  it('refuses the arrays of another project by name', () => {
    const path = join(sourcesFolder ?? '', 'nasbench101-naslib-30/nb101_dummy.pkl')
    expect(errorOf(readFileSync(path)).reason).toContain('numpy.core.multiarray _reconstruct')
  })

  it('returns data or throws a PickleError, whatever bytes are changed', () => {
    // Two entries and the end: short enough that mutations meet every opcode.
    const bytes = real()
    const [, , third] = [...bytes.toString('latin1').matchAll(/X \0\0\0[0-9a-f]{32}/g)]
    const head = Buffer.concat([bytes.subarray(0, third?.index), Buffer.from('u.')])
    expect((parsePickle(head) as Map<string, unknown>).size).toBe(2)
    const mutation = fc.record({
      at: fc.nat(head.length - 1),
      bytes: fc.uint8Array({ minLength: 0, maxLength: 6 }),
      drop: fc.nat(6),
    })
    const timed = (parse: () => void) => {
      const started = process.cpuUsage()
      parse()
      return process.cpuUsage(started).user
    }
    const RUNS = 5000
    const reference = timed(() => {
      for (let run = 0; run < RUNS; run++) parsePickle(head)
    })
    let read = 0
    let spent = 0
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        let mutated: Buffer = Buffer.from(head)
        for (const { at, bytes: inserted, drop } of mutations) {
          mutated = Buffer.concat([mutated.subarray(0, at), inserted, mutated.subarray(at + drop)])
        }
        spent += timed(() => {
          try {
            parsePickle(mutated)
            read++
          } catch (error) {
            if (!(error instanceof PickleError)) throw error
          }
        })
      }),
      { numRuns: RUNS },
    )
    expect(read).toBeGreaterThan(0)
    // No changed byte makes it count or allocate for long.
    expect(spent).toBeLessThan(20 * reference)
  })

  it('returns data or throws a PickleError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parsePickle(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(PickleError)
        }
      }),
      { numRuns: 5000 },
    )
  })
})
