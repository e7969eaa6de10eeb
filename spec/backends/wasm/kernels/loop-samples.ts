import fc from 'fast-check'
import type { Loop, Operand, Result, View } from '../../../../src/compiler/kernels.ts'
import { range, sizeOf } from '../../../../src/core/aval.ts'
import { type DType, dtypes, isFloat } from '../../../../src/core/dtype.ts'
import type { ReduceOp } from '../../../../src/core/kernel.ts'
import { arg, binary, choose, compare, convert, type Expr } from '../../../../src/core/scalar.ts'

const sizes = fc.oneof(
  { arbitrary: fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 12), weight: 8 },
  { arbitrary: fc.constantFrom(0, 16, 17, 31, 40, 67, 515), weight: 2 },
)

/** Kept axes, reduced ones, and perhaps a kept one. */
const spaces = fc
  .record({
    kept: fc.array(sizes, { maxLength: 3 }),
    reduced: fc.array(sizes, { maxLength: 2 }),
    last: fc.option(sizes),
  })
  .map(({ kept, reduced, last }) => ({
    shape: [...kept, ...reduced, ...(last === null ? [] : [last])],
    reduced: [
      ...kept.map(() => false),
      ...reduced.map(() => true),
      ...(last === null ? [] : [false]),
    ],
  }))
  .filter(({ shape }) => sizeOf(shape.map((size) => Math.max(size, 1))) <= 4000)

interface Layout {
  readonly order: readonly number[]
  readonly scales: readonly number[]
  readonly signs: readonly boolean[]
  readonly still: readonly boolean[]
  readonly before: number
  readonly after: number
}

const layouts = (rank: number): fc.Arbitrary<Layout> =>
  fc.record({
    order: fc.oneof(
      { arbitrary: fc.constant(range(rank)), weight: 3 },
      fc.shuffledSubarray([...range(rank)], { minLength: rank }),
    ),
    scales: fc.array(fc.constantFrom(1, 1, 1, 1, 2, 3), { minLength: rank, maxLength: rank }),
    signs: fc.array(fc.constantFrom(true, true, true, false), { minLength: rank, maxLength: rank }),
    still: fc.array(fc.constantFrom(false, false, true), { minLength: rank, maxLength: rank }),
    before: fc.constantFrom(0, 0, 1, 2, 4, 7),
    after: fc.constantFrom(0, 0, 1, 6),
  })

/** A view of a new buffer whose steps along the axes in `still` are 0. */
const layOut = (
  shape: readonly number[],
  dtype: DType,
  { order, scales, signs, before, after }: Omit<Layout, 'still'>,
  still: readonly boolean[],
): View => {
  const strides = shape.map(() => 0)
  let step = 1
  let lowest = 0
  let highest = 0
  for (const axis of [...order].reverse()) {
    if (still[axis]) continue
    const extent = (Math.max(shape[axis]!, 1) - 1) * step * scales[axis]!
    strides[axis] = signs[axis] ? step * scales[axis]! : -step * scales[axis]!
    if (signs[axis]) highest += extent
    else lowest -= extent
    step += extent
  }
  const offset = before - lowest
  if (offset + highest > 10000) {
    const dense = { order, scales: scales.map(() => 1), signs, before: 0, after: 0 }
    return layOut(shape, dtype, dense, still)
  }
  return { buffer: { dtype, size: offset + highest + 1 + after }, offset, strides }
}

/** Makes an expression the greatest of its operands, so that products of it stay small. */
const maxima = 7

/** The operands of one dtype, and those that convert to it, in one expression. */
const expressionOf = (operands: readonly Operand[], dtype: DType, turn: number): Expr => {
  const args = operands.map((operand, i) =>
    arg(i, 'buffer' in operand ? operand.buffer.dtype : 'int32'),
  )
  const bools = args.filter((x) => x.dtype === 'bool')
  const numbers = args.filter(
    (x) => x.dtype === dtype || (isFloat(dtype) && x.dtype !== 'float64' && x.dtype !== 'uint32'),
  )
  if (dtype === 'bool') {
    const [x] = args.filter((y) => y.dtype === 'int32')
    const compared =
      x === undefined ? bools : [...bools, compare('lt', x, { ...x, op: 'const', value: 2 })]
    return compared.length === 0
      ? { op: 'const', dtype, args: [], value: turn & 1 }
      : compared.reduce((x, y) => binary(turn & 1 ? 'and' : 'or', x, y))
  }
  if (numbers.length === 0) return { op: 'const', dtype, args: [], value: 1 + (turn & 1) }
  const value = numbers
    .map((x) => convert(x, dtype))
    .reduce((x, y, i) => binary(turn & (1 << i) ? 'max' : 'add', x, y))
  return bools.length > 0 && turn & 8
    ? choose(bools[0]!, value, convert(numbers[0]!, dtype))
    : value
}

const reductionsOf = (dtype: DType): readonly ReduceOp[] =>
  isFloat(dtype) ? ['sum', 'prod', 'max', 'min'] : ['sum', 'prod', 'max', 'min', 'and', 'or']

/** Loops of all kinds over small spaces. */
export const loops: fc.Arbitrary<Loop> = spaces.chain(({ shape, reduced }) => {
  const rank = shape.length
  const operand = fc
    .tuple(fc.constantFrom(...dtypes), layouts(rank), fc.nat(9), fc.nat(Math.max(0, rank - 1)))
    .map(
      ([dtype, layout, kind, axis]): Operand =>
        kind === 0 && rank > 0 ? { axis } : layOut(shape, dtype, layout, layout.still),
    )
  const result = fc.record({
    dtype: fc.constantFrom(...dtypes),
    layout: layouts(rank),
    turn: fc.nat(15),
    reduce: fc.nat(7),
    which: fc.nat(5),
  })
  return fc
    .tuple(fc.array(operand, { maxLength: 4 }), fc.array(result, { minLength: 1, maxLength: 3 }))
    .map(
      ([operands, choices]): Loop => ({
        kind: 'loop',
        shape,
        reduced,
        operands,
        results: choices.map(({ dtype, layout, turn, reduce, which }): Result => {
          const reduces = reduced.includes(true) && reduce > 1
          const view = layOut(shape, dtype, layout, reduces ? reduced : shape.map(() => false))
          if (!reduces) return { value: expressionOf(operands, dtype, turn), view }
          const countsUp = operands.some((from) => !('buffer' in from)) && isFloat(dtype)
          const ops = reductionsOf(dtype).filter((op) => op !== 'prod' || !countsUp)
          const op = ops[which % ops.length]!
          const value = expressionOf(operands, dtype, op === 'prod' ? maxima : turn)
          return { value, view, reduce: op }
        }),
      }),
    )
})
