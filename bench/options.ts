import { parseArgs } from 'node:util'
import { messageOf } from '../report/message-of.ts'

/** What an option says; undefined: it was not given. */
type Reader<Value> = (text: string | undefined) => Value

type Readers = Readonly<Record<string, Reader<unknown>>>

/** Options of the command line; ends the process with 2 and the reason where one is wrong. */
export function readOptions<Given extends Readers>(
  readers: Given,
): { readonly [Name in keyof Given]: ReturnType<Given[Name]> } {
  try {
    const names = Object.keys(readers)
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]))
    const { values } = parseArgs({ options })
    const read = Object.entries(readers).map(([name, reader]) => {
      try {
        return [name, reader(values[name])]
      } catch (error) {
        throw new Error(`--${name} ${values[name]}: ${messageOf(error)}`)
      }
    })
    return Object.fromEntries(read)
  } catch (error) {
    console.error(messageOf(error))
    process.exit(2)
  }
}

/** From `least` to `most`; `otherwise` where the option is not given. */
export function wholeNumber(range: {
  readonly otherwise: number
  readonly least?: number
  readonly most?: number
}): Reader<number> {
  const { otherwise, least = 1, most = 1e9 } = range
  return (text) => {
    if (text === undefined) return otherwise
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new Error(`a whole number from ${least} to ${most}.`)
  }
}

/** What seeds the generators of random numbers. */
export function seed(otherwise: number): Reader<number> {
  return wholeNumber({ otherwise, least: 0, most: 2 ** 31 - 1 })
}

/** One of the names; null where the option is not given. */
export function oneOf<Name extends string>(names: readonly Name[]): Reader<Name | null> {
  return (text) => {
    if (text === undefined) return null
    const known = names.find((name) => name === text)
    if (known === undefined) throw new Error(`say ${names.join(' or ')}.`)
    return known
  }
}
