import fc from 'fast-check'
import { makeAval } from '../../src/core/aval.ts'
import { fromData } from '../../src/core/convert.ts'
import { np, type Tensor } from '../../src/index.ts'
import { makeRandom } from '../../src/testing/random.ts'
import type { RandomOp } from './random-ops.ts'

/** A function of a list of tensors. */
export type ListFunction = (xs: readonly Tensor[]) => readonly Tensor[]

export interface RandomProgram {
  readonly f: ListFunction
  readonly shapes: readonly (readonly number[])[]
  readonly text: string
}

interface Step {
  readonly op: number
  readonly operands: readonly number[]
  readonly k: number
}

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.nat(10_000),
  operands: fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)),
  k: fc.nat(3),
})

const inputShape = fc.constantFrom<readonly number[]>([3], [2, 2], [], [1, 3], [4], [2, 3], [1])

/** No value of a program has more elements: what a shape is cut to that would have. */
const maxElements = 12

const bounded = (x: Tensor): Tensor =>
  x.size <= maxElements ? x : np.reshape(x, [x.size]).get(`0:${maxElements}`)

const showProgram = (
  shapes: readonly (readonly number[])[],
  steps: readonly Step[],
  ops: readonly RandomOp[],
): string => {
  const inputs = shapes.map((shape, i) => `v${i}: [${shape}]`)
  const lines = steps.map(({ op, operands, k }, i) => {
    const { name, arity } = ops[op % ops.length] as RandomOp
    const count = shapes.length + i
    const args = operands.slice(0, arity).map((o) => `v${count - 1 - (o % count)}`)
    return `v${count} = ${name}(${args.join(', ')}; ${k})`
  })
  return [...inputs, ...lines].join('\n')
}

/**
 * Programs of a handful of tensors: each step applies an operation to earlier values, recent ones rather
 * than old ones. The result is the last value, and a weighted mean of all.
 */
export const randomPrograms = (ops: readonly RandomOp[]): fc.Arbitrary<RandomProgram> =>
  fc
    .tuple(
      fc.array(inputShape, { minLength: 1, maxLength: 3 }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
    )
    .map(([shapes, steps]) => ({
      shapes,
      text: showProgram(shapes, steps, ops),
      f: (inputs) => {
        const values = [...inputs]
        const operand = (o: number): Tensor =>
          values[values.length - 1 - (o % values.length)] as Tensor
        for (const { op, operands, k } of steps) {
          const { apply } = ops[op % ops.length] as RandomOp
          const [a, b, c] = operands.map(operand) as [Tensor, Tensor, Tensor]
          values.push(bounded(apply(a, b, c, k)))
        }
        const means = values.map((x, i) => np.mean(x).mul(Math.cos(i)))
        return [values.at(-1) as Tensor, means.reduce((a, b) => a.add(b))]
      },
    }))

/** Float64 inputs of given shapes, with elements between -1.5 and 1.5. */
export const inputsOf = (
  shapes: readonly (readonly number[])[],
  seed: number,
): readonly Tensor[] => {
  const random = makeRandom(seed)
  return shapes.map((shape) => {
    const size = shape.reduce((n, m) => n * m, 1)
    const data = Float64Array.from({ length: size }, () => 3 * random.uniform() - 1.5)
    return fromData(data, makeAval(shape, 'float64'))
  })
}
