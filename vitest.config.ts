import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['spec/**/*.spec.ts'],
    // Threads share the parsed modules' memory and start faster than processes; two fit a small machine.
    pool: 'threads',
    maxWorkers: 2,
    // Property specs compile hundreds of programs each, which a busy machine takes its time for.
    testTimeout: 120_000,
    typecheck: {
      enabled: true,
      // Errors elsewhere are `npm run check`'s business; here they would hide the specs' results.
      ignoreSourceErrors: true,
      include: ['spec/types/**/*.spec-d.ts'],
    },
    coverage: {
      // The istanbul provider rewrites function bodies, which breaks kernels read back from text.
      provider: 'v8',
      include: ['src/**/*.ts'],
    },
  },
})
