/** A file that is known before it is asked for, and where it lies. */
export interface ServedFile {
  readonly name: string
  readonly mediaType: string
  readonly sizeBytes: number
  /** Of the bytes, 64 hexadecimal digits. */
  readonly sha256: string
  readonly path: string
  /** `immutable` where the address will never have other bytes. */
  readonly cache: 'none' | 'document' | 'immutable'
}
