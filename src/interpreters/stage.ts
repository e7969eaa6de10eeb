import { type Aval, avalOf } from '../core/aval.ts'
import { removeDeadCode } from '../core/dead-code.ts'
import { getOrCreate } from '../core/maps.ts'
import type { Bound, Params, Primitive, Split } from '../core/primitive.ts'
import {
  type Atom,
  bound,
  type ClosedProgram,
  type Equation,
  equation,
  Lit,
  memoizeByProgram,
  outputVars,
  type Program,
  Var,
} from '../core/program.ts'
import { Concrete, isHostScalar, type Tensor } from '../core/tensor.ts'
import {
  assertAlive,
  type Flat,
  type FlatJvp,
  type FlatVjp,
  Trace,
  Tracer,
  withLifetimes,
  withNewTrace,
  withTrace,
} from '../core/trace.ts'
import { customJvpCall, customVjpCall } from './custom-call.ts'
import { evaluate } from './evaluate.ts'

/** Stands for a variable of the program being recorded. */
class ProgramTracer extends Tracer {
  readonly variable: Var
  private readonly made: string

  constructor(trace: ProgramTrace, variable: Var, made: string) {
    super(trace, variable.aval)
    this.variable = variable
    this.made = made
  }

  origin(): string {
    return this.made
  }
}

/**
 * Records applications as equations of a program.
 *
 * Without a `known` trace everything is recorded, as `jit` wants. With one, only what depends on the
 * program's inputs is recorded and the rest runs in `known` at once: this is partial evaluation, and
 * with tangents for inputs it is how a function is linearized.
 */
export class ProgramTrace extends Trace {
  private readonly equations: Equation[] = []
  private readonly inputs: Var[] = []
  private readonly known: Trace | null
  /** Values of other programs that stand for inputs of this one. */
  private readonly aliases = new Map<Tensor, Var>()

  constructor(name: string, known: Trace | null = null) {
    super(name)
    this.known = known
  }

  input(aval: Aval, made: string): Tensor {
    const variable = new Var(avalOf(aval))
    this.inputs.push(variable)
    return new ProgramTracer(this, variable, made)
  }

  /** An input for which `tensor` stands wherever it is used. */
  alias(tensor: Tensor): void {
    const variable = new Var(avalOf(tensor))
    this.inputs.push(variable)
    this.aliases.set(tensor, variable)
  }

  program(outputs: readonly Tensor[]): Program {
    return {
      inputs: this.inputs,
      equations: this.equations,
      outputs: outputs.map((t) => this.atom(t, 'the result')),
    }
  }

  process<P extends Params>(
    primitive: Primitive<P>,
    inputs: readonly Tensor[],
    params: P,
  ): readonly Tensor[] {
    const { known } = this
    if (known === null) return this.record(bound(primitive, params), inputs)
    const unknown = inputs.map((t) => this.owns(t))
    if (!unknown.includes(true)) return known.process(primitive, inputs, params)
    if (primitive.split === undefined || !unknown.includes(false))
      return this.record(bound(primitive, params), inputs)
    return this.applySplit(primitive.split(unknown, params, inputs), inputs, known)
  }

  customJvp(rule: FlatJvp, inputs: readonly Tensor[]): readonly Tensor[] {
    const { known } = this
    if (known === null) {
      const { program, constants } = stage(rule.fun, inputs, this.name)
      const call = customJvpCall(program, closeJvp(rule, constants))
      return this.record(call, [...constants, ...inputs])
    }
    // What is recorded in a linearization is linear, and needs its own rule no more.
    if (inputs.some((t) => this.owns(t))) return withTrace(this, () => rule.fun(inputs))
    return withTrace(known, () => known.customJvp(rule, inputs))
  }

  customVjp(rule: FlatVjp, inputs: readonly Tensor[]): readonly Tensor[] {
    const { known } = this
    if (known === null) {
      const { program, constants } = stage(rule.fun, inputs, this.name)
      const call = customVjpCall(program, closeVjp(rule, constants))
      return this.record(call, [...constants, ...inputs])
    }
    if (inputs.some((t) => this.owns(t))) return withTrace(this, () => rule.fun(inputs))
    return withTrace(known, () => known.customVjp(rule, inputs))
  }

  private owns(tensor: Tensor): tensor is ProgramTracer {
    return tensor instanceof ProgramTracer && tensor.trace === this
  }

  private atom(tensor: Tensor, op: string): Atom {
    if (this.owns(tensor)) return tensor.variable
    const alias = this.aliases.get(tensor)
    if (alias !== undefined) return alias
    assertAlive(tensor, op)
    return new Lit(tensor)
  }

  private record(op: Bound, inputs: readonly Tensor[]): readonly Tensor[] {
    const outputs = outputVars(op, inputs)
    const { name } = op.primitive
    this.equations.push(
      equation(
        op,
        inputs.map((t) => this.atom(t, name)),
        outputs,
      ),
    )
    return outputs.map((v) => new ProgramTracer(this, v, `the result of ${name}`))
  }

  private applySplit(split: Split, inputs: readonly Tensor[], known: Trace): readonly Tensor[] {
    const { primitive, params } = split.known
    const results = known.process(
      primitive,
      split.knownInputs.map((i) => inputs[i] as Tensor),
      params,
    )
    const numKnown = split.outUnknown.filter((u) => !u).length
    const residuals = results.slice(numKnown)
    const unknownResults = this.record(
      split.unknown,
      split.unknownInputs.map(
        ({ from, index }) => (from === 'input' ? inputs[index] : residuals[index]) as Tensor,
      ),
    )
    let k = 0
    let u = 0
    return split.outUnknown.map((isUnknown) =>
      isUnknown ? (unknownResults[u++] as Tensor) : (results[k++] as Tensor),
    )
  }
}

/** Moves literals that may not stay to leading inputs. */
const hoist = (program: Program, mayStay: (value: Tensor) => boolean): ClosedProgram => {
  const hoisted = new Map<Tensor, Var>()
  const close = (atom: Atom): Atom =>
    atom instanceof Var || mayStay(atom.value)
      ? atom
      : getOrCreate(hoisted, atom.value, () => new Var(atom.value))
  const equations = program.equations.map((e) => equation(e, e.inputs.map(close), e.outputs))
  const outputs = program.outputs.map(close)
  return {
    program: { inputs: [...hoisted.values(), ...program.inputs], equations, outputs },
    constants: [...hoisted.keys()],
  }
}

/** Moves literals that are not scalars of the host to leading inputs. */
const closeProgram = (program: Program): ClosedProgram => hoist(program, isHostScalar)

/**
 * Moves values of outer transforms to leading inputs: a custom rule that a transform of the program has run
 * may have closed over some.
 */
export const closeOverTracers: (program: Program) => ClosedProgram = memoizeByProgram((program) =>
  hoist(program, (value) => value instanceof Concrete),
)

/** The program of a function at given avals, open: its literals may be any tensors. */
const record = (
  f: Flat,
  avals: readonly Aval[],
  name: string,
  labels: readonly string[],
): Program =>
  withNewTrace(new ProgramTrace(name), (trace) => {
    const inputs = avals.map((aval, i) => trace.input(aval, labels[i] ?? `argument ${i}`))
    return trace.program(f(inputs))
  })

/** Traces a function at given avals to a closed program. `labels` name the arguments in messages. */
export const stage = (
  f: Flat,
  avals: readonly Aval[],
  name = 'jit',
  labels: readonly string[] = [],
): ClosedProgram => closeProgram(record(f, avals, name, labels))

/**
 * Outputs of a function that closes over `closed`, with `values` in their place. What was traced when the
 * function was made may be over by now, so it is traced once more.
 */
const withValues = (
  f: Flat,
  closed: readonly Tensor[],
  values: readonly Tensor[],
  inputs: readonly Tensor[],
): readonly Tensor[] => {
  const tracers = closed.filter((t) => t instanceof Tracer)
  if (tracers.length === 0) return f(inputs)
  const open = withLifetimes(
    tracers.map((t) => t.trace.lifetime),
    true,
    () =>
      withNewTrace(new ProgramTrace('a custom rule'), (trace) => {
        for (const tensor of closed) trace.alias(tensor)
        return trace.program(f(inputs.map((x, i) => trace.input(x, `argument ${i}`))))
      }),
  )
  const { program, constants } = closeProgram(removeDeadCode(open))
  return evaluate(program, [...constants, ...values, ...inputs])
}

/** The rule of a function whose closed-over values have become its first arguments. */
const closeJvp = (rule: FlatJvp, closed: readonly Tensor[]): Omit<FlatJvp, 'fun'> => {
  const n = closed.length
  return {
    numClosed: n + (rule.numClosed ?? 0),
    jvp: (primals, tangents) => {
      let mask: readonly boolean[] = []
      const numInputs = primals.length - n
      const both: Flat = (xs) => {
        const [outputs, outTangents] = rule.jvp(xs.slice(0, numInputs), xs.slice(numInputs))
        mask = outTangents.map((t) => t !== null)
        return [...outputs, ...outTangents.filter((t) => t !== null)]
      }
      const inputs = [...primals.slice(n), ...tangents.slice(n)]
      const results = withValues(both, closed, primals.slice(0, n), inputs)
      let next = mask.length
      return [results.slice(0, next), mask.map((is) => (is ? (results[next++] as Tensor) : null))]
    },
  }
}

const closeVjp = (rule: FlatVjp, closed: readonly Tensor[]): Omit<FlatVjp, 'fun'> => {
  const n = closed.length
  return {
    numClosed: n + (rule.numClosed ?? 0),
    fwd: (inputs) => {
      let numOutputs = 0
      const fwd: Flat = (xs) => {
        const { outputs, residuals } = rule.fwd(xs)
        numOutputs = outputs.length
        return [...outputs, ...residuals]
      }
      const values = inputs.slice(0, n)
      const results = withValues(fwd, closed, values, inputs.slice(n))
      // The backward pass closes over the same values, which it is handed as residuals.
      return {
        outputs: results.slice(0, numOutputs),
        residuals: [...values, ...results.slice(numOutputs)],
      }
    },
    bwd: (residuals, cotangents) => {
      let mask: readonly boolean[] = []
      const numResiduals = residuals.length - n
      const bwd: Flat = (xs) => {
        const cts = rule.bwd(xs.slice(0, numResiduals), xs.slice(numResiduals))
        mask = cts.map((ct) => ct !== null)
        return cts.filter((ct) => ct !== null)
      }
      const inputs = [...residuals.slice(n), ...cotangents]
      const results = withValues(bwd, closed, residuals.slice(0, n), inputs)
      let next = 0
      return [
        ...closed.map(() => null),
        ...mask.map((is) => (is ? (results[next++] as Tensor) : null)),
      ]
    },
  }
}

/** Traces a function that closes over no tracers: a transform of a program. */
export const stageProgram = (f: Flat, avals: readonly Aval[]): Program =>
  removeDeadCode(record(f, avals, 'a program transform', []))
