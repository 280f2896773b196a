/** A condition of a listing on a number, as the API reads it. */
export interface Condition {
  readonly name: string
  readonly operator: '<=' | '>=' | '<' | '>' | '=' | '!='
  readonly value: number
}

const PARTS =
  /^\s*([A-Za-z][A-Za-z0-9]*)\s*(<=|>=|!=|=|<|>)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$/i

const SHORT = /^(train|validation|test)Accuracy$/

/** Null where a text is no condition on a number. */
export function readCondition(text: string): Condition | null {
  const [, name, operator, value] = PARTS.exec(text) ?? []
  if (name === undefined || operator === undefined || value === undefined) return null
  return {
    name: name.replace(SHORT, '$1OverallAccuracy'),
    operator: operator as Condition['operator'],
    value: Number(value),
  }
}

export function conditionText({ name, operator, value }: Condition): string {
  return `${name}${operator}${value}`
}

const TESTS: Readonly<Record<Condition['operator'], (one: number, other: number) => boolean>> = {
  '<=': (one, other) => one <= other,
  '>=': (one, other) => one >= other,
  '<': (one, other) => one < other,
  '>': (one, other) => one > other,
  '=': (one, other) => one === other,
  // Nothing is missing and meets a condition.
  '!=': (one, other) => one < other || one > other,
}

/**
 * Which architectures meet all conditions, one byte each by their ids.
 * @param columns of every name that a condition has
 */
export function selectedBy(
  conditions: readonly Condition[],
  columns: ReadonlyMap<string, Float64Array>,
  size: number,
): Uint8Array {
  const mask = new Uint8Array(size).fill(1)
  for (const { name, operator, value } of conditions) {
    const column = columns.get(name)
    const test = TESTS[operator]
    for (let id = 0; id < size; id++) {
      if (column === undefined || !test(column[id] as number, value)) mask[id] = 0
    }
  }
  return mask
}
