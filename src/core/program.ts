import { type Aval, avalOf, makeAval } from './aval.ts'
import { parameterKey } from './identity.ts'
import { boundedMap, type Cache, getOrCreate } from './maps.ts'
import type { Bound, Params, Primitive } from './primitive.ts'
import type { Tensor } from './tensor.ts'

/** A typed variable of a program; its identity is its name. */
export class Var {
  readonly aval: Aval
  constructor(aval: Aval) {
    const { shape, dtype, weakType } = avalOf(aval)
    // Programs are given out, and who changes one changes no tensor.
    this.aval = makeAval(shape.slice(), dtype, weakType)
  }
}

/**
 * A value written into a program. In a closed program it is a concrete scalar; in a transform of one
 * also an array that a custom derivative closed over.
 */
export class Lit {
  readonly value: Tensor
  constructor(value: Tensor) {
    this.value = value
  }
  get aval(): Aval {
    return this.value
  }
}

export type Atom = Var | Lit

/** `outputs = primitive[params](inputs)`. */
export interface Equation extends Bound {
  readonly inputs: readonly Atom[]
  readonly outputs: readonly Var[]
}

/** A straight-line program, JAX's jaxpr: no free variables, every variable assigned once, before use. */
export interface Program {
  readonly inputs: readonly Var[]
  readonly equations: readonly Equation[]
  readonly outputs: readonly Atom[]
}

/** A program whose first `constants.length` inputs are given. */
export interface ClosedProgram {
  readonly program: Program
  readonly constants: readonly Tensor[]
}

/** Forgets the parameter type of a primitive with its parameters, as equations of all kinds share a list. */
export const bound = <P extends Params>(primitive: Primitive<P>, params: P): Bound =>
  ({ primitive, params }) as unknown as Bound

export const equation = (
  op: Bound,
  inputs: readonly Atom[],
  outputs: readonly Var[],
): Equation => ({ primitive: op.primitive, params: op.params, inputs, outputs })

/** Makes a variable for each output that the primitive's shape rule promises. */
export const outputVars = (
  { primitive, params }: Bound,
  inputs: readonly Aval[],
): readonly Var[] => {
  let avals: readonly Aval[]
  try {
    avals = primitive.abstract(inputs.map(avalOf), params)
  } catch {
    // Tracers know where they come from, so refusals of them say more.
    avals = primitive.abstract(inputs, params)
  }
  return avals.map((aval) => new Var(aval))
}

export const inputAvals = (program: Program): readonly Aval[] => program.inputs.map((v) => v.aval)

const knownOutputAvals = new WeakMap<Program, readonly Aval[]>()

export const outputAvals = (program: Program): readonly Aval[] =>
  getOrCreate(knownOutputAvals, program, () => program.outputs.map((a) => a.aval))

/** How many transforms of one kind a program keeps, as many as sizes that it is mapped over, before it forgets the oldest. */
const maxTransforms = 64

/**
 * Caches a function of a program and further arguments, compared by value. Programs are immutable, so a transform of one is computed
 * once; entries die with the program.
 */
export const memoizeByProgram = <Args extends readonly unknown[], R>(
  compute: (program: Program, ...args: Args) => R,
): ((program: Program, ...args: Args) => R) => {
  const cache = new WeakMap<Program, Cache<string, R>>()
  return (program, ...args) => {
    const key = parameterKey(args)
    const entries = getOrCreate(cache, program, () => boundedMap<string, R>(maxTransforms))
    return getOrCreate(entries, key, () => compute(program, ...args))
  }
}
