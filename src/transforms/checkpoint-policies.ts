import type { CheckpointPolicy } from '../control/saving.ts'
import { checked } from '../core/checked.ts'
import { describe } from '../core/convert.ts'
import { ArgumentError } from '../core/errors.ts'
import type { DotDimensions } from '../core/kernel.ts'
import { checkFunction } from '../core/options.ts'

/** Keeps everything, as without `checkpoint`. */
export const everythingSaveable: CheckpointPolicy = /*@__PURE__*/ checked(
  'everythingSaveable(primitive?, inputs?, params?)',
  () => true,
)

/** Keeps nothing but the arguments, as without a policy. */
export const nothingSaveable: CheckpointPolicy = /*@__PURE__*/ checked(
  'nothingSaveable(primitive?, inputs?, params?)',
  () => false,
)

/** Keeps the results of contractions, which cost most to compute again. */
export const dotsSaveable: CheckpointPolicy = /*@__PURE__*/ checked(
  'dotsSaveable(primitive, inputs?, params?)',
  ({ name }: { readonly name: string }) => name === 'dot_general',
)

/** As `dotsSaveable`. */
export { dotsSaveable as checkpointDots }

/** Keeps the results of contractions without batch axes, such as those with weights. */
export const dotsWithNoBatchDimsSaveable: CheckpointPolicy = /*@__PURE__*/ checked(
  'dotsWithNoBatchDimsSaveable(primitive, inputs, params)',
  (...[{ name }, , params]: Parameters<CheckpointPolicy>) =>
    name === 'dot_general' &&
    (params['dimensionNumbers'] as DotDimensions).batch.every((axes) => axes.length === 0),
)

/** As `dotsWithNoBatchDimsSaveable`. */
export { dotsWithNoBatchDimsSaveable as checkpointDotsWithNoBatchDims }

const namesOf = (op: string, names: readonly unknown[]): ReadonlySet<unknown> => {
  for (const name of names)
    if (typeof name !== 'string')
      throw new ArgumentError(op, `expected names one by one, got ${describe(name)}`)
  return new Set(names)
}

/** Keeps the values that `checkpointName` gave one of these names. */
export const saveOnlyTheseNames = /*@__PURE__*/ checked(
  'saveOnlyTheseNames(...names)',
  (...names: readonly string[]): CheckpointPolicy => {
    const known = namesOf('saveOnlyTheseNames', names)
    return ({ name }, _, params) => name === 'name' && known.has(params['name'])
  },
)

/** Keeps the values that `checkpointName` gave any other name than these. */
export const saveAnyNamesButThese = /*@__PURE__*/ checked(
  'saveAnyNamesButThese(...names)',
  (...names: readonly string[]): CheckpointPolicy => {
    const known = namesOf('saveAnyNamesButThese', names)
    return ({ name }, _, params) => name === 'name' && !known.has(params['name'])
  },
)

/** Keeps everything but the values that `checkpointName` gave one of these names. */
export const saveAnythingExceptTheseNames = /*@__PURE__*/ checked(
  'saveAnythingExceptTheseNames(...names)',
  (...names: readonly string[]): CheckpointPolicy => {
    const known = namesOf('saveAnythingExceptTheseNames', names)
    return ({ name }, _, params) => !(name === 'name' && known.has(params['name']))
  },
)

/** Keeps what either policy keeps. */
export const saveFromBothPolicies = /*@__PURE__*/ checked(
  'saveFromBothPolicies(first, second)',
  (first: CheckpointPolicy, second: CheckpointPolicy): CheckpointPolicy => {
    checkFunction('saveFromBothPolicies', first, 'the first policy')
    checkFunction('saveFromBothPolicies', second, 'the second policy')
    return (...asked) => first(...asked) || second(...asked)
  },
)
