import { type Aval, avalOf, makeAval } from '../core/aval.ts'
import { TracerError } from '../core/errors.ts'
import type { BatchDim, Params, Primitive } from '../core/primitive.ts'
import { inputAvals, memoizeByProgram, type Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import {
  closedAdvice,
  currentTrace,
  type Flat,
  type FlatJvp,
  type FlatVjp,
  type Label,
  type Lifetime,
  Trace,
  Tracer,
  withLifetimes,
  withNewTrace,
  withTrace,
} from '../core/trace.ts'
import { batchToFront, moveAxis, reduceSum, zerosLike } from '../primitives/structural.ts'
import { evaluate } from './evaluate.ts'
import { stageProgram } from './stage.ts'

/** One example of a batch: a value without the axis that is mapped over. */
class BatchTracer extends Tracer {
  readonly value: Tensor
  readonly dim: number
  private readonly label: (() => string) | null

  constructor(trace: Trace, value: Tensor, dim: number, label: (() => string) | null) {
    const shape = value.aval.shape.filter((_, axis) => axis !== dim)
    super(trace, makeAval(shape, value.dtype, value.weakType))
    this.value = value
    this.dim = dim
    this.label = label
  }

  origin(): string | null {
    if (this.label !== null) return this.label()
    return this.value instanceof Tracer ? this.value.origin() : null
  }
}

/** Outputs, and the axis of each that runs over the examples. */
type Batched = readonly [outputs: readonly Tensor[], dims: readonly BatchDim[]]

/** Vectorization: runs batched rules in the trace around it. */
class BatchTrace extends Trace {
  private readonly parent: Trace
  private readonly size: number
  private readonly axisName: string | undefined

  constructor(parent: Trace, size: number, axisName: string | undefined, lifetime?: Lifetime) {
    super('vmap', lifetime)
    this.parent = parent
    this.size = size
    this.axisName = axisName
  }

  process<P extends Params>(
    primitive: Primitive<P>,
    inputs: readonly Tensor[],
    params: P,
  ): readonly Tensor[] {
    if (!inputs.some((t) => this.owns(t)) && !this.isNamedBy(primitive, params))
      return this.parent.process(primitive, inputs, params)
    const [outputs, dims] = withTrace(this.parent, () =>
      primitive.batch(
        this.size,
        inputs.map((t) => this.value(t)),
        inputs.map((t) => this.dim(t)),
        params,
        this.axisName,
      ),
    )
    return this.box(outputs, dims)
  }

  customJvp(rule: FlatJvp, inputs: readonly Tensor[]): readonly Tensor[] {
    const dims = inputs.map((t) => this.dim(t))
    if (closesOverNothing(rule, dims))
      return withTrace(this.parent, () => this.parent.customJvp(rule, inputs))
    const n = inputs.length
    const examples = this.examples('customJvp', dims)
    let nonzero: readonly boolean[] = []
    const both: Flat = (xs) => {
      const [outputs, tangents] = rule.jvp(xs.slice(0, n), xs.slice(n))
      nonzero = tangents.map((t) => t !== null)
      return [...outputs, ...tangents.filter((t) => t !== null)]
    }
    const batched: FlatJvp = {
      ...rule,
      fun: (xs) => examples.place(this.again(rule.fun, xs, dims)),
      jvp: (primals, tangents) => {
        const inputs = [...primals, ...tangents]
        const results = examples.place(this.again(both, inputs, [...dims, ...dims]))
        let next = nonzero.length
        return [
          results.slice(0, next),
          nonzero.map((is) => (is ? (results[next++] as Tensor) : null)),
        ]
      },
    }
    const values = inputs.map((t) => this.value(t))
    const results = withTrace(this.parent, () => this.parent.customJvp(batched, values))
    return this.box(results, results.map(examples.dim))
  }

  customVjp(rule: FlatVjp, inputs: readonly Tensor[]): readonly Tensor[] {
    const dims = inputs.map((t) => this.dim(t))
    if (closesOverNothing(rule, dims))
      return withTrace(this.parent, () => this.parent.customVjp(rule, inputs))
    const examples = this.examples('customVjp', dims)
    let numOutputs = 0
    const fwd: Flat = (xs) => {
      const { outputs, residuals } = rule.fwd(xs)
      numOutputs = outputs.length
      return [...outputs, ...residuals]
    }
    const avals = inputs.map(avalOf)
    const batched: FlatVjp = {
      ...rule,
      fun: (xs) => examples.place(this.again(rule.fun, xs, dims)),
      fwd: (xs) => {
        const results = examples.place(this.again(fwd, xs, dims))
        return { outputs: results.slice(0, numOutputs), residuals: results.slice(numOutputs) }
      },
      bwd: (residuals, cotangents) => {
        const n = residuals.length
        const bwd: Flat = (xs) =>
          rule.bwd(xs.slice(0, n), xs.slice(n)).map((ct, i) => ct ?? zerosLike(avals[i] as Aval))
        const all = [...residuals, ...cotangents]
        const cts = examples.place(this.again(bwd, all, all.map(examples.dim)))
        if (examples.dim() === null) return cts
        return cts.map((ct, i) => {
          const dim = dims[i] ?? null
          return dim === null ? reduceSum(ct, [0]) : moveAxis(ct, 0, dim)
        })
      },
    }
    const values = inputs.map((t) => this.value(t))
    const results = withTrace(this.parent, () => this.parent.customVjp(batched, values))
    return this.box(results, results.map(examples.dim))
  }

  box(
    values: readonly Tensor[],
    dims: readonly BatchDim[],
    label: Label | null = null,
  ): readonly Tensor[] {
    return values.map((value, i) => {
      const dim = dims[i] ?? null
      return dim === null
        ? value
        : new BatchTracer(this, value, dim, label === null ? null : () => label(i))
    })
  }

  /** Outputs of `f`, run with this trace current. */
  run(
    f: Flat,
    inputs: readonly Tensor[],
    dims: readonly BatchDim[],
    label: Label | null = null,
  ): Batched {
    const outputs = f(this.box(inputs, dims, label))
    return [outputs.map((t) => this.value(t)), outputs.map((t) => this.dim(t))]
  }

  value(tensor: Tensor): Tensor {
    return this.owns(tensor) ? tensor.value : tensor
  }

  dim(tensor: Tensor): BatchDim {
    return this.owns(tensor) ? tensor.dim : null
  }

  /**
   * Runs `f` over this trace's axis, now or when this trace is over: inputs mapped along `dims`, and what
   * `f` closes over as it is mapped here.
   */
  private again(f: Flat, inputs: readonly Tensor[], dims: readonly BatchDim[]): Batched {
    return withLifetimes([this.lifetime], true, () => {
      const trace = new BatchTrace(currentTrace(), this.size, this.axisName, this.lifetime)
      return withTrace(trace, () => trace.run(f, inputs, dims))
    })
  }

  /**
   * Whether a function with a custom rule has a result per example, along axis 0: where an argument is mapped, or
   * where the first that runs, the function or its rule, closes over a mapped value.
   */
  private examples(op: string, dims: readonly BatchDim[]) {
    let mapped: boolean | undefined = dims.some((d) => d !== null) || undefined
    return {
      place: ([results, outDims]: Batched): readonly Tensor[] => {
        mapped ??= outDims.some((d) => d !== null)
        if (!mapped && outDims.some((d) => d !== null)) failToMap(op)
        return mapped
          ? results.map((t, i) => batchToFront(t, outDims[i] ?? null, this.size))
          : results
      },
      dim: (): BatchDim => (mapped === true ? 0 : null),
    }
  }

  private isNamedBy<P extends Params>(primitive: Primitive<P>, params: P): boolean {
    return (
      this.axisName !== undefined && primitive.axisNames?.(params).includes(this.axisName) === true
    )
  }

  private owns(tensor: Tensor): tensor is BatchTracer {
    return tensor instanceof BatchTracer && tensor.trace.lifetime === this.lifetime
  }
}

/** Whether a custom rule concerns a batch neither by an argument nor by a value that it may close over. */
const closesOverNothing = (rule: FlatJvp | FlatVjp, dims: readonly BatchDim[]): boolean =>
  rule.numClosed === undefined && dims.every((d) => d === null)

const failToMap = (op: string): never => {
  throw new TracerError(
    op,
    'expected a rule that differs between the examples of a vmap only where the results of its function do, ' +
      `got one that closes over a mapped value which the function does not use; ${closedAdvice('the function')}`,
  )
}

/** Outputs of `f` mapped over `size` examples, and the axis of each that runs over the examples. */
export const batchFlat = (
  f: Flat,
  size: number,
  axisName: string | undefined,
  inputs: readonly Tensor[],
  dims: readonly BatchDim[],
  label: Label | null = null,
): Batched =>
  withNewTrace(new BatchTrace(currentTrace(), size, axisName), (trace) =>
    trace.run(f, inputs, dims, label),
  )

/** A program over batched inputs; batch axes come first. */
export interface BatchedProgram {
  readonly program: Program
  readonly outBatched: readonly boolean[]
}

/** Maps a program over axis 0 of the inputs marked `batched`; `force` marks outputs to batch anyhow. */
export const batchProgram: (
  program: Program,
  size: number,
  axisName: string | undefined,
  batched: readonly boolean[],
  force?: readonly boolean[],
) => BatchedProgram = memoizeByProgram((program, size, axisName, batched, force) => {
  const avals = inputAvals(program).map(
    (a, i): Aval => (batched[i] ? makeAval([size, ...a.shape], a.dtype, a.weakType) : a),
  )
  const inDims = batched.map((b) => (b ? 0 : null))
  let outBatched: readonly boolean[] = []
  const transformed = stageProgram((inputs) => {
    const [outputs, dims] = batchFlat((xs) => evaluate(program, xs), size, axisName, inputs, inDims)
    outBatched = dims.map((d, i) => d !== null || force?.[i] === true)
    return outputs.map((t, i) => (outBatched[i] ? batchToFront(t, dims[i] ?? null, size) : t))
  }, avals)
  return { program: transformed, outBatched }
})
