import type { Attack } from './attack.ts'
import { busyClient } from './cases/busy-client.ts'
import { costlyJson } from './cases/costly-json.ts'
import { heldBodies } from './cases/held-bodies.ts'
import { heldStreams } from './cases/held-streams.ts'
import { hypercubes } from './cases/hypercubes.ts'
import { idleConnections } from './cases/idle-connections.ts'
import { oneByteChunks } from './cases/one-byte-chunks.ts'
import { pipelinedUnread } from './cases/pipelined-unread.ts'
import { stalledDownloads } from './cases/stalled-downloads.ts'
import { trickleReader } from './cases/trickle-reader.ts'
import { trpcBatches } from './cases/trpc-batches.ts'
import { unreadAnswers } from './cases/unread-answers.ts'

/** Every attack, the quickest first. */
export const ATTACKS: readonly Attack[] = [
  oneByteChunks,
  heldBodies,
  unreadAnswers,
  stalledDownloads,
  idleConnections,
  pipelinedUnread,
  costlyJson,
  trpcBatches,
  hypercubes,
  busyClient,
  heldStreams,
  trickleReader,
]
