import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { installedBrowsers } from './spec/browser/installed.ts'
import { pages } from './spec/browser/pages.ts'

export default defineConfig({
  plugins: [pages()],
  resolve: { alias: { cotangent: fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  // Found before the first spec, as finding more while they run would load the page again.
  optimizeDeps: { include: ['cwise-compiler', 'fast-check', 'fp-ts', 'ndarray', 'ndarray-ops'] },
  server: {
    // The page is isolated from other origins, so that threads may share memory.
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  },
  test: {
    include: ['spec/browser/*.browser.ts'],
    testTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: installedBrowsers().map(({ browser, launch }) => ({
        browser,
        provider: playwright({ launchOptions: launch }),
      })),
    },
  },
})
