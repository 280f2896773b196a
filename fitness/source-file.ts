import { z } from 'zod'

/** As 64 lower-case hexadecimal digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** An upstream file, as it was read. */
export const SourceFile = z.strictObject({
  name: z.string().meta({ description: 'Name of the file' }),
  sha256: Sha256.meta({ description: 'Of the file that was loaded, hexadecimal' }),
  sizeBytes: z.int().min(0).meta({ description: 'Of the file' }),
  url: z
    .string()
    .nullable()
    .meta({ description: 'Where the file is published; null where it is not' }),
  title: z.string().meta({ description: 'Title of the source' }),
  licence: z.string().meta({ description: 'Licence of the source' }),
  attribution: z.string().nullable().meta({
    description:
      'Whom to name where the data are passed on, as the licence wants; null where nobody is stated',
    example: 'Copyright 2022 Emre Demir, emreds/tum-dlr-automl-for-eo',
  }),
})
export type SourceFile = Readonly<z.infer<typeof SourceFile>>
