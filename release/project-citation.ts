import { WORKS } from './bibliography.ts'
import { cffReference, PROJECT_TITLE } from './citations.ts'
import { PUBLISHER } from './publisher.ts'

/** `CITATION.cff` of the repository: the software, and every work that its data come from, once. */
export function projectCitation({ version, date }: { version: string; date: string }): string {
  return `cff-version: 1.2.0
title: ${PROJECT_TITLE}
message: If you use EO NAS-Bench, please cite it and the sources of the data that you used.
type: software
abstract: >-
  A benchmark database for neural architecture search in Earth observation: measured and predicted
  fitness of all 423,624 NASBench-101 cells.
authors:
  - name: ${PUBLISHER}
license: Apache-2.0
version: ${version}
date-released: ${date}
keywords: [neural architecture search, Earth observation, remote sensing, benchmark, NASBench-101]
references:
${WORKS.map(cffReference).join('')}`
}
