import { sameShape, showAval } from '../core/aval.ts'
import { counted, signature } from '../core/checked.ts'
import { describe } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import { ArgumentError, CotangentError, DtypeError, ShapeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkFunction } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { callGiven } from '../core/thrown.ts'
import { currentTrace, withCustomFunction } from '../core/trace.ts'
import { assertSameStructure } from '../core/tree.ts'
import { flattenUpTo, leafCount, type TreeDef, unflatten } from '../core/tree-def.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import { reshape } from '../primitives/structural.ts'
import { type CustomRuleOptions, checkCustomRule } from './custom-jvp.ts'
import { flattenResults, nameOf, tensorLeaves } from './flat.ts'
import { ruleArguments } from './rule-arguments.ts'
import type { Tensors } from './types.ts'

type Fwd = (...args: never[]) => readonly [unknown, unknown]
type Bwd = (...args: never[]) => readonly unknown[]

/** A function with a place for its reverse-mode rule. */
export interface CustomVjp<A extends readonly unknown[], R> {
  (...args: A): Tensors<R>
  /**
   * Sets the rule: `fwd(...args) => [out, residuals]` and `bwd(...nondiff, residuals, ct) => cotangents`,
   * a list with one tree per differentiated argument, `null` for zeros.
   */
  readonly defvjp: (fwd: Fwd, bwd: Bwd) => CustomVjp<A, R>
}

/** Cotangents of the leaves of `def`, from a list in which `null` stands for a tree of zeros. */
const cotangentLeaves = (
  name: string,
  result: unknown,
  def: TreeDef,
  inputs: readonly Tensor[],
): readonly (Tensor | null)[] => {
  if (def.kind !== 'array' || !Array.isArray(result) || result.length !== def.children.length)
    throw new ArgumentError(
      'customVjp',
      `expected bwd of ${name} to return a list with one cotangent per argument, got ` +
        (Array.isArray(result) ? `a list of ${result.length}` : describe(result)),
    )
  const cts = def.children.flatMap((child, i): readonly (Tensor | null)[] => {
    const given: unknown = result[i]
    if (given === null) return Array.from({ length: leafCount(child) }, () => null)
    const what = `the cotangents from bwd of ${name}`
    flattenUpTo(child, given, 'customVjp', what)
    const [leaves, givenDef] = tensorLeaves(given, 'customVjp', what)
    assertSameStructure(child, givenDef, 'customVjp', what)
    return leaves
  })
  return cts.map((ct, i) => {
    const x = inputs[i] as Tensor
    if (ct === null || !isFloat(x.dtype)) return null
    const told = `expected a cotangent ${showAval(x)} from bwd of ${name}, got ${showAval(ct)}`
    if (ct.size !== x.size || (ct.size > 1 && !sameShape(ct.shape, x.shape)))
      throw new ShapeError('customVjp', `${told}; it needs the shape of the argument`)
    if (ct.dtype !== x.dtype && !ct.weakType)
      throw new DtypeError('customVjp', `${told}; use astype`)
    return reshape(convertElementType(ct, x.dtype), x.shape)
  })
}

const takesRules = /*@__PURE__*/ signature('defvjp(fwd, bwd)')

/**
 * A function whose backward pass you supply. Plain evaluation runs the function itself; reverse mode
 * runs `fwd`, then `bwd`. Forward mode is an error.
 *
 * @throws CotangentError if the function is called before `defvjp`
 * @example
 * const clipGradient = customVjp((x: Tensor) => x)
 * clipGradient.defvjp((x: Tensor) => [x, null], (_: null, ct: Tensor) => [np.clip(ct, -1, 1)])
 * grad((x: Tensor) => clipGradient(x).mul(5))(np.array(2)).item() // => 1
 */
export const customVjp = /*@__PURE__*/ keeping(
  'customVjp(f, options?)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    options: CustomRuleOptions = {},
  ): CustomVjp<A, R> => {
    checkCustomRule('customVjp', f, options)
    const nondiff = options.nondiffArgnums ?? []
    const name = nameOf(f)
    let rules: { readonly fwd: Fwd; readonly bwd: Bwd } | undefined

    const apply = (...args: A): Tensors<R> => {
      if (rules === undefined)
        throw new CotangentError(
          'customVjp',
          `expected rules for ${name}, got none: no VJP defined; call defvjp first`,
        )
      const { fwd, bwd } = rules
      const op = `customVjp(${name})`
      const { inputs, numFixed, freeDef, fixed, all } = ruleArguments(args, nondiff, op)
      const { flat, outDef } = flattenResults(
        (xs) => withCustomFunction(name, () => f(...(all(xs) as unknown as A))),
        op,
        name,
      )
      let ruleDef: TreeDef | undefined
      let residualDef: TreeDef | undefined
      const outputs = currentTrace().customVjp(
        {
          numClosed: 0,
          fun: flat,
          fwd: (xs) => {
            const pair: unknown = withCustomFunction(name, () =>
              callGiven(fwd, ...(all(xs) as never[])),
            )
            if (!Array.isArray(pair) || pair.length !== 2)
              throw new ArgumentError(
                'customVjp',
                `expected fwd of ${name} to return a pair [out, residuals], got ${describe(pair)}`,
              )
            const [out, outTree] = tensorLeaves(
              pair[0],
              'customVjp',
              `the result of fwd of ${name}`,
            )
            const [residuals, tree] = tensorLeaves(pair[1], 'customVjp', `the residuals of ${name}`)
            ruleDef = outTree
            residualDef = tree
            // The backward pass is handed the traced values among its fixed arguments as well.
            return { outputs: out, residuals: [...xs.slice(0, numFixed), ...residuals] }
          },
          bwd: (residuals, cts) => {
            const result: unknown = withCustomFunction(name, () =>
              callGiven(
                bwd,
                ...([
                  ...fixed(residuals),
                  unflatten(residualDef as TreeDef, residuals.slice(numFixed)),
                  unflatten(ruleDef as TreeDef, cts),
                ] as never[]),
              ),
            )
            const leaves = inputs.slice(numFixed)
            return [
              ...Array.from({ length: numFixed }, () => null),
              ...cotangentLeaves(name, result, freeDef, leaves),
            ]
          },
        },
        inputs,
      )
      return unflatten(ruleDef ?? outDef(), outputs) as Tensors<R>
    }

    const custom: CustomVjp<A, R> = Object.assign(apply, {
      defvjp: counted(takesRules, (fwd: Fwd, bwd: Bwd) => {
        checkFunction('defvjp', fwd, 'fwd')
        checkFunction('defvjp', bwd, 'bwd')
        rules = { fwd, bwd }
        return custom
      }),
    })
    return custom
  },
)
