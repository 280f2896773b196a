import { type Client, createClient, openRelease } from 'eo-nas-bench'

/** The search does not know which of the two it has. */
export function open(source: string): Promise<Client> {
  return source.startsWith('http') && !source.includes('/v1/releases/')
    ? Promise.resolve(createClient(source))
    : openRelease(source)
}
