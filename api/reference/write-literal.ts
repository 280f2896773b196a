/** How a language writes the parts of a JSON value. */
export interface Notation {
  scalar(value: string | number | boolean | null): string
  key(name: string): string
}

const single = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

export const JSON_NOTATION: Notation = { scalar: JSON.stringify, key: JSON.stringify }

export const PYTHON: Notation = {
  scalar: (value) => {
    if (value === null) return 'None'
    if (typeof value === 'boolean') return value ? 'True' : 'False'
    return typeof value === 'string' ? single(value) : String(value)
  },
  key: single,
}

export const TYPESCRIPT: Notation = {
  scalar: (value) => (typeof value === 'string' ? single(value) : String(value)),
  key: (name) => (/^[a-z]\w*$/i.test(name) ? name : single(name)),
}

const WIDTH = 60

/** A JSON value as a literal: on one line where it fits, else an entry a line. */
export function writeLiteral(value: unknown, notation: Notation, indent = ''): string {
  if (typeof value !== 'object' || value === null) {
    return notation.scalar(value as string | number | boolean | null)
  }
  const list = Array.isArray(value)
  const [open, close, gap] = list ? ['[', ']', ''] : ['{', '}', ' ']
  const parts = (inner: string) =>
    list
      ? value.map((one) => writeLiteral(one, notation, inner))
      : Object.entries(value).map(
          ([key, own]) => `${notation.key(key)}: ${writeLiteral(own, notation, inner)}`,
        )
  const flat = parts('')
  if (flat.length === 0) return open + close
  const line = `${open}${gap}${flat.join(', ')}${gap}${close}`
  if (!line.includes('\n') && indent.length + line.length <= WIDTH) return line
  const inner = `${indent}  `
  return `${open}\n${parts(inner)
    .map((part) => inner + part)
    .join(',\n')}\n${indent}${close}`
}
