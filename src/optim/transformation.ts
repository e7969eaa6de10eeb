import { checked } from '../core/checked.ts'
import type { GradientTransformation } from './types.ts'

/** A transformation whose functions count their arguments. */
export const transformation = (
  op: string,
  { init, update }: GradientTransformation,
): GradientTransformation => ({
  init: checked(`${op}.init(params)`, init),
  update: checked(`${op}.update(grads, state, params?)`, update),
})
