import { checked } from '../../core/checked.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { jvp } from '../../transforms/jvp.ts'
import { vjp } from '../../transforms/vjp.ts'
import { requireClose } from '../compare.ts'
import { float64SubjectOf, type Subject } from '../subject.ts'
import { finiteDifference, inner, randomLike, type Vector, vectorOf } from '../vectors.ts'
import type { NumericLawOptions } from './options.ts'

type List = readonly Tensor[]

/** Directions `v` and `w` of the arguments, and weights `u` of the results. */
interface Directions {
  readonly v: List
  readonly w: List
  readonly u: List
}

/** The four compositions of modes, each as `∂²⟨u, f⟩/∂v∂w`. */
const compositions: Readonly<Record<string, (s: Subject, d: Directions) => number>> = {
  'jvp of jvp': ({ run, inputs }, { v, w, u }) => {
    const [, tangent] = jvp((xs: List) => jvp(run, [xs], [v])[1], [inputs], [w])
    return inner(vectorOf(tangent), vectorOf(u))
  },
  'jvp of vjp': ({ run, inputs }, { v, w, u }) => {
    const [, tangent] = jvp((xs: List) => vjp(run, xs)[1](u)[0], [inputs], [w])
    return inner(vectorOf(tangent), vectorOf(v))
  },
  'vjp of jvp': ({ run, inputs }, { v, w, u }) => {
    const [, back] = vjp((xs: List) => jvp(run, [xs], [v])[1], inputs)
    return inner(vectorOf(back(u)[0]), vectorOf(w))
  },
  'vjp of vjp': ({ run, inputs }, { v, w, u }) => {
    const [, back] = vjp((xs: List) => vjp(run, xs)[1](u)[0], inputs)
    return inner(vectorOf(back(v)[0]), vectorOf(w))
  },
}

/**
 * Throws unless the second derivative along random directions is the same by all four compositions of
 * forward and reverse mode, and agrees with central differences of the first, in float64.
 *
 * Shapes: any; `args` is the list of arguments.
 *
 * @throws LawError naming the composition, with both numbers
 * @example
 * secondDerivativesAgree((x: Tensor, y: Tensor) => np.sin(x).mul(y), [np.array(1), np.array(2)])
 */
export const secondDerivativesAgree = /*@__PURE__*/ checked(
  'secondDerivativesAgree(f, args, options?)',
  <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    args: A,
    options: NumericLawOptions = {},
  ): void => {
    const law = 'secondDerivativesAgree'
    checkOptions(law, options, ['rtol', 'atol', 'seed', 'eps'])
    const { eps = 1e-4, rtol = 1e-5, atol = 1e-5, seed = 0 } = options
    const subject = float64SubjectOf(law, f as (...args: never[]) => unknown, args)
    const { run, inputs, inputPaths } = subject
    const directions: Directions = {
      v: randomLike(inputs, seed),
      w: randomLike(inputs, seed + 1),
      u: randomLike(run(inputs), seed + 2),
    }
    const first = (xs: List): List => jvp(run, [xs], [directions.v])[1]
    const slope: Vector = finiteDifference({ run: first, inputs }, directions.w, eps)
    const expected = inner(slope, vectorOf(directions.u))
    for (const [name, compute] of Object.entries(compositions))
      requireClose(
        law,
        `by ${name}`,
        inputPaths.join(', '),
        expected,
        compute(subject, directions),
        {
          rtol,
          atol,
        },
      )
  },
)
