import { FIXED_COLUMNS } from '../fitness/column-name.ts'
import type { Release } from '../fitness/release.ts'
import { type Cited, citationText, titleOf } from './citations.ts'
import { FILES_FORMAT, type FileColumn, type ReleaseFile } from './manifest.ts'
import { MEDIA_TYPES } from './media-types.ts'
import { PUBLISHER } from './publisher.ts'

// The terms of the Croissant 1.0 specification, section "Appendix 1: JSON-LD context".
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
}

const DATA_TYPES: { readonly [T in FileColumn['type']]: string } = {
  int32: 'sc:Integer',
  int64: 'sc:Integer',
  float32: 'sc:Float',
  float64: 'sc:Float',
  string: 'sc:Text',
}

// The media type by which readers of Croissant know Parquet is an older one.
function encodingFormat({ mediaType }: ReleaseFile): string {
  return mediaType === MEDIA_TYPES.parquet ? 'application/x-parquet' : mediaType
}

function fileObject(file: ReleaseFile) {
  return {
    '@type': 'cr:FileObject',
    '@id': file.name,
    name: file.name,
    contentUrl: file.name,
    contentSize: `${file.sizeBytes} B`,
    encodingFormat: encodingFormat(file),
    sha256: file.sha256,
  }
}

const ARCHITECTURES = 'architectures'
const ARCHITECTURE_ID = FIXED_COLUMNS.architectureId

/** What tells the rows of a table apart. */
const KEY_COLUMNS: readonly string[] = [ARCHITECTURE_ID, FIXED_COLUMNS.epochs, FIXED_COLUMNS.run]

function recordSet({ name, columns }: ReleaseFile, hasArchitectures: boolean) {
  const id = name.replace(/\.parquet$/, '')
  const own = columns ?? []
  const keys = own.filter((column) => KEY_COLUMNS.includes(column.name))
  const references = (column: FileColumn) =>
    hasArchitectures && id !== ARCHITECTURES && column.name === ARCHITECTURE_ID
      ? { references: { field: { '@id': `${ARCHITECTURES}/${ARCHITECTURE_ID}` } } }
      : {}
  return {
    '@type': 'cr:RecordSet',
    '@id': id,
    name: id,
    key: keys.map((column) => ({ '@id': `${id}/${column.name}` })),
    field: own.map((column) => ({
      '@type': 'cr:Field',
      '@id': `${id}/${column.name}`,
      name: column.name,
      description: column.unit === null ? column.meaning : `${column.meaning}, in ${column.unit}`,
      dataType: DATA_TYPES[column.type],
      ...references(column),
      source: { fileObject: { '@id': name }, extract: { column: column.name } },
    })),
  }
}

/**
 * Croissant 1.0 metadata: all files, and the columns of the Parquet files.
 * @param files as the manifest lists them
 */
export function croissantOf(
  release: Release,
  files: readonly ReleaseFile[],
  { works, others }: Cited,
) {
  const sources = release.instances.flatMap((one) => one.sources)
  const licences = new Set(sources.map(({ licence }) => licence))
  const credits = new Set(sources.flatMap(({ attribution }) => attribution ?? []))
  const parquet = files.filter(({ mediaType }) => mediaType === MEDIA_TYPES.parquet)
  const hasArchitectures = parquet.some(({ name }) => name === `${ARCHITECTURES}.parquet`)
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name: `eo-nas-bench-${release.id}`,
    alternateName: titleOf(release),
    description:
      'Measured and predicted fitness of all 423,624 NASBench-101 cells on Earth-observation tasks and reference tasks.',
    citeAs: [...works.map(citationText), ...others.map(({ text }) => text)].join('\n'),
    license: [...new Set(['Apache-2.0', ...licences])],
    ...(credits.size > 0 && { creditText: [...credits].join('\n') }),
    creator: { '@type': 'sc:Organization', name: PUBLISHER },
    datePublished: release.publishedAt,
    version: `${FILES_FORMAT}.0.0+${release.id}`,
    isLiveDataset: false,
    distribution: files.map(fileObject),
    recordSet: parquet.map((file) => recordSet(file, hasArchitectures)),
  }
}
