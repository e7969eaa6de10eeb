import { type Aval, makeAval, type Shape, sameShape, showAvals } from '../core/aval.ts'
import type { DType } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import { parameterKey } from '../core/identity.ts'
import { keeping } from '../core/keeping.ts'
import type { Kernel } from '../core/kernel.ts'
import { boundedMap } from '../core/maps.ts'
import type { BatchDim, Params, Primitive, Tangent } from '../core/primitive.ts'
import type { Atom } from '../core/program.ts'
import { arg, type Expr } from '../core/scalar.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { addAny } from './add-any.ts'
import { type LinearRules, linear } from './linear.ts'
import { batchToFront, broadcastTo, sumTo, zerosLike } from './structural.ts'

/** Parameters of primitives that have none. */
export type NoParams = Readonly<Record<never, never>>
export const noParams: NoParams = {}

export interface ElementwiseRules<P extends Params> {
  /** The output's dtype; throws `DtypeError`. Equal dtypes in, the same out, unless given. */
  readonly dtype?: (dtypes: readonly DType[], params: P) => DType
  readonly scalar: (args: readonly Expr[], params: P) => Expr
  /** Per operand, the tangent that `dx` causes; `null` where the output does not vary with it. */
  readonly tangents: readonly (
    | ((dx: Tensor, x: readonly Tensor[], out: Tensor, params: P) => Tangent)
    | null
  )[]
  /** Per operand, the cotangent of an operand in which it is linear. */
  readonly transpose?: (
    ct: Tensor,
    x: readonly Tangent[],
    params: P,
    avals: readonly Aval[],
  ) => readonly Tangent[]
  readonly simplify?: (inputs: readonly Atom[], params: P) => Atom | null
  /** Whether the result is weakly typed; unless given it is where all operands are. */
  readonly weak?: (params: P, inputs: readonly Aval[]) => boolean
}

/** The dtype that all operands share. */
export const commonDtype =
  (op: string, accepts: (dtype: DType) => boolean = () => true, wanted = 'any dtype') =>
  (dtypes: readonly DType[]): DType => {
    const first = dtypes[0] as DType
    if (dtypes.some((d) => d !== first))
      throw new DtypeError(
        op,
        `expected operands of one dtype, got ${dtypes.join(', ')}; np.${op} promotes, ` +
          'or convert with astype',
      )
    if (!accepts(first))
      throw new DtypeError(op, `expected ${wanted}, got ${first}; convert with astype`)
    return first
  }

/** The shape of elementwise operands: all equal, up to scalars, which stand for any shape. */
export const elementwiseShape = (op: string, inputs: readonly Aval[]): Shape => {
  let shape: Shape = []
  for (const { shape: s } of inputs) {
    if (s.length === 0) continue
    if (shape.length === 0) shape = s
    else if (!sameShape(shape, s))
      throw new ShapeError(
        op,
        `expected operands of equal shape (or scalars), got ${showAvals(inputs)}; ` +
          'the functions of np broadcast, or use np.broadcastTo',
      )
  }
  return shape
}

/** Brings batched elementwise operands to a common layout: batch axis first, scalars left alone. */
export const alignBatch = (
  size: number,
  inputs: readonly Tensor[],
  dims: readonly BatchDim[],
): readonly [readonly Tensor[], number] => {
  const rankOf = (x: Tensor, i: number): number => x.ndim - (dims[i] === null ? 0 : 1)
  const rank = Math.max(...inputs.map(rankOf))
  const fits = inputs.every((x, i) => dims[i] !== null || x.ndim === 0)
  const first = dims.find((d) => d !== null) as number
  const aligned =
    fits && inputs.every((x, i) => dims[i] === null || (dims[i] === first && rankOf(x, i) === rank))
  if (aligned) return [inputs, first]
  const full = inputs.map((x, i) =>
    dims[i] === null && x.ndim === 0 ? x : batchToFront(x, dims[i] ?? null, size),
  )
  const shape = (full.find((x) => x.ndim === rank + 1) as Tensor).aval.shape
  return [
    full.map((x) => (x.ndim === 0 || x.ndim === rank + 1 ? x : broadcastTo(x, shape, [0]))),
    0,
  ]
}

/** Throws `DtypeError` where an expression is of another dtype than the elements it is to give. */
const checkExpression = (name: string, { dtype }: Expr, wanted: DType): void => {
  if (dtype !== wanted)
    throw new DtypeError(
      name,
      `expected a scalar expression of ${wanted}, as the rule for its dtype says, got one of ${dtype}; ` +
        'use scalar.convert, or state the dtype',
    )
}

/** How many kernels a primitive keeps, as of powers with other exponents, before it forgets the oldest. */
const maxKernels = 256

/**
 * A primitive of one output, computed element by element. Operands have equal shapes or are scalars.
 * Batching, broadcasting of scalars and the lowering follow from the scalar expression.
 */
export const elementwise = /*@__PURE__*/ keeping(
  'elementwise(name, rules)',
  <P extends Params = NoParams>(name: string, rules: ElementwiseRules<P>): Primitive<P> => {
    const dtypeRule = rules.dtype ?? commonDtype(name)
    const kernels = boundedMap<string, Kernel>(maxKernels)
    const primitive: Primitive<P> = {
      name,
      abstract: (inputs, params) => {
        const shape = elementwiseShape(name, inputs)
        const dtype = dtypeRule(
          inputs.map((a) => a.dtype),
          params,
        )
        const weak = rules.weak?.(params, inputs) ?? inputs.every((a) => a.weakType)
        return [makeAval(shape, dtype, weak)]
      },
      jvp: (primals, tangents, params) => {
        const out = bind1(primitive, primals, params)
        let sum: Tangent = null
        for (let i = 0; i < tangents.length; i++) {
          const dx = tangents[i] ?? null
          const rule = rules.tangents[i] ?? null
          if (dx === null || rule === null) continue
          const effect = rule(dx, primals, out, params)
          if (effect === null) continue
          const term = broadcastTo(effect, out.aval.shape)
          sum = sum === null ? term : addAny(sum, term)
        }
        return [[out], [sum]]
      },
      batch: (size, inputs, dims, params) => {
        const [aligned, dim] = alignBatch(size, inputs, dims)
        return [[bind1(primitive, aligned, params)], [dim]]
      },
      lower: (params, inputs) => {
        // A single dtype stays the string that it is, whose hash is known.
        let key = ''
        for (const { dtype } of inputs) key = key === '' ? dtype : `${key} ${dtype}`
        // Unlike a list of entries this costs nothing where there are no parameters.
        for (const parameter in params)
          if (Object.hasOwn(params, parameter))
            key += ` ${parameter}=${parameterKey(params[parameter])}`
        let kernel = kernels.get(key)
        if (kernel === undefined) {
          const args = inputs.map(({ dtype }, i) => arg(i, dtype))
          const output = rules.scalar(args, params)
          const dtypes = inputs.map(({ dtype }) => dtype)
          checkExpression(name, output, dtypeRule(dtypes, params))
          kernel = { kind: 'elementwise', outputs: [output] }
          kernels.set(key, kernel)
        }
        return kernel
      },
      ...(rules.simplify === undefined ? {} : { simplify: rules.simplify }),
      ...(rules.transpose === undefined ? {} : { transpose: sumScalars(rules.transpose) }),
    }
    return primitive
  },
)

/** Sums the cotangent of a scalar operand that stood for a whole shape. */
const sumScalars =
  <P extends Params>(
    rule: NonNullable<ElementwiseRules<P>['transpose']>,
  ): NonNullable<Primitive<P>['transpose']> =>
  ([ct], x, params, avals) =>
    ct === null || ct === undefined
      ? x.map(() => null)
      : rule(ct, x, params, avals).map((result, i) =>
          result === null ? null : sumTo(result, (avals[i] as Aval).shape),
        )

/** A primitive of one output that is linear in its operands jointly: its jvp is itself. */
export const jointlyLinear = <P extends Params>(
  name: string,
  rules: LinearRules<P>,
): Primitive<P> => {
  const primitive: Primitive<P> = {
    ...linear(name, rules),
    jvp: (primals, tangents, params) => {
      const out = bind1(primitive, primals, params)
      if (tangents.every((t) => t === null)) return [[out], [null]]
      const full = tangents.map((t, i) => t ?? zerosLike(primals[i] as Tensor))
      return [[out], [bind1(primitive, full, params)]]
    },
  }
  return primitive
}
