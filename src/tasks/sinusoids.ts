import { checked } from '../core/checked.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { sin } from '../numpy/index.ts'
import { split, uniform } from '../random/index.ts'

/** Points of a curve: inputs and targets, `f[points, 1]` each. */
export interface Points {
  readonly x: Tensor
  readonly y: Tensor
}

export interface SinusoidOptions {
  /** Number of tasks. */
  readonly tasks: number
  /** Support points per task. */
  readonly shots: number
  /** Query points per task. Default: as many as support points. */
  readonly queries?: number
  /** Range of the amplitude. Default `[0.1, 5]`. */
  readonly amplitude?: readonly [number, number]
  /** Range of the phase, in radians. Default `[0, π]`. */
  readonly phase?: readonly [number, number]
  /** Range of the frequency. Default: 1 for all. */
  readonly frequency?: readonly [number, number]
}

/**
 * Sine-wave regression: tasks `y = A sin(ω x − φ)` with `A`, `φ` and, if asked for, `ω` of their own,
 * and `x` uniform in `[−5, 5]`. A pure function of the key.
 *
 * Shapes: support `f32[tasks, shots, 1]`, query `f32[tasks, queries, 1]`.
 *
 * @example
 * const { support } = tasks.sinusoids(random.key(0), { tasks: 4, shots: 10 })
 * support.x.shape // => [4, 10, 1]
 * @see Finn et al., Model-Agnostic Meta-Learning, ICML 2017, §5.1
 */
export const sinusoids = /*@__PURE__*/ checked(
  'sinusoids(key, options)',
  (key: Tensor, options: SinusoidOptions): { readonly support: Points; readonly query: Points } => {
    checkOptions('sinusoids', options, [
      'tasks',
      'shots',
      'queries',
      'amplitude',
      'phase',
      'frequency',
    ])
    const {
      tasks,
      shots,
      queries = shots,
      amplitude = [0.1, 5],
      phase = [0, Math.PI],
      frequency,
    } = options
    const [amplitudeKey, phaseKey, supportKey, queryKey, frequencyKey] = keys(key)
    const draw = (k: Tensor, [minval, maxval]: readonly [number, number], points: number): Tensor =>
      uniform(k, { shape: [tasks, points, 1], minval, maxval })
    const a = draw(amplitudeKey, amplitude, 1)
    const shift = draw(phaseKey, phase, 1)
    const stretch = frequency === undefined ? 1 : draw(frequencyKey, frequency, 1)
    const points = (k: Tensor, count: number): Points => {
      const x = draw(k, [-5, 5], count)
      return { x, y: sin(x.mul(stretch).sub(shift)).mul(a) }
    }
    return { support: points(supportKey, shots), query: points(queryKey, queries) }
  },
)

const keys = (key: Tensor): readonly [Tensor, Tensor, Tensor, Tensor, Tensor] => {
  const all = split(key, { num: 5 })
  return [all.get(0), all.get(1), all.get(2), all.get(3), all.get(4)]
}
