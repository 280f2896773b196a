/** What each operator of a condition says of two numbers. */
export const COMPARED = {
  '<=': (left: number, right: number) => left <= right,
  '>=': (left: number, right: number) => left >= right,
  '<': (left: number, right: number) => left < right,
  '>': (left: number, right: number) => left > right,
  '=': (left: number, right: number) => left === right,
  '!=': (left: number, right: number) => left !== right,
} as const
