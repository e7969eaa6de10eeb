import { checked } from '../../core/checked.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { callFunction } from '../../core/thrown.ts'
import { flatten, unflatten } from '../../core/tree-def.ts'
import { tensorLeaves } from '../../transforms/flat.ts'
import { jvp } from '../../transforms/jvp.ts'
import { type VmapOptions, vmap } from '../../transforms/vmap.ts'
import { requireSame } from '../compare.ts'
import { randomLike } from '../vectors.ts'
import { leafAxes } from './axes.ts'
import type { LawOptions } from './options.ts'

export interface VmapJvpLawOptions extends LawOptions, Pick<VmapOptions, 'inAxes' | 'axisSize'> {}

/**
 * Throws unless the derivative of a mapped function is the mapped derivative, along a random tangent.
 *
 * Shapes: those of `vmap`: leaves of `args` have an extra axis at `inAxes`.
 *
 * @throws LawError naming the result's leaf and both numbers
 * @example
 * vmapCommutesWithJvp((x: Tensor) => np.sin(x).sum(), [np.ones([3, 2])])
 */
export const vmapCommutesWithJvp = /*@__PURE__*/ checked(
  'vmapCommutesWithJvp(f, args, options?)',
  <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    args: A,
    options: VmapJvpLawOptions = {},
  ): void => {
    const law = 'vmapCommutesWithJvp'
    checkOptions(law, options, ['rtol', 'atol', 'seed', 'inAxes', 'axisSize'])
    const { inAxes = 0, axisSize, seed = 0 } = options
    const [primals, def] = tensorLeaves(args, law, 'args')
    const axes = leafAxes(law, inAxes, args)
    const tangents = randomLike(primals, seed)
    const size = axisSize === undefined ? {} : { axisSize }
    const run = (...xs: readonly Tensor[]): readonly Tensor[] =>
      tensorLeaves(callFunction(f, ...(unflatten(def, xs) as unknown as A)), law, 'the result')[0]
    const derivative = (xs: readonly Tensor[], dxs: readonly Tensor[]) => jvp(run, xs, dxs)
    const [expected] = flatten(
      vmap(derivative, { inAxes: [axes, axes], ...size })(primals, tangents),
    ) as readonly [readonly Tensor[], unknown]
    const [got] = flatten(
      jvp(vmap(run, { inAxes: axes, ...size }), primals, tangents),
    ) as readonly [readonly Tensor[], unknown]
    const n = expected.length / 2
    const paths = expected.map((_, i) => (i < n ? `result ${i}` : `the tangent of result ${i - n}`))
    requireSame(law, 'from jvp of vmap', paths, expected, got, options)
  },
)
