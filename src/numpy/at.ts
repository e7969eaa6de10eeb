import { sameShape, showAval } from '../core/aval.ts'
import { checked, counted, type Signature, signature } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { DtypeError } from '../core/errors.ts'
import { inspectable } from '../core/inspect.ts'
import type { IndexMode } from '../core/kernel.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { callFunction } from '../core/thrown.ts'
import * as basic from '../primitives/arithmetic.ts'
import { dynamicUpdateSlice } from '../primitives/dynamic-slice.ts'
import { scatterAdd } from '../primitives/gather.ts'
import { scatter, scatterMax, scatterMin, scatterMul } from '../primitives/scatter.ts'
import { pad, rev } from '../primitives/slicing.ts'
import { full, reshape } from '../primitives/structural.ts'
import { add, divide, maximum, minimum, multiply, negative, power } from './arithmetic.ts'
import { broadcastTo } from './broadcasting.ts'
import { type Index, parseIndices } from './index-entries.ts'
import {
  backwards,
  gatherDimensions,
  type Indexer,
  increasing,
  indexVectors,
  isWhole,
  planIndices,
  type Region,
  sliceRegion,
} from './indexer.ts'
import {
  type GetOptions,
  type OutOfRangeMode,
  outOfRangeModes,
  select,
  wrapped,
} from './indexing.ts'
import { select3 } from './logic.ts'
import { asDtype, cast, promotePair } from './promotion.ts'

export interface UpdateOptions {
  /** What happens to updates out of range. Default `'drop'`. */
  readonly mode?: OutOfRangeMode
  /** A promise that no element is updated twice. */
  readonly uniqueIndices?: boolean
}

/**
 * Updates of the elements that indices select. Tensors never change: each method gives a new one.
 * Updates out of range are dropped; `add`, `mul`, `min` and `max` count repeated indices every time.
 */
export interface At {
  /** The elements; `mode: 'fill'` reads `fillValue` out of range. */
  readonly get: (options?: GetOptions) => Tensor
  readonly set: (value: TensorLike, options?: UpdateOptions) => Tensor
  readonly add: (value: TensorLike, options?: UpdateOptions) => Tensor
  readonly subtract: (value: TensorLike, options?: UpdateOptions) => Tensor
  readonly mul: (value: TensorLike, options?: UpdateOptions) => Tensor
  readonly multiply: (value: TensorLike, options?: UpdateOptions) => Tensor
  readonly divide: (value: TensorLike, options?: UpdateOptions) => Tensor
  readonly power: (value: TensorLike, options?: UpdateOptions) => Tensor
  readonly min: (value: TensorLike, options?: UpdateOptions) => Tensor
  readonly max: (value: TensorLike, options?: UpdateOptions) => Tensor
  /** Sets the elements to a function of theirs. */
  readonly apply: (f: (x: Tensor) => TensorLike, options?: UpdateOptions) => Tensor
}

const updateOptions = ['mode', 'uniqueIndices']

type Scatter = typeof scatter

/** An update, by index arrays and for elements of a region. */
interface Update {
  readonly scatter: Scatter
  readonly combine: (x: Tensor, value: Tensor) => TensorLike
}

const updates: Readonly<Record<'set' | 'add' | 'mul' | 'min' | 'max', Update>> = {
  set: { scatter, combine: (_, value) => value },
  add: { scatter: scatterAdd, combine: add },
  mul: { scatter: scatterMul, combine: multiply },
  min: { scatter: scatterMin, combine: minimum },
  max: { scatter: scatterMax, combine: maximum },
}

/** `x` with the elements of a region replaced. */
const setRegion = (x: Tensor, region: Region, value: Tensor): Tensor => {
  if (isWhole(region, x.aval.shape)) return value
  if (value.size === 0) return x
  const { low, limit, strides } = increasing(region)
  const ordered = rev(value, backwards(region))
  if (strides.every((s) => s === 1))
    return dynamicUpdateSlice(
      x,
      ordered,
      low.map((i) => scalar(i, 'int32')),
    )
  const high = x.aval.shape.map((n, i) => n - (limit[i] as number))
  const between = strides.map((s) => s - 1)
  const spread = pad(ordered, scalar(0, x.dtype), low, high, between)
  const isSet = pad(full(ordered.aval.shape, 1, 'bool'), scalar(0, 'bool'), low, high, between)
  return basic.select(isSet, x, spread)
}

const indexModes: Readonly<Record<OutOfRangeMode, IndexMode>> = {
  clip: 'clip',
  fill: 'fill',
  drop: 'fill',
  promiseInBounds: 'fill',
  wrap: 'fill',
}

/**
 * An update in the dtype that elements and value share, brought back to that of the elements: 2 times 2.5 is
 * 5 also among integers. What is only set is converted at once.
 */
const applyUpdate = (
  op: string,
  x: Tensor,
  indexer: Indexer,
  update: Update,
  value: TensorLike,
  options: UpdateOptions | undefined,
): Tensor => {
  if (update === updates.set)
    return applyAlike(op, x, indexer, update, asDtype(op, value, x.dtype), options)
  const [common, updating] = promotePair(op, x, value)
  return cast(applyAlike(op, common, indexer, update, updating, options), x.dtype)
}

const applyAlike = (
  op: string,
  x: Tensor,
  given: Indexer,
  { scatter: scatterOp, combine }: Update,
  raw: Tensor,
  options: UpdateOptions | undefined,
): Tensor => {
  checkOptions(op, options, updateOptions)
  const mode = options?.mode ?? 'drop'
  checkChoice(op, 'mode', mode, outOfRangeModes)
  const indexer = mode === 'wrap' ? wrapped(given, x.aval.shape) : given
  if (indexer.outOfRange && mode !== 'clip') return x
  const full = reshape(broadcastTo(raw, indexer.shape), indexer.selected)
  const { region, axes } = indexer
  const part = sliceRegion(x, region)
  if (axes.length === 0) {
    const values = reshape(full, part.aval.shape)
    return setRegion(x, region, cast(asTensor(combine(part, values)), x.dtype))
  }
  const updated = scatterOp(
    part,
    indexVectors(indexer, x.aval.shape),
    full,
    gatherDimensions(indexer, part.ndim),
    { mode: indexModes[mode], uniqueIndices: options?.uniqueIndices ?? false },
  )
  return setRegion(x, region, updated)
}

/**
 * One value for all elements under a mask over leading axes. Needs no positions, so the mask may be
 * traced; several values go to the positions, which are read from it.
 */
const maskedAt = (x: Tensor, mask: Tensor): At => {
  const wide = reshape(mask, [...mask.aval.shape, ...x.aval.shape.slice(mask.ndim).map(() => 1)])
  const byPosition = (): At => indexedAt(x, [mask])
  const keepRest = (values: TensorLike): Tensor => cast(select3(wide, values, x), x.dtype)
  const update =
    (name: Updater, combine: (x: Tensor, value: TensorLike) => TensorLike) =>
    (value: TensorLike, options?: UpdateOptions): Tensor => {
      const isOne = typeof value === 'number' || asTensor(value, `at.${name}`).ndim === 0
      if (!isOne) return byPosition()[name](value, options)
      checkOptions(`at.${name}`, options, updateOptions)
      return keepRest(combine(x, value))
    }
  return atMethods({
    get: (options) => byPosition().get(options),
    set: update('set', (_, value) => value),
    add: update('add', add),
    mul: update('mul', multiply),
    min: update('min', minimum),
    max: update('max', maximum),
    divide: update('divide', divide),
    power: update('power', power),
    apply: (f, options) => {
      checkOptions('at.apply', options, updateOptions)
      return keepRest(callFunction(f, x))
    },
  })
}

type Updater = keyof typeof updates | 'divide' | 'power'

const takesOptions = signature('at.get(options?)')
const takesFunction = signature('at.apply(f, options?)')
const takesValue = (name: string): Signature => signature(`at.${name}(value, options?)`)
const takes = {
  set: takesValue('set'),
  add: takesValue('add'),
  subtract: takesValue('subtract'),
  mul: takesValue('mul'),
  multiply: takesValue('multiply'),
  divide: takesValue('divide'),
  power: takesValue('power'),
  min: takesValue('min'),
  max: takesValue('max'),
}

const atMethods = (basics: Omit<At, 'subtract' | 'multiply'>): At => ({
  get: counted(takesOptions, basics.get),
  set: counted(takes.set, basics.set),
  add: counted(takes.add, basics.add),
  subtract: counted(takes.subtract, (value, options) => basics.add(negative(value), options)),
  mul: counted(takes.mul, basics.mul),
  multiply: counted(takes.multiply, basics.mul),
  divide: counted(takes.divide, basics.divide),
  power: counted(takes.power, basics.power),
  min: counted(takes.min, basics.min),
  max: counted(takes.max, basics.max),
  apply: counted(takesFunction, basics.apply),
})

/**
 * The elements that indices select, to be updated: `np.at(x, 0, '1:3').set(v)` is NumPy's
 * `x[0, 1:3] = v` that leaves `x` as it is. Indices are those of `get`.
 *
 * Shapes: every update gives `y[s]` of the shape of `x[s]`; values broadcast to what is selected.
 *
 * @throws AxisError for more indices than axes
 * @throws ShapeError if a value does not broadcast
 * @throws TracerError for a traced mask, unless one value is set
 * @example
 * np.at(np.zeros(3), 1).set(5) // => [0, 5, 0]
 * @example
 * np.at(np.zeros(3), [0, 0, 2]).add(1) // => [2, 0, 1]
 */
export const at = /*@__PURE__*/ checked(
  'at(x, ...indices)',
  (x: TensorLike, ...indices: readonly Index[]): At => {
    const tensor = asTensor(x, 'at')
    const [mask] = indices
    const isMask =
      indices.length === 1 &&
      isTensor(mask) &&
      mask.dtype === 'bool' &&
      mask.ndim > 0 &&
      sameShape(mask.aval.shape, tensor.aval.shape.slice(0, mask.ndim))
    const updates = isMask ? maskedAt(tensor, mask) : indexedAt(tensor, indices)
    return inspectable(
      updates,
      () => `${showAval(tensor)}.at(…) { ${Object.keys(updates).join(', ')} }`,
    )
  },
)

const indexedAt = (x: Tensor, indices: readonly Index[]): At => {
  const indexer = planIndices('at', x.aval.shape, parseIndices('at', x, indices))
  const update =
    (name: keyof typeof updates) =>
    (value: TensorLike, options?: UpdateOptions): Tensor => {
      if (x.dtype === 'bool' && name !== 'set')
        throw new DtypeError(
          `at.${name}`,
          'expected a tensor of numbers, got bools; use set, or convert with astype',
        )
      return applyUpdate(`at.${name}`, x, indexer, updates[name], value, options)
    }
  const factors = (value: TensorLike, options?: UpdateOptions): Tensor =>
    applyUpdate('at', full(x.aval.shape, 1, x.dtype), indexer, updates.mul, value, options)
  const set = update('set')
  return atMethods({
    get: (options) => {
      checkOptions('at.get', options, ['mode', 'fillValue'])
      return select(x, indexer, options)
    },
    set,
    add: update('add'),
    mul: update('mul'),
    min: update('min'),
    max: update('max'),
    divide: (value, options) => divide(x, factors(value, options)),
    power: (value, options) => power(x, factors(value, options)),
    apply: (f, options) => set(callFunction(f, select(x, indexer)), options),
  })
}
