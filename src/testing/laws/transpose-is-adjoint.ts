import { checked } from '../../core/checked.ts'
import { checkOptions } from '../../core/options.ts'
import { jvp } from '../../transforms/jvp.ts'
import { vjp } from '../../transforms/vjp.ts'
import { requireClose } from '../compare.ts'
import { float64SubjectOf } from '../subject.ts'
import { inner, randomLike, vectorOf } from '../vectors.ts'
import type { LawOptions } from './options.ts'

/**
 * Throws unless reverse mode is the adjoint of forward mode: `⟨J v, u⟩ = ⟨v, Jᵀ u⟩` for random `v` and
 * `u`, in float64.
 *
 * Shapes: any; `args` is the list of arguments.
 *
 * @throws LawError with both inner products
 * @example
 * transposeIsAdjoint((x: Tensor, y: Tensor) => x.mul(np.exp(y)), [np.array([1, 2]), np.array([0, 1])])
 */
export const transposeIsAdjoint = /*@__PURE__*/ checked(
  'transposeIsAdjoint(f, args, options?)',
  <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    args: A,
    options: LawOptions = {},
  ): void => {
    const law = 'transposeIsAdjoint'
    checkOptions(law, options, ['rtol', 'atol', 'seed'])
    const { rtol = 1e-9, atol = 1e-9, seed = 0 } = options
    const { run, inputs, inputPaths } = float64SubjectOf(
      law,
      f as (...args: never[]) => unknown,
      args,
    )
    const v = randomLike(inputs, seed)
    const [, tangent] = jvp(run, [inputs], [v])
    const [out, back] = vjp(run, inputs)
    const u = randomLike(out, seed + 1)
    const expected = inner(vectorOf(tangent), vectorOf(u))
    const got = inner(vectorOf(v), vectorOf(back(u)[0]))
    requireClose(law, 'as ⟨v, Jᵀ u⟩', inputPaths.join(', '), expected, got, { rtol, atol })
  },
)
