/** A file of a release as its README tells of it. */
export interface NamedFile {
  readonly name: string
  readonly about: string
  /** Of a database. */
  readonly tables?: readonly { readonly name: string; readonly rows: number }[] | null
}

const PANDAS: Readonly<Record<string, (name: string) => string>> = {
  parquet: (name) => `pd.read_parquet("${name}")`,
  'csv.gz': (name) => `pd.read_csv("${name}", float_precision="round_trip")`,
  'jsonl.gz': (name) => `pd.read_json("${name}", lines=True)`,
}
const FLAT_NAME = /\.(fitness|predictions|evaluations)\.(parquet|csv\.gz|jsonl\.gz)$/

/** How to read some of the files: only what is there. */
export function readingExamples(files: readonly NamedFile[]): string {
  const texts: string[] = []
  const flat = files.flatMap(({ name }) => {
    const [, table = '', extension = ''] = FLAT_NAME.exec(name) ?? []
    const read = PANDAS[extension]
    return read === undefined ? [] : [{ name, table, extension, read }]
  })
  const example = flat[0]
  if (example !== undefined) {
    const { name, table, extension, read } = example
    texts.push(`\`\`\`python
import pandas as pd
${table} = ${read(name)}
architectures = ${read(`architectures.${extension}`)}
table = ${table}.merge(architectures, on=["architecture_id", "hash"])
\`\`\`
`)
  }
  const filled = files.flatMap(({ name, tables }) =>
    (tables ?? []).flatMap((table) => (table.rows > 0 ? [{ name, table: table.name }] : [])),
  )
  const database = filled.find(({ table }) => table === 'fitness')
  if (database !== undefined) {
    const { name, table } = database
    texts.push(`\`\`\`sh
sqlite3 ${name} "select * from architectures join ${table} using (architecture_id) limit 5"
\`\`\`
`)
  }
  return texts.map((text) => `${text}\n`).join('')
}
