import { simplify } from '../compiler/simplify.ts'
import { type Aval, makeAval, range } from '../core/aval.ts'
import type {
  BatchDim,
  Mask,
  Needed,
  Primitive,
  Ref,
  Split,
  Steps,
  Tangent,
} from '../core/primitive.ts'
import {
  bound,
  inputAvals,
  memoizeByProgram,
  outputAvals,
  type Program,
  type Var,
} from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { batchProgram } from '../interpreters/batch.ts'
import { needsOf, runNeeded } from '../interpreters/effects.ts'
import { jvpProgram } from '../interpreters/jvp.ts'
import { partialProgram } from '../interpreters/partial.ts'
import { closeOverTracers, stageProgram } from '../interpreters/stage.ts'
import { backward } from '../interpreters/transpose.ts'
import { addAny } from '../primitives/add-any.ts'
import { concatenate, sliceInDim } from '../primitives/slicing.ts'
import { batchToFront, moveAxis, reshape, zerosLike } from '../primitives/structural.ts'
import { axisNamesOf } from './axis-names.ts'
import { count, fixpoint, positions, reorder, scatterMask, split } from './masks.ts'

export interface ScanParams {
  /** From constants, carry and a slice of every scanned array, to the carry and a slice of every result. */
  readonly jaxpr: Program
  readonly numConsts: number
  readonly numCarry: number
  readonly length: number
  readonly reverse: boolean
}

/** The body with the carry of `jvp`: primal and tangent parts of each group side by side. */
const jvpLayout = (
  params: ScanParams,
  nonzero: readonly boolean[],
): {
  readonly params: ScanParams
  readonly outNonzero: readonly boolean[]
  readonly carry: readonly boolean[]
} => {
  const { jaxpr, numConsts, numCarry } = params
  const numYs = jaxpr.outputs.length - numCarry
  const [consts, initial, xs] = split(
    nonzero,
    numConsts,
    numCarry,
  ) as readonly (readonly boolean[])[]
  const noYs = range(numYs).map(() => false)
  const derive = (carry: readonly boolean[]) =>
    jvpProgram(jaxpr, [...(consts ?? []), ...carry, ...(xs ?? [])], [...carry, ...noYs])
  const carry = fixpoint(initial ?? [], (mask) => derive(mask).outNonzero.slice(0, numCarry))
  const { program, outNonzero } = derive(carry)
  const n = jaxpr.inputs.length
  const dConsts = count(consts ?? [])
  const dCarry = count(carry)
  const dXs = count(xs ?? [])
  const inputs = [
    ...range(numConsts),
    ...range(dConsts, n),
    ...range(numCarry, numConsts),
    ...range(dCarry, n + dConsts),
    ...range(n - numConsts - numCarry, numConsts + numCarry),
    ...range(dXs, n + dConsts + dCarry),
  ]
  const m = jaxpr.outputs.length
  const outputs = [
    ...range(numCarry),
    ...range(dCarry, m),
    ...range(numYs, numCarry),
    ...range(count(outNonzero) - dCarry, m + dCarry),
  ]
  return {
    params: {
      ...params,
      jaxpr: reorder(program, inputs, outputs),
      numConsts: numConsts + dConsts,
      numCarry: numCarry + dCarry,
    },
    outNonzero,
    carry,
  }
}

/** Puts the leading-axis inputs of a batched scan where its body expects them. */
const batchOperands = (
  size: number,
  inputs: readonly Tensor[],
  dims: readonly BatchDim[],
  batched: readonly boolean[],
  firstXs: number,
): readonly Tensor[] =>
  inputs.map((x, i) => {
    if (!batched[i]) return x
    const front = batchToFront(x, dims[i] ?? null, size)
    return i < firstXs ? front : moveAxis(front, 0, 1)
  })

const splitScan = (unknown: readonly boolean[], params: ScanParams): Split => {
  const { jaxpr, numConsts, numCarry } = params
  const numYs = jaxpr.outputs.length - numCarry
  const firstXs = numConsts + numCarry
  const noYs = range(numYs).map(() => false)
  const initial = unknown.slice(numConsts, firstXs)
  const maskWith = (carry: readonly boolean[]): readonly boolean[] => [
    ...unknown.slice(0, numConsts),
    ...carry,
    ...unknown.slice(firstXs),
  ]
  const divide = (carry: readonly boolean[]) =>
    partialProgram(jaxpr, maskWith(carry), [...carry, ...noYs])
  const carry = fixpoint(initial, (mask) => divide(mask).outUnknown.slice(0, numCarry))
  const mask = maskWith(carry)
  const parts = divide(carry)
  const { needs, outUnknown } = parts
  const isKnownConst = ({ from, index }: Ref): boolean => from === 'input' && index < numConsts
  const isKnownXs = ({ from, index }: Ref): boolean => from === 'input' && index >= firstXs
  // What varies from step to step is stacked: residuals, and the known carry before each step.
  const stacked = needs.filter((ref) => !isKnownConst(ref) && !isKnownXs(ref))
  const known = withStacked(parts.known, knownPositions(mask), stacked, parts.outUnknown)
  const unknownOrder = (test: (ref: Ref) => boolean): readonly number[] =>
    positions(needs.map(test))
  const unknownInputs = positions(mask)
  const place = (index: number): number => needs.length + unknownInputs.indexOf(index)
  const groups = {
    consts: unknownInputs.filter((i) => i < numConsts),
    carry: unknownInputs.filter((i) => i >= numConsts && i < firstXs),
    xs: unknownInputs.filter((i) => i >= firstXs),
  }
  const stackedAt = unknownOrder((ref) => stacked.includes(ref))
  const input = (index: number): Ref => ({ from: 'input', index })
  return {
    known: bound(scanP, {
      ...params,
      jaxpr: known,
      numConsts: numConsts - groups.consts.length,
      numCarry: numCarry - groups.carry.length,
    }),
    knownInputs: knownPositions(mask),
    unknown: bound(scanP, {
      ...params,
      jaxpr: reorder(
        parts.unknown,
        [
          ...unknownOrder(isKnownConst),
          ...groups.consts.map(place),
          ...groups.carry.map(place),
          ...unknownOrder(isKnownXs),
          ...stackedAt,
          ...groups.xs.map(place),
        ],
        range(count(outUnknown)),
      ),
      numConsts: unknownOrder(isKnownConst).length + groups.consts.length,
      numCarry: groups.carry.length,
    }),
    unknownInputs: [
      ...needs.filter(isKnownConst),
      ...groups.consts.map(input),
      ...groups.carry.map(input),
      ...needs.filter(isKnownXs),
      ...stacked.map((_, index): Ref => ({ from: 'residual', index })),
      ...groups.xs.map(input),
    ],
    outUnknown,
  }
}

const knownPositions = (mask: readonly boolean[]): readonly number[] =>
  positions(mask.map((is) => !is))

/** The known part of a body with what is to be stacked, in order, after its own outputs. */
const withStacked: (
  known: Program,
  knownInputs: readonly number[],
  stacked: readonly Ref[],
  outUnknown: readonly boolean[],
) => Program = memoizeByProgram((known, knownInputs, stacked, outUnknown) => {
  const own = outUnknown.filter((u) => !u).length
  return {
    ...known,
    outputs: [
      ...known.outputs.slice(0, own),
      ...stacked.map(({ from, index }) =>
        from === 'residual'
          ? (known.outputs[own + index] as Var)
          : (known.inputs[knownInputs.indexOf(index)] as Var),
      ),
    ],
  }
})

/** The body of the transposed scan; see `transposeScan` for its layout. */
const transposedBody: (
  jaxpr: Program,
  numConsts: number,
  numCarry: number,
  linear: readonly boolean[],
) => Program = memoizeByProgram((jaxpr, numConsts, numCarry, linear) => {
  const avals = inputAvals(jaxpr)
  const outs = outputAvals(jaxpr)
  const pick = (from: number, to: number, isLinear: boolean): readonly number[] =>
    range(to - from, from).filter((i) => linear[i] === isLinear)
  const firstXs = numConsts + numCarry
  const resConsts = pick(0, numConsts, false)
  const linConsts = pick(0, numConsts, true)
  const resXs = pick(firstXs, avals.length, false)
  const plain = ({ shape, dtype }: Aval): Aval => makeAval(shape, dtype)
  const ctAvals = [
    ...linConsts.map((i) => plain(avals[i] as Aval)),
    ...outs.slice(0, numCarry).map(plain),
  ]
  return stageProgram(
    (inputs) => {
      const [constants, sums, carryCts, yCts, residuals] = split(
        inputs,
        resConsts.length,
        linConsts.length,
        numCarry,
        outs.length - numCarry,
      ) as readonly (readonly Tensor[])[]
      const values = avals.map((_, i): Tangent => {
        const c = resConsts.indexOf(i)
        const x = resXs.indexOf(i)
        return c >= 0 ? (constants?.[c] ?? null) : x >= 0 ? (residuals?.[x] ?? null) : null
      })
      const found = backward(jaxpr, values, [...(carryCts ?? []), ...(yCts ?? [])])
      const full = positions(linear).map((i, k) => found[k] ?? zerosLike(plain(avals[i] as Aval)))
      const [constCts, rest] = split(full, linConsts.length) as readonly (readonly Tensor[])[]
      return [...(constCts ?? []).map((ct, k) => addAny(sums?.[k] as Tensor, ct)), ...(rest ?? [])]
    },
    [
      ...resConsts.map((i) => avals[i] as Aval),
      ...ctAvals,
      ...outs.slice(numCarry).map(plain),
      ...resXs.map((i) => avals[i] as Aval),
    ],
  )
})

/**
 * The transposed scan runs the other way. Its constants are the residual ones; it carries the sums of
 * the cotangents of the linear constants and the cotangents of the carry; it scans the cotangents of
 * the results and the residual arrays, and gives the cotangents of the linear arrays.
 */
const transposeScan: NonNullable<Primitive<ScanParams>['transpose']> = (
  cts,
  inputs,
  params,
  avals,
) => {
  const { jaxpr, numConsts, numCarry, length, reverse } = params
  const firstXs = numConsts + numCarry
  // The carry becomes linear whatever it starts from: a known start has no cotangent, but carries them.
  const linear = inputs.map((x, i) => x === null || (i >= numConsts && i < firstXs))
  const outs = scanP.abstract(avals, params)
  const full = cts.map((ct, i) => ct ?? zerosLike(outs[i] as Aval))
  const linConsts = positions(linear).filter((i) => i < numConsts)
  const operands = [
    ...inputs.slice(0, numConsts).filter((x) => x !== null),
    ...linConsts.map((i) => zerosLike(avals[i] as Aval)),
    ...full,
    ...inputs.slice(firstXs).filter((x) => x !== null),
  ]
  const results = bindTransformed(operands, {
    jaxpr: transposedBody(jaxpr, numConsts, numCarry, linear),
    numConsts: inputs.slice(0, numConsts).filter((x) => x !== null).length,
    numCarry: linConsts.length + numCarry,
    length,
    reverse: !reverse,
  })
  return scatterMask(linear, results)
}

/** Scans a transform of a body, which may close over values of outer transforms. */
const bindTransformed = (operands: readonly Tensor[], params: ScanParams): readonly Tensor[] => {
  const { program, constants } = closeOverTracers(params.jaxpr)
  return bind(scanP, [...constants, ...operands], {
    ...params,
    jaxpr: program,
    numConsts: constants.length + params.numConsts,
  })
}

/** The carry of a scan that is needed, and with it the inputs of the body. */
const needsOfScan = (
  outputs: Mask,
  { jaxpr, numConsts, numCarry }: ScanParams,
): { readonly carry: Mask; readonly all: Mask } => {
  const ys = range(jaxpr.outputs.length - numCarry).map((i) => outputs[numCarry + i] === true)
  const needsWith = (carry: Mask): Mask => needsOf(jaxpr, [...carry, ...ys])
  const start = range(numCarry).map((i) => outputs[i] === true)
  const carry = fixpoint(start, (mask) => needsWith(mask).slice(numConsts, numConsts + numCarry))
  const inputs = needsWith(carry)
  return {
    carry,
    all: inputs.map((is, i) => is || carry[i - numConsts] === true),
  }
}

const rowOf = (x: Tensor, i: number): Tensor =>
  reshape(sliceInDim(x, i, i + 1, 0), x.shape.slice(1))

const steps: Steps<ScanParams> = {
  programs: ({ jaxpr, length }) => (length === 0 ? [] : [jaxpr]),
  needs: (outputs, params) => needsOfScan(outputs, params).all,
  run: (inputs, outputs, params) => {
    const { jaxpr, numConsts, numCarry, length, reverse } = params
    const [consts = [], initial = [], xs = []] = split(inputs, numConsts, numCarry)
    const mask = [...needsOfScan(outputs, params).carry, ...outputs.slice(numCarry)]
    const rows: Needed[] = []
    let carry: Needed = initial
    for (const i of range(length).map((step) => (reverse ? length - 1 - step : step))) {
      const row = xs.map((x) => x && rowOf(x, i))
      const results = runNeeded(jaxpr, [...consts, ...carry, ...row], mask)
      carry = results.slice(0, numCarry)
      rows[i] = results.slice(numCarry)
    }
    const stack = (k: number): Tensor => {
      const column = rows.map((row) => row[k] as Tensor)
      return concatenate(
        column.map((y) => reshape(y, [1, ...y.shape])),
        0,
      )
    }
    return [
      ...carry,
      ...range(jaxpr.outputs.length - numCarry).map((k) =>
        outputs[numCarry + k] === true ? stack(k) : null,
      ),
    ]
  },
}

/** Runs a program repeatedly, carrying values along and stacking results. */
export const scanP: Primitive<ScanParams> = {
  name: 'scan',
  abstract: (_, { jaxpr, numCarry, length }) =>
    outputAvals(jaxpr).map((a, i) =>
      i < numCarry ? a : makeAval([length, ...a.shape], a.dtype, a.weakType),
    ),
  jvp: (primals, tangents, params) => {
    const { numConsts, numCarry, jaxpr } = params
    const nonzero = tangents.map((t) => t !== null)
    const { params: both, outNonzero, carry } = jvpLayout(params, nonzero)
    const firstXs = numConsts + numCarry
    const carryTangents = positions(carry).map(
      (i) => tangents[numConsts + i] ?? zerosLike(primals[numConsts + i] as Tensor),
    )
    const results = bindTransformed(
      [
        ...primals.slice(0, numConsts),
        ...tangents.slice(0, numConsts).filter((t) => t !== null),
        ...primals.slice(numConsts, firstXs),
        ...carryTangents,
        ...primals.slice(firstXs),
        ...tangents.slice(firstXs).filter((t) => t !== null),
      ],
      both,
    )
    const [outCarry, dCarry, ys, dYs] = split(
      results,
      numCarry,
      carryTangents.length,
      jaxpr.outputs.length - numCarry,
    ) as readonly (readonly Tensor[])[]
    const outTangents = scatterMask(outNonzero, [...(dCarry ?? []), ...(dYs ?? [])])
    return [[...(outCarry ?? []), ...(ys ?? [])], outTangents]
  },
  batch: (size, inputs, dims, params, axisName) => {
    const { jaxpr, numConsts, numCarry } = params
    const firstXs = numConsts + numCarry
    const noYs = range(jaxpr.outputs.length - numCarry).map(() => false)
    const given = dims.map((d) => d !== null)
    const derive = (carry: readonly boolean[]) =>
      batchProgram(
        jaxpr,
        size,
        axisName,
        [...given.slice(0, numConsts), ...carry, ...given.slice(firstXs)],
        [...carry, ...noYs],
      )
    const carry = fixpoint(given.slice(numConsts, firstXs), (mask) =>
      derive(mask).outBatched.slice(0, numCarry),
    )
    const { program, outBatched } = derive(carry)
    const batched = [...given.slice(0, numConsts), ...carry, ...given.slice(firstXs)]
    const operands = batchOperands(size, inputs, dims, batched, firstXs)
    return [
      bind(scanP, operands, { ...params, jaxpr: program }),
      outBatched.map((is, i) => (is ? (i < numCarry ? 0 : 1) : null)),
    ]
  },
  transpose: transposeScan,
  split: splitScan,
  lower: ({ jaxpr, numConsts, numCarry, length, reverse }) => ({
    kind: 'scan',
    body: simplify(jaxpr),
    numConsts,
    numCarry,
    length,
    reverse,
  }),
  axisNames: ({ jaxpr }) => axisNamesOf(jaxpr),
  steps,
}
