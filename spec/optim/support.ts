import { readFileSync } from 'node:fs'
import { np, type Tensor } from '../../src/index.ts'

/** Numbers in the structure of the parameters that the fixture is about. */
export interface Leaves {
  readonly w: readonly (readonly number[])[]
  readonly b: readonly number[]
}

interface Fixture {
  readonly optimizers: Readonly<Record<string, readonly Leaves[]>>
  readonly counts: readonly number[]
  readonly schedules: Readonly<Record<string, readonly number[]>>
  readonly metaGradients: Readonly<
    Record<
      string,
      { readonly value: number; readonly rate: number; readonly start: readonly number[] }
    >
  >
}

/** What Optax computes; see make_optax.py. */
export const optax = JSON.parse(
  readFileSync(new URL('./optax.json', import.meta.url), 'utf8'),
) as Fixture

export interface Params {
  readonly w: Tensor
  readonly b: Tensor
}

export type Float = 'float32' | 'float64'

export const paramsOf = ({ w, b }: Leaves, dtype: Float): Params => ({
  w: np.array(w, { dtype }),
  b: np.array(b, { dtype }),
})

export const start: Leaves = {
  w: [
    [1, -2],
    [0.5, 3],
  ],
  b: [0, 1],
}

/** The gradients of three steps, with zeros among them. */
export const gradients: readonly Leaves[] = [
  {
    w: [
      [0.5, -1],
      [2, 0],
    ],
    b: [0, -3],
  },
  {
    w: [
      [-0.25, -1.5],
      [0, 0],
    ],
    b: [1, 3],
  },
  {
    w: [
      [4, 0.125],
      [-2, 0],
    ],
    b: [1e-3, -0.5],
  },
]
