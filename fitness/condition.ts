import { z } from 'zod'
import { fullMeasureKey } from './measure.ts'
import { didYouMean } from './nearest-name.ts'
import { becomesZero, tooSmall } from './too-small.ts'

export const CONDITION_OPERATORS = ['<=', '>=', '<', '>', '=', '!='] as const
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number]

/** What a listed fitness comes from, as `source` compares it. */
export const CONDITION_SOURCES = ['tabular', 'surrogate'] as const
export type ConditionSource = (typeof CONDITION_SOURCES)[number]

export interface NumberCondition {
  /** Full name of a measure, see `fullMeasureKey`. */
  readonly name: string
  readonly operator: ConditionOperator
  readonly value: number
}

export interface SourceCondition {
  readonly name: 'source'
  readonly operator: '=' | '!='
  readonly value: ConditionSource
}

const LENGTH_MAX = 120
const PARTS = /^([^<>=!]*)([<>=!]+)(.*)$/s
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Operators of other languages, and what they are here. */
const OTHER_OPERATORS: Readonly<Record<string, ConditionOperator>> = {
  '==': '=',
  '===': '=',
  '=<': '<=',
  '=>': '>=',
  '<>': '!=',
  '!==': '!=',
}

const EXAMPLE = 'Write a name, an operator and a number, for example latencyMs<=12.'

const isOneOf = <T extends string>(known: readonly T[], text: string): text is T =>
  known.some((one) => one === text)

function readSource(
  operator: ConditionOperator,
  value: string,
): SourceCondition | { readonly problem: string } {
  if (!isOneOf(CONDITION_SOURCES, value)) {
    const known = CONDITION_SOURCES.join(' or ')
    const hint = didYouMean(value, CONDITION_SOURCES)
    return { problem: `source is ${known}, not ${JSON.stringify(value)}.${hint}` }
  }
  if (operator === '=' || operator === '!=') return { name: 'source', operator, value }
  return { problem: `source has no order: compare it with = or !=, not with ${operator}.` }
}

/** Reads `latencyMs<=12`; says what is wrong with it where it is no condition. */
export function readCondition(
  text: string,
): NumberCondition | SourceCondition | { readonly problem: string } {
  const [, before = '', operator = '', after = ''] = PARTS.exec(text) ?? []
  const [name, value] = [before.trim(), after.trim()]
  if (operator === '') return { problem: `${JSON.stringify(text)} has no operator. ${EXAMPLE}` }
  if (!isOneOf(CONDITION_OPERATORS, operator)) {
    const known = CONDITION_OPERATORS.join(', ')
    const meant = OTHER_OPERATORS[operator]
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
    return { problem: `There is no operator ${operator}; there are ${known}.${hint}` }
  }
  if (name === '') return { problem: `${JSON.stringify(text)} has no name. ${EXAMPLE}` }
  if (name === 'source') return readSource(operator, value)
  const number = DECIMAL.test(value) ? Number(value) : Number.NaN
  if (number === 0 && becomesZero(value)) return { problem: tooSmall(value) }
  if (Number.isFinite(number)) return { name: fullMeasureKey(name), operator, value: number }
  return { problem: `${JSON.stringify(value)} is not a number. ${EXAMPLE}` }
}

/** A comparison of one number of an answer, or of its source; what is missing meets none. */
export const Condition = z
  .string()
  .max(LENGTH_MAX, `A condition has at most ${LENGTH_MAX} characters.`)
  .transform((text, context): NumberCondition | SourceCondition => {
    const read = readCondition(text)
    if (!('problem' in read)) return read
    context.addIssue({ code: 'custom', message: read.problem })
    return z.NEVER
  })
  .meta({
    description: `NAME OPERATOR NUMBER; the operators are ${CONDITION_OPERATORS.join(' ')}. Names are those of sort. source is compared with = or != to ${CONDITION_SOURCES.join(' or ')}`,
    example: 'latencyMs<=12',
  })
export type Condition = z.output<typeof Condition>

/** The same text for the same condition. */
export function conditionText({ name, operator, value }: Condition): string {
  return `${name}${operator}${value}`
}
