/** A person, or an organisation by its name. */
export type Author = { readonly given: string; readonly family: string } | { readonly name: string }

/** A published work that data come from, with the fields that BibTeX and CFF have for it. */
export interface Work {
  /** Key in BibTeX. */
  readonly key: string
  readonly kind: 'article' | 'conference-paper' | 'dataset'
  readonly title: string
  readonly authors: readonly Author[]
  readonly year: number
  readonly url: string
  readonly licence?: string
  readonly doi?: string
  /** Journal, or the title of the proceedings. */
  readonly venue?: string
  readonly volume?: string
  readonly issue?: string
  readonly pages?: readonly [first: number, last: number]
  /** What names the work in citations and in titles of sources, beside its title. */
  readonly alias?: string
}

const person = (given: string, family: string): Author => ({ given, family })
const LANDSCAPE_AUTHORS = [
  person('Kalifou René', 'Traoré'),
  person('Andrés', 'Camero'),
  person('Xiao Xiang', 'Zhu'),
]

/** The search space, which every release has. */
export const NASBENCH_101: Work = {
  key: 'ying2019nasbench101',
  kind: 'conference-paper',
  title: 'NAS-Bench-101: Towards Reproducible Neural Architecture Search',
  authors: [
    person('Chris', 'Ying'),
    person('Aaron', 'Klein'),
    person('Eric', 'Christiansen'),
    person('Esteban', 'Real'),
    person('Kevin', 'Murphy'),
    person('Frank', 'Hutter'),
  ],
  year: 2019,
  venue: 'Proceedings of the 36th International Conference on Machine Learning',
  volume: '97',
  pages: [7105, 7114],
  url: 'https://proceedings.mlr.press/v97/ying19a.html',
}

/** Works that citations and sources name; what is not here is cited as the instance states it. */
export const WORKS: readonly Work[] = [
  NASBENCH_101,
  {
    key: 'demir2022eonas',
    kind: 'dataset',
    title: 'Towards a NAS Benchmark for Classification in Earth Observation',
    authors: [person('Emre', 'Demir')],
    year: 2022,
    url: 'https://github.com/emreds/tum-dlr-automl-for-eo',
    licence: 'MIT',
  },
  {
    key: 'zhu2020so2sat',
    kind: 'article',
    title:
      'So2Sat LCZ42: A Benchmark Data Set for the Classification of Global Local Climate Zones',
    authors: [
      person('Xiao Xiang', 'Zhu'),
      person('Jingliang', 'Hu'),
      person('Chunping', 'Qiu'),
      person('Yilei', 'Shi'),
      person('Jian', 'Kang'),
      person('Lichao', 'Mou'),
      person('Hossein', 'Bagheri'),
      person('Matthias', 'Häberle'),
      person('Yuansheng', 'Hua'),
      person('Rong', 'Huang'),
      person('Lloyd', 'Hughes'),
      person('Hao', 'Li'),
      person('Yao', 'Sun'),
      person('Guichen', 'Zhang'),
      person('Shiyao', 'Han'),
      person('Michael', 'Schmitt'),
      person('Yuanyuan', 'Wang'),
    ],
    year: 2020,
    venue: 'IEEE Geoscience and Remote Sensing Magazine',
    volume: '8',
    issue: '3',
    pages: [76, 89],
    doi: '10.1109/MGRS.2020.2964708',
    url: 'https://doi.org/10.1109/MGRS.2020.2964708',
  },
  {
    key: 'traore2021footprint',
    kind: 'article',
    title:
      'Fitness Landscape Footprint: A Framework to Compare Neural Architecture Search Problems',
    authors: LANDSCAPE_AUTHORS,
    year: 2021,
    venue: 'arXiv preprint arXiv:2111.01584',
    url: 'https://arxiv.org/abs/2111.01584',
  },
  {
    key: 'traore2021initialization',
    kind: 'article',
    title: 'A Data-driven Approach to Neural Architecture Search Initialization',
    authors: LANDSCAPE_AUTHORS,
    year: 2021,
    venue: 'arXiv preprint arXiv:2111.03524',
    url: 'https://arxiv.org/abs/2111.03524',
    alias: 'published search logs',
  },
  {
    key: 'bakhtiarifard2024ecnas',
    kind: 'conference-paper',
    title: 'EC-NAS: Energy Consumption Aware Tabular Benchmarks for Neural Architecture Search',
    authors: [
      person('Pedram', 'Bakhtiarifard'),
      person('Christian', 'Igel'),
      person('Raghavendra', 'Selvan'),
    ],
    year: 2024,
    venue: 'IEEE International Conference on Acoustics, Speech and Signal Processing (ICASSP)',
    url: 'https://arxiv.org/abs/2210.06015',
  },
  {
    key: 'helber2019eurosat',
    kind: 'article',
    title:
      'EuroSAT: A Novel Dataset and Deep Learning Benchmark for Land Use and Land Cover Classification',
    authors: [
      person('Patrick', 'Helber'),
      person('Benjamin', 'Bischke'),
      person('Andreas', 'Dengel'),
      person('Damian', 'Borth'),
    ],
    year: 2019,
    venue: 'IEEE Journal of Selected Topics in Applied Earth Observations and Remote Sensing',
    volume: '12',
    issue: '7',
    pages: [2217, 2226],
    doi: '10.1109/JSTARS.2019.2918242',
    url: 'https://doi.org/10.1109/JSTARS.2019.2918242',
  },
]

const isNamed = ({ title, alias }: Work, text: string) => {
  const lower = text.toLowerCase()
  return [title, alias].some((name) => name !== undefined && lower.includes(name.toLowerCase()))
}

/** The works that some texts name, each once, in the order of `WORKS`. */
export function worksIn(texts: readonly string[]): Work[] {
  return WORKS.filter((work) => texts.some((text) => isNamed(work, text)))
}
