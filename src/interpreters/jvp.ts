import { makeAval, showOperand } from '../core/aval.ts'
import { isFloat } from '../core/dtype.ts'
import { TracerError } from '../core/errors.ts'
import type { Params, Primitive, Tangent } from '../core/primitive.ts'
import { inputAvals, memoizeByProgram, type Program } from '../core/program.ts'
import type { Concrete, Tensor } from '../core/tensor.ts'
import {
  currentTrace,
  differentiatesClosed,
  type Flat,
  type FlatJvp,
  type FlatVjp,
  type Label,
  Trace,
  Tracer,
  withLifetimes,
  withNewTrace,
  withTrace,
} from '../core/trace.ts'
import { bindCustomLinear } from '../primitives/custom-linear.ts'
import { zerosLike } from '../primitives/structural.ts'
import { evaluate } from './evaluate.ts'
import { stageProgram } from './stage.ts'

/** A value with its tangent. */
class JvpTracer extends Tracer {
  readonly primal: Tensor
  readonly tangent: Tensor
  private readonly label: (() => string) | null

  constructor(trace: Trace, primal: Tensor, tangent: Tensor, label: (() => string) | null) {
    super(trace, primal)
    this.primal = primal
    this.tangent = tangent
    this.label = label
  }

  origin(): string | null {
    if (this.label !== null) return this.label()
    return this.primal instanceof Tracer ? this.primal.origin() : null
  }

  override concrete(reader: string, advice?: string): Concrete {
    return this.primal.concrete(reader, advice)
  }

  /** Refused: the number would be a constant, and the derivative silently 0. `item` is for reading. */
  override [Symbol.toPrimitive](hint: string): number | string {
    if (hint === 'string') return this.toString()
    throw new TracerError(
      'number',
      `expected a differentiated value to stay a tensor, got ${showOperand(this)} in ` +
        'plain arithmetic, a comparison or Math.*, which would lose its derivative; use its methods ' +
        'and the functions of np, and read it with item() to branch on it',
    )
  }

  override toString(): string {
    return this.primal.toString()
  }
}

/** Forward mode: carries tangents along, in the trace around it. */
class JvpTrace extends Trace {
  private readonly parent: Trace

  constructor(name: string, parent: Trace) {
    super(name)
    this.parent = parent
  }

  process<P extends Params>(
    primitive: Primitive<P>,
    inputs: readonly Tensor[],
    params: P,
  ): readonly Tensor[] {
    if (!inputs.some((t) => this.owns(t))) return this.parent.process(primitive, inputs, params)
    const primals = inputs.map((t) => this.primal(t))
    const tangents = inputs.map((t) => this.tangent(t))
    const [outputs, outTangents] = withTrace(this.parent, () =>
      primitive.jvp(primals, tangents, params),
    )
    return this.box(outputs, outTangents)
  }

  customJvp(rule: FlatJvp, inputs: readonly Tensor[]): readonly Tensor[] {
    return this.handOver(rule, inputs, () => {
      const primals = inputs.map((t) => this.primal(t))
      if (!inputs.some((t) => this.owns(t))) return this.parent.customJvp(rule, primals)
      const tangents = inputs.map((t) => this.tangent(t) ?? zerosLike(t))
      return this.box(...rule.jvp(primals, tangents))
    })
  }

  customVjp(rule: FlatVjp, inputs: readonly Tensor[]): readonly Tensor[] {
    return this.handOver(rule, inputs, () => {
      const primals = inputs.map((t) => this.primal(t))
      if (!inputs.some((t) => this.owns(t))) return this.parent.customVjp(rule, primals)
      const { outputs, residuals } = rule.fwd(primals)
      const tangents = inputs.map((t) => this.tangent(t) ?? zerosLike(t))
      return this.box(outputs, bindCustomLinear(rule.bwd, residuals, tangents, outputs))
    })
  }

  /** Runs a custom rule, which knows no derivative in what it closes over. */
  private handOver<R>(
    { numClosed = 0 }: FlatJvp | FlatVjp,
    inputs: readonly Tensor[],
    body: () => R,
  ): R {
    for (let i = 0; i < numClosed; i++) {
      const input = inputs[i] as Tensor
      if (this.owns(input)) differentiatesClosed(this.name, input)
    }
    return withTrace(this.parent, () => withLifetimes([this.lifetime], false, body))
  }

  box(
    primals: readonly Tensor[],
    tangents: readonly Tangent[],
    label: Label | null = null,
  ): readonly Tensor[] {
    return primals.map((primal, i) => {
      const tangent = tangents[i] ?? null
      return tangent === null
        ? primal
        : new JvpTracer(this, primal, tangent, label === null ? null : () => label(i))
    })
  }

  primal(tensor: Tensor): Tensor {
    return this.owns(tensor) ? tensor.primal : tensor
  }

  tangent(tensor: Tensor): Tangent {
    return this.owns(tensor) ? tensor.tangent : null
  }

  private owns(tensor: Tensor): tensor is JvpTracer {
    return tensor instanceof JvpTracer && tensor.trace === this
  }
}

/** Outputs of `f` at `primals`, with their tangents along `tangents`. */
export const jvpFlat = (
  f: Flat,
  primals: readonly Tensor[],
  tangents: readonly Tangent[],
  name = 'jvp',
  label: Label | null = null,
): readonly [readonly Tensor[], readonly Tangent[]] =>
  withNewTrace(new JvpTrace(name, currentTrace()), (trace) => {
    const outputs = f(trace.box(primals, tangents, label))
    return [outputs.map((t) => trace.primal(t)), outputs.map((t) => trace.tangent(t))]
  })

/** The program of primal outputs, then non-zero tangents, from primals and the non-zero tangents. */
export interface JvpProgram {
  readonly program: Program
  readonly outNonzero: readonly boolean[]
}

/**
 * Forward mode of a program. `nonzero` marks the inputs that have tangents; `instantiate` the outputs
 * that must have one even if it is zero.
 */
export const jvpProgram: (
  program: Program,
  nonzero: readonly boolean[],
  instantiate?: readonly boolean[],
) => JvpProgram = memoizeByProgram((program, nonzero, instantiate) => {
  const avals = inputAvals(program)
  const n = avals.length
  let outNonzero: readonly boolean[] = []
  const tangentAvals = avals.filter((_, i) => nonzero[i]).map((a) => makeAval(a.shape, a.dtype))
  const transformed = stageProgram(
    (inputs) => {
      let next = n
      const tangents = avals.map((_, i) => (nonzero[i] ? (inputs[next++] as Tensor) : null))
      const [outputs, outTangents] = jvpFlat(
        (xs) => evaluate(program, xs),
        inputs.slice(0, n),
        tangents,
      )
      const instantiated = outTangents.map((t, i) =>
        t === null && instantiate?.[i] === true && isFloat((outputs[i] as Tensor).dtype)
          ? zerosLike(outputs[i] as Tensor)
          : t,
      )
      outNonzero = instantiated.map((t) => t !== null)
      return [...outputs, ...instantiated.filter((t) => t !== null)]
    },
    [...avals, ...tangentAvals],
  )
  return { program: transformed, outNonzero }
})
