import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const peer = fileURLToPath(new URL('bare.peer.ts', import.meta.url))
const src = new URL('../../src/', import.meta.url).href

const importBare = (...flags: readonly string[]): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [...flags, '--import', 'tsx', peer, src, 'ts'], {
      encoding: 'utf8',
    }),
  )

const expected = {
  atImport: 0,
  missing: ['console', 'TextEncoder', 'structuredClone', 'performance', 'WebAssembly'],
  compiled: [2, 4],
  eager: [2, 3],
  later: true,
}

describe('the entries', () => {
  it('generate no code when they are imported, and need no globals beyond ECMAScript', () => {
    expect(importBare()).toEqual(expected)
  })

  it('are imported and compute where generating code is forbidden', () => {
    expect(importBare('--disallow-code-generation-from-strings')).toEqual(expected)
  })
})
