import type { Check } from '../surrogate/card.ts'

const NAMES: Readonly<Record<string, string>> = {
  tau: 'tau',
  rSquared: 'R²',
  meanAbsoluteError: 'mean absolute error',
  ks: 'Kolmogorov–Smirnov distance',
  p: 'p',
}

/** One line a check. */
export function checkLines(checks: readonly Check[]): string[] {
  return checks.map(({ kind, epochs, measure, values, source, figures }) => {
    const of =
      kind === 'marginal'
        ? `distribution of all predictions and of ${values} values without architectures in ${source.name}`
        : `predictions of ${values} architectures of ${source.name} that it was not trained on`
    return `${measure} at ${epochs} epochs, ${of}: ${figureTexts(figures).join(', ')}`
  })
}

function figureTexts(figures: Check['figures']): string[] {
  return Object.entries(figures).flatMap(([name, value]) => {
    const [, kind, percent] = /^(coverage|published|predicted)(\d+)$/.exec(name) ?? []
    if (kind === 'coverage') return `${percent} % intervals hold ${share(value)}`
    // Said beside the published quantile.
    if (kind === 'predicted' && `published${percent}` in figures) return []
    if (kind === 'published') {
      const predicted = figures[`predicted${percent}`] ?? null
      return `${percent} % quantile ${number(value)} published and ${number(predicted)} predicted`
    }
    return `${NAMES[name] ?? name} ${number(value)}`
  })
}

function number(value: number | null): string {
  return value === null ? '–' : `${Number(value.toPrecision(3))}`
}

function share(value: number | null): string {
  return value === null ? '–' : `${(100 * value).toFixed(0)} %`
}
