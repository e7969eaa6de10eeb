import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import { keeping } from '../../core/keeping.ts'
import { checkOptions } from '../../core/options.ts'
import { full } from '../../numpy/creation.ts'
import type { Initializer, InitializerOptions } from './types.ts'

/**
 * Zeros, whatever the key.
 *
 * @example
 * nn.initializers.zeros(random.key(0), [2]) // => [0, 0]
 */
export const zeros: Initializer = /*@__PURE__*/ checked(
  'zeros(key, shape, dtype?)',
  (_key, shape, dtype = 'float32') => full(shape, 0, { dtype }),
)

/**
 * Ones, whatever the key.
 *
 * @example
 * nn.initializers.ones(random.key(0), [2]) // => [1, 1]
 */
export const ones: Initializer = /*@__PURE__*/ checked(
  'ones(key, shape, dtype?)',
  (_key, shape, dtype = 'float32') => full(shape, 1, { dtype }),
)

/**
 * One value, or values that broadcast to the shape, whatever the key.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.constant(7)(random.key(0), [2]) // => [7, 7]
 */
export const constant = /*@__PURE__*/ keeping(
  'constant(value, options?)(key, shape, dtype?)',
  (value: TensorLike, options?: InitializerOptions): Initializer => {
    checkOptions('constant', options, ['dtype'])
    return (_key, shape, dtype = options?.dtype ?? 'float32') => full(shape, value, { dtype })
  },
)
