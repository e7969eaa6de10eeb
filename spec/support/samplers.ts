import fc from 'fast-check'
import { range, type Shape } from '../../src/core/aval.ts'
import type { DType } from '../../src/core/dtype.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import * as arithmetic from '../../src/primitives/arithmetic.ts'
import { dotGeneral } from '../../src/primitives/contraction.ts'
import { triangularSolve } from '../../src/primitives/linalg.ts'
import * as slicing from '../../src/primitives/slicing.ts'
import { sort } from '../../src/primitives/sort.ts'
import * as structural from '../../src/primitives/structural.ts'
import { axes } from '../../src/testing/arbitraries/axes.ts'
import { permutations } from '../../src/testing/arbitraries/permutations.ts'
import { vmap } from '../../src/transforms/vmap.ts'
import {
  all,
  anyReal,
  anyShape,
  anySize,
  between,
  type Case,
  type Domain,
  distinct,
  nary,
  operand,
  positiveSize,
  type Row,
  triangular,
} from './sampling.ts'

/** A row of one operand and an axis of it. */
export const alongAxis = (
  f: (x: Tensor, axis: number) => unknown,
  domain: Domain,
  rest: Omit<Row, 'sample'> & { readonly nonempty?: boolean } = {},
): Row => ({
  sample: (dtype) =>
    anyShape(3, 1)
      .chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1)))
      .map(([shape, axis]): Case => {
        const full = shape.map((n, i) => (rest.nonempty && i === axis && n === 0 ? 1 : n))
        const f1 = (x?: Tensor): unknown => f(x as Tensor, axis)
        return { f: f1, operands: [operand(full, dtype, domain)], note: `axis ${axis}` }
      }),
  ...rest,
})

/** A row of one operand and some axes of it. */
export const overAxes = (
  f: (x: Tensor, axes: readonly number[]) => Tensor,
  domain: Domain,
  rest: Omit<Row, 'sample'> & { readonly nonempty?: boolean } = {},
): Row => ({
  sample: (dtype) =>
    anyShape()
      .chain((shape) => fc.tuple(fc.constant(shape), axes(shape.length)))
      .map(([shape, over]): Case => {
        const full = shape.map((n, i) => (rest.nonempty && over.includes(i) && n === 0 ? 1 : n))
        const f1 = (x?: Tensor): unknown => f(x as Tensor, over)
        return { f: f1, operands: [operand(full, dtype, domain)], note: `axes [${over}]` }
      }),
  ...rest,
})

export const cumulativeRow = (
  f: (x: Tensor, axis: number, reverse?: boolean) => Tensor,
  domain: Domain,
  rest: Omit<Row, 'sample'> = {},
): Row => ({
  sample: (dtype) =>
    fc
      .tuple(fc.boolean(), alongAxis((x) => x, domain).sample(dtype), fc.nat(2))
      .map(([reverse, { operands }, k]): Case => {
        const axis = k % (operands[0]?.shape.length ?? 1)
        const f1 = (x?: Tensor): unknown => f(x as Tensor, axis, reverse)
        return { f: f1, operands, note: `axis ${axis}${reverse ? ' from the end' : ''}` }
      }),
  ...rest,
})

/** A reduction over a named axis, which is axis 0 of the operand. */
export const named = (
  f: (x: Tensor, axes: readonly string[]) => Tensor,
  domain: Domain,
  rest: Omit<Row, 'sample'> = {},
): Row => ({
  sample: (dtype) =>
    fc
      .tuple(fc.constantFrom(3, 1, 4), anyShape(2), fc.constantFrom(['i'], ['i', 'j'], ['j', 'i']))
      .map(([n, shape, axes]) => {
        const inner = (x: Tensor): Tensor => f(x, axes)
        const mapped = axes.length === 1 ? inner : vmap(inner, { axisName: 'j' })
        const sizes = axes.length === 1 ? [n] : [n, 2]
        return {
          f: vmap(mapped, { axisName: 'i' }) as Case['f'],
          operands: [operand([...sizes, ...shape], dtype, domain)],
        }
      }),
  ...rest,
})

export const comparison = (f: (x: Tensor, y: Tensor) => Tensor): Row =>
  nary(f as Case['f'] as (...xs: Tensor[]) => Tensor, [between(-2, 2), between(-2, 2)], {
    dtypes: all,
    flat: true,
  })

export const binary = (
  f: (x: Tensor, y: Tensor) => Tensor,
  domains: readonly [Domain, Domain] = [anyReal, anyReal],
  rest: Omit<Row, 'sample'> = {},
): Row => nary(f as (...xs: Tensor[]) => Tensor, domains, rest)

/** Labels of axes with sizes, shuffled apart for each operand of a contraction. */
export const dotSample = (dtype: DType): fc.Arbitrary<Case> =>
  fc
    .tuple(
      fc.array(anySize, { maxLength: 1 }),
      fc.array(anySize, { maxLength: 2 }),
      fc.array(anySize, { maxLength: 2 }),
      fc.array(anySize, { maxLength: 1 }),
    )
    .chain(([batch, contract, left, right]) => {
      const [nb, nc] = [batch.length, contract.length]
      const sizes = [
        [...batch, ...contract, ...left],
        [...batch, ...contract, ...right],
      ] as const
      const orders = fc.tuple(permutations(sizes[0].length), permutations(sizes[1].length))
      return orders.map(([p, q]): Case => {
        const place = (order: readonly number[], from: number, count: number) =>
          range(count, from).map((label) => order.indexOf(label))
        const dims = {
          batch: [place(p, 0, nb), place(q, 0, nb)],
          contract: [place(p, nb, nc), place(q, nb, nc)],
        } as const
        return {
          f: (x, y) => dotGeneral(x as Tensor, y as Tensor, dims),
          operands: [
            operand(
              p.map((i) => sizes[0][i] as number),
              dtype,
            ),
            operand(
              q.map((i) => sizes[1][i] as number),
              dtype,
            ),
          ],
          note: JSON.stringify(dims),
        }
      })
    })

/** Where a shape goes in a larger one: sizes of 1 may grow, and axes are added. */
export const broadcastSample = (dtype: DType): fc.Arbitrary<Case> =>
  anyShape(3).chain((shape) =>
    fc
      .tuple(
        fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
        axes(shape.length),
      )
      .map(([added, grown]): Case => {
        const from = shape.map((n, i) => (grown.includes(i) ? 1 : n))
        const dims = shape.flatMap((_, i) => (added[i] ? [] : [i]))
        return {
          f: (x) => structural.broadcastInDim(x as Tensor, shape, dims),
          operands: [
            operand(
              dims.map((d) => from[d] as number),
              dtype,
            ),
          ],
          note: `shape [${shape}], axes [${dims}]`,
        }
      }),
  )

/** Shapes of as many elements. */
export const reshapes = (shape: Shape): readonly Shape[] => [
  [shape.reduce((a, b) => a * b, 1)],
  [...shape].reverse(),
  [1, ...shape],
  shape.length < 2
    ? [...shape, 1]
    : [(shape[0] as number) * (shape[1] as number), ...shape.slice(2)],
]

export const sliceSample = (dtype: DType): fc.Arbitrary<Case> =>
  anyShape(3, 1)
    .chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.tuple(
          ...shape.map((n) => fc.tuple(fc.nat(n), fc.nat(n), fc.integer({ min: 1, max: 3 }))),
        ),
      ),
    )
    .map(([shape, cuts]): Case => {
      const start = cuts.map(([a, b]) => Math.min(a, b))
      const limit = cuts.map(([a, b]) => Math.max(a, b))
      const strides = cuts.map(([, , s]) => s)
      return {
        f: (x) => slicing.slice(x as Tensor, start, limit, strides),
        operands: [operand(shape, dtype)],
        note: `[${start}] to [${limit}] by [${strides}]`,
      }
    })

export const padSample = (dtype: DType): fc.Arbitrary<Case> =>
  anyShape(2).chain((shape) =>
    fc
      .tuple(
        ...shape.map((n) =>
          fc.tuple(
            fc.integer({ min: -Math.min(1, n >> 1), max: 2 }),
            fc.integer({ min: -Math.min(1, n >> 1), max: 2 }),
            fc.nat(2),
          ),
        ),
      )
      .map((amounts): Case => {
        const [low, high, interior] = [0, 1, 2].map((k) => amounts.map((a) => a[k] as number))
        return {
          f: (x, value) =>
            slicing.pad(x as Tensor, value as Tensor, low as Shape, high as Shape, interior),
          operands: [operand(shape, dtype), operand([], dtype)],
          note: `low [${low}], high [${high}], interior [${interior}]`,
        }
      }),
  )

export const concatenateSample = (dtype: DType): fc.Arbitrary<Case> =>
  anyShape(3, 1).chain((shape) =>
    fc.tuple(fc.nat(shape.length - 1), fc.array(anySize, { minLength: 1, maxLength: 3 })).map(
      ([axis, sizes]): Case => ({
        f: (...xs) => slicing.concatenate(xs, axis),
        operands: sizes.map((n) =>
          operand(
            shape.map((m, i) => (i === axis ? n : m)),
            dtype,
          ),
        ),
        note: `axis ${axis}`,
      }),
    ),
  )

/** One or two keys, of which the first may have ties, and a value that goes along. */
export const sortSample = (dtype: DType): fc.Arbitrary<Case> =>
  anyShape(2, 1).chain((shape) =>
    fc
      .tuple(fc.nat(shape.length - 1), fc.constantFrom(1, 2, 3), fc.boolean())
      .map(([axis, count, ties]): Case => {
        const firstKey =
          ties && count > 1
            ? operand(shape, 'int32', between(0, 1))
            : operand(shape, dtype, distinct)
        const rest = range(count - 1).map(() => operand(shape, dtype, distinct))
        const numKeys = Math.min(count, 2)
        return {
          f: (...xs) => sort(xs, axis, numKeys),
          operands: [firstKey, ...rest],
          note: `axis ${axis}, ${numKeys} keys`,
        }
      }),
  )

export const matrixShape = (minRank: number): fc.Arbitrary<Shape> =>
  fc.array(positiveSize, { minLength: minRank - 2, maxLength: minRank - 1 })

export const triangularSolveSample = (dtype: DType): fc.Arbitrary<Case> =>
  fc
    .tuple(
      matrixShape(2),
      anySize,
      anySize,
      fc.record({
        leftSide: fc.boolean(),
        lower: fc.boolean(),
        transposeA: fc.boolean(),
        unitDiagonal: fc.boolean(),
      }),
    )
    .map(
      ([leading, n, m, options]): Case => ({
        f: (a, b) => triangularSolve(a as Tensor, b as Tensor, options),
        operands: [
          operand([...leading, n, n], dtype, triangular),
          operand([...leading, ...(options.leftSide ? [n, m] : [m, n])], dtype),
        ],
        note: JSON.stringify(options),
      }),
    )

/** The symmetric part of matrices. */
export const symmetric = (x: Tensor): Tensor => {
  const swapped = structural.transpose(x, [...range(x.ndim - 2), x.ndim - 1, x.ndim - 2])
  const half = structural.full(x.shape, 0.5, x.dtype)
  return arithmetic.mul(arithmetic.add(x, swapped), half)
}
