import { whileP } from '../control/while.ts'
import { makeAval, showAvals, showOperand } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { isInteger } from '../core/dtype.ts'
import { ArgumentError, DtypeError, ShapeError } from '../core/errors.ts'
import { checkInt32 } from '../core/literal.ts'
import { checkFunction } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { type TreeDef, unflatten } from '../core/tree-def.ts'
import { add, lt } from '../primitives/arithmetic.ts'
import { nameOf, tensorLeaves } from './flat.ts'
import { requireCarry, scan, traceLoop } from './scan.ts'
import { traceFunction } from './traced.ts'
import type { TensorLikes, Tensors } from './types.ts'

/**
 * Repeats `body` while `cond` holds, starting from `init`.
 *
 * Shapes: `cond: C → bool[]`, `body: C → C` with structure, shapes and dtypes unchanged. Differentiable in
 * forward mode; under `vmap` it runs until every example is done.
 *
 * @throws TracerError in reverse mode
 * @throws TreeError, ShapeError or DtypeError where the carry changes
 * @example
 * lax.whileLoop((x: Tensor) => x.lt(100), (x: Tensor) => x.mul(2), np.array(3)).item() // => 192
 */
export const whileLoop = /*@__PURE__*/ checked(
  'whileLoop(cond, body, init)',
  <C>(
    cond: (carry: Tensors<C>) => TensorLike,
    body: (carry: Tensors<C>) => TensorLikes<C>,
    init: C,
  ): Tensors<C> => {
    checkFunction('whileLoop', cond, 'cond')
    checkFunction('whileLoop', body, 'body')
    const [carry, carryDef] = tensorLeaves(init, 'whileLoop', 'init')
    const inDef: TreeDef = { kind: 'array', children: [carryDef] }
    const [initial, step] = traceLoop(carry, (leaves) =>
      traceFunction(body as (...args: never[]) => unknown, inDef, leaves, 'whileLoop'),
    )
    const outputs = step.program.outputs.map((a) => a.aval)
    requireCarry('whileLoop', body, carryDef, initial, step.outDef, outputs)
    const test = traceFunction(cond as (...args: never[]) => unknown, inDef, initial, 'whileLoop')
    const [predicate] = test.program.outputs
    if (
      test.program.outputs.length !== 1 ||
      predicate?.aval.shape.length !== 0 ||
      predicate.aval.dtype !== 'bool'
    )
      throw new ShapeError(
        'whileLoop',
        `expected ${nameOf(cond)} to return bool[], got ` +
          `${showAvals(test.program.outputs.map((a) => a.aval))}; compare, and reduce with np.all or np.any`,
      )
    const results = bind(whileP, [...test.constants, ...step.constants, ...initial], {
      condJaxpr: test.program,
      numConds: test.constants.length,
      bodyJaxpr: step.program,
      numBodies: step.constants.length,
    })
    return unflatten(carryDef, results) as Tensors<C>
  },
)

const staticBound = (bound: TensorLike): number | null => (typeof bound === 'number' ? bound : null)

/** A bound as a tensor; a plain number takes the dtype of the other bound. */
const toIndex = (bound: TensorLike, beside: TensorLike): Tensor => {
  if (typeof bound === 'number') {
    checkInt32('foriLoop', bound, 'bound')
    return scalar(bound, isTensor(beside) && isInteger(beside.dtype) ? beside.dtype : 'int32')
  }
  const tensor = asTensor(bound, 'foriLoop', 'a bound')
  if (tensor.ndim !== 0 || !isInteger(tensor.dtype))
    throw new DtypeError(
      'foriLoop',
      `expected integer scalars for bounds, got ${showOperand(tensor)}; convert with astype('int32')`,
    )
  return tensor
}

/** The body of `foriLoop`, with mistakes told of it and not of the loop that it becomes. */
const checkedBody =
  <C>(body: (i: Tensor, carry: Tensors<C>) => TensorLikes<C>) =>
  (i: Tensor, carry: Tensors<C>): TensorLikes<C> => {
    const result = body(i, carry)
    const [before, def] = tensorLeaves(carry, 'foriLoop', 'carry')
    const [after, outDef] = tensorLeaves(result, 'foriLoop', `the result of ${nameOf(body)}`)
    // A weakly typed carry takes the dtype of the result, and the body is traced again.
    const wanted = before.map((x, k) =>
      makeAval(x.shape, x.weakType ? (after[k] ?? x).dtype : x.dtype),
    )
    requireCarry('foriLoop', body, def, wanted, outDef, after)
    return result
  }

/**
 * `for (let i = lower; i < upper; i++) value = body(i, value)`, traced once.
 *
 * Shapes: `body: (i32[], C) → C`. With plain numbers for bounds it is differentiable in both modes, with
 * tensors in forward mode.
 *
 * @throws TreeError, ShapeError or DtypeError where the carry changes
 * @example
 * lax.foriLoop(0, 5, (i: Tensor, sum: Tensor) => sum.add(i), np.array(0)).item() // => 10
 */
export const foriLoop = /*@__PURE__*/ checked(
  'foriLoop(lower, upper, body, init)',
  <C>(
    lower: TensorLike,
    upper: TensorLike,
    body: (i: Tensor, carry: Tensors<C>) => TensorLikes<C>,
    init: C,
  ): Tensors<C> => {
    checkFunction('foriLoop', body, 'body')
    const step = checkedBody(body)
    const [from, to] = [staticBound(lower), staticBound(upper)]
    if (from !== null && to !== null) {
      if (!Number.isInteger(from) || !Number.isInteger(to))
        throw new ArgumentError(
          'foriLoop',
          `expected integer bounds, got ${from} and ${to}; round them with Math.floor`,
        )
      checkInt32('foriLoop', from, 'bound')
      checkInt32('foriLoop', to, 'bound')
      const [[, result]] = scan(
        ([i, carry]: readonly [Tensor, Tensors<C>]) =>
          [[add(i, scalar(1, 'int32')), step(i, carry)], null] as const,
        [scalar(from, 'int32'), init] as const,
        null,
        { length: Math.max(0, to - from) },
      ) as unknown as readonly [readonly [Tensor, Tensors<C>], null]
      return result
    }
    const [start, end] = [toIndex(lower, upper), toIndex(upper, lower)]
    if (start.dtype !== end.dtype)
      throw new DtypeError(
        'foriLoop',
        `expected bounds of one dtype, got ${showAvals([start, end])}; convert with astype`,
      )
    const loop = whileLoop(
      ([i]: readonly [Tensor, unknown]) => lt(i, end),
      ([i, carry]: readonly [Tensor, Tensors<C>]) =>
        [add(i, scalar(1, end.dtype)), step(i, carry)] as const,
      [start, init] as const,
    ) as readonly [Tensor, Tensors<C>]
    return loop[1]
  },
)
