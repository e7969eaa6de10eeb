import { checked } from '../core/checked.ts'
import { isFloat } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkInteger, checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { zerosLike } from '../primitives/structural.ts'
import { jvp } from '../transforms/jvp.ts'
import { vjp } from '../transforms/vjp.ts'
import { requireClose, requireCloseLists, type Tolerance } from './compare.ts'
import { float64SubjectOf, type Subject } from './subject.ts'
import { finiteDifference, inner, randomLike, vectorOf } from './vectors.ts'

/** Forward mode, `jvp`, or reverse mode, `vjp`. */
export type GradMode = 'fwd' | 'rev'

export interface CheckGradsOptions extends Partial<Tolerance> {
  /** How many derivatives to check. Default 1. */
  readonly order?: number
  /** Default both. */
  readonly modes?: readonly GradMode[]
  /** Step of the central differences. Default 1e-4. */
  readonly eps?: number
  /** Of the random directions. Default 0. */
  readonly seed?: number
}

interface Settings extends Tolerance {
  readonly modes: readonly GradMode[]
  readonly eps: number
  readonly seed: number
}

const law = 'checkGrads'

/** What a message says beside the numbers: what they are, in which mode, of which derivative. */
const describe = (what: string, trail: readonly GradMode[]): string => {
  const mode = trail.at(-1) as GradMode
  const before = trail.slice(0, -1).reverse()
  const of = before.length === 0 ? '' : `, of ${before.join(' of ')}`
  return `${what} (mode ${mode}, order ${trail.length}${of})`
}

const checkForward = (subject: Subject, trail: readonly GradMode[], settings: Settings): void => {
  const { run, inputs, outputPaths } = subject
  const dx = randomLike(inputs, settings.seed)
  const [out, tangent] = jvp(run, [inputs], [dx])
  const paths = (): readonly string[] => outputPaths()
  const compare = (
    what: string,
    expected: Parameters<typeof requireCloseLists>[3],
    got: typeof expected,
  ) => requireCloseLists(law, describe(what, trail), paths(), expected, got, () => settings)
  compare('as the value', vectorOf(run(inputs)), vectorOf(out))
  compare('as the tangent', finiteDifference(subject, dx, settings.eps), vectorOf(tangent))
}

/** The leaf whose own cotangent is wrong, once their sum is known to be. */
const checkLeaves = (
  subject: Subject,
  dx: readonly Tensor[],
  ct: readonly Tensor[],
  found: readonly Tensor[],
  what: string,
  settings: Settings,
): void => {
  subject.inputs.forEach((_, i) => {
    const alone = dx.map((t, k) => (k === i ? t : zerosLike(t)))
    const expected = inner(finiteDifference(subject, alone, settings.eps), vectorOf(ct))
    const got = inner(vectorOf(alone), vectorOf(found))
    requireClose(law, what, subject.inputPaths[i] ?? '', expected, got, settings)
  })
}

const checkReverse = (subject: Subject, trail: readonly GradMode[], settings: Settings): void => {
  const { run, inputs, inputPaths, outputPaths } = subject
  const dx = randomLike(inputs, settings.seed)
  const [out, back] = vjp(run, inputs)
  requireCloseLists(
    law,
    describe('as the value', trail),
    outputPaths(),
    vectorOf(run(inputs)),
    vectorOf(out),
    () => settings,
  )
  const ct = randomLike(out, settings.seed + 1)
  const [found] = back(ct)
  const expected = inner(finiteDifference(subject, dx, settings.eps), vectorOf(ct))
  const got = inner(vectorOf(dx), vectorOf(found))
  const what = describe('as the inner product of cotangent and direction', trail)
  try {
    requireClose(law, what, inputPaths.join(', '), expected, got, settings)
  } catch (error) {
    checkLeaves(subject, dx, ct, found, what, settings)
    throw error
  }
}

/** `(x, dx) ↦ (f(x), f'(x) dx)`, with `x` for the first `dx`. */
const forwardOf = ({ run, inputs, inputPaths, outputPaths }: Subject): Subject => ({
  run: (both) => {
    const n = inputs.length
    const [out, tangent] = jvp(run, [both.slice(0, n)], [both.slice(n)])
    return [...out, ...tangent]
  },
  inputs: [...inputs, ...inputs],
  inputPaths: [...inputPaths, ...inputPaths.map((path) => `the tangent of ${path}`)],
  outputPaths: () => [...outputPaths(), ...outputPaths().map((path) => `the tangent of ${path}`)],
})

/** `x ↦ f'(x)ᵀ f(x)`. */
const reverseOf = ({ run, inputs, inputPaths }: Subject): Subject => ({
  run: (xs) => {
    const [out, back] = vjp(run, xs)
    return back(out)[0]
  },
  inputs,
  inputPaths,
  outputPaths: () => inputPaths.map((path) => `the cotangent of ${path}`),
})

const check = (
  subject: Subject,
  order: number,
  trail: readonly GradMode[],
  settings: Settings,
): void => {
  for (const mode of settings.modes) {
    const here = [...trail, mode]
    if (mode === 'fwd') checkForward(subject, here, settings)
    else checkReverse(subject, here, settings)
    if (order > 1)
      check(mode === 'fwd' ? forwardOf(subject) : reverseOf(subject), order - 1, here, settings)
  }
}

/** Derivatives beyond this order take forever, as there are two of each. */
const mostOrders = 12

/**
 * Checks the derivatives of a function against central finite differences along random directions, in
 * float64: the tangent of forward mode, and the inner product of reverse mode's cotangent with the
 * direction. For `order > 1` the derivatives are checked in the same way, in all combinations of modes.
 *
 * Shapes: any; `args` is the list of arguments, trees of tensors and numbers. Integers and booleans are
 * held fixed.
 *
 * @throws LawError naming the mode, the order, the leaf, and both numbers
 * @example
 * checkGrads((x: Tensor, w: Tensor) => np.tanh(np.dot(x, w)), [np.array([1, 2]), np.array([0.5, 0.1])], { order: 2 })
 * @see `jax.test_util.check_grads`
 */
export const checkGrads = /*@__PURE__*/ checked(
  'checkGrads(f, args, options?)',
  <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    args: A,
    options: CheckGradsOptions = {},
  ): void => {
    checkOptions(law, options, ['order', 'modes', 'eps', 'rtol', 'atol', 'seed'])
    checkInteger(law, 'order', options.order, 1, mostOrders)
    const { order = 1, modes = ['fwd', 'rev'], eps = 1e-4, rtol = 1e-5, atol = 1e-5 } = options
    const subject = float64SubjectOf(law, f as (...args: never[]) => unknown, args)
    if (!subject.inputs.some((x) => isFloat(x.dtype)))
      throw new ArgumentError(law, 'expected a floating point argument to differentiate, got none')
    check(subject, order, [], { modes, eps, rtol, atol, seed: options.seed ?? 0 })
  },
)
