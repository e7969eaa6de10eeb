import fc from 'fast-check'
import type { Shape } from '../../src/core/aval.ts'
import { defaultDevice } from '../../src/core/device.ts'
import { canBitcast, type DType, isUnsigned } from '../../src/core/dtype.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { addAny } from '../../src/primitives/add-any.ts'
import * as arithmetic from '../../src/primitives/arithmetic.ts'
import * as collective from '../../src/primitives/collective.ts'
import * as cumulative from '../../src/primitives/cumulative.ts'
import { putTensor } from '../../src/primitives/device-put.ts'
import * as elementwise from '../../src/primitives/elementwise.ts'
import { cholesky, lu } from '../../src/primitives/linalg.ts'
import { withName } from '../../src/primitives/name.ts'
import { threefry2x32 } from '../../src/primitives/random.ts'
import * as reduction from '../../src/primitives/reduction.ts'
import * as slicing from '../../src/primitives/slicing.ts'
import { stopTensorGradient } from '../../src/primitives/stop-gradient.ts'
import * as structural from '../../src/primitives/structural.ts'
import { permutations } from '../../src/testing/arbitraries/permutations.ts'
import { vmap } from '../../src/transforms/vmap.ts'
import {
  alongAxis,
  binary,
  broadcastSample,
  comparison,
  concatenateSample,
  cumulativeRow,
  dotSample,
  matrixShape,
  named,
  overAxes,
  padSample,
  reshapes,
  sliceSample,
  sortSample,
  symmetric,
  triangularSolveSample,
} from './samplers.ts'
import { controlSamples } from './samples-control.ts'
import { indexingSamples } from './samples-indexing.ts'
import {
  all,
  anyReal,
  anyShape,
  anySize,
  between,
  definite,
  distinct,
  exact,
  integers,
  nary,
  nearGrid,
  nonzero,
  numbers,
  offGrid,
  operand,
  pivoted,
  positive,
  type Row,
  unary,
} from './sampling.ts'

const words: readonly DType[] = ['float32', ...integers]
const signed = numbers.filter((dtype) => !isUnsigned(dtype))
/** Dtypes as whose bits those of another are read, and for what has none, some that are refused. */
const bitcastsOf = (from: DType): readonly DType[] => {
  const found = words.filter((to) => canBitcast(from, to))
  return found.length > 0 ? found : words
}
const joint = { linear: [[0, 1]] } as const
const line = { linear: [[0]] } as const

/** One row for each operation that `src/primitives` exports, and for each way to control flow. */
export const samples: Readonly<Record<string, Row>> = {
  ...indexingSamples,
  ...controlSamples,

  addAny: {
    sample: (dtype) =>
      anyShape().map((shape) => ({
        f: (x, y) => addAny(x as Tensor, y as Tensor),
        operands: [operand(shape, dtype), operand(shape, dtype)],
      })),
    dtypes: all,
    ...joint,
  },
  withName: unary((x) => withName(x, 'sample'), anyReal, { dtypes: all }),
  neg: unary(arithmetic.neg, anyReal, { dtypes: numbers, ...line }),
  add: binary(arithmetic.add, undefined, { dtypes: numbers, ...joint }),
  sub: binary(arithmetic.sub, undefined, { dtypes: numbers, ...joint }),
  mul: binary(arithmetic.mul, undefined, { dtypes: numbers, linear: [[0], [1]] }),
  div: binary(arithmetic.div, [anyReal, nonzero], { dtypes: numbers, ...line }),
  rem: binary(arithmetic.rem, [offGrid, (r, s) => between(1, 3)(r, s, 'int32')], {
    dtypes: numbers,
  }),
  round: {
    sample: (dtype) =>
      fc
        .tuple(anyShape(), fc.constantFrom('floor', 'ceil', 'roundEven', 'roundAway'))
        .map(([shape, how]) => ({
          f: (x) => arithmetic.round(x as Tensor, how),
          operands: [operand(shape, dtype, offGrid)],
          note: how,
        })),
    flat: true,
  },
  sign: unary(arithmetic.sign, nonzero, { dtypes: numbers, flat: true }),
  abs: unary(arithmetic.abs, nonzero, { dtypes: signed }),
  max: binary(arithmetic.max, [offGrid, nearGrid()], { dtypes: all }),
  min: binary(arithmetic.min, [offGrid, nearGrid()], { dtypes: all }),
  eq: comparison(arithmetic.eq),
  ne: comparison(arithmetic.ne),
  lt: comparison(arithmetic.lt),
  le: comparison(arithmetic.le),
  gt: comparison(arithmetic.gt),
  ge: comparison(arithmetic.ge),
  select: nary(
    (p, x, y) => arithmetic.select(p as Tensor, x as Tensor, y as Tensor),
    [anyReal, anyReal, anyReal],
    {
      dtypes: all,
      dtypeOf: (i, dtype) => (i === 0 ? 'bool' : dtype),
      linear: [[1, 2]],
    },
  ),
  convertElementType: {
    sample: (dtype) =>
      fc.tuple(anyShape(), fc.constantFrom(...all)).map(([shape, to]) => ({
        f: (x) => arithmetic.convertElementType(x as Tensor, to),
        operands: [operand(shape, dtype, offGrid)],
        note: `to ${to}`,
      })),
    dtypes: all,
    precision: 'float32',
  },

  exp: unary(elementwise.exp),
  exp2: unary(elementwise.exp2),
  expm1: unary(elementwise.expm1),
  log: unary(elementwise.log, positive),
  log1p: unary(elementwise.log1p, positive),
  sqrt: unary(elementwise.sqrt, positive),
  rsqrt: unary(elementwise.rsqrt, positive),
  cbrt: unary(elementwise.cbrt, nonzero),
  sin: unary(elementwise.sin),
  cos: unary(elementwise.cos),
  tan: unary(elementwise.tan, between(-1, 1)),
  asin: unary(elementwise.asin, between(-0.8, 0.8)),
  acos: unary(elementwise.acos, between(-0.8, 0.8)),
  atan: unary(elementwise.atan),
  sinh: unary(elementwise.sinh),
  cosh: unary(elementwise.cosh),
  tanh: unary(elementwise.tanh),
  asinh: unary(elementwise.asinh),
  acosh: unary(elementwise.acosh, between(1.5, 4)),
  atanh: unary(elementwise.atanh, between(-0.8, 0.8)),
  logistic: unary(elementwise.logistic),
  erf: unary(elementwise.erf),
  erfc: unary(elementwise.erfc),
  erfInv: unary(elementwise.erfInv, between(-0.8, 0.8)),
  lgamma: unary(elementwise.lgamma, positive),
  digamma: unary(elementwise.digamma, positive),
  polygamma: binary(
    elementwise.polygamma,
    [(r, s) => between(1, 3)(r, s, 'int32'), between(1, 4)],
    {
      operands: [1],
    },
  ),
  integerPow: {
    sample: (dtype) =>
      fc
        .tuple(
          anyShape(),
          integers.includes(dtype)
            ? fc.constantFrom(0, 2, 3)
            : fc.constantFrom(2, 3, 5, 0, -1, -2, 1),
        )
        .map(([shape, y]) => ({
          f: (x) => elementwise.integerPow(x as Tensor, y),
          operands: [operand(shape, dtype, nonzero)],
          note: `power ${y}`,
        })),
    dtypes: numbers,
  },
  pow: binary(elementwise.pow, [positive, anyReal]),
  atan2: binary(elementwise.atan2, [nonzero, nonzero]),
  clamp: nary(
    (low, x, high) => elementwise.clamp(low as Tensor, x as Tensor, high as Tensor),
    [nearGrid(-2, -1), offGrid, nearGrid(1, 2)],
    { dtypes: all },
  ),
  nextafter: binary(elementwise.nextafter, undefined, { flat: true }),
  isFinite: unary(elementwise.isFinite, anyReal, { flat: true }),
  and: binary(elementwise.and, undefined, { dtypes: exact }),
  or: binary(elementwise.or, undefined, { dtypes: exact }),
  xor: binary(elementwise.xor, undefined, { dtypes: exact }),
  shiftLeft: binary(elementwise.shiftLeft, [between(-9, 9), between(0, 5)], { dtypes: integers }),
  shiftRightLogical: binary(elementwise.shiftRightLogical, [between(-9, 9), between(0, 5)], {
    dtypes: integers,
  }),
  shiftRightArithmetic: binary(elementwise.shiftRightArithmetic, [between(-9, 9), between(0, 5)], {
    dtypes: integers,
  }),
  not: unary(elementwise.not, anyReal, { dtypes: exact }),
  populationCount: unary(elementwise.populationCount, between(-9, 9), { dtypes: integers }),
  clz: unary(elementwise.clz, between(-9, 9), { dtypes: integers }),
  bitcastConvertType: {
    sample: (dtype) =>
      fc.tuple(anyShape(), fc.constantFrom(...bitcastsOf(dtype))).map(([shape, to]) => ({
        f: (x) => elementwise.bitcastConvertType(x as Tensor, to),
        operands: [operand(shape, dtype, between(1, 9))],
        note: `to ${to}`,
      })),
    dtypes: words,
    flat: true,
  },
  threefry2x32: nary(
    ((...words: [Tensor, Tensor, Tensor, Tensor]) => threefry2x32(...words)) as never,
    [between(0, 9), between(0, 9), between(0, 9), between(0, 9)],
    { dtypes: ['uint32'] },
  ),

  dotGeneral: { sample: dotSample, dtypes: all, linear: [[0], [1]] },
  reduceSum: overAxes(structural.reduceSum, anyReal, { dtypes: numbers, ...line }),
  reduceProd: overAxes(reduction.reduceProd, nonzero, { dtypes: numbers }),
  reduceMax: overAxes(reduction.reduceMax, distinct, { dtypes: all, nonempty: true }),
  reduceMin: overAxes(reduction.reduceMin, distinct, { dtypes: all, nonempty: true }),
  reduceAnd: overAxes(reduction.reduceAnd, anyReal, { dtypes: exact }),
  reduceOr: overAxes(reduction.reduceOr, anyReal, { dtypes: exact }),
  argmax: alongAxis(reduction.argmax, distinct, { dtypes: all, nonempty: true, flat: true }),
  argmin: alongAxis(reduction.argmin, distinct, { dtypes: all, nonempty: true, flat: true }),
  cumsum: cumulativeRow(cumulative.cumsum, anyReal, { dtypes: numbers, ...line }),
  cumprod: cumulativeRow(cumulative.cumprod, anyReal, { dtypes: numbers }),
  cummax: cumulativeRow(cumulative.cummax, distinct, { dtypes: numbers }),
  cummin: cumulativeRow(cumulative.cummin, distinct, { dtypes: numbers }),
  cumlogsumexp: cumulativeRow(cumulative.cumlogsumexp, anyReal),
  sort: { sample: sortSample, dtypes: all },

  broadcastInDim: { sample: broadcastSample, dtypes: all, ...line },
  reshape: {
    sample: (dtype) =>
      fc.tuple(anyShape(), fc.nat(3)).map(([shape, k]) => ({
        f: (x) => structural.reshape(x as Tensor, reshapes(shape)[k] as Shape),
        operands: [operand(shape, dtype)],
        note: `to [${reshapes(shape)[k]}]`,
      })),
    dtypes: all,
    ...line,
  },
  transpose: {
    sample: (dtype) =>
      anyShape()
        .chain((shape) => fc.tuple(fc.constant(shape), permutations(shape.length)))
        .map(([shape, order]) => ({
          f: (x) => structural.transpose(x as Tensor, order),
          operands: [operand(shape, dtype)],
          note: `axes [${order}]`,
        })),
    dtypes: all,
    ...line,
  },
  slice: { sample: sliceSample, dtypes: all, ...line },
  pad: { sample: padSample, dtypes: all, ...joint },
  rev: overAxes(slicing.rev, anyReal, { dtypes: all, ...line }),
  concatenate: { sample: concatenateSample, dtypes: all },
  iota: {
    sample: (dtype) =>
      anyShape(3, 1)
        .chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1)))
        .map(([shape, axis]) => ({ f: () => slicing.iota(dtype, shape, axis), operands: [] })),
    dtypes: numbers,
  },

  triangularSolve: { sample: triangularSolveSample, linear: [[1]] },
  cholesky: {
    sample: (dtype) =>
      fc.tuple(matrixShape(2), anySize).map(([leading, n]) => ({
        f: (x) => cholesky(symmetric(x as Tensor)),
        operands: [operand([...leading, n, n], dtype, definite)],
      })),
  },
  lu: {
    sample: (dtype) =>
      fc.tuple(matrixShape(2), anySize, anySize).map(([leading, m, n]) => ({
        f: (x) => lu(x as Tensor),
        operands: [operand([...leading, m, n], dtype, pivoted)],
      })),
  },

  psum: named(collective.psum, anyReal, { dtypes: all, ...line }),
  pmax: named(collective.pmax, distinct, { dtypes: all }),
  pmin: named(collective.pmin, distinct, { dtypes: all }),
  axisIndex: {
    sample: () =>
      fc.constantFrom(3, 1, 4).map((axisSize) => ({
        f: vmap(() => collective.axisIndex(['i']), { axisName: 'i', axisSize }),
        operands: [],
      })),
    dtypes: all,
  },
  putTensor: unary((x) => putTensor(x, defaultDevice()), anyReal, { dtypes: all, ...line }),
  stopTensorGradient: unary(stopTensorGradient, anyReal, { dtypes: all, flat: true }),
}
