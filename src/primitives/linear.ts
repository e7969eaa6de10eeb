import type { Aval } from '../core/aval.ts'
import type { Params, Primitive, Tangent } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'

export interface LinearRules<P extends Params> {
  readonly abstract: (inputs: readonly Aval[], params: P) => Aval
  /** Cotangents of the operands. */
  readonly transpose: (
    ct: Tensor,
    params: P,
    avals: readonly Aval[],
    inputs: readonly Tangent[],
  ) => readonly Tangent[]
  readonly batch: Primitive<P>['batch']
  readonly lower: Primitive<P>['lower']
  readonly simplify?: Primitive<P>['simplify']
}

/** A primitive of one operand and one output that is linear: its jvp is itself. */
export const linear = <P extends Params>(name: string, rules: LinearRules<P>): Primitive<P> => {
  const primitive: Primitive<P> = {
    name,
    abstract: (inputs, params) => [rules.abstract(inputs, params)],
    jvp: (primals, [tangent], params) => [
      [bind1(primitive, primals, params)],
      [tangent === null || tangent === undefined ? null : bind1(primitive, [tangent], params)],
    ],
    transpose: ([ct], inputs, params, avals) =>
      ct === null || ct === undefined
        ? avals.map(() => null)
        : rules.transpose(ct, params, avals, inputs),
    batch: rules.batch,
    lower: rules.lower,
    ...(rules.simplify === undefined ? {} : { simplify: rules.simplify }),
  }
  return primitive
}
