import { type Aval, avalOf, showAval, showOperand } from './aval.ts'
import { type Device, defaultDevice, hostDevice, withDevice } from './device.ts'
import { currentWatch } from './effects.ts'
import { TracerError } from './errors.ts'
import { execute } from './execute.ts'
import { bufferOn, isChosen, meetingPlace } from './placement.ts'
import type { Params, Primitive, Tangent } from './primitive.ts'
import { checkSize } from './size.ts'
import { arithmeticAdvice, Concrete, Tensor } from './tensor.ts'

/** A function of tensors without tree structure. */
export type Flat = (inputs: readonly Tensor[]) => readonly Tensor[]

/** A flat function with its forward-mode rule. */
export interface FlatJvp {
  readonly fun: Flat
  /**
   * How many leading inputs are values that the function closed over, of which the rule knows no derivative;
   * absent where function and rule close over nothing.
   */
  readonly numClosed?: number
  /** Outputs and their tangents; tangents of the inputs are never symbolic zeros. */
  readonly jvp: (
    primals: readonly Tensor[],
    tangents: readonly Tensor[],
  ) => readonly [outputs: readonly Tensor[], tangents: readonly Tangent[]]
}

/** A flat function with its reverse-mode rule. */
export interface FlatVjp {
  readonly fun: Flat
  /** As in `FlatJvp`. */
  readonly numClosed?: number
  /** Outputs, then residuals for `bwd`. */
  readonly fwd: (inputs: readonly Tensor[]) => {
    outputs: readonly Tensor[]
    residuals: readonly Tensor[]
  }
  /** One cotangent per input; `null` where it is zero. */
  readonly bwd: (residuals: readonly Tensor[], cotangents: readonly Tensor[]) => readonly Tangent[]
}

/** Whether values of a transform may be used: until it returns, and not while it hands over to a custom rule. */
export interface Lifetime {
  alive: boolean
}

/**
 * One run of an interpreter. While it is current, every application of a primitive comes to it; it
 * handles those that involve its own tracers, and passes the others to the trace around it.
 */
export abstract class Trace {
  /** How messages name the transform: `grad`, `jit`, … */
  readonly name: string
  /** Traces that share a lifetime are one run of a transform, in several parts, and share their tracers. */
  readonly lifetime: Lifetime

  constructor(name: string, lifetime: Lifetime = { alive: true }) {
    this.name = name
    this.lifetime = lifetime
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
  `${arithmeticAdvice}, for a branch np.where or lax.cond, for the bound of a loop lax.foriLoop or ` +
  'lax.whileLoop'

const deviceAdvice =
  'what is compiled runs where its arguments are: place them with devicePut, or give jit a device'

/** A tensor that stands for a value inside a transform. */
export abstract class Tracer extends Tensor {
  readonly trace: Trace

  constructor(trace: Trace, aval: Aval) {
    super(avalOf(aval))
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
    return hint === 'string' ? this.toString() : this.concrete('number', numberAdvice).item()
  }

  get device(): Device {
    return this.concrete('device', deviceAdvice).device
  }

  override toString(): string {
    return `Traced<${showAval(this)}>(${this.trace.name})`
  }
}

/** Says of an input of a transform, by its position, where it comes from; asked for messages only. */
export type Label = (index: number) => string

/** The function with a custom rule that runs, by name. */
let customFunction: string | null = null

/** Runs the function of that name or a rule of it, for messages about what they close over. */
export const withCustomFunction = <R>(name: string, body: () => R): R => {
  const saved = customFunction
  customFunction = name
  try {
    return body()
  } finally {
    customFunction = saved
  }
}

/** Throws if a tracer's transform has returned, or has handed over to a custom rule. */
export const assertAlive = (tensor: Tensor, op: string): void => {
  if (!(tensor instanceof Tracer) || tensor.trace.lifetime.alive) return
  throw new TracerError(
    op,
    customFunction === null
      ? `expected a value of a running transform, got ${showOperand(tensor)}, which ` +
          `leaked from a ${tensor.trace.name} that has returned; return the value from the transformed ` +
          'function (hasAux for extra results) instead of storing it outside, and hand it to a function ' +
          'with a custom rule as an argument (nondiffArgnums)'
      : `expected an argument of ${customFunction}, got ${showOperand(tensor)}, which it or its rule closes over ` +
          `and ${tensor.trace.name} differentiates or knows no more; ${closedAdvice(customFunction)}`,
  )
}

/** What to do with a value that a function with a custom rule closes over. */
export const closedAdvice = (name: string): string =>
  `pass the value to ${name}, named in nondiffArgnums if the rule gives no derivative for it`

/** Throws where a value that a function with a custom rule closes over would be differentiated. */
export const differentiatesClosed = (op: string, tensor: Tensor): never => {
  throw new TracerError(
    op,
    `expected a derivative in arguments alone, got one in ${showOperand(tensor)}, which a function with a ` +
      `custom rule closes over; ${closedAdvice('the function')}`,
  )
}

/** Runs `body` as if the transform of these lifetimes had returned, or had not. */
export const withLifetimes = <R>(
  lifetimes: readonly Lifetime[],
  alive: boolean,
  body: () => R,
): R => {
  const saved = lifetimes.map((lifetime) => lifetime.alive)
  for (const lifetime of lifetimes) lifetime.alive = alive
  try {
    return body()
  } finally {
    lifetimes.forEach((lifetime, i) => {
      lifetime.alive = saved[i] as boolean
    })
  }
}

/** The floor: has the device of the operands evaluate each primitive. */
class EvaluatingTrace extends Trace {
  process<P extends Params>(
    primitive: Primitive<P>,
    inputs: readonly Tensor[],
    params: P,
  ): readonly Tensor[] {
    const operands = inputs as readonly Concrete[]
    let device = defaultDevice()
    let isPlaced = false
    const buffers = new Array<unknown>(inputs.length)
    const inAvals = new Array<Aval>(inputs.length)
    for (let i = 0; i < inputs.length; i++) {
      const input = operands[i]
      if (!(input instanceof Concrete)) throw this.unexpected(inputs[i] as Tensor, primitive.name)
      if (input.placed || input.device !== device) isPlaced = true
      buffers[i] = input.buffer
      inAvals[i] = input.aval
    }
    const given = currentWatch()?.(primitive, inputs, params) ?? null
    if (given !== null) return given
    if (primitive.evaluate !== undefined) return primitive.evaluate(operands, params)
    const avals = primitive.abstract(inAvals, params)
    for (let i = 0; i < avals.length; i++) {
      const { shape, dtype } = avals[i] as Aval
      checkSize(primitive.name, shape, dtype)
    }
    const kernel = primitive.lower(params, inAvals, avals)
    if (isPlaced || isChosen(kernel)) {
      device = meetingPlace(primitive.name, operands, kernel)
      for (let i = 0; i < buffers.length; i++)
        buffers[i] = bufferOn(primitive.name, device, operands[i] as Concrete)
      isPlaced = isChosen(kernel) || operands.some(({ placed }) => placed)
    }
    const outputs = execute(device, kernel, buffers, inAvals, avals)
    return avals.map((aval, i) => new Concrete(device, outputs[i], aval, isPlaced))
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
        'a function with a customJvp or customVjp rule closes over the value, make it an argument, named ' +
        'in nondiffArgnums if it has no derivative',
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
    trace.lifetime.alive = false
  }
}

/** Runs `body` outside of all transforms. */
export const atFloor = <R>(body: () => R): R => withTrace(floor, body)

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

/** Applies a primitive to literals at once on the host, whatever trace is current. */
export const evaluateOnHost = <P extends Params>(
  primitive: Primitive<P>,
  inputs: readonly Tensor[],
  params: P,
): readonly Tensor[] => withDevice(hostDevice(), () => floor.process(primitive, inputs, params))
