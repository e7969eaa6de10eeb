import { asTensor, isTensorLike, scalar, type TensorLike } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { treeLeaves, treeMap } from '../core/tree.ts'
import { add, multiply, negative } from '../numpy/arithmetic.ts'
import { zerosLike } from '../numpy/creation.ts'
import { cast } from '../numpy/promotion.ts'
import type { Tensors } from '../transforms/types.ts'
import type { GradientTransformation, LearningRate, Schedule } from './types.ts'

/** Applies a function of tensors to the leaves of trees of one structure. */
export const mapLeaves = <T>(
  f: (first: Tensor, ...rest: readonly Tensor[]) => TensorLike,
  tree: T,
  ...rest: readonly unknown[]
): Tensors<T> =>
  treeMap(
    (leaf, ...others) =>
      f(asTensor(leaf, 'optim'), ...others.map((other) => asTensor(other, 'optim'))),
    tree,
    ...rest,
  ) as Tensors<T>

export const zerosOf = (params: unknown): unknown => mapLeaves((p) => zerosLike(p), params)

/** A transformation that remembers nothing. */
export const stateless = (
  update: <T>(grads: T, params: unknown) => Tensors<T>,
): GradientTransformation => ({
  init: () => null,
  update: (grads, state, params) => [update(grads, params), state],
})

/** The parameters, for transformations that need them. */
export const requireParams = (op: string, params: unknown): unknown => {
  if (params === undefined)
    throw new ArgumentError(
      op,
      'expected the parameters as the third argument of update, got none; call ' +
        'update(grads, state, params)',
    )
  return params
}

/** A count of steps as a number that schedules compute with, as precise as the updates are. */
export const countFor = (count: unknown, updates: unknown): Tensor => {
  const isDouble = treeLeaves(updates).some((leaf) => asTensor(leaf, 'optim').dtype === 'float64')
  return cast(count as Tensor, isDouble ? 'float64' : 'float32')
}

export const firstCount = (): Tensor => scalar(0, 'int32')
export const nextCount = (count: unknown): Tensor => add(count as Tensor, 1)

/**
 * Gradients as they are.
 *
 * @example
 * const [updates] = optim.identity().update({ w: np.array(3) }, null)
 * updates // => { w: 3 }
 */
export const identity = (): GradientTransformation =>
  stateless((grads) => mapLeaves((g) => g, grads))

/**
 * Zeros instead of gradients: what these parameters get stays as it is.
 *
 * @example
 * const [updates] = optim.setToZero().update({ w: np.array(3) }, null)
 * updates // => { w: 0 }
 */
export const setToZero = (): GradientTransformation =>
  stateless((grads) => mapLeaves((g) => zerosLike(g), grads))

const scaled = (g: Tensor, factor: TensorLike): Tensor => cast(multiply(factor, g), g.dtype)

/**
 * Multiplies gradients by a factor: a number, a tensor, or a tree of these in their structure.
 *
 * @example
 * const [updates] = optim.scale(-0.5).update({ w: np.array(3) }, null)
 * updates // => { w: -1.5 }
 */
export const scale = (factor: Exclude<LearningRate, Schedule>): GradientTransformation =>
  isTensorLike(factor)
    ? stateless((grads) => mapLeaves((g) => scaled(g, factor), grads))
    : stateless((grads) => mapLeaves((g, f) => scaled(g, f as Tensor), grads, factor))

/**
 * Multiplies gradients by a schedule of the number of steps made before.
 *
 * @example
 * const t = optim.scaleBySchedule((count) => count.add(1))
 * const [, state] = t.update(np.array(3), t.init(np.array(0)))
 * t.update(np.array(3), state)[0] // => 6
 */
export const scaleBySchedule = (schedule: Schedule): GradientTransformation => ({
  init: () => ({ count: firstCount() }),
  update: (grads, state) => {
    const { count } = state as { count: Tensor }
    const factor = schedule(countFor(count, grads))
    return [mapLeaves((g) => scaled(g, factor), grads), { count: nextCount(count) }]
  },
})

/**
 * Turns directions of ascent into steps of descent: multiplies by minus the learning rate.
 *
 * @example
 * const [updates] = optim.scaleByLearningRate(0.5).update({ w: np.array(3) }, null)
 * updates // => { w: -1.5 }
 */
export const scaleByLearningRate = (learningRate: LearningRate): GradientTransformation => {
  if (typeof learningRate === 'function')
    return scaleBySchedule((count) => negative(learningRate(count)))
  if (typeof learningRate === 'number') return scale(-learningRate)
  return isTensorLike(learningRate)
    ? scale(negative(learningRate))
    : scale(mapLeaves((rate) => negative(rate), learningRate) as Exclude<LearningRate, Schedule>)
}

/**
 * Transformations one after the other; each gets the updates of the one before.
 *
 * @example
 * const t = optim.chain(optim.clip(1), optim.scale(-0.1))
 * t.update(np.array([5, -0.5]), t.init(np.zeros(2)))[0].round({ decimals: 3 }) // => [-0.1, 0.05]
 */
export const chain = (...steps: readonly GradientTransformation[]): GradientTransformation => ({
  init: (params) => steps.map((step) => step.init(params)),
  update: <T>(grads: T, state: unknown, params?: unknown) => {
    const states = state as readonly unknown[]
    if (!Array.isArray(states) || states.length !== steps.length)
      throw new ArgumentError(
        'chain',
        `expected the state that init or update gave for ${steps.length} steps; call init first`,
      )
    let updates: unknown = grads
    const next = steps.map((step, i) => {
      const [result, nextState] = step.update(updates, states[i], params)
      updates = result
      return nextState
    })
    return [updates as Tensors<T>, next]
  },
})

export interface DecayedWeightsOptions {
  /** Which parameters decay, as a tree of booleans, or a function that gives one. All unless given. */
  readonly mask?: unknown
}

/**
 * Adds a multiple of the parameters to the gradients.
 *
 * @throws ArgumentError if `update` is called without parameters
 * @example
 * const t = optim.addDecayedWeights(0.1)
 * t.update(np.array(1), t.init(np.array(5)), np.array(5))[0] // => 1.5
 */
export const addDecayedWeights = (
  weightDecay: TensorLike,
  options?: DecayedWeightsOptions,
): GradientTransformation => {
  const { mask } = options ?? {}
  return stateless((grads, given) => {
    const params = requireParams('addDecayedWeights', given)
    const decayed = (g: Tensor, p: Tensor): Tensor => add(g, multiply(weightDecay, p))
    if (mask === undefined) return mapLeaves((g, p) => decayed(g, p as Tensor), grads, params)
    const chosen =
      typeof mask === 'function' ? (mask as (params: unknown) => unknown)(params) : mask
    return treeMap(
      (g, p, isChosen) =>
        isChosen === true ? decayed(asTensor(g), asTensor(p)) : (g as unknown as Tensor),
      grads,
      params,
      chosen,
    ) as Tensors<typeof grads>
  })
}

export interface TraceOptions {
  /** Whether to look ahead along the accumulated gradients (Nesterov). Default false. */
  readonly nesterov?: boolean
}

/**
 * Accumulates gradients with decay: momentum.
 *
 * @example
 * const t = optim.trace(0.5)
 * const [, state] = t.update(np.array(1), t.init(np.array(0)))
 * t.update(np.array(1), state)[0] // => 1.5
 */
export const trace = (decay: TensorLike, options?: TraceOptions): GradientTransformation => ({
  init: (params) => ({ trace: zerosOf(params) }),
  update: (grads, state) => {
    const accumulate = (g: Tensor, t: unknown): Tensor => add(g, multiply(decay, t as Tensor))
    const traced = mapLeaves(accumulate, grads, (state as { trace: unknown }).trace)
    const updates = options?.nesterov === true ? mapLeaves(accumulate, grads, traced) : traced
    return [updates, { trace: traced }]
  },
})
