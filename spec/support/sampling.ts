import fc from 'fast-check'
import { makeAval, type Shape, sizeOf } from '../../src/core/aval.ts'
import { fromData } from '../../src/core/convert.ts'
import {
  allocate,
  type DType,
  dtypes,
  isFloat,
  isInteger,
  isUnsigned,
} from '../../src/core/dtype.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { moveAxis } from '../../src/primitives/structural.ts'
import { shapes } from '../../src/testing/arbitraries/shapes.ts'
import { makeRandom, type Random } from '../../src/testing/random.ts'
import '../../src/setup-wasm.ts'

/** The elements of an operand, in row-major order. */
export type Domain = (random: Random, shape: Shape, dtype: DType) => readonly number[]

export interface Operand {
  readonly shape: Shape
  readonly dtype: DType
  readonly domain: Domain
}

/** A function with its parameters fixed, and how to make operands for it. */
export interface Case {
  readonly f: (...xs: Tensor[]) => unknown
  readonly operands: readonly Operand[]
  /** For messages: what is not evident from the operands. */
  readonly note?: string
}

/** How to test one operation. */
export interface Row {
  readonly sample: (dtype: DType) => fc.Arbitrary<Case>
  /** The dtypes that its main operand may have. Default: the floating ones. */
  readonly dtypes?: readonly DType[]
  /** Operands that it is differentiated in; other floating ones are held fixed. Default: all. */
  readonly operands?: readonly number[]
  /** Whether its derivative is zero wherever it is defined. Default false. */
  readonly flat?: boolean
  /** The modes in which it has a derivative. Default both. */
  readonly modes?: readonly ('fwd' | 'rev')[]
  /** The dtype whose tolerances apply to float64 operands. Default `float64`. */
  readonly precision?: 'float32' | 'float64'
  /** Sets of operands in which it is linear, jointly. */
  readonly linear?: readonly (readonly number[])[]
}

export const floats: readonly DType[] = ['float32', 'float64']
export const integers: readonly DType[] = dtypes.filter(isInteger)
export const numbers: readonly DType[] = [...floats, ...integers]
export const exact: readonly DType[] = [...integers, 'bool']
export const all: readonly DType[] = [...numbers, 'bool']

/** Small shapes with axes of 0, 1, odd sizes and multiples of 4. */
export const anyShape = (maxRank = 3, minRank = 0): fc.Arbitrary<Shape> =>
  shapes({ minRank, maxRank, maxElements: 24 })

/** One size at which kernels go wrong. */
export const anySize = fc.constantFrom(3, 1, 4, 2, 0)
export const positiveSize = fc.constantFrom(3, 1, 4, 2)

const fill = (shape: Shape, element: (i: number) => number): readonly number[] =>
  Array.from({ length: sizeOf(shape) }, (_, i) => element(i))

/** Integers from `low` to `high`, floats between them, either boolean. */
export const between =
  (low: number, high: number): Domain =>
  ({ uniform }, shape, dtype) => {
    if (dtype === 'bool') return fill(shape, () => Math.floor(uniform() * 2))
    if (isFloat(dtype)) return fill(shape, () => low + (high - low) * uniform())
    const least = isUnsigned(dtype) ? Math.max(0, low) : low
    return fill(shape, () => least + Math.floor(uniform() * (high - least + 1)))
  }

export const anyReal = between(-2, 2)
export const positive = between(0.5, 3)

/** Away from zero, of either sign. */
export const nonzero: Domain = (random, shape, dtype) =>
  between(1, 3)(random, shape, dtype).map((x) =>
    isUnsigned(dtype) || random.uniform() < 0.5 ? x : -x,
  )

/** No two elements close to each other, so that no step of a finite difference changes their order. */
export const distinct: Domain = (random, shape, dtype) => {
  if (!isFloat(dtype)) return between(-3, 3)(random, shape, dtype)
  const n = sizeOf(shape)
  return shuffled(random, shape, dtype).map(
    (i) => -2 + (4 / n) * (i + 0.3 + 0.4 * random.uniform()),
  )
}

/** Away from all multiples of a half, so that rounding is smooth there. */
export const offGrid: Domain = ({ uniform }, shape, dtype) =>
  isFloat(dtype)
    ? fill(shape, () => Math.floor(uniform() * 8 - 4) / 2 + 0.125 + 0.25 * uniform())
    : between(-4, 4)({ uniform, normal: uniform }, shape, dtype)

/** Near multiples of a half between two of them: never close to what `offGrid` gives. */
export const nearGrid =
  (low = -2, high = 2): Domain =>
  (random, shape, dtype) =>
    isFloat(dtype)
      ? fill(shape, () => {
          const steps = Math.floor(random.uniform() * ((high - low) * 2 + 1))
          return low + steps / 2 + 0.1 * (random.uniform() - 0.5)
        })
      : between(low, high)(random, shape, dtype)

/** Integers `0 … n - 1`, or one beyond either end. */
export const indicesBelow = (n: number): Domain => between(-1, n)

/** The integers `0 … n - 1` in some order, `n` the number of elements. */
export const shuffled: Domain = (random, shape) => {
  const keys = fill(shape, () => random.uniform())
  return keys.map((_, i) => i).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0))
}

/** Symmetric parts of these matrices are positive definite. */
export const definite: Domain = ({ uniform }, shape) => {
  const n = shape.at(-1) ?? 0
  return fill(shape, (i) => {
    const onDiagonal = Math.floor(i / n) % n === i % n
    return onDiagonal ? n + 1 + uniform() : 2 * uniform() - 1
  })
}

/** Square matrices that need pivoting, and stay regular under small changes: a dominant entry per row. */
export const pivoted: Domain = (random, shape) => {
  const [m = 0, n = 0] = shape.slice(-2)
  const count = m * n === 0 ? 0 : sizeOf(shape) / (m * n)
  return Array.from({ length: count }, () => {
    const rows = shuffled(random, [m], 'int32')
    return fill([m, n], (i) => {
      const small = random.uniform() - 0.5
      return rows[Math.floor(i / n)] === i % n ? small + 3 + n : small
    })
  }).flat()
}

/** Triangular matrices in either triangle: small entries beside a diagonal between 1 and 2. */
export const triangular: Domain = ({ uniform }, shape) => {
  const n = shape.at(-1) ?? 0
  return fill(shape, (i) =>
    Math.floor(i / n) % n === i % n ? 1 + uniform() : (uniform() - 0.5) / 2,
  )
}

/** The data of an operand, as a tensor. */
const materialize = ({ shape, dtype, domain }: Operand, random: Random): Tensor => {
  const data = allocate(dtype, sizeOf(shape))
  data.set(domain(random, shape, dtype))
  return fromData(data, makeAval(shape, dtype))
}

/** Operands for a case, which depend on the seed alone. */
export const operandsOf = ({ operands }: Case, seed: number): Tensor[] => {
  const random = makeRandom(seed)
  return operands.map((operand) => materialize(operand, random))
}

/** `size` examples of an operand along `axis`, which is `null` for a single one. */
const stackOf = (operand: Operand, random: Random, size: number, axis: number | null): Tensor => {
  if (axis === null) return materialize(operand, random)
  const { shape, domain, dtype } = operand
  const each = Array.from({ length: size }, () => domain(random, shape, dtype))
  const data = allocate(dtype, size * sizeOf(shape))
  data.set(each.flat())
  return moveAxis(fromData(data, makeAval([size, ...shape], dtype)), 0, axis)
}

/** Operands for a mapped case. */
export const batchedOperandsOf = (
  { operands }: Case,
  seed: number,
  size: number,
  axes: readonly (number | null)[],
): Tensor[] => {
  const random = makeRandom(seed)
  return operands.map((operand, i) => stackOf(operand, random, size, axes[i] ?? null))
}

/** A case as counterexamples print it. */
export const showCase = ({ operands, note }: Case): string =>
  `${operands.map(({ dtype, shape }) => `${dtype}[${shape.join(',')}]`).join(', ')}${note === undefined ? '' : ` with ${note}`}`

export const operand = (shape: Shape, dtype: DType, domain: Domain = anyReal): Operand => ({
  shape,
  dtype,
  domain,
})

/** A row of one operand of any shape. */
export const unary = (
  f: (x: Tensor) => Tensor,
  domain: Domain = anyReal,
  rest: Omit<Row, 'sample'> = {},
): Row => ({
  sample: (dtype) =>
    anyShape().map((shape) => ({
      f: (x) => f(x as Tensor),
      operands: [operand(shape, dtype, domain)],
    })),
  ...rest,
})

/** A row of elementwise operands of one shape, of which some may be scalars. */
export const nary = (
  f: (...xs: Tensor[]) => Tensor,
  domains: readonly Domain[],
  rest: Omit<Row, 'sample'> & { readonly dtypeOf?: (i: number, dtype: DType) => DType } = {},
): Row => ({
  sample: (dtype) =>
    fc
      .tuple(
        anyShape(),
        fc.array(fc.constantFrom(false, false, true), {
          minLength: domains.length,
          maxLength: domains.length,
        }),
      )
      .map(([shape, scalars]) => ({
        f,
        operands: domains.map((domain, i) =>
          operand(scalars[i] ? [] : shape, rest.dtypeOf?.(i, dtype) ?? dtype, domain),
        ),
      })),
  ...rest,
})
