import { checked } from '../../core/checked.ts'
import { isFloat } from '../../core/dtype.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { linearTranspose } from '../../transforms/vjp.ts'
import { requireClose, requireCloseLists } from '../compare.ts'
import { float64SubjectOf, tensorLike } from '../subject.ts'
import { inner, randomLike, type Vector, vectorOf } from '../vectors.ts'
import type { LawOptions } from './options.ts'

/** `a x + b y`. */
const combination = (a: number, x: Vector, b: number, y: Vector): Vector =>
  x.map((xs, i) => xs?.map((value, k) => a * value + b * (y[i]?.[k] ?? 0)) ?? null)

/**
 * Throws unless a function is linear in all its arguments together, `f(a v + b w) = a f(v) + b f(w)`,
 * and `linearTranspose` gives its adjoint, `⟨f(v), u⟩ = ⟨v, fᵀ u⟩`; in float64.
 *
 * Shapes: any; `args` is the list of arguments, all floating, of which only the shapes matter.
 *
 * @throws LawError naming the result's leaf and both numbers
 * @example
 * isLinear((x: Tensor) => np.cumsum(x), [np.zeros([3])])
 */
export const isLinear = /*@__PURE__*/ checked(
  'isLinear(f, args, options?)',
  <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    args: A,
    options: LawOptions = {},
  ): void => {
    const law = 'isLinear'
    checkOptions(law, options, ['rtol', 'atol', 'seed'])
    const { rtol = 1e-9, atol = 1e-9, seed = 0 } = options
    const { run, inputs, inputPaths, outputPaths } = float64SubjectOf(
      law,
      f as (...args: never[]) => unknown,
      args,
    )
    const [v, w] = [randomLike(inputs, seed), randomLike(inputs, seed + 1)]
    const mixed = combination(0.75, vectorOf(v), -1.5, vectorOf(w))
    const atMixed = run(inputs.map((x, i) => tensorLike(x, mixed[i] as Float64Array)))
    const [fv, fw] = [run(v), run(w)]
    const expected = combination(0.75, vectorOf(fv), -1.5, vectorOf(fw))
    const tolerance = { rtol, atol }
    requireCloseLists(
      law,
      'as f(a v + b w)',
      outputPaths(),
      expected,
      vectorOf(atMixed),
      () => tolerance,
    )
    const u = randomLike(fv, seed + 2)
    const [found] = linearTranspose(run, inputs)(u) as readonly [readonly Tensor[]]
    requireClose(
      law,
      'as ⟨v, fᵀ u⟩',
      inputPaths.filter((_, i) => isFloat((inputs[i] as Tensor).dtype)).join(', '),
      inner(vectorOf(fv), vectorOf(u)),
      inner(vectorOf(v), vectorOf(found)),
      tolerance,
    )
  },
)
