import { type RawBuilder, sql } from 'kysely'

// Numbers leave the database by the million as one bytea a column, in network byte order: exact,
// and far cheaper than a row object and a decimal text each.

/** All values of a 32-bit integer expression, in the order of the rows; NULL for no row. */
export function packedInt4(expression: RawBuilder<unknown>): RawBuilder<Uint8Array | null> {
  return sql`string_agg(int4send((${expression})::integer), ''::bytea)`
}

/** All values of a double precision expression, NaN for NULL, in the order of the rows. */
export function packedFloat8(expression: RawBuilder<unknown>): RawBuilder<Uint8Array | null> {
  return sql`string_agg(float8send(coalesce((${expression})::float8, 'NaN')), ''::bytea)`
}

export function unpackInt4(packed: Uint8Array | null): Int32Array {
  return new Int32Array(reversed(packed, 4))
}

export function unpackFloat8(packed: Uint8Array | null): Float64Array {
  return new Float64Array(reversed(packed, 8))
}

// Typed arrays read the byte order of the machine, which is little-endian wherever Node 20 runs
// but on s390x.
function reversed(packed: Uint8Array | null, size: 4 | 8): ArrayBuffer {
  const copy = Buffer.from(new Uint8Array(packed ?? []).buffer)
  if (size === 4) copy.swap32()
  else copy.swap64()
  return copy.buffer as ArrayBuffer
}
