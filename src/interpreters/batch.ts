import { type Aval, avalOf, makeAval } from '../core/aval.ts'
import type { BatchDim, Params, Primitive } from '../core/primitive.ts'
import { inputAvals, memoizeByProgram, type Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import {
  currentTrace,
  type Flat,
  type FlatJvp,
  type FlatVjp,
  type Label,
  Trace,
  Tracer,
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
    const shape = value.shape.filter((_, axis) => axis !== dim)
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

/** Vectorization: runs batched rules in the trace around it. */
class BatchTrace extends Trace {
  private readonly parent: Trace
  private readonly size: number
  private readonly axisName: string | undefined

  constructor(parent: Trace, size: number, axisName: string | undefined) {
    super('vmap')
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
    return withTrace(this.parent, () => {
      const dims = inputs.map((t) => this.dim(t))
      if (dims.every((d) => d === null)) return this.parent.customJvp(rule, inputs)
      const n = inputs.length
      let nonzero: readonly boolean[] = []
      const both: Flat = (xs) => {
        const [outputs, tangents] = rule.jvp(xs.slice(0, n), xs.slice(n))
        nonzero = tangents.map((t) => t !== null)
        return [...outputs, ...tangents.filter((t) => t !== null)]
      }
      const batched: FlatJvp = {
        fun: this.batched(rule.fun, dims),
        jvp: (primals, tangents) => {
          const results = this.batched(both, [...dims, ...dims])([...primals, ...tangents])
          let next = nonzero.length
          return [
            results.slice(0, next),
            nonzero.map((is) => (is ? (results[next++] as Tensor) : null)),
          ]
        },
      }
      return this.boxAtFront(
        this.parent.customJvp(
          batched,
          inputs.map((t) => this.value(t)),
        ),
      )
    })
  }

  customVjp(rule: FlatVjp, inputs: readonly Tensor[]): readonly Tensor[] {
    return withTrace(this.parent, () => {
      const dims = inputs.map((t) => this.dim(t))
      if (dims.every((d) => d === null)) return this.parent.customVjp(rule, inputs)
      let numOutputs = 0
      const fwd: Flat = (xs) => {
        const { outputs, residuals } = rule.fwd(xs)
        numOutputs = outputs.length
        return [...outputs, ...residuals]
      }
      const avals = inputs.map(avalOf)
      const batched: FlatVjp = {
        fun: this.batched(rule.fun, dims),
        fwd: (xs) => {
          const results = this.batched(fwd, dims)(xs)
          return { outputs: results.slice(0, numOutputs), residuals: results.slice(numOutputs) }
        },
        bwd: (residuals, cotangents) => {
          const n = residuals.length
          const bwd: Flat = (xs) =>
            rule.bwd(xs.slice(0, n), xs.slice(n)).map((ct, i) => ct ?? zerosLike(avals[i] as Aval))
          const all = [...residuals, ...cotangents]
          return this.batched(
            bwd,
            all.map(() => 0),
          )(all).map((ct, i) => {
            const dim = dims[i] ?? null
            return dim === null ? reduceSum(ct, [0]) : moveAxis(ct, 0, dim)
          })
        },
      }
      return this.boxAtFront(
        this.parent.customVjp(
          batched,
          inputs.map((t) => this.value(t)),
        ),
      )
    })
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

  value(tensor: Tensor): Tensor {
    return this.owns(tensor) ? tensor.value : tensor
  }

  dim(tensor: Tensor): BatchDim {
    return this.owns(tensor) ? tensor.dim : null
  }

  private boxAtFront(values: readonly Tensor[]): readonly Tensor[] {
    return this.box(
      values,
      values.map(() => 0),
    )
  }

  /** `f` over this trace's axis: inputs mapped along `dims`, all outputs along axis 0. */
  private batched(f: Flat, dims: readonly BatchDim[]): Flat {
    return (inputs) => {
      const [outputs, outDims] = batchFlat(f, this.size, this.axisName, inputs, dims)
      return outputs.map((t, i) => batchToFront(t, outDims[i] ?? null, this.size))
    }
  }

  private isNamedBy<P extends Params>(primitive: Primitive<P>, params: P): boolean {
    return (
      this.axisName !== undefined && primitive.axisNames?.(params).includes(this.axisName) === true
    )
  }

  private owns(tensor: Tensor): tensor is BatchTracer {
    return tensor instanceof BatchTracer && tensor.trace === this
  }
}

/** Outputs of `f` mapped over `size` examples, and the axis of each that runs over the examples. */
export const batchFlat = (
  f: Flat,
  size: number,
  axisName: string | undefined,
  inputs: readonly Tensor[],
  dims: readonly BatchDim[],
  label: Label | null = null,
): readonly [readonly Tensor[], readonly BatchDim[]] =>
  withNewTrace(new BatchTrace(currentTrace(), size, axisName), (trace) => {
    const outputs = f(trace.box(inputs, dims, label))
    return [outputs.map((t) => trace.value(t)), outputs.map((t) => trace.dim(t))]
  })

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
