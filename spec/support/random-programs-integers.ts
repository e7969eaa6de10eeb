import { range } from '../../src/core/aval.ts'
import { scalar } from '../../src/core/convert.ts'
import { type DType, dtypes, isByte, isFloat, isInteger } from '../../src/core/dtype.ts'
import { lax, np, random, type Tensor, vmap } from '../../src/index.ts'
import * as arithmetic from '../../src/primitives/arithmetic.ts'
import { cummax, cumprod, cumsum } from '../../src/primitives/cumulative.ts'
import * as elementwise from '../../src/primitives/elementwise.ts'
import { takeAlongAxis } from '../../src/primitives/gather.ts'
import * as reduction from '../../src/primitives/reduction.ts'
import { concatenate, iota } from '../../src/primitives/slicing.ts'
import { sort } from '../../src/primitives/sort.ts'
import { transpose } from '../../src/primitives/structural.ts'
import type { Body, RandomOp } from './random-ops.ts'
import { layoutOps } from './random-programs-arrays.ts'
import { choices, fitShape, fitTo, permutationOf, someAxes, total } from './random-programs-fit.ts'
import { randomDot } from './random-programs-products.ts'

type Pick = (n: number) => number

const op = (
  name: string,
  arity: 1 | 2,
  apply: (x: Tensor, y: Tensor, pick: Pick) => Tensor,
): RandomOp => ({
  name,
  arity,
  apply: (x, y, _, k) => apply(x, y, choices(k)),
  smooth: false,
})

const holding = (
  name: string,
  apply: (x: Tensor, y: Tensor, body: Body, pick: Pick) => Tensor,
): RandomOp => ({
  name,
  arity: 2,
  apply: (x, y, _, k, body) => apply(x, y, body, choices(k)),
  holdsProgram: true,
  smooth: false,
})

interface Two {
  readonly a: Tensor
  readonly b: Tensor
}
interface Counted extends Two {
  readonly i: Tensor
}

const as = (x: Tensor, dtype: DType): Tensor => arithmetic.convertElementType(x, dtype)
/** Numbers that are no booleans. */
const counted = (x: Tensor): Tensor => (x.dtype === 'bool' ? as(x, 'int32') : x)
/** Integers of any width. */
const words = (x: Tensor): Tensor => (isFloat(x.dtype) || x.dtype === 'bool' ? as(x, 'int32') : x)
const number = (x: Tensor, value: number): Tensor => scalar(value, x.dtype)
const truth = (x: Tensor): Tensor => as(x, 'bool')
const axisOf = (x: Tensor, pick: Pick): number => pick(x.ndim)

const binaries: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  add: arithmetic.add,
  sub: arithmetic.sub,
  mul: arithmetic.mul,
  max: arithmetic.max,
  min: arithmetic.min,
}
const { eq, ne, lt, le, gt, ge } = arithmetic
const comparisons = { eq, ne, lt, le, gt, ge }
const { and, or, xor, shiftLeft, shiftRightLogical, shiftRightArithmetic } = elementwise
const logicals = { and, or, xor }
const shifts = { shiftLeft, shiftRightLogical, shiftRightArithmetic }

/** Operations on integers and booleans, of which every element is exact. */
export const integerOps: readonly RandomOp[] = [
  ...layoutOps
    .filter(({ name }) => name !== 'pad' && !name.startsWith('add '))
    .map(
      (one): RandomOp => ({
        ...one,
        apply: (x, y, z, k, body) => one.apply(counted(x), counted(y), counted(z), k, body),
      }),
    ),
  ...Object.entries(binaries).map(([name, f]) =>
    op(name, 2, (x, y) => {
      const a = counted(x)
      return f(a, fitTo(y, a))
    }),
  ),
  ...Object.entries(comparisons).map(([name, f]) => op(name, 2, (x, y) => f(x, fitTo(y, x)))),
  ...Object.entries(logicals).map(([name, f]) =>
    op(name, 2, (x, y) => {
      const a = isFloat(x.dtype) ? truth(x) : x
      return f(a, fitTo(y, a))
    }),
  ),
  ...Object.entries(shifts).map(([name, f]) =>
    op(name, 2, (x, y) => {
      const a = words(x)
      return f(a, elementwise.and(fitTo(y, a), number(a, 31)))
    }),
  ),
  ...dtypes
    .filter(isInteger)
    .flatMap((dtype) => [
      op(`to ${dtype}`, 1, (x) => as(words(x), dtype)),
      op(`saturated to ${dtype}`, 1, (x) => as(as(words(x), 'float64').mul(37.7), dtype)),
    ]),
  op('bits of bytes', 1, (x) => {
    const bytes = isByte(x.dtype) && x.dtype !== 'bool' ? x : as(words(x), 'int8')
    return elementwise.bitcastConvertType(bytes, bytes.dtype === 'int8' ? 'uint8' : 'int8')
  }),
  op('to bool', 1, truth),
  op('to float32', 1, (x) => as(elementwise.and(words(x), number(words(x), 1023)), 'float32')),
  op('from float', 1, (x) =>
    as(as(elementwise.and(words(x), number(words(x), 255)), 'float64').mul(0.37), 'int32'),
  ),
  op('not', 1, (x) => elementwise.not(isFloat(x.dtype) ? truth(x) : x)),
  op('count bits', 1, (x) => elementwise.populationCount(words(x))),
  op('leading zeros', 1, (x) => elementwise.clz(words(x))),
  op('neg', 1, (x) => arithmetic.neg(counted(x))),
  op('sign', 1, (x) => arithmetic.sign(counted(x))),
  op('abs', 1, (x) => np.abs(counted(x))),
  op('quotient', 2, (x, y) => {
    const a = words(x)
    const b = elementwise.or(elementwise.and(fitTo(y, a), number(a, 255)), number(a, 1))
    return arithmetic.div(a, b)
  }),
  op('remainder', 2, (x, y) => {
    const a = words(x)
    const b = elementwise.or(elementwise.and(fitTo(y, a), number(a, 255)), number(a, 1))
    return arithmetic.rem(a, b)
  }),
  op('floor division', 1, (x, _, pick) => np.floorDivide(words(x), 1 + pick(5))),
  op('power', 1, (x, _, pick) => elementwise.integerPow(counted(x), pick(5))),
  op('where', 2, (x, y) => {
    const b = fitTo(y, x)
    return arithmetic.select(arithmetic.gt(counted(x), number(counted(x), 1)), b, x)
  }),
  op('big literal', 1, (x) => arithmetic.add(words(x), number(words(x), 2 ** 31 - 5))),
  op('positions', 1, (x, _, pick) =>
    x.ndim === 0 ? x : arithmetic.add(words(x), iota(words(x).dtype, x.shape, axisOf(x, pick))),
  ),
  op('bits', 1, (x, _, pick) =>
    elementwise.xor(as(words(x), 'uint32'), random.bits(random.key(pick(9)), { shape: x.shape })),
  ),
  op('bits of keys', 1, (x, _, pick) => {
    const keys = random.split(random.key(total(words(x), range(x.ndim))), { num: 1 + pick(4) })
    return vmap((key: Tensor) => random.bits(key, { shape: [3] }))(keys)
  }),
  op('shuffled', 1, (x, _, pick) =>
    x.ndim === 0 ? x : random.permutation(random.key(pick(9)), x),
  ),
  op('sum', 1, (x, _, pick) => total(counted(x), someAxes(x.ndim, pick))),
  op('product', 1, (x, _, pick) => reduction.reduceProd(counted(x), someAxes(x.ndim, pick))),
  op('max over', 1, (x, _, pick) =>
    x.size === 0 ? x : reduction.reduceMax(x, someAxes(x.ndim, pick)),
  ),
  op('min over', 1, (x, _, pick) =>
    x.size === 0 ? x : reduction.reduceMin(x, someAxes(x.ndim, pick)),
  ),
  op('all', 1, (x, _, pick) => reduction.reduceAnd(truth(x), someAxes(x.ndim, pick))),
  op('any', 1, (x, _, pick) => reduction.reduceOr(truth(x), someAxes(x.ndim, pick))),
  op('sum beside', 1, (x, _, pick) => {
    const a = counted(x)
    return arithmetic.add(a, fitShape(total(a, someAxes(x.ndim, pick)), a.shape))
  }),
  op('add transposed', 1, (x, _, pick) => {
    const a = counted(x)
    return arithmetic.add(a, fitShape(transpose(a, permutationOf(a.ndim, pick)), a.shape))
  }),
  op('dot', 2, (x, y, pick) => {
    const a = counted(x)
    return randomDot(a, as(y, a.dtype), pick)
  }),
  op('dot of booleans', 2, (x, y, pick) => randomDot(truth(x), truth(y), pick)),
  op('dot and mask', 2, (x, y, pick) => {
    const a = words(x)
    return elementwise.and(randomDot(a, as(y, a.dtype), pick), number(a, 15))
  }),
  op('cumsum', 1, (x, _, pick) =>
    x.ndim === 0 ? x : cumsum(counted(x), axisOf(x, pick), pick(2) === 0),
  ),
  op('cumprod', 1, (x, _, pick) =>
    x.ndim === 0 ? x : cumprod(counted(x), axisOf(x, pick), pick(2) === 0),
  ),
  op('cummax', 1, (x, _, pick) =>
    x.ndim === 0 ? x : cummax(counted(x), axisOf(x, pick), pick(2) === 0),
  ),
  op('sort', 1, (x, _, pick) => (x.ndim === 0 ? x : (sort([x], axisOf(x, pick))[0] as Tensor))),
  op('sort by', 2, (x, y, pick) => {
    if (x.ndim === 0) return x
    return sort([fitTo(y, x), x], axisOf(x, pick), 1 + pick(2))[1] as Tensor
  }),
  op('argsort', 1, (x, _, pick) => (x.ndim === 0 ? x : np.argsort(x, { axis: axisOf(x, pick) }))),
  op('argmax', 1, (x, _, pick) =>
    x.ndim === 0 || x.size === 0 ? x : reduction.argmax(counted(x), axisOf(x, pick)),
  ),
  op('argmin', 1, (x, _, pick) =>
    x.ndim === 0 || x.size === 0 ? x : reduction.argmin(counted(x), axisOf(x, pick)),
  ),
  op('take along', 2, (x, y, pick) =>
    x.ndim === 0 || x.size === 0
      ? x
      : takeAlongAxis(x, fitShape(as(words(y), 'int32'), x.shape), axisOf(x, pick)),
  ),
  op('take', 2, (x, y) => {
    if (x.ndim === 0 || x.size === 0) return x
    return np.take(x, as(words(fitShape(y, [3])), 'int32'), { axis: 0, mode: 'wrap' })
  }),
  op('scatter', 2, (x, y, pick) => {
    if (x.ndim === 0 || x.size === 0) return x
    const a = counted(x)
    const places = as(elementwise.and(words(fitShape(y, [3])), number(words(y), 3)), 'int32')
    const rows = fitTo(y, a.get(np.array([0, 0, 0], { dtype: 'int32' })))
    const at = a.at(places)
    return [at.add(rows), at.mul(rows), at.min(rows), at.max(rows)][pick(4)] as Tensor
  }),
  op('concatenate', 2, (x, y, pick) =>
    x.ndim === 0 ? x : concatenate([x, fitTo(y, x), x], axisOf(x, pick)),
  ),
  holding('scan of', (x, y, body, pick) => {
    const step = ({ a, b }: Two, u: Tensor) =>
      [
        { a: b, b: body(a, u) },
        { a, u, c: np.ones([2], { dtype: 'int32' }) },
      ] as const
    const rows = fitShape(y, [pick(4), ...x.shape])
    const [{ a, b }, { a: stack }] = lax.scan(step, { a: x, b: x }, rows, {
      reverse: pick(2) === 0,
    })
    const sum = total(counted(stack), [0])
    return arithmetic.add(counted(pick(2) === 0 ? a : b), as(sum, counted(a).dtype))
  }),
  holding('while of', (x, y, body, pick) => {
    const limit = pick(4)
    const { a: last } = lax.whileLoop(
      ({ i }: Counted) => i.lt(limit),
      ({ i, a, b }: Counted) => ({ i: i.add(1), a: b, b: body(a, y) }),
      { i: np.array(0, { dtype: 'int32' }), a: x, b: x },
    )
    return last
  }),
  holding('cond of', (x, y, body) =>
    lax.cond(
      reduction.reduceOr(truth(y), range(y.ndim)),
      (a: Tensor) => body(a, y),
      (a: Tensor) => a,
      x,
    ),
  ),
  holding('vmap of', (x, y, body) =>
    x.ndim === 0 || x.shape[0] === 0 ? x : vmap(body, { inAxes: [0, null] })(x, y),
  ),
]
