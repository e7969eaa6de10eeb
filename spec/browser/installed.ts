import { existsSync } from 'node:fs'

interface Installed {
  readonly browser: 'chromium' | 'firefox'
  /** Options with which Playwright starts it. */
  readonly launch: {
    readonly executablePath: string
    readonly channel?: string
    readonly args?: string[]
  }
}

const firstOf = (paths: readonly (string | undefined)[]): string | undefined =>
  paths.find((path) => path !== undefined && existsSync(path))

const chromiumPath = (): string => {
  const path = firstOf([
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ])
  if (path === undefined)
    throw new Error(
      'test:browser: expected an installed Chromium, found none; install it (on Debian apt-get install ' +
        'chromium), or name its program in CHROMIUM_PATH',
    )
  return path
}

/** Chromium, which must be there, and Firefox where there is one. Neither comes with the packages. */
export const installedBrowsers = (): readonly Installed[] => {
  const firefox = firstOf([
    process.env['FIREFOX_PATH'],
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ])
  const chromium: Installed = {
    browser: 'chromium',
    launch: {
      executablePath: chromiumPath(),
      // The first for containers; the others keep it from asking its maker for updates.
      args: ['--no-sandbox', '--disable-background-networking', '--disable-sync', '--disable-quic'],
    },
  }
  if (firefox === undefined) return [chromium]
  // This channel is the one for Firefox as its makers ship it.
  return [
    chromium,
    { browser: 'firefox', launch: { executablePath: firefox, channel: 'moz-firefox' } },
  ]
}
