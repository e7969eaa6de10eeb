/** NumPy's functions, as JAX has them: the namespace `np`. */

export * as linalg from '../linalg/dense.ts'
export { i0 } from '../scipy/special/bessel.ts'
export {
  abs,
  absolute,
  add,
  clip,
  copysign,
  div,
  divide,
  divmod,
  fabs,
  floatPower,
  floorDivide,
  fmax,
  fmin,
  fmod,
  heaviside,
  maximum,
  minimum,
  mod,
  mul,
  multiply,
  neg,
  negative,
  positive,
  pow,
  power,
  reciprocal,
  remainder,
  sign,
  square,
  sub,
  subtract,
  trueDivide,
} from './arithmetic.ts'
export { type At, at, type UpdateOptions } from './at.ts'
export { broadcastArrays, broadcastShapes, broadcastTo } from './broadcasting.ts'
export * from './constants.ts'
export {
  array,
  asarray,
  copy,
  type DtypeOptions,
  empty,
  emptyLike,
  full,
  fullLike,
  type LikeOptions,
  type Nested,
  ones,
  onesLike,
  zeros,
  zerosLike,
} from './creation.ts'
export * from './cumulative.ts'
export {
  astype,
  bool,
  type DTypeKind,
  type FloatInfo,
  finfo,
  float32,
  float64,
  type IntegerInfo,
  iinfo,
  int8,
  int32,
  issubdtype,
  promoteTypes,
  resultType,
  uint8,
  uint32,
} from './dtypes.ts'
export { einsum } from './einsum.ts'
export * from './histograms.ts'
export type { Index, IndexList } from './index-entries.ts'
export { type GetOptions, get, type OutOfRangeMode } from './indexing.ts'
export * from './joining.ts'
export {
  allclose,
  arrayEqual,
  arrayEquiv,
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  type CloseOptions,
  equal,
  greater,
  greaterEqual,
  invert,
  isclose,
  isfinite,
  isinf,
  isnan,
  isneginf,
  isposinf,
  isscalar,
  leftShift,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  notEqual,
  rightShift,
  type SelectOptions,
  select,
  signbit,
} from './logic.ts'
export * from './math.ts'
export * from './nan-reductions.ts'
export * from './padding.ts'
export type { ProductOptions } from './product-dtype.ts'
export * from './products.ts'
export * from './quantiles.ts'
export {
  arange,
  geomspace,
  indices,
  type LogspaceOptions,
  linspace,
  logspace,
  type MeshgridOptions,
  meshgrid,
  type SpaceOptions,
} from './ranges.ts'
export {
  type AxisOptions,
  flip,
  fliplr,
  flipud,
  insert,
  type RepeatOptions,
  type Rot90Options,
  remove as delete,
  repeat,
  resize,
  roll,
  rot90,
  tile,
} from './rearranging.ts'
export {
  type ArgReduceOptions,
  all,
  amax,
  amin,
  any,
  argmax,
  argmin,
  countNonzero,
  type ExtremumOptions,
  type MeanOptions,
  max,
  mean,
  min,
  prod,
  ptp,
  type ReduceOptions,
  type SumOptions,
  sum,
  type TruthOptions,
} from './reductions.ts'
export * from './searching.ts'
export * from './sets.ts'
export * from './shape.ts'
export type { ShapeLike } from './shape-argument.ts'
export * from './signals.ts'
export * from './sorting.ts'
export * from './special.ts'
export {
  type AverageOptions,
  average,
  type CovOptions,
  corrcoef,
  cov,
  std,
  type VarOptions,
  variance as var,
} from './statistics.ts'
export * from './take.ts'
// Named here so that who imports the types gets the methods of tensors with them.
export type { TensorMethods } from './tensor-methods.ts'
export * from './triangular.ts'
export * from './vectorize.ts'
