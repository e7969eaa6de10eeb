import fc from 'fast-check'
import type { Shape } from '../../core/aval.ts'
import { keeping } from '../../core/keeping.ts'
import { checkOptions } from '../../core/options.ts'

export interface ShapeConstraints {
  /** Default 0. */
  readonly minRank?: number
  /** Default 3. */
  readonly maxRank?: number
  /** Sizes to choose from, simplest first. Default `[1, 2, 3, 4, 5, 7, 8, 0]`. */
  readonly sizes?: readonly number[]
  /** No more elements than this. Default 64. */
  readonly maxElements?: number
}

/** Where kernels go wrong: 0, 1, odd sizes and multiples of 4. */
const troublesome: readonly number[] = [1, 2, 3, 4, 5, 7, 8, 0]

/**
 * Shapes, of sizes at which kernels go wrong: 0, 1, odd sizes and multiples of 4. Shrinks to lower ranks
 * and simpler sizes.
 *
 * @example
 * fc.assert(fc.property(shapes({ maxRank: 2 }), (shape) => np.zeros(shape).ndim <= 2))
 */
export const shapes = /*@__PURE__*/ keeping(
  'shapes(options?)',
  (options: ShapeConstraints = {}): fc.Arbitrary<Shape> => {
    checkOptions('shapes', options, ['minRank', 'maxRank', 'sizes', 'maxElements'])
    const { minRank = 0, maxRank = 3, sizes = troublesome, maxElements = 64 } = options
    return fc
      .array(fc.constantFrom(...sizes), { minLength: minRank, maxLength: maxRank })
      .map((shape) => {
        // Trailing axes shrink to fit, so that no shape has to be thrown away.
        let room = maxElements
        return shape.map((n) => {
          const fitting = n <= room ? n : Math.min(1, room)
          room = fitting > 0 ? Math.floor(room / fitting) : room
          return fitting
        })
      })
  },
)
