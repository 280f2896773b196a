import { parentPort } from 'node:worker_threads'
import { type HashingWork, hashInTurns } from './hashing-work.ts'

// A thread that build-in-threads.ts starts: it hashes what no other thread has taken yet.

parentPort?.once('message', (work: HashingWork) => {
  for (const _ of hashInTurns(work)) {
    // Nobody waits for this thread in between.
  }
})
