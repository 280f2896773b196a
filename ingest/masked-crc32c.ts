import { crc32c } from '@node-rs/crc32'

/**
 * TFRecord's checksum of some bytes: CRC32C (Castagnoli), rotated and shifted so that a checksum of
 * data that holds checksums stays a good one. Unsigned 32 bits.
 * Source: tensorflow/core/lib/hash/crc32c.h.
 */
export function maskedCrc32c(bytes: Buffer): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
