import fc from 'fast-check'
import { expect } from 'vitest'
import { ndarrayDevice } from '../../../src/backends/ndarray/index.ts'
import { makeAval, type Shape, sizeOf } from '../../../src/core/aval.ts'
import {
  allocate,
  type DType,
  dtypes,
  isFloat,
  isInteger,
  isSigned,
  isUnsigned,
  rangeOf,
} from '../../../src/core/dtype.ts'
import type { Kernel } from '../../../src/core/kernel.ts'

type Buffer = ReturnType<typeof ndarrayDevice.storage.put>

/** A tensor the slow way: its elements in row-major order. */
export interface Plain {
  readonly dtype: DType
  readonly shape: Shape
  readonly values: readonly number[]
}

/** A buffer, and the elements that it should hold. */
export interface Sample extends Plain {
  readonly buffer: Buffer
}

/** All index vectors of a shape, in row-major order. */
export const indicesOf = (shape: Shape): readonly (readonly number[])[] =>
  shape.reduce<readonly (readonly number[])[]>(
    (found, n) => found.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  )

/** The element of `x` at `index`. */
export const at = ({ shape, values }: Plain, index: readonly number[]): number =>
  values[index.reduce((sum, i, axis) => sum * (shape[axis] ?? 0) + i, 0)] ?? Number.NaN

/** A tensor given by a function of the index; values are rounded or wrapped to the dtype. */
export const plain = (
  dtype: DType,
  shape: Shape,
  value: (index: readonly number[]) => number,
): Plain => {
  const data = allocate(dtype, sizeOf(shape))
  indicesOf(shape).forEach((index, i) => {
    data[i] = value(index)
  })
  return { dtype, shape, values: [...data] }
}

type AxisLayout = 'plain' | 'reversed' | 'stepped' | 'broadcast'

/** A buffer whose axes are stored in the order `order`, each in its own way, after some other elements. */
const layOut = (
  { dtype, shape, values }: Plain,
  order: readonly number[],
  layouts: readonly AxisLayout[],
): Sample => {
  const offset = 3
  const stride = shape.map(() => 0)
  let first = offset
  let size = 1
  for (const axis of order) {
    const n = shape[axis] ?? 0
    const layout = layouts[axis]
    if (layout === 'broadcast') continue
    const step = layout === 'stepped' ? 2 * size : size
    stride[axis] = layout === 'reversed' ? -step : step
    if (layout === 'reversed') first += Math.max(0, n - 1) * step
    size = step * n
  }
  const data = allocate(dtype, offset + size)
  const place = (index: readonly number[]) =>
    index.reduce((sum, i, axis) => sum + i * (stride[axis] ?? 0), first)
  const indices = indicesOf(shape)
  // Where positions coincide, the first element counts.
  for (let i = indices.length - 1; i >= 0; i--) data[place(indices[i] ?? [])] = values[i] ?? 0
  const base = ndarrayDevice.storage.put(data, makeAval([data.length], dtype))
  const buffer = Object.assign(
    ndarrayDevice.storage.put(
      allocate(dtype, 1),
      makeAval(
        shape.map(() => 1),
        dtype,
      ),
    ),
    {
      data: base.data,
      offset: first,
      ...(shape.length === 0 ? {} : { shape: [...shape], stride }),
    },
  )
  return { dtype, shape, values: indices.map((index) => data[place(index)] ?? 0), buffer }
}

/** Small numbers whose sums and products are exact in float32, so that order does not matter. */
export const exactValue = (dtype: DType): fc.Arbitrary<number> =>
  dtype === 'bool'
    ? fc.integer({ min: 0, max: 1 })
    : isUnsigned(dtype)
      ? fc.integer({ min: 0, max: 9 })
      : isSigned(dtype)
        ? fc.integer({ min: -9, max: 9 })
        : fc.integer({ min: -16, max: 16 }).map((n) => n / 4)

const extremes: Readonly<Record<DType, readonly number[]>> = {
  bool: [0, 1],
  uint8: [0, 1, 7, 8, 127, 128, 255],
  int8: [0, 1, -1, 7, 8, 127, -128],
  uint32: [0, 1, 31, 32, 2147483648, 4294967295],
  int32: [0, 1, -1, 31, 32, 33, 2147483647, -2147483648],
  float32: [0, -0, 1, -1, 0.5, 2.5, 1e-40, 3e38, Infinity, -Infinity, Number.NaN],
  float64: [0, -0, 1, -1, 0.5, 2.5, 5e-324, 1e308, Infinity, -Infinity, Number.NaN],
}

/** Any value of the dtype, special ones often. */
export const anyValue = (dtype: DType): fc.Arbitrary<number> => {
  const special = fc.constantFrom(...extremes[dtype])
  if (dtype === 'bool') return special
  if (isInteger(dtype)) {
    const [min, max] = rangeOf(dtype)
    return fc.oneof(
      special,
      fc.integer({ min: Math.max(min, -40), max: 40 }),
      fc.integer({ min, max }),
    )
  }
  const numbers = dtype === 'float32' ? fc.float({ noNaN: true }) : fc.double({ noNaN: true })
  return fc.oneof(
    special,
    fc.integer({ min: -40, max: 40 }).map((n) => n / 4),
    numbers,
  )
}

export const sizes = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8)
export const positiveSizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 8)

/** Shapes with sizes of 0, 1, odd ones and multiples of 4. */
export const shapes = (maxRank = 4): fc.Arbitrary<readonly number[]> =>
  fc.array(sizes, { maxLength: maxRank })

const dtypesOf = (...dtypes: readonly DType[]): fc.Arbitrary<DType> => fc.constantFrom(...dtypes)
export const anyDType = dtypesOf(...dtypes)
export const integerDType = dtypesOf(...dtypes.filter(isInteger))
export const numericDType = dtypesOf(...dtypes.filter((dtype) => dtype !== 'bool'))
export const floatDType = dtypesOf('float32', 'float64')

/** Samples of one shape: row-major, transposed, reversed, stepped and broadcast ones. */
export const sample = (
  dtype: DType,
  shape: Shape,
  value: fc.Arbitrary<number> = exactValue(dtype),
): fc.Arbitrary<Sample> => {
  const size = sizeOf(shape)
  const order = shape.map((_, axis) => shape.length - 1 - axis)
  return fc
    .record({
      values: fc.array(value, { minLength: size, maxLength: size }),
      order: fc.oneof(
        fc.constant(order),
        fc.shuffledSubarray(order, { minLength: order.length, maxLength: order.length }),
      ),
      layouts: fc.oneof(
        fc.constant(shape.map((): AxisLayout => 'plain')),
        fc.array(fc.constantFrom<AxisLayout>('plain', 'reversed', 'stepped', 'broadcast'), {
          minLength: shape.length,
          maxLength: shape.length,
        }),
      ),
    })
    .map(({ values, order, layouts }) =>
      layOut({ ...plain(dtype, shape, () => 0), values: roundTo(dtype, values) }, order, layouts),
    )
}

const roundTo = (dtype: DType, values: readonly number[]): readonly number[] => {
  const data = allocate(dtype, values.length)
  data.set(values)
  return [...data]
}

/** A sample of given elements in row-major layout. */
export const rowMajorSample = (dtype: DType, shape: Shape, values: readonly number[]): Sample =>
  layOut(
    { dtype, shape, values },
    shape.map((_, axis) => shape.length - 1 - axis),
    [],
  )

export const int32Scalar = (value: number): Sample => rowMajorSample('int32', [], [value])

/** Runs a kernel; gives the elements of each output. */
export const runAll = (
  kernel: Kernel,
  inputs: readonly Sample[],
  outputs: readonly Pick<Plain, 'dtype' | 'shape'>[],
): readonly (readonly number[])[] => {
  const avals = outputs.map(({ shape, dtype }) => makeAval(shape, dtype))
  const inputAvals = inputs.map(({ shape, dtype }) => makeAval(shape, dtype))
  const buffers = ndarrayDevice.executor.run(
    kernel,
    inputs.map(({ buffer }) => buffer),
    inputAvals,
    avals,
  )
  return buffers.map((buffer, i) => {
    const aval = avals[i] ?? makeAval([], 'float32')
    expect(buffer.shape).toEqual(aval.shape)
    return [...ndarrayDevice.storage.read(buffer, aval)]
  })
}

/** Runs a kernel of one output and expects exactly the elements of `expected`; zeros of either sign are equal. */
export const expectRun = (
  kernel: Kernel,
  inputs: readonly Sample[],
  expected: Plain,
): undefined => {
  const [values] = runAll(kernel, inputs, [expected])
  expect(normalize(values ?? [])).toEqual(normalize(expected.values))
}

const normalize = (values: readonly number[]): readonly number[] => values.map((v) => v + 0)

/** As `expectRun`, up to a relative error; for floats. */
export const expectRunClose = (
  kernel: Kernel,
  inputs: readonly Sample[],
  expected: Plain,
  tolerance = isFloat(expected.dtype) ? (expected.dtype === 'float32' ? 1e-5 : 1e-13) : 0,
): undefined => {
  const [values] = runAll(kernel, inputs, [expected])
  values?.forEach((value, i) => {
    const want = expected.values[i] ?? Number.NaN
    if (!Object.is(value, want) && value !== want)
      expect(Math.abs(value - want)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(want)))
  })
}
