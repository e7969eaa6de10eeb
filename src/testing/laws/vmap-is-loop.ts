import { checked } from '../../core/checked.ts'
import { ArgumentError } from '../../core/errors.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { callFunction } from '../../core/thrown.ts'
import { flatten, unflatten } from '../../core/tree-def.ts'
import { tensorLeaves } from '../../transforms/flat.ts'
import { type VmapOptions, vmap } from '../../transforms/vmap.ts'
import { requireSame } from '../compare.ts'
import { example, leafAxes } from './axes.ts'
import type { LawOptions } from './options.ts'

export interface VmapLawOptions
  extends LawOptions,
    Pick<VmapOptions, 'inAxes' | 'outAxes' | 'axisSize'> {}

const sizeOf = (
  law: string,
  leaves: readonly Tensor[],
  axes: readonly (number | null)[],
): number => {
  const mapped = axes.findIndex((axis) => axis !== null)
  if (mapped < 0)
    throw new ArgumentError(law, 'expected a mapped argument, got none; give axisSize')
  return leaves[mapped]?.shape.at(Number(axes[mapped])) ?? 0
}

/**
 * Throws unless a mapped function gives, for each example, what the function gives for it alone.
 *
 * Shapes: those of `vmap`: leaves of `args` have an extra axis at `inAxes`.
 *
 * @throws LawError naming the example, the result's leaf and both numbers; ShapeError where avals differ
 * @example
 * vmapIsLoop((w: Tensor, x: Tensor) => np.dot(w, x), [np.array([1, 2]), np.ones([3, 2])], { inAxes: [null, 0] })
 */
export const vmapIsLoop = /*@__PURE__*/ checked(
  'vmapIsLoop(f, args, options?)',
  <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    args: A,
    options: VmapLawOptions = {},
  ): void => {
    const law = 'vmapIsLoop'
    checkOptions(law, options, ['rtol', 'atol', 'seed', 'inAxes', 'outAxes', 'axisSize'])
    const { inAxes = 0, outAxes = 0, axisSize } = options
    const [leaves, def] = tensorLeaves(args, law, 'args')
    const axes = leafAxes(law, inAxes, args)
    const size = axisSize ?? sizeOf(law, leaves, axes)
    const results = vmap(f, { inAxes, outAxes, axisSize: size })(...args)
    const got = flatten(results)[0] as readonly Tensor[]
    const outs = leafAxes(law, outAxes, results)
    for (let i = 0; i < size; i++) {
      const one = leaves.map((x, k) => example(x, axes[k] ?? null, i))
      const [expected] = tensorLeaves(
        callFunction(f, ...(unflatten(def, one) as unknown as A)),
        law,
        'the result',
      )
      requireSame(
        law,
        `for example ${i} under vmap`,
        expected.map((_, k) => `result ${k}`),
        expected,
        got.map((y, k) => example(y, outs[k] ?? null, i)),
        options,
      )
    }
  },
)
