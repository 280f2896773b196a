import { workerData } from 'node:worker_threads'
import { type HashingWork, hashInTurns } from './hashing-work.ts'

// A thread that build-in-threads.ts starts: it hashes what no other thread has taken yet.

for (const _ of hashInTurns(workerData as HashingWork)) {
  // Nobody waits for this thread in between.
}
