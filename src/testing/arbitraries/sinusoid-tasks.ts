import fc from 'fast-check'
import { makeAval } from '../../core/aval.ts'
import { fromData } from '../../core/convert.ts'
import { allocate, type DType } from '../../core/dtype.ts'
import { keeping } from '../../core/keeping.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'

/** Points of a curve, `f[points, 1]` each. */
export interface CurvePoints {
  readonly x: Tensor
  readonly y: Tensor
}

/** A task of few-shot regression: points to adapt to, and points to judge the result by. */
export interface SinusoidTask {
  readonly amplitude: number
  readonly phase: number
  readonly support: CurvePoints
  readonly query: CurvePoints
}

export interface SinusoidTaskConstraints {
  /** Support points. Default 5. */
  readonly shots?: number
  /** Query points. Default: as many. */
  readonly queries?: number
  /** Default `float32`. */
  readonly dtype?: Extract<DType, 'float32' | 'float64'>
}

/** Multiples of 1/64, which shrink to simple numbers. */
const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.ceil(min * 64), max: Math.floor(max * 64) }).map((n) => n / 64)

/**
 * Sine-wave regression tasks, `y = A sin(x − φ)` with `A` in `[0.1, 5]`, `φ` in `[0, π]` and `x` in
 * `[−5, 5]`: one task each. `tasks.sinusoids` draws whole batches from a key.
 *
 * Shapes: support `f[shots, 1]`, query `f[queries, 1]`.
 *
 * @example
 * fc.assert(fc.property(sinusoidTasks({ shots: 3 }), ({ support }) => support.y.shape[0] === 3))
 * @see Finn et al., Model-Agnostic Meta-Learning, ICML 2017, §5.1
 */
export const sinusoidTasks = /*@__PURE__*/ keeping(
  'sinusoidTasks(options?)',
  (options: SinusoidTaskConstraints = {}): fc.Arbitrary<SinusoidTask> => {
    checkOptions('sinusoidTasks', options, ['shots', 'queries', 'dtype'])
    const { shots = 5, queries = shots, dtype = 'float32' } = options
    const inputs = (points: number): fc.Arbitrary<readonly number[]> =>
      fc.array(between(-5, 5), { minLength: points, maxLength: points })
    const column = (values: readonly number[]): Tensor => {
      const data = allocate(dtype, values.length)
      data.set(values)
      return fromData(data, makeAval([values.length, 1], dtype))
    }
    return fc
      .record({
        amplitude: between(0.1, 5),
        phase: between(0, Math.PI),
        support: inputs(shots),
        query: inputs(queries),
      })
      .map(({ amplitude, phase, support, query }) => {
        const points = (xs: readonly number[]): CurvePoints => ({
          x: column(xs),
          y: column(xs.map((x) => amplitude * Math.sin(x - phase))),
        })
        return { amplitude, phase, support: points(support), query: points(query) }
      })
  },
)
