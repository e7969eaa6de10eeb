import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ndarrayDevice } from '../../src/backends/ndarray/index.ts'
import {
  type ArrayView,
  applyView,
  denseView,
  isRowMajor,
  isWholeBuffer,
  reshapeStrides,
  rowMajor,
} from '../../src/compiler/views.ts'
import { makeAval, range, type Shape, sizeOf } from '../../src/core/aval.ts'
import type { ViewKernel } from '../../src/core/kernel-kinds.ts'
import { prop } from '../support/prop.ts'
import { addresses } from './support.ts'

/** Elements of a view of a buffer that holds its positions. */
const elements = (view: ArrayView): number[] => addresses(view.shape, view)

/** A kernel's result on an array of the numbers that the view reads. */
const applied = (kernel: ViewKernel, view: ArrayView, shape: Shape): number[] => {
  const from = makeAval(view.shape, 'float64')
  const to = makeAval(shape, 'float64')
  const source = ndarrayDevice.storage.put(Float64Array.from(elements(view)), from)
  const [result] = ndarrayDevice.executor.run(kernel, [source], [from], [to])
  return [...ndarrayDevice.storage.read(result!, to)]
}

const sizes = fc.array(fc.constantFrom(1, 2, 3, 4, 0), { maxLength: 4 })

const permutation = (rank: number): fc.Arbitrary<readonly number[]> =>
  fc.shuffledSubarray([...range(rank)], { minLength: rank, maxLength: rank })

/** Arrays in any order of axes, with gaps, repeated elements, and axes that run backwards. */
const view: fc.Arbitrary<ArrayView> = sizes.chain((shape) =>
  fc
    .tuple(
      permutation(shape.length),
      fc.array(fc.constantFrom(1, 1, 2, 0, -1), {
        minLength: shape.length,
        maxLength: shape.length,
      }),
      fc.nat(5),
    )
    .map(([order, factors, offset]) => {
      const strides = rowMajor(order.map((axis) => shape[axis]!))
      return {
        buffer: { dtype: 'float64', size: 1000 },
        offset: 500 + offset,
        shape,
        strides: shape.map((_, axis) => strides[order.indexOf(axis)]! * factors[axis]!),
      }
    }),
)

const factorizations = (size: number): readonly Shape[] => [
  [size],
  ...[2, 3, 4].flatMap((f) =>
    size % f === 0
      ? [
          [f, size / f],
          [size / f, f],
          [1, f, 1, size / f],
        ]
      : [],
  ),
  ...(size % 4 === 0
    ? [
        [2, 2, size / 4],
        [2, size / 4, 2],
      ]
    : []),
]

/** The elements in row-major order under another shape, if steps read them so. */
const forcedStrides = (all: readonly number[], shape: Shape): readonly number[] | undefined => {
  const dense = rowMajor(shape)
  const strides = shape.map((n, axis) => (n > 1 ? all[dense[axis]!]! - all[0]! : 0))
  const found = addresses(shape, { offset: all[0] ?? 0, strides })
  return String(found) === String(all) ? strides : undefined
}

describe('reshapeStrides', () => {
  prop(
    'finds the steps of another shape where there are any, and none where not',
    [view, fc.nat(20)],
    (source, k) => {
      const all = elements(source)
      const shapes = factorizations(all.length)
      const shape = shapes[k % shapes.length]!
      const strides = reshapeStrides(source.shape, source.strides, shape)
      if (all.length === 0) return strides !== undefined
      const wanted = forcedStrides(all, shape)
      expect(strides === undefined).toBe(wanted === undefined)
      if (strides !== undefined)
        expect(addresses(shape, { offset: source.offset, strides })).toEqual(all)
      return true
    },
    { numRuns: 300 },
  )
})

describe('applyView', () => {
  const check = (kernel: ViewKernel, source: ArrayView, shape: Shape): boolean => {
    const result = applyView(kernel, source, shape)
    if (result === undefined) return kernel.kind === 'reshape'
    expect(result.shape).toEqual(shape)
    expect(elements(result)).toEqual(applied(kernel, source, shape))
    return true
  }

  prop(
    'transposes',
    [view.chain((v) => fc.tuple(fc.constant(v), permutation(v.shape.length)))],
    ([v, order]) =>
      check(
        { kind: 'transpose', permutation: order },
        v,
        order.map((axis) => v.shape[axis]!),
      ),
  )

  prop('reverses', [view, fc.nat(15)], (v, mask) =>
    check(
      { kind: 'reverse', axes: range(v.shape.length).filter((axis) => (mask >> axis) & 1) },
      v,
      v.shape,
    ),
  )

  prop('slices', [view, fc.array(fc.nat(11), { minLength: 4, maxLength: 4 })], (v, cuts) => {
    const start = v.shape.map((n, axis) => cuts[axis]! % (n + 1))
    const strides = v.shape.map((_, axis) => 1 + (cuts[axis]! % 3))
    const shape = v.shape.map((n, axis) => Math.ceil((n - start[axis]!) / strides[axis]!))
    return check({ kind: 'slice', start, limit: v.shape, strides }, v, shape)
  })

  prop('broadcasts, growing axes of size 1', [view, fc.nat(3), fc.nat(3)], (v, place, n) => {
    const at = place % (v.shape.length + 1)
    const grown = v.shape.map((size) => (size === 1 ? 3 : size))
    const shape = [...grown.slice(0, at), n, ...grown.slice(at)]
    const dims = range(v.shape.length).map((axis) => (axis < at ? axis : axis + 1))
    return check({ kind: 'broadcast', shape, dims }, v, shape)
  })

  prop('reshapes', [view, fc.nat(20)], (v, k) => {
    const shapes = factorizations(sizeOf(v.shape))
    const shape = shapes[k % shapes.length]!
    return check({ kind: 'reshape', shape }, v, shape)
  })
})

describe('isRowMajor', () => {
  it.each([
    [[2, 3], [3, 1], true],
    [[2, 3], [1, 2], false],
    [[2, 1, 3], [3, 77, 1], true],
    [[1, 3], [0, 1], true],
    [[2, 3], [4, 1], false],
    [[3, 0], [9, 9], true],
    [[], [], true],
  ])('of %j by %j is %s', (shape, strides, is) => {
    expect(isRowMajor(shape, strides)).toBe(is)
  })

  it('and all of the elements make a whole buffer', () => {
    const whole = denseView({ dtype: 'float32', size: 6 }, [2, 3])
    expect(isWholeBuffer(whole)).toBe(true)
    expect(isWholeBuffer({ ...whole, shape: [1, 3] })).toBe(false)
    expect(isWholeBuffer({ ...whole, offset: 1 })).toBe(false)
    expect(isWholeBuffer({ ...whole, strides: [1, 2] })).toBe(false)
  })
})
