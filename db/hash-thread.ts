import { parentPort, workerData } from 'node:worker_threads'
import { emptyHashes, findArchitectures } from '../space/build-space.ts'
import { type HashingWork, hashInTurns } from './hashing-work.ts'

// A thread that build-in-threads.ts starts: it hashes what no other thread has taken yet. One of
// them finds the architectures first, and tells the others through the thread that started it.

/** What a thread is started with. */
export interface HashThreadData {
  readonly finds: boolean
}

/** What the thread that finds them tells. */
export interface FoundWork extends HashingWork {
  /** Of each labelled graph, the place of its architecture in `forms`. */
  readonly places: Int32Array
}

function hash(work: HashingWork): void {
  for (const _ of hashInTurns(work)) {
    // Nobody waits for this thread in between.
  }
}

if ((workerData as HashThreadData).finds) {
  const { forms, places } = findArchitectures()
  const taken = new Int32Array(new SharedArrayBuffer(4))
  const work: FoundWork = { forms, places, hashes: emptyHashes(), taken }
  parentPort?.postMessage(work)
  hash(work)
} else {
  parentPort?.once('message', hash)
}
