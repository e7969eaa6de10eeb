import fc from 'fast-check'
import { i32 } from '../../../../src/backends/wasm/encoder/index.ts'
import { emitContraction } from '../../../../src/backends/wasm/kernels/contraction/index.ts'
import type { Buffer, Contraction, Result, View } from '../../../../src/compiler/kernels.ts'
import {
  asElement,
  type DataArray,
  type DType,
  isByte,
  isInteger,
  isUnsigned,
} from '../../../../src/core/dtype.ts'
import {
  arg,
  binary,
  choose,
  compare,
  constant,
  convert,
  type Expr,
} from '../../../../src/core/scalar.ts'
import { makeContext } from '../support.ts'

export type Shape = readonly number[]

/** How the axes of a view lie in its buffer. */
export interface Layout {
  /** Axes from the outermost to the innermost; extra numbers are left out. */
  readonly order: readonly number[]
  readonly kinds: readonly ('plain' | 'stepped' | 'reversed' | 'broadcast')[]
  readonly offset: number
}

/** Most views are dense or permuted; some have gaps, run backwards or repeat. */
export const layouts = (writable: boolean): fc.Arbitrary<Layout> =>
  fc.record({
    order: fc.oneof(fc.constant([0, 1, 2, 3]), fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })),
    kinds: fc.array(
      fc.oneof(
        { weight: 8, arbitrary: fc.constant('plain' as const) },
        { weight: 1, arbitrary: fc.constant('stepped' as const) },
        { weight: 1, arbitrary: fc.constant('reversed' as const) },
        { weight: writable ? 0 : 1, arbitrary: fc.constant('broadcast' as const) },
      ),
      { minLength: 4, maxLength: 4 },
    ),
    offset: fc.nat(5),
  })

export const viewOf = (dtype: DType, shape: Shape, { order, kinds, offset }: Layout): View => {
  const strides = shape.map(() => 0)
  let first = offset
  let size = 1
  for (const axis of order.filter((axis) => axis < shape.length).reverse()) {
    const kind = kinds[axis]!
    if (kind === 'broadcast') continue
    const stride = kind === 'stepped' ? 2 * size : size
    if (kind === 'reversed') first += stride * Math.max(shape[axis]! - 1, 0)
    strides[axis] = kind === 'reversed' ? -stride : stride
    size = stride * Math.max(shape[axis]!, 1)
  }
  return { buffer: { dtype, size: offset + size + 7 }, offset: first, strides }
}

/** A dense view, its axes from the outermost in the given order. */
export const dense = (dtype: DType, shape: Shape, order: readonly number[] = [0, 1, 2, 3]): View =>
  viewOf(dtype, shape, { order, kinds: shape.map(() => 'plain'), offset: 0 })

/** Calls `body` with every index of a shape, always in the same array. */
const eachIndex = (shape: Shape, body: (index: readonly number[]) => void): void => {
  const index = shape.map(() => 0)
  const visit = (axis: number): void => {
    if (axis === shape.length) {
      body(index)
      return
    }
    for (let i = 0; i < shape[axis]!; i++) {
      index[axis] = i
      visit(axis + 1)
    }
  }
  visit(0)
}

const positionOf = ({ offset, strides }: View, index: readonly number[]): number =>
  index.reduce((sum, i, axis) => sum + i * strides[axis]!, offset)

/** What is made of products, once as an expression and once as a function of the arguments. */
export interface Epilogue {
  readonly name: string
  /** Dtypes of the operands and results, given that of the product. */
  readonly operands: (dtype: DType) => readonly DType[]
  readonly values: (dtype: DType) => readonly Expr[]
  /** `wrap` gives a sum as an element of the product's dtype. */
  readonly compute: (wrap: (x: number) => number, ...args: readonly number[]) => readonly number[]
}

const relu = (x: Expr): Expr =>
  choose(compare('gt', x, constant(0, x.dtype)), x, constant(0, x.dtype))

export const epilogues: readonly Epilogue[] = [
  {
    name: 'the product',
    operands: () => [],
    values: (dtype) => [arg(0, dtype)],
    compute: (_, p) => [p!],
  },
  {
    name: 'a sum with a bias, and its rectifier and mask',
    operands: (dtype) => [dtype],
    values: (dtype) => {
      const sum = binary('add', arg(0, dtype), arg(1, dtype))
      return [sum, relu(sum), compare('gt', sum, constant(0, dtype))]
    },
    compute: (wrap, p, b) => {
      const sum = wrap(p! + b!)
      return [sum, Math.max(sum, 0), Number(sum > 0)]
    },
  },
  {
    name: 'a choice by a mask',
    operands: (dtype) => ['bool', dtype],
    values: (dtype) => [choose(arg(1, 'bool'), arg(0, dtype), arg(2, dtype))],
    compute: (_, p, mask, other) => [mask! !== 0 ? p! : other!],
  },
  {
    name: 'a conversion',
    operands: () => ['float64'],
    values: (dtype) => [
      convert(arg(0, dtype), 'int32'),
      binary('add', convert(arg(0, dtype), 'float64'), arg(1, 'float64')),
    ],
    compute: (_, p, x) => [p!, p! + x!],
  },
]

/** So many operations that results are computed after the sums. */
export const longEpilogue: Epilogue = {
  name: 'a long expression',
  operands: (dtype) => [dtype],
  values: (dtype) => {
    const [p, b] = [arg(0, dtype), arg(1, dtype)]
    const clamped = binary('max', binary('min', binary('add', p, b), constant(50, dtype)), b)
    const sum = binary('add', binary('add', clamped, p), binary('add', b, p))
    return [sum, compare('gt', sum, binary('add', b, constant(7, dtype)))]
  },
  compute: (wrap, p, b) => {
    const clamped = Math.max(Math.min(wrap(p! + b!), 50), b!)
    const sum = wrap(clamped + p! + b! + p!)
    return [sum, Number(sum > wrap(b! + 7))]
  },
}

export const truth: Epilogue = {
  name: 'a truth value',
  operands: () => ['bool'],
  values: () => [arg(0, 'bool'), binary('and', arg(0, 'bool'), arg(1, 'bool'))],
  compute: (_, p, q) => [p!, p! & q!],
}

/** Values whose sums of products are exact in every dtype. */
const valueAt = (dtype: DType, i: number, seed: number): number => {
  const random = Math.imul(i + 1 + 977 * seed, 2654435761) >>> 0
  if (dtype === 'bool') return (random >>> 13) % 3 === 0 ? 1 : 0
  return isUnsigned(dtype) ? (random >>> 9) % 5 : ((random >>> 9) % 9) - 4
}

/** Fills what a view shows with numbers, and what is around it with numbers that would show in any sum. */
const fill = (data: DataArray, view: View, shape: Shape, seed: number): void => {
  data.fill(view.buffer.dtype === 'bool' ? 1 : Number.NaN)
  if (isInteger(view.buffer.dtype)) data.fill(isByte(view.buffer.dtype) ? 83 : 1000003)
  eachIndex(shape, (index) => {
    const at = positionOf(view, index)
    data[at] = valueAt(view.buffer.dtype, at, seed)
  })
}

export interface Shapes {
  readonly lhs: Shape
  readonly rhs: Shape
  readonly product: Shape
}

const shapesOf = ({ batch, m, n, k }: Contraction): Shapes => ({
  lhs: [...batch, m, k],
  rhs: [...batch, k, n],
  product: [...batch, m, n],
})

/** Sums of these specs are exact but in bytes. */
const wrapFor =
  (dtype: DType) =>
  (x: number): number =>
    isByte(dtype) ? asElement(x, dtype) : x

const productAt = (
  { dtype, lhs, rhs, k }: Contraction,
  a: DataArray,
  b: DataArray,
  index: readonly number[],
): number => {
  const batch = index.slice(0, -2)
  const [i, j] = index.slice(-2) as [number, number]
  const [aStep, bStep] = [lhs.strides.at(-1)!, rhs.strides.at(-2)!]
  let aAt = positionOf(lhs, [...batch, i, 0])
  let bAt = positionOf(rhs, [...batch, 0, j])
  let sum = 0
  for (let t = 0; t < k; t++) {
    sum += a[aAt]! * b[bAt]!
    aAt += aStep
    bAt += bStep
  }
  return wrapFor(dtype)(sum)
}

export interface Outcome {
  readonly units: number
  /** What the buffers of the results hold, and what they should. */
  readonly actual: readonly (readonly number[])[]
  readonly expected: readonly (readonly number[])[]
}

/** Runs a contraction, its units in the parts that `cuts` (in thousandths) make, the last part first. */
export const runContraction = (
  contraction: Contraction,
  compute: Epilogue['compute'],
  cuts: readonly number[] = [],
  relaxed = false,
): Outcome => {
  const { lhs, rhs, operands, results } = contraction
  const shapes = shapesOf(contraction)
  const context = makeContext(undefined, relaxed)
  const { func, units, scratchBytes } = emitContraction(context, contraction)
  const main = context.module.function([i32, i32, i32], [], 'run')
  main.get(0).get(1).get(2).call(func)
  const scratch: Buffer = { dtype: 'float32', size: scratchBytes / 4 }
  const scratchAddress = context.addressOf(scratch)
  const inputs: readonly (readonly [View, Shape])[] = [
    [lhs, shapes.lhs],
    [rhs, shapes.rhs],
    ...operands.map((view) => [view, shapes.product] as const),
  ]
  for (const view of [...inputs.map(([view]) => view), ...results.map(({ view }) => view)]) {
    context.addressOf(view.buffer)
  }
  const running = context.instantiate()
  running.data(scratch).fill(Number.NaN)
  inputs.forEach(([view, shape], seed) => {
    fill(running.data(view.buffer), view, shape, seed)
  })
  const outputs = results.map(({ view }) => running.data(view.buffer))
  for (const output of outputs) output.fill(9)
  const expected = outputs.map((output) => [...output])
  const args = operands.map(({ buffer }) => running.data(buffer))
  const [a, b] = [running.data(lhs.buffer), running.data(rhs.buffer)]
  eachIndex(shapes.product, (index) => {
    const product = productAt(contraction, a, b, index)
    const values = compute(
      wrapFor(contraction.dtype),
      product,
      ...args.map((data, i) => data[positionOf(operands[i]!, index)]!),
    )
    results.forEach(({ view }, i) => {
      expected[i]![positionOf(view, index)] = values[i]!
    })
  })
  const bounds = [0, ...cuts.map((cut) => Math.round((cut * units) / 1000)), units].sort(
    (a, b) => a - b,
  )
  for (let part = bounds.length - 2; part >= 0; part--) {
    running.call('run', bounds[part]!, bounds[part + 1]!, scratchAddress)
  }
  return { units, actual: outputs.map((output) => [...output]), expected }
}

/** Results of an epilogue, each in a view that `view` gives. */
export const resultsOf = (
  { values }: Epilogue,
  dtype: DType,
  view: (dtype: DType, index: number) => View,
): readonly Result[] => values(dtype).map((value, i) => ({ value, view: view(value.dtype, i) }))
