import { z } from 'zod'
import { Distribution, Withheld } from '../fitness/distribution.ts'
import { Instance } from '../fitness/instance.ts'
import { COMPLETENESS } from '../fitness/release.ts'
import { Sha256, SourceFile } from '../fitness/source-file.ts'

/** Of the folders that this client reads. */
const FORMAT = 1

// Part of a path, and the manifest may come from anywhere.
const FileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)

const Manifest = z.object({
  format: z.literal(FORMAT, `of a format that this client does not read (it reads ${FORMAT})`),
  release: z.string(),
  publishedAt: z.string(),
  instances: z.array(z.object({ id: z.string() })),
  files: z.array(z.object({ name: FileName, sizeBytes: z.int().min(0), sha256: Sha256 })),
})

/** The predictions at one budget, but for the numbers, which are in a table. */
const Predicted = z.object({
  epochs: z.int(),
  measures: z.array(z.object({ measure: z.string(), distribution: Distribution })),
  correlations: z.array(z.array(z.number())),
})

const Instances = z.object({
  instances: z.array(
    z.object({
      id: z.string(),
      instance: Instance,
      completeness: z.enum(COMPLETENESS),
      // A later release may say more of a file.
      sources: z.array(z.object(SourceFile.shape)),
      surrogate: z
        .object({
          id: z.string(),
          sha256: Sha256,
          card: z.string().nullable(),
          model: z.string().nullable(),
          worlds: z.string().nullable().default(null), // folders of before have none
          predictions: z.array(Predicted),
          withheld: z.array(Withheld),
        })
        .nullable(),
    }),
  ),
})

/** What the local mode reads of the manifest of a release's files. */
export type ReleaseManifest = z.infer<typeof Manifest>
export type ListedInstance = z.infer<typeof Instances>['instances'][number]
export type ListedPredictions = z.infer<typeof Predicted>

function parse<Schema extends z.ZodType>(
  schema: Schema,
  name: string,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(
    `${name} is not what the files of a release have (${issue?.path.join('.')}: ${issue?.message}). Give the folder that \`npm run release -- export\` wrote, or the address /v1/releases/{release} of a service.`,
  )
}

/** @throws Error naming the manifest and what is wrong with it */
export function parseManifest(where: string, manifest: unknown): ReleaseManifest {
  return parse(Manifest, `${where}/manifest.json`, manifest)
}

/** @throws Error naming the file and what is wrong with it */
export function parseInstances(where: string, instances: unknown): readonly ListedInstance[] {
  return parse(Instances, `${where}/instances.json`, instances).instances
}
