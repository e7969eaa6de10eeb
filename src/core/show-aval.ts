import { type Aval, showAval as show } from './aval.ts'
import { checked } from './checked.ts'

/**
 * Prints a shape and a dtype, as JAX does.
 *
 * @example
 * showAval(np.zeros([3, 4])) // => 'f32[3,4]'
 */
export const showAval = /*@__PURE__*/ checked('showAval(aval)', (aval: Aval): string => show(aval))
