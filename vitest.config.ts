import { defineConfig } from 'vitest/config'
import { ClosingLine } from './test/support/closing-line.ts'

// First starts, kills, whole commands, packed clients, browsers, trainings of surrogates and other tools: `npm run test:system`.
const SYSTEM = 'test/system/**/*.test.ts'

// Whole services: these need modules of their own.
const OWN_PROCESS = ['test/service/**/*.test.ts']

// Far beyond what anything takes: a busy machine is no failure.
const common = {
  testTimeout: 180_000,
  hookTimeout: 300_000,
  globalSetup: ['test/support/global-setup.ts'],
  restoreMocks: true,
  unstubEnvs: true,
}

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    // One more than most machines of CI have cores: tests wait for sockets and processes.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...common,
          name: 'suite',
          include: ['test/**/*.test.ts'],
          exclude: [SYSTEM, ...OWN_PROCESS],
          // Files share a process: imports, the space, releases and embedded Postgres are ready once.
          isolate: false,
        },
      },
      { test: { ...common, name: 'own-process', include: OWN_PROCESS } },
      { test: { ...common, name: 'system', include: [SYSTEM] } },
    ],
  },
})
