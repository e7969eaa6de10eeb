import { checked } from '../../core/checked.ts'
import { checkOptions } from '../../core/options.ts'
import { jit } from '../../transforms/jit.ts'
import { requireSame } from '../compare.ts'
import { subjectOf } from '../subject.ts'
import type { LawOptions } from './options.ts'

/**
 * Throws unless a jitted function gives what it gives unjitted, when it is traced and when it runs again.
 *
 * Shapes: any; `args` is the list of arguments.
 *
 * @throws LawError naming the result's leaf and both numbers, ShapeError where avals differ
 * @example
 * jitIsEager((x: Tensor) => np.sin(x).sum(), [np.array([0, 1])])
 */
export const jitIsEager = /*@__PURE__*/ checked(
  'jitIsEager(f, args, options?)',
  <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    args: A,
    options: LawOptions = {},
  ): void => {
    const law = 'jitIsEager'
    checkOptions(law, options, ['rtol', 'atol', 'seed'])
    const { run, inputs, outputPaths } = subjectOf(law, f as (...args: never[]) => unknown, args)
    const expected = run(inputs)
    const jitted = jit(run)
    requireSame(law, 'under jit', outputPaths(), expected, jitted(inputs), options)
    requireSame(law, 'under jit, called again', outputPaths(), expected, jitted(inputs), options)
  },
)
