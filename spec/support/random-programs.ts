import fc from 'fast-check'
import { makeAval } from '../../src/core/aval.ts'
import { fromData } from '../../src/core/convert.ts'
import { allocate, type DType, isFloat } from '../../src/core/dtype.ts'
import { np, type Tensor } from '../../src/index.ts'
import { makeRandom } from '../../src/testing/random.ts'
import type { RandomOp } from './random-ops.ts'
import { fitTo } from './random-programs-fit.ts'

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
  /** The steps of the function that the operation holds, if it holds one. */
  readonly body: readonly Step[]
}

/** Functions hold functions no deeper than this. */
const maxDepth = 2

const stepAt = (depth: number): fc.Arbitrary<Step> =>
  fc.record({
    op: fc.nat(10_000),
    operands: fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)),
    k: fc.nat(9999),
    body:
      depth > maxDepth
        ? fc.constant([])
        : fc.array(stepAt(depth + 1), { minLength: 1, maxLength: 3 }),
  })

/** What programs are made of. */
export interface ProgramSettings {
  /** Shapes of inputs. */
  readonly shapes: readonly (readonly number[])[]
  /** No value has more elements: what a shape is cut to that would have. */
  readonly maxElements: number
  /** How many operations there are at most. */
  readonly maxSteps: number
  /** Results are some of the values, rather than the last and a mean of all. */
  readonly someValues: boolean
}

const smallValues: ProgramSettings = {
  shapes: [[3], [2, 2], [], [1, 3], [4], [2, 3], [1]],
  maxElements: 12,
  maxSteps: 8,
  someValues: false,
}

/** Sizes at which kernels go wrong, and results that are inputs, constants, or the same twice. */
export const manyShapes: ProgramSettings = {
  shapes: [
    [4],
    [3, 4],
    [],
    [2, 3, 4],
    [8],
    [5, 7],
    [1, 5],
    [4, 4],
    [2, 1, 3],
    [17],
    [0],
    [3, 0],
    [2, 2, 2, 2],
  ],
  maxElements: 64,
  maxSteps: 8,
  someValues: true,
}

const bounded = (x: Tensor, maxElements: number): Tensor =>
  x.size <= maxElements ? x : np.reshape(x, [x.size]).get(`0:${maxElements}`)

/** Operations without functions of their own. */
const flatOps = (ops: readonly RandomOp[]): readonly RandomOp[] =>
  ops.filter((op) => op.holdsProgram !== true)

/** Appends the values of the steps to `values`. */
const run = (
  steps: readonly Step[],
  ops: readonly RandomOp[],
  maxElements: number,
  values: Tensor[],
  depth: number,
): void => {
  for (const { op, operands, k, body } of steps) {
    const { apply } = ops[op % ops.length] as RandomOp
    const [a, b, c] = operands.map((o) => values[values.length - 1 - (o % values.length)]) as [
      Tensor,
      Tensor,
      Tensor,
    ]
    const inner = depth < maxDepth ? ops : flatOps(ops)
    const call = (x: Tensor, y: Tensor): Tensor => {
      const local = [...values, y, x]
      run(body, inner, maxElements, local, depth + 1)
      return fitTo(local.at(-1) as Tensor, x)
    }
    values.push(bounded(apply(a, b, c, k, call), maxElements))
  }
}

const showSteps = (
  steps: readonly Step[],
  ops: readonly RandomOp[],
  before: number,
  depth: number,
): readonly string[] =>
  steps.flatMap(({ op, operands, k, body }, i) => {
    const { name, arity, holdsProgram } = ops[op % ops.length] as RandomOp
    const count = before + i
    const args = operands.slice(0, arity).map((o) => `v${count - 1 - (o % count)}`)
    const line = `${'  '.repeat(depth)}v${count} = ${name}(${args.join(', ')}; ${k})`
    if (holdsProgram !== true) return [line]
    const inner = depth < maxDepth ? ops : flatOps(ops)
    const arguments_ = `${'  '.repeat(depth + 1)}(v${count + 1}, v${count}) =>`
    return [line, arguments_, ...showSteps(body, inner, count + 2, depth + 1)]
  })

/** The last value, and a weighted mean of all. */
const summary = (values: readonly Tensor[]): readonly Tensor[] => {
  const means = values.map((x, i) => np.mean(x).mul(Math.cos(i)))
  return [values.at(-1) as Tensor, means.reduce((a, b) => a.add(b))]
}

/** The last value, and others: a constant now and then. */
const chosen = (values: readonly Tensor[], others: readonly number[]): readonly Tensor[] => [
  values.at(-1) as Tensor,
  ...others.map((o) =>
    o % 9 === 8 ? np.fullLike(values[0] as Tensor, o) : (values[o % values.length] as Tensor),
  ),
]

/**
 * Programs of a handful of tensors: each step applies an operation to earlier values, recent ones rather
 * than old ones.
 */
export const randomPrograms = (
  ops: readonly RandomOp[],
  { shapes: inputShapes, maxElements, maxSteps, someValues }: ProgramSettings = smallValues,
): fc.Arbitrary<RandomProgram> =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...inputShapes), { minLength: 1, maxLength: 3 }),
      fc.array(stepAt(0), { minLength: 1, maxLength: maxSteps, size: 'max' }),
      fc.array(fc.nat(50), { maxLength: 3 }),
    )
    .map(([shapes, steps, others]) => ({
      shapes,
      text: [
        ...shapes.map((shape, i) => `v${i}: [${shape}]`),
        ...showSteps(steps, ops, shapes.length, 0),
        ...(someValues ? [`results: the last, ${others}`] : []),
      ].join('\n'),
      f: (inputs) => {
        const values = [...inputs]
        run(steps, ops, maxElements, values, 0)
        return someValues ? chosen(values, others) : summary(values)
      },
    }))

/** Inputs of given shapes, with elements between -1.5 and 1.5, integers between -9 and 9, which wrap. */
export const inputsOf = (
  shapes: readonly (readonly number[])[],
  seed: number,
  dtype: Exclude<DType, 'bool'> = 'float64',
): readonly Tensor[] => {
  const random = makeRandom(seed)
  return shapes.map((shape) => {
    const size = shape.reduce((n, m) => n * m, 1)
    const data = allocate(dtype, size).map(() =>
      isFloat(dtype) ? 3 * random.uniform() - 1.5 : Math.floor(19 * random.uniform()) - 9,
    )
    return fromData(data, makeAval(shape, dtype))
  })
}

const special = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-40,
  -3e38,
  0.5,
  -0.5,
  1,
  2.5,
]

/** Inputs with numbers among their elements that functions treat apart from others. */
export const specialInputsOf = (
  shapes: readonly (readonly number[])[],
  seed: number,
  dtype: 'float32' | 'float64',
): readonly Tensor[] => {
  const { uniform } = makeRandom(seed)
  return inputsOf(shapes, seed, dtype).map((x) =>
    fromData(
      x
        .data()
        .map((element: number) => special[Math.floor(uniform() * 2 * special.length)] ?? element),
      x,
    ),
  )
}
