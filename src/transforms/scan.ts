import { scanP } from '../control/scan.ts'
import { type Aval, makeAval, sameShape, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { ArgumentError, DtypeError, ShapeError, TreeError } from '../core/errors.ts'
import { checkInt32 } from '../core/literal.ts'
import { checkFlag, checkFunction, checkInteger, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import {
  describeDef,
  leafPath,
  leafPaths,
  sameDef,
  showPath,
  type TreeDef,
  unflatten,
} from '../core/tree-def.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import { concatenate, sliceInDim } from '../primitives/slicing.ts'
import { reshape } from '../primitives/structural.ts'
import { nameOf, tensorLeaves } from './flat.ts'
import { type TracedFunction, traceFunction } from './traced.ts'
import type { TensorLikes, Tensors } from './types.ts'
import { vmap } from './vmap.ts'

export interface ScanOptions {
  /** Number of steps; needed where `xs` is `null`. */
  readonly length?: number
  /** Whether to go from the last element to the first; results stay at the index of their element. */
  readonly reverse?: boolean
}

/** Converts a weakly typed initial carry to what the body makes of it. */
const promoteCarry = (init: readonly Tensor[], outputs: readonly Aval[]): readonly Tensor[] =>
  init.map((x, i) => {
    const out = outputs[i]
    return out !== undefined &&
      x.weakType &&
      sameShape(x.shape, out.shape) &&
      (x.dtype !== out.dtype || !out.weakType)
      ? convertElementType(x, out.dtype)
      : x
  })

/** Throws unless a loop's body gives a carry of the structure and types that it takes. */
export const requireCarry = (
  op: string,
  f: { readonly name: string },
  carryDef: TreeDef,
  carry: readonly Aval[],
  outDef: TreeDef,
  outputs: readonly Aval[],
): void => {
  if (!sameDef(carryDef, outDef))
    throw new TreeError(
      op,
      `expected ${nameOf(f)} to return a carry of the structure it takes, ${describeDef(carryDef)}, ` +
        `got ${describeDef(outDef)}`,
    )
  carry.forEach((a, i) => {
    const b = outputs[i] as Aval
    if (a.dtype === b.dtype && sameShape(a.shape, b.shape)) return
    const where = showPath(leafPaths(carryDef)[i] ?? [], 'carry')
    const Mistake = sameShape(a.shape, b.shape) ? DtypeError : ShapeError
    throw new Mistake(
      op,
      `expected ${nameOf(f)} to return a carry of equal types, got ${showAval(a)} in and ${showAval(b)} ` +
        `out at ${where}; revise the function so that all output types match the input types`,
    )
  })
}

/** Traces a body until its weakly typed carry keeps its dtype; at most once more than once. */
export const traceLoop = (
  init: readonly Tensor[],
  trace: (carry: readonly Tensor[]) => TracedFunction,
): readonly [readonly Tensor[], TracedFunction] => {
  const traced = trace(init)
  const promoted = promoteCarry(
    init,
    traced.program.outputs.slice(0, init.length).map((a) => a.aval),
  )
  return promoted.every((x, i) => x === init[i]) ? [init, traced] : [promoted, trace(promoted)]
}

const scanLength = (op: string, xs: readonly Tensor[], def: TreeDef, length?: number): number => {
  const where = (i: number): string => showPath(leafPath(def, i), 'xs')
  xs.forEach((x, i) => {
    if (x.ndim === 0)
      throw new ShapeError(
        op,
        `expected arrays to scan over along axis 0, got the scalar ${showAval(x)} at ${where(i)}; ` +
          'for nested arrays use np.array, and let the function close over what is the same in all steps',
      )
  })
  const sizes = xs.map((x, i) => ({ size: x.shape[0] as number, from: where(i) }))
  if (length !== undefined) sizes.unshift({ size: length, from: 'the option length' })
  const [first] = sizes
  if (first === undefined)
    throw new ArgumentError(
      op,
      'expected arrays to scan over or a length, got neither; give xs, or the option length',
    )
  const other = sizes.find(({ size }) => size !== first.size)
  if (other !== undefined)
    throw new ShapeError(
      op,
      `expected leading axes of one size, got ${first.size} (${first.from}) and ${other.size} ` +
        `(${other.from})`,
    )
  return first.size
}

/**
 * Carries a value through the steps of a loop and stacks what each step gives.
 *
 * Shapes: `f: (C, X) → [C, Y]` with leaves of `X` slices of `xs` along axis 0; the result is
 * `[C, stacked Y]`. The carry keeps its structure, shapes and dtypes. Differentiable in both modes; the
 * body is traced once.
 *
 * @throws TreeError, ShapeError or DtypeError where the carry changes
 * @example
 * const cumsum = (xs: Tensor) => lax.scan((c: Tensor, x: Tensor) => [c.add(x), c.add(x)], np.array(0), xs)[1]
 * cumsum(np.array([1, 2, 3])) // => [1, 3, 6]
 */
export const scan = /*@__PURE__*/ checked(
  'scan(f, init, xs, options?)',
  <C, X, Y>(
    f: (carry: Tensors<C>, x: X) => readonly [TensorLikes<C>, Y],
    init: C,
    xs: X,
    options: ScanOptions = {},
  ): readonly [Tensors<C>, Tensors<Y>] => {
    checkFunction('scan', f)
    checkOptions('scan', options, ['length', 'reverse'])
    checkInteger('scan', 'length', options.length, 0)
    if (options.length !== undefined) checkInt32('scan', options.length, 'length')
    checkFlag('scan', 'reverse', options.reverse)
    if (xs === undefined)
      throw new ArgumentError(
        'scan',
        'expected xs, got undefined; give null and the option length to scan over nothing',
      )
    const [carry, carryDef] = tensorLeaves(init, 'scan', 'init')
    const [arrays, xsDef] = tensorLeaves(xs, 'scan', 'xs')
    const length = scanLength('scan', arrays, xsDef, options.length)
    const inDef: TreeDef = { kind: 'array', children: [carryDef, xsDef] }
    const slices = arrays.map((x) => makeAval(x.shape.slice(1), x.dtype, x.weakType))
    const [initial, traced] = traceLoop(carry, (leaves) =>
      traceFunction(f as (...args: never[]) => unknown, inDef, [...leaves, ...slices], 'scan'),
    )
    const { program, constants, outDef } = traced
    if (outDef.kind !== 'array' || outDef.children.length !== 2)
      throw new ArgumentError(
        'scan',
        `expected ${nameOf(f)} to return a pair [carry, y], got ${describeDef(outDef)}; return null for y ` +
          'where there is nothing to stack',
      )
    const [outCarryDef, yDef] = outDef.children as readonly [TreeDef, TreeDef]
    const outputs = program.outputs.map((a) => a.aval)
    requireCarry('scan', f, carryDef, initial, outCarryDef, outputs.slice(0, initial.length))
    const results = bind(scanP, [...constants, ...initial, ...arrays], {
      jaxpr: program,
      numConsts: constants.length,
      numCarry: initial.length,
      length,
      reverse: options.reverse === true,
    })
    return [
      unflatten(carryDef, results.slice(0, initial.length)) as Tensors<C>,
      unflatten(yDef, results.slice(initial.length)) as Tensors<Y>,
    ]
  },
)

export interface MapOptions {
  /** How many elements to map at once, by `vmap`. Default: one after the other. */
  readonly batchSize?: number
}

/** Whole batches one after the other, and then the elements that are left. */
const mapBatches = <X, Y>(f: (x: X) => Y, xs: X, size: number): Tensors<Y> => {
  const [leaves, def] = tensorLeaves(xs, 'map', 'xs')
  const n = leaves[0]?.shape[0] ?? 0
  const batched = vmap(f) as (x: X) => unknown
  const whole = Math.floor(n / size) * size
  const part = (from: number, to: number): readonly Tensor[] =>
    leaves.map((x) => sliceInDim(x, from, to, 0))
  const last = (): readonly [readonly Tensor[], TreeDef] =>
    tensorLeaves(batched(unflatten(def, part(whole, n)) as X), 'map', 'the result')
  if (whole === 0) {
    const [results, outDef] = last()
    return unflatten(outDef, results) as Tensors<Y>
  }
  const chunks = part(0, whole).map((x) => reshape(x, [whole / size, size, ...x.shape.slice(1)]))
  const mapped = map(batched, unflatten(def, chunks) as X)
  const [stacked, outDef] = tensorLeaves(mapped, 'map', 'the result')
  const results = stacked.map((y) => reshape(y, [whole, ...y.shape.slice(2)]))
  const rest = whole === n ? [] : last()[0]
  return unflatten(
    outDef,
    results.map((y, i) => (whole === n ? y : concatenate([y, rest[i] as Tensor], 0))),
  ) as Tensors<Y>
}

/**
 * Applies `f` to each element along axis 0, one after the other, and stacks the results. As `vmap`, with
 * the memory of one element, or of `batchSize` elements.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * lax.map((x: Tensor) => x.mul(x), np.array([1, 2, 3])) // => [1, 4, 9]
 */
export const map = /*@__PURE__*/ checked(
  'map(f, xs, options?)',
  <X, Y>(f: (x: X) => Y, xs: X, options?: MapOptions): Tensors<Y> => {
    checkFunction('map', f)
    checkOptions('map', options, ['batchSize'])
    checkInteger('map', 'batchSize', options?.batchSize, 1)
    scanLength('map', ...tensorLeaves(xs, 'map', 'xs'))
    if (options?.batchSize !== undefined) return mapBatches(f, xs, options.batchSize)
    const step = (_: null, x: X): readonly [null, Y] => {
      const y = f(x)
      tensorLeaves(y, 'map', `the result of ${nameOf(f)}`)
      return [null, y]
    }
    return scan(step, null, xs)[1]
  },
)
