import { setTimeout } from 'node:timers/promises'
import { makeWasmCompiler, setThreads } from '../../src/backends/wasm/index.ts'
import { type Limits, sharedCalls, usualLimits } from '../../src/backends/wasm/threads/index.ts'
import { simplify } from '../../src/compiler/simplify.ts'
import type { DataArray } from '../../src/core/dtype.ts'
import type { Program } from '../../src/core/program.ts'
import { runnerOf } from '../compiler/ways.ts'

/** Shares whatever can be shared, from the first call on: no work is too small. */
const eager = Object.fromEntries(
  Object.entries(usualLimits).map(([name, limit]) => [name, typeof limit === 'number' && 1e-9]),
) as unknown as Limits

const compiler = makeWasmCompiler(eager)

/** Calls until the workers have loaded a program: more means that they never will. */
const patience = 400

const isEqual = (a: DataArray, b: DataArray): boolean =>
  Buffer.compare(
    new Uint8Array(a.buffer, a.byteOffset, a.byteLength),
    new Uint8Array(b.buffer, b.byteOffset, b.byteLength),
  ) === 0

/**
 * Runs a program on one thread and on several. Says where any bit differs, and whether there was
 * anything to share.
 */
export const compareThreads = async (
  program: Program,
  inputs: readonly DataArray[],
  threads: number,
): Promise<{ readonly differences: readonly string[]; readonly isShared: boolean }> => {
  const simplified = simplify(program)
  setThreads(1)
  const expected = runnerOf(compiler.compile(simplified))(inputs)
  setThreads(threads)
  const run = runnerOf(compiler.compile(simplified))
  const before = sharedCalls()
  for (let i = 0; i < patience; i++) {
    const got = run(inputs)
    const differences = expected.flatMap((xs, k) =>
      isEqual(xs, got[k]!) ? [] : [`output ${k}: expected ${xs}, got ${got[k]}`],
    )
    const isShared = sharedCalls() > before
    if (isShared || differences.length > 0) return { differences, isShared }
    await setTimeout(1)
  }
  return { differences: [], isShared: false }
}
