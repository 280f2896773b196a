import { persistence, persistenceAreas } from '../../landscape/persistence.ts'
import { numbersOf, type Row } from '../source-tables.ts'
import { type Figure, notTestable, verdictOf } from './figure.ts'

const BUDGETS = ['4', '12', '36', '108']

/** Test accuracies of the same cells at each budget, the least first. */
export function budgetsOf(rows: readonly Row[]): Float64Array[] {
  return BUDGETS.map((epochs) => {
    const budget = rows
      .filter((row) => Number(row['epochs']) === Number(epochs))
      .sort((a, b) => Number(a['row']) - Number(b['row']))
    return numbersOf(budget, 'test_accuracy')
  })
}

/** P1, persistence over the budgets of the 72-cell table. */
export function persistenceFigures(rows: readonly Row[]): Figure[] {
  const byBudget = budgetsOf(rows)
  const share = persistence(byBudget, 25)
  const area = persistenceAreas(byBudget)
  const common = { study: 'P1', table: 'seventyTwo' } as const
  return [
    {
      ...common,
      quantity: 'Positive persistence at 25 %, So2Sat LCZ-42',
      definition: 'Share of the best 18 of 72 cells at 4 epochs that stay so at 12, 36 and 108.',
      published: '.48 (.32 in the data of the study)',
      ours: `${share.positive.toFixed(3)}; area under the curve ${area.positive.toFixed(3)}`,
      verdict: verdictOf(share.positive, { value: 0.48, digits: 2 }),
      reason:
        'In the data of the study .48 is the area under the curve and the share is .32; the published table gives neither.',
    },
    {
      ...common,
      quantity: 'Negative persistence at 25 %, So2Sat LCZ-42',
      definition: 'Share of the worst 18 of 72 cells at 4 epochs that stay so at 12, 36 and 108.',
      published: '.28',
      ours: `${share.negative.toFixed(3)}; area under the curve ${area.negative.toFixed(3)}`,
      verdict: verdictOf(share.negative, { value: 0.28, digits: 2 }),
      reason: 'The table does not give the printed value, whichever way the worst are counted.',
    },
    notTestable({
      study: 'P1',
      quantity: 'Persistence at 25 %, CIFAR-10',
      definition: 'The same on 1,000 cells of NASBench-101, 4 to 108 epochs.',
      published: '.32 and .064',
      reason: 'It needs the official NASBench-101 file, which is not among the sources.',
    }),
  ]
}
