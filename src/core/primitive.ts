import type { Aval } from './aval.ts'
import { MissingRuleError } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Atom, Program } from './program.ts'
import type { Concrete, Tensor } from './tensor.ts'

export type Params = object

/** A tangent or cotangent; `null` is a symbolic zero, which is never materialized. */
export type Tangent = Tensor | null

/** The axis of a value that a `vmap` maps over; `null` where the value is the same for all. */
export type BatchDim = number | null

export type AbstractRule<P> = (inputs: readonly Aval[], params: P) => readonly Aval[]

export type JvpRule<P> = (
  primals: readonly Tensor[],
  tangents: readonly Tangent[],
  params: P,
) => readonly [outputs: readonly Tensor[], tangents: readonly Tangent[]]

/**
 * Cotangents of the inputs from those of the outputs. `inputs[i]` is `null` where the primitive is to
 * be transposed with respect to input `i`; entries for other inputs are ignored.
 */
export type TransposeRule<P> = (
  cotangents: readonly Tangent[],
  inputs: readonly (Tensor | null)[],
  params: P,
  avals: readonly Aval[],
) => readonly Tangent[]

export type BatchRule<P> = (
  size: number,
  inputs: readonly Tensor[],
  dims: readonly BatchDim[],
  params: P,
  axisName: string | undefined,
) => readonly [outputs: readonly Tensor[], dims: readonly BatchDim[]]

/** A primitive with its parameters. */
export interface Bound<P extends Params = never> {
  readonly primitive: Primitive<P>
  readonly params: P
}

/** An input of the original equation (`from: 'input'`) or a residual of its known part. */
export interface Ref {
  readonly from: 'input' | 'residual'
  readonly index: number
}

/**
 * An equation split in two: `known` needs only the inputs listed in `knownInputs`, and gives the known
 * outputs followed by residuals; `unknown` takes `unknownInputs` and gives the unknown outputs.
 */
export interface Split {
  readonly known: Bound
  readonly knownInputs: readonly number[]
  readonly unknown: Bound
  readonly unknownInputs: readonly Ref[]
  readonly outUnknown: readonly boolean[]
}

export type Mask = readonly boolean[]

/** Values of a program of which only some are needed; the others may be `null`. */
export type Needed = readonly (Tensor | null)[]

/** How a primitive runs the programs that it holds one by one, as far as they are needed. */
export interface Steps<P> {
  /** The programs that an application runs. */
  readonly programs: (params: P) => readonly Program[]
  /** Which inputs are needed for some outputs, and for the effects. */
  readonly needs: (outputs: Mask, params: P) => Mask
  readonly run: (inputs: Needed, outputs: Mask, params: P) => Needed
}

/** Splits an equation whose inputs are partly unknown; needed only by primitives that hold programs. */
export type SplitRule<P> = (
  unknown: readonly boolean[],
  params: P,
  inputs: readonly Aval[],
) => Split

/**
 * An operation with all its rules. Interpreters ask a primitive for its rules and never test its name.
 */
export interface Primitive<P extends Params = never> {
  /** JAX's name, as programs print it. */
  readonly name: string
  /** Shapes and dtypes of the outputs; the only place that throws a `ShapeError` for this operation. */
  readonly abstract: AbstractRule<P>
  readonly jvp: JvpRule<P>
  /** Present exactly when the primitive is linear in some of its inputs. */
  readonly transpose?: TransposeRule<P>
  readonly batch: BatchRule<P>
  /** What backends do for it. */
  readonly lower: (params: P, inputs: readonly Aval[], outputs: readonly Aval[]) => Kernel
  readonly split?: SplitRule<P>
  /** How it is applied when not as an ordinary operation: custom derivatives hand over to the trace. */
  readonly apply?: (inputs: readonly Tensor[], params: P) => readonly Tensor[]
  /** What is done at once with values, where that is no work for a device. */
  readonly evaluate?: (inputs: readonly Concrete[], params: P) => readonly Concrete[]
  /** Names of mapped axes that an application refers to. */
  readonly axisNames?: (params: P) => readonly string[]
  /** An atom equal to the first output, or `null`: algebraic identities such as `x + 0`. */
  readonly simplify?: (inputs: readonly Atom[], params: P) => Atom | null
  /** The program that may replace an application, for `call` and its like. */
  readonly inline?: (params: P) => Program
  /** For primitives that hold programs: how they run for the effects in them. */
  readonly steps?: Steps<P>
  /** What an application does besides giving results, once it is evaluated: a check that is switched on. */
  readonly effect?: (inputs: readonly Tensor[], params: P) => void
}

/** An operand that a transpose rule multiplies with: it is known wherever the operation is linear. */
export const requireKnown = (op: string, x: Tangent | undefined): Tensor => {
  if (x) return x
  throw new MissingRuleError(
    op,
    `expected an operation that is linear in its input, got ${op} whose operands both depend on it; ` +
      'give linearTranspose a linear function, and a custom rule tangents in which it is linear',
  )
}
