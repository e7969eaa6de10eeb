import { checked } from '../../core/checked.ts'
import { checkOptions } from '../../core/options.ts'
import { jvp } from '../../transforms/jvp.ts'
import { requireCloseLists } from '../compare.ts'
import { float64SubjectOf } from '../subject.ts'
import { finiteDifference, randomLike, vectorOf } from '../vectors.ts'
import type { NumericLawOptions } from './options.ts'

/**
 * Throws unless forward mode agrees with central finite differences along a random direction, in
 * float64.
 *
 * Shapes: any; `args` is the list of arguments.
 *
 * @throws LawError naming the result's leaf and both numbers
 * @example
 * jvpMatchesFiniteDifferences((x: Tensor) => np.sin(x), [np.array([0, 1])])
 */
export const jvpMatchesFiniteDifferences = /*@__PURE__*/ checked(
  'jvpMatchesFiniteDifferences(f, args, options?)',
  <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    args: A,
    options: NumericLawOptions = {},
  ): void => {
    const law = 'jvpMatchesFiniteDifferences'
    checkOptions(law, options, ['rtol', 'atol', 'seed', 'eps'])
    const { eps = 1e-4, rtol = 1e-5, atol = 1e-5, seed = 0 } = options
    const subject = float64SubjectOf(law, f as (...args: never[]) => unknown, args)
    const dx = randomLike(subject.inputs, seed)
    const [, tangent] = jvp(subject.run, [subject.inputs], [dx])
    const expected = finiteDifference(subject, dx, eps)
    requireCloseLists(
      law,
      'as the tangent',
      subject.outputPaths(),
      expected,
      vectorOf(tangent),
      () => ({
        rtol,
        atol,
      }),
    )
  },
)
