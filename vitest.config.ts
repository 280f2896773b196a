import { defineConfig } from 'vitest/config'
import { ClosingLine } from './test/support/closing-line.ts'

// First starts, kills, packed clients, browsers and other tools: `npm run test:system`.
const SYSTEM = 'test/system/**/*.test.ts'

const common = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  globalSetup: ['test/support/global-setup.ts'],
}

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'suite', include: ['test/**/*.test.ts'], exclude: [SYSTEM] } },
      { test: { ...common, name: 'system', include: [SYSTEM] } },
    ],
  },
})
