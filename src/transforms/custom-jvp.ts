import { sameAval, sameShape, showAval } from '../core/aval.ts'
import { counted, signature } from '../core/checked.ts'
import { describe } from '../core/convert.ts'
import { isFloat } from '../core/dtype.ts'
import { ArgumentError, CotangentError, DtypeError, ShapeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkFunction, checkOptions, checkPositions } from '../core/options.ts'
import type { Tangent } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { callGiven } from '../core/thrown.ts'
import { currentTrace, withCustomFunction } from '../core/trace.ts'
import { assertSameStructure } from '../core/tree.ts'
import { type TreeDef, unflatten } from '../core/tree-def.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import { flattenResults, nameOf, tensorLeaves } from './flat.ts'
import { ruleArguments } from './rule-arguments.ts'
import type { Tensors } from './types.ts'

/** Positions of arguments that are not differentiated and may be anything, such as functions. */
export interface CustomRuleOptions {
  readonly nondiffArgnums?: readonly number[]
}

/** A function with a place for its forward-mode rule. */
export interface CustomJvp<A extends readonly unknown[], R> {
  (...args: A): Tensors<R>
  /**
   * Sets the rule: `(primals, tangents) => [out, tangentOut]`, with lists that have one tree per argument,
   * after the arguments that `nondiffArgnums` names. The rule must be linear in the tangents.
   */
  readonly defjvp: (rule: (...args: never[]) => readonly [unknown, unknown]) => CustomJvp<A, R>
}

/** Throws `ArgumentError` unless `f` is a function and the options are known. */
export const checkCustomRule = (op: string, f: unknown, options: CustomRuleOptions): void => {
  checkFunction(op, f)
  checkOptions(op, options, ['nondiffArgnums'])
  checkPositions(op, 'nondiffArgnums', options.nondiffArgnums)
}

const takesRule = /*@__PURE__*/ signature('defjvp(rule)')

/** The tangent that a rule gives for `y`, which has its shape and dtype; integers have none. */
const tangentOf = (name: string, y: Tensor, tangent: Tensor): Tangent => {
  if (!isFloat(y.dtype)) return null
  if (sameAval(y, tangent)) return tangent
  const told = `expected a tangent ${showAval(y)} from the rule of ${name}, got ${showAval(tangent)}`
  if (!sameShape(y.shape, tangent.shape))
    throw new ShapeError('customJvp', `${told}; it needs the shape of the result`)
  if (!tangent.weakType) throw new DtypeError('customJvp', `${told}; use astype`)
  return convertElementType(tangent, y.dtype)
}

/**
 * A function whose derivative you supply. All transforms use the rule, at every order: it is
 * differentiated again where more is asked.
 *
 * @throws CotangentError if the function is called before `defjvp`
 * @example
 * const log1pexp = customJvp((x: Tensor) => np.log1p(np.exp(x)))
 * log1pexp.defjvp(([x]: [Tensor], [dx]: [Tensor]) => [log1pexp(x), dx.mul(nn.sigmoid(x))])
 * grad(log1pexp)(np.array(100)).item() // => 1
 */
export const customJvp = /*@__PURE__*/ keeping(
  'customJvp(f, options?)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    options: CustomRuleOptions = {},
  ): CustomJvp<A, R> => {
    checkCustomRule('customJvp', f, options)
    const nondiff = options.nondiffArgnums ?? []
    const name = nameOf(f)
    let rule: ((...args: never[]) => readonly [unknown, unknown]) | undefined

    const apply = (...args: A): Tensors<R> => {
      if (rule === undefined)
        throw new CotangentError(
          'customJvp',
          `expected a rule for ${name}, got none: no JVP defined; call defjvp first`,
        )
      const jvpRule = rule
      const op = `customJvp(${name})`
      let ruleDef: TreeDef | undefined
      const { inputs, fixed, free, all } = ruleArguments(args, nondiff, op)
      const { flat, outDef } = flattenResults(
        (xs) => withCustomFunction(name, () => f(...(all(xs) as unknown as A))),
        op,
        name,
      )
      const outputs = currentTrace().customJvp(
        {
          numClosed: 0,
          fun: flat,
          jvp: (primals, tangents) => {
            const pair: unknown = withCustomFunction(name, () =>
              callGiven(
                jvpRule,
                ...([...fixed(primals), free(primals), free(tangents)] as never[]),
              ),
            )
            if (!Array.isArray(pair) || pair.length !== 2)
              throw new ArgumentError(
                'customJvp',
                `expected the rule of ${name} to return a pair [out, tangentOut], got ${describe(pair)}`,
              )
            const [out, structure] = tensorLeaves(
              pair[0],
              'customJvp',
              `the result of the rule of ${name}`,
            )
            const [tangent, tangentDef] = tensorLeaves(
              pair[1],
              'customJvp',
              `the tangent from the rule of ${name}`,
            )
            assertSameStructure(
              structure,
              tangentDef,
              'customJvp',
              `a tangent from the rule of ${name}`,
            )
            ruleDef = structure
            return [out, out.map((y, i) => tangentOf(name, y, tangent[i] as Tensor))]
          },
        },
        inputs,
      )
      return unflatten(ruleDef ?? outDef(), outputs) as Tensors<R>
    }

    const custom: CustomJvp<A, R> = Object.assign(apply, {
      defjvp: counted(takesRule, (given: (...args: never[]) => readonly [unknown, unknown]) => {
        checkFunction('defjvp', given, 'rule')
        rule = given
        return custom
      }),
    })
    return custom
  },
)
