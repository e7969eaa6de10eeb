import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const peer = fileURLToPath(new URL('forbidden.peer.ts', import.meta.url))

interface Outcome {
  readonly results: readonly string[]
  readonly warnings: string
}

const run = (flags: readonly string[], args: readonly string[]): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const all = [...flags, '--import', 'tsx', peer, ...args]
    execFile(process.execPath, all, { maxBuffer: 2 ** 28 }, (error, stdout, warnings) =>
      error === null ? resolve({ results: stdout.split('\n'), warnings }) : reject(error),
    )
  })

const noCode = ['--disallow-code-generation-from-strings']
const count = (text: string, part: string): number => text.split(part).length - 1

describe.each([
  ['with WebAssembly', []],
  ['without WebAssembly', ['--no-wasm']],
])('where code may not be generated, %s', (_, args) => {
  it('results have the same bits as elsewhere, and it is said once', async () => {
    const [usual, forbidden] = await Promise.all([run([], args), run(noCode, args)])
    expect(usual.results.length).toBeGreaterThan(1000)
    expect(forbidden.results).toEqual(usual.results)
    expect(count(usual.warnings, 'outside jit run in plain loops')).toBe(0)
    expect(count(forbidden.warnings, 'outside jit run in plain loops')).toBe(1)
    expect(count(forbidden.warnings, "script-src 'wasm-unsafe-eval'")).toBe(args.length)
  })
})
