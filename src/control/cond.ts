import { simplify } from '../compiler/simplify.ts'
import type { Aval } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { unreachable } from '../core/errors.ts'
import type { BatchDim, Primitive, Ref, Split, Tangent } from '../core/primitive.ts'
import { bound, inputAvals, outputAvals, type Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { batchProgram } from '../interpreters/batch.ts'
import { needsOf, runNeeded } from '../interpreters/effects.ts'
import { evaluate } from '../interpreters/evaluate.ts'
import { jvpProgram } from '../interpreters/jvp.ts'
import { type PartialProgram, partialProgram } from '../interpreters/partial.ts'
import { closeOverTracers, stageProgram } from '../interpreters/stage.ts'
import { transposeProgram } from '../interpreters/transpose.ts'
import { eq, select } from '../primitives/arithmetic.ts'
import { clamp } from '../primitives/elementwise.ts'
import { stopTensorGradient } from '../primitives/stop-gradient.ts'
import { batchToFront, broadcastTo, zerosLike } from '../primitives/structural.ts'
import { axisNamesOf } from './axis-names.ts'
import { shareConstants } from './constants.ts'
import { withIdleKeys } from './idle-keys.ts'
import { or, positions, scatterMask } from './masks.ts'

export interface CondParams {
  /** Programs of equal inputs and outputs; the first operand is the int32 index of the one to run. */
  readonly branches: readonly Program[]
}

const first = ({ branches }: CondParams): Program => branches[0] as Program

/** The union over branches of a mask on their outputs. */
const union = (masks: readonly (readonly boolean[])[]): readonly boolean[] =>
  masks.reduce((a, b) => or(a, b))

const jvpCond: Primitive<CondParams>['jvp'] = ([index, ...operands], [, ...tangents], params) => {
  const nonzero = tangents.map((t) => t !== null)
  const outNonzero = union(params.branches.map((b) => jvpProgram(b, nonzero).outNonzero))
  const branches = params.branches.map((b) => jvpProgram(b, nonzero, outNonzero).program)
  const inputs = [...operands, ...tangents.filter((t) => t !== null)]
  const results = bindTransformed(index as Tensor, inputs, branches)
  const n = first(params).outputs.length
  return [results.slice(0, n), scatterMask(outNonzero, results.slice(n))]
}

const isChosen = (index: Tensor, i: number, shape: Aval['shape']): Tensor =>
  broadcastTo(eq(index, scalar(i, 'int32')), shape, [0])

/** With an index per example all branches run, and results are selected. */
const selectBranches = (
  size: number,
  index: Tensor,
  operands: readonly Tensor[],
  { branches }: CondParams,
  axisName: string | undefined,
): readonly Tensor[] => {
  const clamped = clamp(scalar(0, 'int32'), index, scalar(branches.length - 1, 'int32'))
  const results = branches.map((branch, i) => {
    const mask = operands.map(() => true)
    const force = branch.outputs.map(() => true)
    const { program } = batchProgram(branch, size, axisName, mask, force)
    // Examples that do not take this branch send it no gradient, lest 0 · inf reach their operands.
    const guarded = operands.map((x) =>
      select(isChosen(clamped, i, x.aval.shape), stopTensorGradient(x), x),
    )
    const active = eq(clamped, scalar(i, 'int32'))
    return evaluate(program, withIdleKeys(program, guarded, active))
  })
  return results.reduce((chosen, outputs, i) =>
    outputs.map((y, k) => select(isChosen(clamped, i, y.aval.shape), chosen[k] as Tensor, y)),
  )
}

const batchCond: Primitive<CondParams>['batch'] = (size, inputs, dims, params, axisName) => {
  const [index, ...operands] = inputs as readonly [Tensor, ...Tensor[]]
  const [indexDim, ...operandDims] = dims as readonly [BatchDim, ...BatchDim[]]
  const front = (x: Tensor, dim: BatchDim): Tensor => batchToFront(x, dim, size)
  if (indexDim !== null) {
    const all = operands.map((x, i) => front(x, operandDims[i] ?? null))
    const results = selectBranches(size, front(index, indexDim), all, params, axisName)
    return [results, results.map(() => 0)]
  }
  const batched = operandDims.map((d) => d !== null)
  const outBatched = union(
    params.branches.map((b) => batchProgram(b, size, axisName, batched).outBatched),
  )
  const branches = params.branches.map(
    (b) => batchProgram(b, size, axisName, batched, outBatched).program,
  )
  const moved = operands.map((x, i) => (batched[i] ? front(x, operandDims[i] ?? null) : x))
  return [bind(condP, [index, ...moved], { branches }), outBatched.map((is) => (is ? 0 : null))]
}

/** Residuals differ between branches: each known part gives those of all, zeros for the others'. */
const joinResiduals = (parts: readonly PartialProgram[], numKnown: number) => {
  const own = parts.map(({ known }) => outputAvals(known).slice(numKnown))
  const offsets = own.map((_, i) => own.slice(0, i).reduce((n, list) => n + list.length, 0))
  const all = own.flat()
  const known = parts.map((part, b) =>
    stageProgram((inputs) => {
      const results = evaluate(part.known, inputs)
      const mine = results.slice(numKnown)
      const offset = offsets[b] as number
      return [
        ...results.slice(0, numKnown),
        ...all.map((a, i) =>
          i >= offset && i < offset + mine.length ? (mine[i - offset] as Tensor) : zerosLike(a),
        ),
      ]
    }, inputAvals(part.known)),
  )
  return { known, all, offsets }
}

const splitCond = (unknown: readonly boolean[], { branches }: CondParams): Split => {
  const mask = unknown.slice(1)
  if (unknown[0]) unreachable('the index of a cond has no tangent, so it is always known')
  const outUnknown = union(branches.map((b) => partialProgram(b, mask).outUnknown))
  const parts = branches.map((b) => partialProgram(b, mask, outUnknown))
  const numKnown = outUnknown.filter((u) => !u).length
  const { known, all, offsets } = joinResiduals(parts, numKnown)
  const shared = [
    ...new Set(
      parts.flatMap(({ needs }) => needs.flatMap((r) => (r.from === 'input' ? [r.index] : []))),
    ),
  ]
  const avals = inputAvals(branches[0] as Program)
  const unknownInputs = positions(mask)
  const unknownAvals = [
    ...shared.map((i) => avals[i] as Aval),
    ...all,
    ...unknownInputs.map((i) => avals[i] as Aval),
  ]
  const later = parts.map((part, b) =>
    stageProgram((inputs) => {
      const needed = part.needs.map(({ from, index }) =>
        from === 'input'
          ? inputs[shared.indexOf(index)]
          : inputs[shared.length + (offsets[b] as number) + index],
      )
      const rest = inputs.slice(shared.length + all.length)
      return evaluate(part.unknown, [...(needed as Tensor[]), ...rest])
    }, unknownAvals),
  )
  const operand = (i: number): Ref => ({ from: 'input', index: i + 1 })
  return {
    known: bound(condP, { branches: known }),
    knownInputs: [0, ...positions(mask.map((is) => !is)).map((i) => i + 1)],
    unknown: bound(condP, { branches: later }),
    unknownInputs: [
      { from: 'input', index: 0 },
      ...shared.map(operand),
      ...all.map((_, index): Ref => ({ from: 'residual', index })),
      ...unknownInputs.map(operand),
    ],
    outUnknown,
  }
}

const transposeCond: NonNullable<Primitive<CondParams>['transpose']> = (
  cts,
  [index, ...operands],
  { branches },
) => {
  const linear = operands.map((x) => x === null)
  const nonzero = cts.map((ct) => ct !== null)
  const transposed = branches.map((b) => transposeProgram(b, linear, nonzero, true).program)
  const inputs = [...operands.filter((x) => x !== null), ...cts.filter((ct) => ct !== null)]
  const results: readonly Tangent[] = bindTransformed(index as Tensor, inputs, transposed)
  return [null, ...scatterMask(linear, results)]
}

/** Runs one of several transforms of branches, which may close over values of outer transforms. */
const bindTransformed = (
  index: Tensor,
  operands: readonly Tensor[],
  branches: readonly Program[],
): readonly Tensor[] => {
  const { programs, constants } = shareConstants(branches.map(closeOverTracers))
  return bind(condP, [index, ...constants, ...operands], { branches: programs })
}

/** Runs one of several programs, by index. */
export const condP: Primitive<CondParams> = {
  name: 'cond',
  abstract: (_, params) => outputAvals(first(params)),
  jvp: jvpCond,
  batch: batchCond,
  split: splitCond,
  transpose: transposeCond,
  lower: ({ branches }) => ({ kind: 'cond', branches: branches.map(simplify) }),
  axisNames: ({ branches }) => branches.flatMap(axisNamesOf),
  steps: {
    programs: ({ branches }) => branches,
    needs: (outputs, { branches }) => [true, ...union(branches.map((b) => needsOf(b, outputs)))],
    run: ([index, ...operands], outputs, { branches }) => {
      const chosen = Math.min(Math.max(Number(index?.item()), 0), branches.length - 1)
      return runNeeded(branches[chosen] as Program, operands, outputs)
    },
  },
}
