import fc from 'fast-check'
import { it } from 'vitest'

/** Fixed, so that a failure is the same everywhere; `SPEC_SEED=7 npm test` tries other cases. */
export const seed = Number(process.env['SPEC_SEED'] ?? 42)
if (!Number.isInteger(seed)) throw new Error('SPEC_SEED: expected an integer')

type Arbitraries<T extends readonly unknown[]> = {
  readonly [K in keyof T]: fc.Arbitrary<T[K]>
}

/** Fails with the seed, the path and the shrunk counterexample if `check` does not hold. */
export function assertProp<T extends [unknown, ...unknown[]]>(
  arbitraries: Arbitraries<T>,
  check: (...values: T) => boolean | undefined,
  parameters: fc.Parameters<T> = {},
): void {
  fc.assert(fc.property<T>(...arbitraries, check), { seed, numRuns: 100, ...parameters })
}

/** A spec named as a sentence that holds for all values of the arbitraries. */
export function prop<T extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: Arbitraries<T>,
  check: (...values: T) => boolean | undefined,
  parameters: fc.Parameters<T> = {},
): void {
  it(name, () => assertProp(arbitraries, check, parameters))
}
