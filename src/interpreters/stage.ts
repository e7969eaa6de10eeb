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
  outputVars,
  type Program,
  Var,
} from '../core/program.ts'
import { Concrete, type Tensor } from '../core/tensor.ts'
import {
  assertAlive,
  type Flat,
  type FlatJvp,
  type FlatVjp,
  Trace,
  Tracer,
  withNewTrace,
  withTrace,
} from '../core/trace.ts'
import { customJvpCall, customVjpCall } from './custom-call.ts'

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

  constructor(name: string, known: Trace | null = null) {
    super(name)
    this.known = known
  }

  input(aval: Aval, made: string): Tensor {
    const variable = new Var(avalOf(aval))
    this.inputs.push(variable)
    return new ProgramTracer(this, variable, made)
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
      return this.record(customJvpCall(program, constants.length, rule), [...constants, ...inputs])
    }
    // What is recorded in a linearization is linear, and needs its own rule no more.
    if (inputs.some((t) => this.owns(t))) return withTrace(this, () => rule.fun(inputs))
    return withTrace(known, () => known.customJvp(rule, inputs))
  }

  customVjp(rule: FlatVjp, inputs: readonly Tensor[]): readonly Tensor[] {
    const { known } = this
    if (known === null) {
      const { program, constants } = stage(rule.fun, inputs, this.name)
      return this.record(customVjpCall(program, constants.length, rule), [...constants, ...inputs])
    }
    if (inputs.some((t) => this.owns(t))) return withTrace(this, () => rule.fun(inputs))
    return withTrace(known, () => known.customVjp(rule, inputs))
  }

  private owns(tensor: Tensor): tensor is ProgramTracer {
    return tensor instanceof ProgramTracer && tensor.trace === this
  }

  private atom(tensor: Tensor, op: string): Atom {
    if (this.owns(tensor)) return tensor.variable
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

/** Moves literals that are not concrete scalars to leading inputs. */
const closeProgram = (program: Program): ClosedProgram => {
  const hoisted = new Map<Tensor, Var>()
  const close = (atom: Atom): Atom => {
    if (atom instanceof Var) return atom
    const { value } = atom
    if (value instanceof Concrete && value.ndim === 0) return atom
    return getOrCreate(hoisted, value, () => new Var(value))
  }
  const equations = program.equations.map((e) => equation(e, e.inputs.map(close), e.outputs))
  const outputs = program.outputs.map(close)
  return {
    program: { inputs: [...hoisted.values(), ...program.inputs], equations, outputs },
    constants: [...hoisted.keys()],
  }
}

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

/** Traces a function that closes over no tracers: a transform of a program. */
export const stageProgram = (f: Flat, avals: readonly Aval[]): Program =>
  removeDeadCode(record(f, avals, 'a program transform', []))
