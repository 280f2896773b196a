import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Binaries, ServerUser } from './postgres-binaries.ts'

/** An empty cluster in a folder, and how a server of it is started on a free port of the loopback. */
export interface PostgresCluster {
  readonly url: string
  readonly args: readonly string[]
}

/** @param settings of the server, such as `fsync=off` */
export async function initCluster(
  { initdb }: Binaries,
  user: ServerUser,
  { folder, settings }: { readonly folder: string; readonly settings: readonly string[] },
): Promise<PostgresCluster> {
  const data = join(folder, 'data')
  chmodSync(folder, 0o755)
  if ('uid' in user) chownSync(folder, user.uid, user.gid)
  const initialize = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C']
  execFileSync(initdb, [...initialize, '--no-sync'], { ...user, cwd: folder, stdio: 'pipe' })
  const port = await freePort()
  const args = ['-D', data, '-h', '127.0.0.1', '-p', `${port}`, '-k', '']
  for (const setting of settings) args.push('-c', setting)
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, args }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : undefined
      server.close(() => (port === undefined ? reject(new Error('No free port')) : resolve(port)))
    })
  })
}
