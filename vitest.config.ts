import { defineConfig } from 'vitest/config'
import { ClosingLine } from './test/support/closing-line.ts'

// What promises a time is measured last, when no other test takes the processor.
const TIMED = ['test/promises/start.test.ts', 'test/promises/start-surrogate.test.ts']

const common = { testTimeout: 60_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'suite',
          include: ['test/**/*.test.ts'],
          exclude: TIMED,
          globalSetup: ['test/support/global-setup.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'timed',
          include: TIMED,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
