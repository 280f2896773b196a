import { type Row, readStudyTable, STUDY_TABLES, type StudyTable } from '../source-tables.ts'
import { densityFigures } from './densities.ts'
import { distanceFigures } from './distances.ts'
import { divergedFigures, overallFigures, sampleFigures } from './distributions.ts'
import type { Figure } from './figure.ts'
import { localOptimaFigures } from './local-optima.ts'
import { persistenceFigures } from './persistence.ts'
import { otherFigures } from './random-draws.ts'
import { densityChart, persistenceChart } from './replication-charts.ts'
import { walkFigures } from './walks.ts'

export interface Replication {
  readonly figures: readonly Figure[]
  /** File names of the tables that were not found; their figures are left out. */
  readonly missing: readonly string[]
  /** SVG documents by file name. */
  readonly charts: Readonly<Record<string, string>>
}

interface Part {
  readonly label: string
  readonly tables: readonly StudyTable[]
  figures(...tables: (readonly Row[])[]): Figure[]
  /** By file name. */
  charts?(...tables: (readonly Row[])[]): Record<string, string>
}

const PARTS: readonly Part[] = [
  {
    label: 'densities',
    tables: ['hundred'],
    figures: (rows = []) => densityFigures(rows),
    charts: (rows = []) => ({ 'densities.svg': densityChart(rows) }),
  },
  { label: 'overall fitness', tables: ['hundred'], figures: (rows = []) => overallFigures(rows) },
  { label: 'distances', tables: ['hundred'], figures: (rows = []) => distanceFigures(rows) },
  { label: 'walks', tables: ['walks'], figures: (rows = []) => walkFigures(rows) },
  { label: 'local optima', tables: [], figures: () => localOptimaFigures() },
  {
    label: 'persistence',
    tables: ['seventyTwo'],
    figures: (rows = []) => persistenceFigures(rows),
    charts: (rows = []) => ({ 'persistence.svg': persistenceChart(rows) }),
  },
  {
    label: 'distributions',
    tables: ['sample', 'walks'],
    figures: (sample = [], walks = []) => sampleFigures(sample, walks),
  },
  { label: 'diverged runs', tables: ['searchLogs'], figures: (rows = []) => divergedFigures(rows) },
  { label: 'other studies', tables: [], figures: () => otherFigures() },
]

/** Computes every published figure of which the data are at hand. */
export async function replicate(
  sources: string,
  onProgress: (label: string, done: number, total: number) => void = () => {},
): Promise<Replication> {
  const figures: Figure[] = []
  const missing = new Set<string>()
  const charts: Record<string, string> = {}
  for (const [at, part] of PARTS.entries()) {
    onProgress(part.label, at, PARTS.length)
    const tables: (readonly Row[])[] = []
    for (const table of part.tables) {
      const rows = await readStudyTable(sources, table)
      if (rows === null) missing.add(STUDY_TABLES[table])
      else tables.push(rows)
    }
    if (tables.length < part.tables.length) continue
    figures.push(...part.figures(...tables))
    Object.assign(charts, part.charts?.(...tables))
  }
  return { figures, missing: [...missing], charts }
}
