import { type Density, type DensityFit, fitDensities } from '../../landscape/density.ts'
import { numbersOf, type Row } from '../source-tables.ts'
import { type Figure, notTestable, type Printed, verdictOf } from './figure.ts'

const PUBLISHED: Readonly<Record<Density, Printed>> = {
  beta: { value: 84.47, digits: 2 },
  weibull: { value: 83.32, digits: 2 },
  'log-normal': { value: 92.24, digits: 2 },
}

/** P1, the densities of the test fitness at 36 epochs. */
export function densityFigures(hundred: readonly Row[]): Figure[] {
  const fits = fitDensities(numbersOf(hundred, 'test_accuracy'))
  const single = (Object.keys(PUBLISHED) as Density[]).map((density): Figure => {
    const { logLikelihood, aic, bic } = fits.find((fit) => fit.density === density) as DensityFit
    const printed = PUBLISHED[density]
    return {
      study: 'P1',
      quantity: `Log-likelihood of the ${density} density, So2Sat LCZ-42`,
      definition: 'Maximum likelihood on the test accuracy of 100 cells at 36 epochs.',
      published: String(printed.value),
      ours: `${logLikelihood.toFixed(1)} (AIC ${aic.toFixed(1)}, BIC ${bic.toFixed(1)})`,
      verdict: verdictOf(logLikelihood, printed),
      reason:
        'A maximum of the likelihood cannot be improved; the printed values are of other data or of another fit.',
      table: 'hundred',
    }
  })
  const order = fits.map(({ density }) => density).join(', ')
  return [
    ...single,
    {
      study: 'P1',
      quantity: 'Order of the densities by AIC, So2Sat LCZ-42',
      definition: 'The least AIC fits best.',
      published: 'log-normal, beta, weibull',
      ours: order,
      verdict: order === 'log-normal, beta, weibull' ? 'exact' : 'different',
      reason: 'Test accuracies are skewed to the left, which a log-normal density cannot be.',
      table: 'hundred',
    },
    notTestable({
      study: 'P1',
      quantity: 'Log-likelihoods of the three densities, CIFAR-10',
      definition: 'Maximum likelihood on the test accuracy of all cells at 36 epochs.',
      published: 'beta "5007293" (its AIC implies 500729.5), weibull 534817, log-normal 250868',
      reason: 'It needs the official NASBench-101 file, which is not among the sources.',
    }),
  ]
}
