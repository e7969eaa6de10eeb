import fc from 'fast-check'
import { describe } from 'vitest'
import { jit, type Tensor } from '../../src/index.ts'
import { checkGrads } from '../../src/testing/check-grads.ts'
import { isClose } from '../../src/testing/compare.ts'
import { prop } from '../support/prop.ts'
import { randomOps, smoothOps } from '../support/random-ops.ts'
import {
  inputsOf,
  type ListFunction,
  type RandomProgram,
  randomPrograms,
} from '../support/random-programs.ts'
import { tolerance } from '../support/tolerance.ts'
import { type Layer, transformStacks } from '../support/transform-stacks.ts'

/** Names what differs: the result's number, its element, and both values. */
const differences = (expected: readonly Tensor[], got: readonly Tensor[]): readonly string[] => {
  return expected.flatMap((x, i) => {
    const { rtol, atol } = tolerance(x.dtype, 'grad')
    const y = got[i]
    if (y === undefined || `${x.shape}` !== `${y.shape}` || x.dtype !== y.dtype)
      return [`result ${i}: expected ${x.dtype}[${x.shape}], got ${y?.dtype}[${y?.shape}]`]
    const [xs, ys] = [[...x.data()], [...y.data()]]
    const scale = Math.max(1, ...xs.map(Math.abs))
    return xs.flatMap((value, k) =>
      isClose(value, ys[k] ?? Number.NaN, { rtol, atol: atol * scale })
        ? []
        : [`result ${i}, element ${k}: expected ${value}, got ${ys[k]}`],
    )
  })
}

interface Stacked {
  readonly program: RandomProgram
  readonly seed: number
  readonly layers: readonly Layer[]
  readonly inputs: readonly Tensor[]
}

const stacked = (ops: typeof randomOps, maxOrder: number): fc.Arbitrary<Stacked> =>
  fc
    .tuple(randomPrograms(ops), transformStacks(maxOrder), fc.nat(1000))
    .map(([program, layers, seed]) => {
      const shapes = layers.reduce((s, layer) => layer.shapes(s), program.shapes)
      const text = `${program.text}\n${layers.map(({ name }) => name).join(' then ')}\nseed ${seed}`
      return {
        program,
        seed,
        layers,
        inputs: inputsOf(shapes, seed),
        [fc.toStringMethod]: () => `\n${text}\n`,
      }
    })

const compose = ({ program, layers }: Stacked, how: 'transform' | 'plainly'): ListFunction =>
  layers.reduce((f, layer) => layer[how](f), program.f)

describe('random programs under random stacks of transforms', () => {
  prop(
    'give what loops, the other mode and no compilation give',
    [stacked(randomOps, 2)],
    (one) => {
      const expected = compose(one, 'plainly')(one.inputs)
      const wrong = differences(expected, compose(one, 'transform')(one.inputs))
      if (wrong.length > 0) throw new Error(wrong.slice(0, 5).join('\n'))
      return undefined
    },
    { numRuns: 120 },
  )

  prop(
    'have derivatives that agree with finite differences, if they are smooth',
    [stacked(smoothOps, 1)],
    (one) => {
      const f = compose(one, 'transform')
      checkGrads((...xs: Tensor[]) => f(xs), [...one.inputs], tolerance('float64', 'numeric'))
      return undefined
    },
    { numRuns: 120 },
  )

  prop(
    'are the same compiled and not, in float32 too',
    [stacked(smoothOps, 0)],
    ({ program, seed }) => {
      const inputs = inputsOf(program.shapes, seed, 'float32')
      const wrong = differences(program.f(inputs), jit(program.f)(inputs))
      if (wrong.length > 0) throw new Error(wrong.slice(0, 5).join('\n'))
      return undefined
    },
    { numRuns: 150 },
  )
})
