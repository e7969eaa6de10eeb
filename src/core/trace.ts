import { type Aval, showAval, showOperand } from './aval.ts'
import { defaultBackend } from './backend.ts'
import { TracerError } from './errors.ts'
import type { Params, Primitive, Tangent } from './primitive.ts'
import { Concrete, Tensor } from './tensor.ts'

/** A function of tensors without tree structure. */
export type Flat = (inputs: readonly Tensor[]) => readonly Tensor[]

/** A flat function with its forward-mode rule. */
export interface FlatJvp {
  readonly fun: Flat
  /** Outputs and their tangents; tangents of the inputs are never symbolic zeros. */
  readonly jvp: (
    primals: readonly Tensor[],
    tangents: readonly Tensor[],
  ) => readonly [outputs: readonly Tensor[], tangents: readonly Tangent[]]
}

/** A flat function with its reverse-mode rule. */
export interface FlatVjp {
  readonly fun: Flat
  /** Outputs, then residuals for `bwd`. */
  readonly fwd: (inputs: readonly Tensor[]) => {
    outputs: readonly Tensor[]
    residuals: readonly Tensor[]
  }
  /** One cotangent per input; `null` where it is zero. */
  readonly bwd: (residuals: readonly Tensor[], cotangents: readonly Tensor[]) => readonly Tangent[]
}

/**
 * One run of an interpreter. While it is current, every application of a primitive comes to it; it
 * handles those that involve its own tracers, and passes the others to the trace around it.
 */
export abstract class Trace {
  /** How messages name the transform: `grad`, `jit`, … */
  readonly name: string
  /** False once the transform has returned; its tracers must not be used after that. */
  alive = true

  constructor(name: string) {
    this.name = name
  }

  abstract process<P extends Params>(
    primitive: Primitive<P>,
    inputs: readonly Tensor[],
    params: P,
  ): readonly Tensor[]

  abstract customJvp(rule: FlatJvp, inputs: readonly Tensor[]): readonly Tensor[]
  abstract customVjp(rule: FlatVjp, inputs: readonly Tensor[]): readonly Tensor[]
}

const readingAdvice =
  'compute with np, and return it from the function to read it there; what must be known while ' +
  'tracing, such as a size or an option, goes in as a static argument (jit staticArgnums)'

const numberAdvice =
  'for arithmetic use its methods and the functions of np (x.add(1), np.sin(x)), for a branch ' +
  'np.where or lax.cond, for the bound of a loop lax.foriLoop or lax.whileLoop'

/** A tensor that stands for a value inside a transform. */
export abstract class Tracer extends Tensor {
  readonly trace: Trace

  constructor(trace: Trace, aval: Aval) {
    super(aval.shape, aval.dtype, aval.weakType)
    this.trace = trace
  }

  /** What made this value: an operation, or an argument of the transformed function; `null` if unknown. */
  abstract origin(): string | null

  concrete(reader: string, advice = readingAdvice): Concrete {
    assertAlive(this, reader)
    throw new TracerError(
      reader,
      `expected a concrete value, got a traced one, ${showOperand(this)}, which has no ` +
        `value while ${this.trace.name} traces; ${advice}`,
    )
  }

  override [Symbol.toPrimitive](hint: string): number | string {
    return hint === 'string'
      ? this.toString()
      : Number(this.concrete('number', numberAdvice).item())
  }

  override toString(): string {
    return `Traced<${showAval(this)}>(${this.trace.name})`
  }
}

/** Says of an input of a transform, by its position, where it comes from; asked for messages only. */
export type Label = (index: number) => string

/** Throws if a tracer's transform has returned. */
export const assertAlive = (tensor: Tensor, op: string): void => {
  if (tensor instanceof Tracer && !tensor.trace.alive)
    throw new TracerError(
      op,
      `expected a value of a running transform, got ${showOperand(tensor)}, which ` +
        `leaked from a ${tensor.trace.name} that has returned; return the value from the transformed ` +
        'function (hasAux for extra results) instead of storing it outside',
    )
}

/** The floor: evaluates each primitive on a backend. */
class EvaluatingTrace extends Trace {
  process<P extends Params>(
    primitive: Primitive<P>,
    inputs: readonly Tensor[],
    params: P,
  ): readonly Tensor[] {
    const avals = primitive.abstract(inputs, params)
    let backend = defaultBackend()
    const buffers = new Array<unknown>(inputs.length)
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i] as Tensor
      if (!(input instanceof Concrete)) throw this.unexpected(input, primitive.name)
      if (input.backend !== backend && i === 0) backend = input.backend
      buffers[i] = input.buffer
    }
    const kernel = primitive.lower(params, inputs, avals)
    const outputs = backend.run(kernel, buffers, inputs, avals)
    return avals.map((aval, i) => new Concrete(backend, outputs[i], aval))
  }

  customJvp(rule: FlatJvp, inputs: readonly Tensor[]): readonly Tensor[] {
    return rule.fun(inputs)
  }

  customVjp(rule: FlatVjp, inputs: readonly Tensor[]): readonly Tensor[] {
    return rule.fun(inputs)
  }

  private unexpected(input: Tensor, op: string): Error {
    assertAlive(input, op)
    return new TracerError(
      op,
      `expected a concrete value, got ${showAval(input)} of a transform that is not running here; where ` +
        'a function with a customJvp or customVjp rule closes over the value, make it an argument',
    )
  }
}

const floor: Trace = new EvaluatingTrace('eval')
let current: Trace = floor

export const currentTrace = (): Trace => current

/** Runs `body` with `trace` current, and restores the trace before it however `body` ends. */
export const withTrace = <R>(trace: Trace, body: () => R): R => {
  const saved = current
  current = trace
  try {
    return body()
  } finally {
    current = saved
  }
}

/** Runs `body` under a trace of its own, whose tracers are dead afterwards. */
export const withNewTrace = <T extends Trace, R>(trace: T, body: (trace: T) => R): R => {
  try {
    return withTrace(trace, () => body(trace))
  } finally {
    trace.alive = false
  }
}

/** Applies a primitive: the current trace says what that means. */
export const bind = <P extends Params>(
  primitive: Primitive<P>,
  inputs: readonly Tensor[],
  params: P,
): readonly Tensor[] =>
  primitive.apply === undefined
    ? current.process(primitive, inputs, params)
    : primitive.apply(inputs, params)

/** `bind` for primitives of one output. */
export const bind1 = <P extends Params>(
  primitive: Primitive<P>,
  inputs: readonly Tensor[],
  params: P,
): Tensor => bind(primitive, inputs, params)[0] as Tensor

/** Applies a primitive to concrete values at once, whatever trace is current. */
export const evaluateNow = <P extends Params>(
  primitive: Primitive<P>,
  inputs: readonly Tensor[],
  params: P,
): readonly Tensor[] => floor.process(primitive, inputs, params)
