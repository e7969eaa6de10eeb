import { checkedMethod, checkedReader } from '../core/checked.ts'
import type { TensorLike } from '../core/convert.ts'
import type { DType } from '../core/dtype.ts'
import { Tensor } from '../core/tensor.ts'
import { transpose as permute } from '../primitives/structural.ts'
import * as arithmetic from './arithmetic.ts'
import { type At, at } from './at.ts'
import * as cumulative from './cumulative.ts'
import { astype } from './dtypes.ts'
import type { Index } from './index-entries.ts'
import { get } from './indexing.ts'
import { unstack } from './joining.ts'
import * as logic from './logic.ts'
import * as math from './math.ts'
import type { ProductOptions } from './product-dtype.ts'
import * as products from './products.ts'
import * as reductions from './reductions.ts'
import * as shapes from './shape.ts'
import type { ShapeLike } from './shape-argument.ts'
import * as special from './special.ts'
import * as statistics from './statistics.ts'
import * as triangular from './triangular.ts'

/** The functions of `np` that tensors have as methods; each is documented there. */
export interface TensorMethods {
  /** As `np.add`. */ add(y: TensorLike): Tensor
  /** As `np.subtract`. */ sub(y: TensorLike): Tensor
  /** As `np.subtract`. */ subtract(y: TensorLike): Tensor
  /** As `np.multiply`. */ mul(y: TensorLike): Tensor
  /** As `np.multiply`. */ multiply(y: TensorLike): Tensor
  /** As `np.divide`. */ div(y: TensorLike): Tensor
  /** As `np.divide`. */ divide(y: TensorLike): Tensor
  /** As `np.remainder`. */ mod(y: TensorLike): Tensor
  /** As `np.remainder`. */ remainder(y: TensorLike): Tensor
  /** As `np.floorDivide`. */ floorDivide(y: TensorLike): Tensor
  /** As `np.power`. */ pow(y: TensorLike): Tensor
  /** As `np.power`. */ power(y: TensorLike): Tensor
  /** As `np.negative`. */ neg(): Tensor
  /** As `np.negative`. */ negative(): Tensor
  /** As `np.abs`. */ abs(): Tensor
  /** As `np.sign`. */ sign(): Tensor
  /** As `np.square`. */ square(): Tensor
  /** As `np.sqrt`. */ sqrt(): Tensor
  /** As `np.exp`. */ exp(): Tensor
  /** As `np.log`. */ log(): Tensor
  /** As `np.sin`. */ sin(): Tensor
  /** As `np.cos`. */ cos(): Tensor
  /** As `np.tanh`. */ tanh(): Tensor
  /** As `np.round`. */ round(options?: special.RoundOptions): Tensor
  /** As `np.clip`. */ clip(low?: TensorLike | null, high?: TensorLike | null): Tensor
  /** As `np.maximum`. */ maximum(y: TensorLike): Tensor
  /** As `np.minimum`. */ minimum(y: TensorLike): Tensor
  /** As `np.equal`. */ eq(y: TensorLike): Tensor
  /** As `np.equal`. */ equal(y: TensorLike): Tensor
  /** As `np.notEqual`. */ ne(y: TensorLike): Tensor
  /** As `np.notEqual`. */ notEqual(y: TensorLike): Tensor
  /** As `np.less`. */ lt(y: TensorLike): Tensor
  /** As `np.less`. */ less(y: TensorLike): Tensor
  /** As `np.lessEqual`. */ le(y: TensorLike): Tensor
  /** As `np.lessEqual`. */ lessEqual(y: TensorLike): Tensor
  /** As `np.greater`. */ gt(y: TensorLike): Tensor
  /** As `np.greater`. */ greater(y: TensorLike): Tensor
  /** As `np.greaterEqual`. */ ge(y: TensorLike): Tensor
  /** As `np.greaterEqual`. */ greaterEqual(y: TensorLike): Tensor
  /** As `np.logicalAnd`. */ logicalAnd(y: TensorLike): Tensor
  /** As `np.logicalOr`. */ logicalOr(y: TensorLike): Tensor
  /** As `np.logicalNot`. */ logicalNot(): Tensor
  /** As `np.sum`. */ sum(options?: reductions.SumOptions): Tensor
  /** As `np.prod`. */ prod(options?: reductions.SumOptions): Tensor
  /** As `np.mean`. */ mean(options?: reductions.MeanOptions): Tensor
  /** As `np.var`. */ var(options?: statistics.VarOptions): Tensor
  /** As `np.std`. */ std(options?: statistics.VarOptions): Tensor
  /** As `np.max`. */ max(options?: reductions.ExtremumOptions): Tensor
  /** As `np.min`. */ min(options?: reductions.ExtremumOptions): Tensor
  /** As `np.ptp`. */ ptp(options?: reductions.ReduceOptions): Tensor
  /** As `np.argmax`. */ argmax(options?: reductions.ArgReduceOptions): Tensor
  /** As `np.argmin`. */ argmin(options?: reductions.ArgReduceOptions): Tensor
  /** As `np.all`. */ all(options?: reductions.TruthOptions): Tensor
  /** As `np.any`. */ any(options?: reductions.TruthOptions): Tensor
  /** As `np.cumsum`. */ cumsum(options?: cumulative.CumulativeOptions): Tensor
  /** As `np.cumprod`. */ cumprod(options?: cumulative.CumulativeOptions): Tensor
  /** As `np.matmul`. */ matmul(y: TensorLike, options?: ProductOptions): Tensor
  /** As `np.dot`. */ dot(y: TensorLike, options?: ProductOptions): Tensor
  /** As `np.reshape`; sizes may also be given one by one. */
  reshape(...shape: readonly number[] | readonly [ShapeLike]): Tensor
  reshape(shape: ShapeLike, options: shapes.OrderOptions): Tensor
  /** As `np.ravel`. */ ravel(options?: shapes.OrderOptions): Tensor
  /** As `np.ravel`. */ flatten(options?: shapes.OrderOptions): Tensor
  /** As `np.transpose`; axes as a list or one by one, reversed unless given. */
  transpose(...axes: readonly number[] | readonly [readonly number[]]): Tensor
  /** The tensor with its axes reversed. */
  readonly T: Tensor
  /** Matrices in the last two axes, transposed. */
  readonly mT: Tensor
  /** As `np.swapaxes`. */ swapaxes(axis1: number, axis2: number): Tensor
  /** As `np.squeeze`. */
  squeeze(options?: { readonly axis?: number | readonly number[] | null }): Tensor
  /** As `np.diagonal`. */ diagonal(options?: triangular.DiagonalAxesOptions): Tensor
  /** As `np.astype`. */ astype(dtype: DType): Tensor
  /** As `np.get`. */ get(...indices: readonly Index[]): Tensor
  /** As `np.at`. */ at(...indices: readonly Index[]): At
  /** The slices of the first axis, so that a list of them can be taken apart. */
  [Symbol.iterator](): Iterator<Tensor>
}

declare module '../core/tensor.ts' {
  interface Tensor extends TensorMethods {}
}

/** Functions whose first argument is what the method is called on. */
const functions = {
  add: arithmetic.add,
  sub: arithmetic.subtract,
  subtract: arithmetic.subtract,
  mul: arithmetic.multiply,
  multiply: arithmetic.multiply,
  div: arithmetic.divide,
  divide: arithmetic.divide,
  mod: arithmetic.remainder,
  remainder: arithmetic.remainder,
  floorDivide: arithmetic.floorDivide,
  pow: arithmetic.power,
  power: arithmetic.power,
  maximum: arithmetic.maximum,
  minimum: arithmetic.minimum,
  eq: logic.equal,
  equal: logic.equal,
  ne: logic.notEqual,
  notEqual: logic.notEqual,
  lt: logic.less,
  less: logic.less,
  le: logic.lessEqual,
  lessEqual: logic.lessEqual,
  gt: logic.greater,
  greater: logic.greater,
  ge: logic.greaterEqual,
  greaterEqual: logic.greaterEqual,
  logicalAnd: logic.logicalAnd,
  logicalOr: logic.logicalOr,
  matmul: products.matmul,
  dot: products.dot,
  neg: arithmetic.negative,
  negative: arithmetic.negative,
  abs: arithmetic.abs,
  sign: arithmetic.sign,
  square: arithmetic.square,
  sqrt: math.sqrt,
  exp: math.exp,
  log: math.log,
  sin: math.sin,
  cos: math.cos,
  tanh: math.tanh,
  logicalNot: logic.logicalNot,
  ravel: shapes.ravel,
  flatten: shapes.ravel,
  round: special.round,
  sum: reductions.sum,
  prod: reductions.prod,
  mean: reductions.mean,
  var: statistics.variance,
  std: statistics.std,
  max: reductions.max,
  min: reductions.min,
  ptp: reductions.ptp,
  argmax: reductions.argmax,
  argmin: reductions.argmin,
  all: reductions.all,
  any: reductions.any,
  cumsum: cumulative.cumsum,
  cumprod: cumulative.cumprod,
  squeeze: shapes.squeeze,
  diagonal: triangular.diagonal,
  clip: arithmetic.clip,
  swapaxes: shapes.swapaxes,
  astype,
}

const reversed = (x: Tensor): Tensor => permute(x, [...x.shape.keys()].reverse())

const listOf = (values: readonly unknown[]): readonly number[] =>
  (Array.isArray(values[0]) ? values[0] : values) as readonly number[]

const others = {
  reshape(this: Tensor, ...shape: readonly number[]): Tensor {
    const last: unknown = shape.at(-1)
    if (shape.length < 2 || typeof last !== 'object') return shapes.reshape(this, listOf(shape))
    return shapes.reshape(this, listOf(shape.slice(0, -1)), last as shapes.OrderOptions)
  },
  transpose(this: Tensor, ...axes: readonly number[]): Tensor {
    return axes.length === 0 ? reversed(this) : shapes.transpose(this, { axes: listOf(axes) })
  },
  get(this: Tensor, ...indices: readonly Index[]): Tensor {
    return get(this, ...indices)
  },
  at(this: Tensor, ...indices: readonly Index[]): At {
    return at(this, ...indices)
  },
}

/** Methods of the class itself, which take nothing. */
const readers = [
  'item',
  'data',
  'toArray',
  'ndarray',
  'ready',
  'readAsync',
  'toArrayAsync',
] as const

const define = (name: PropertyKey, value: unknown): void => {
  Object.defineProperty(Tensor.prototype, name, { value, configurable: true, writable: true })
}

/** Gives tensors the functions of `np` as methods. */
export const installTensorMethods = (): void => {
  for (const [name, f] of Object.entries(functions)) define(name, checkedMethod(f))
  for (const name of readers)
    define(name, checkedReader(name, Tensor.prototype[name] as () => unknown))
  for (const [name, f] of Object.entries(others)) define(name, f)
  const getter = (get: (this: Tensor) => Tensor): PropertyDescriptor => ({
    get,
    configurable: true,
  })
  Object.defineProperty(
    Tensor.prototype,
    'T',
    getter(function () {
      return reversed(this)
    }),
  )
  Object.defineProperty(
    Tensor.prototype,
    'mT',
    getter(function () {
      return shapes.matrixTranspose(this)
    }),
  )
  // Absent from scalars rather than throwing when called, so that who only asks, as Jest and Vitest do, goes on.
  Object.defineProperty(Tensor.prototype, Symbol.iterator, {
    get(this: Tensor) {
      return this.ndim === 0 ? undefined : () => unstack(this)[Symbol.iterator]()
    },
    configurable: true,
  })
}
