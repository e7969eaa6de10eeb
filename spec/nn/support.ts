import { readFileSync } from 'node:fs'
import { np, type Tensor } from '../../src/index.ts'
import { type Comparison, isClose } from '../support/tolerance.ts'

/** Numbers as JSON can say them: `null` is NaN. */
export type Numbers = readonly (number | 'Infinity' | '-Infinity' | null)[]

interface Derivatives {
  readonly values: Numbers
  readonly first: Numbers
  readonly second: Numbers
}

interface Rowwise {
  readonly values: Numbers
  readonly gradients: Numbers
}

interface Fixture {
  readonly special: Numbers
  readonly pointwise: Readonly<Record<string, Derivatives>>
  readonly rows: Numbers
  readonly mask: readonly (readonly boolean[])[]
  readonly rowwise: Readonly<Record<string, Rowwise>>
  readonly standardized: Readonly<Record<string, Numbers>>
  readonly attention: {
    readonly inputs: Readonly<Record<'q' | 'k' | 'v' | 'bias' | 'mask', never>>
  } & Readonly<Record<'plain' | 'causal' | 'bias and mask' | 'window' | 'lengths', Numbers>>
  readonly initializers: Readonly<Record<string, Readonly<Record<'float32' | 'float64', Numbers>>>>
}

/** What jax.nn computes; see make_jax.py. */
export const jax = JSON.parse(
  readFileSync(new URL('./jax.json', import.meta.url), 'utf8'),
) as Fixture

const decode = (values: Numbers): readonly number[] =>
  values.map((v) => (v === null ? Number.NaN : Number(v)))

export const vector = (values: Numbers, dtype: 'float32' | 'float64' = 'float64'): Tensor =>
  np.array(decode(values), { dtype })

/** The elements that differ from what is expected, with their positions. */
export const differences = (
  actual: Tensor,
  expected: Numbers,
  comparison: Comparison = 'equal',
): readonly string[] => {
  const got = Array.from(actual.data())
  return decode(expected).flatMap((value, i) =>
    isClose(got[i] as number, value, actual.dtype, comparison)
      ? []
      : [`${i}: ${got[i]}, not ${value}`],
  )
}
