import { simplify } from '../compiler/simplify.ts'
import { type Aval, avalOf, range } from '../core/aval.ts'
import { removeDeadCode } from '../core/dead-code.ts'
import { TracerError } from '../core/errors.ts'
import type { Bound, Mask, Needed, Primitive, Ref, Split, Steps } from '../core/primitive.ts'
import {
  bound,
  equation,
  inputAvals,
  memoizeByProgram,
  outputAvals,
  type Program,
  Var,
} from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { batchProgram } from '../interpreters/batch.ts'
import { needsOf, runNeeded } from '../interpreters/effects.ts'
import { evaluate } from '../interpreters/evaluate.ts'
import { jvpProgram } from '../interpreters/jvp.ts'
import { partialProgram } from '../interpreters/partial.ts'
import { closeOverTracers, stageProgram } from '../interpreters/stage.ts'
import { select } from '../primitives/arithmetic.ts'
import { reduceOr } from '../primitives/reduction.ts'
import { batchToFront, broadcastTo, zerosLike } from '../primitives/structural.ts'
import { axisNamesOf } from './axis-names.ts'
import { type CallParams, callP, callRules } from './call.ts'
import { withIdleKeys } from './idle-keys.ts'
import { count, fixpoint, positions, reorder, scatterMask, split } from './masks.ts'

export interface WhileParams {
  /** From its constants and the carry to a bool scalar. */
  readonly condJaxpr: Program
  readonly numConds: number
  /** From its constants and the carry to the carry. */
  readonly bodyJaxpr: Program
  readonly numBodies: number
}

const reverseMode = (): never => {
  throw new TracerError(
    'whileLoop',
    'expected forward mode, got reverse mode: reverse-mode differentiation does not work for ' +
      'lax.whileLoop or lax.foriLoop with dynamic bounds, since the number of steps to store is unknown; ' +
      'use lax.scan, or lax.foriLoop with static bounds',
  )
}

/** The part of a loop that computes tangents. Runs forwards only. */
const loopTangentsP: Primitive<CallParams> = {
  name: 'while_tangents',
  ...callRules(() => loopTangentsP),
  transpose: reverseMode,
  inline: ({ program }) => program,
}

/** The carry of a program of constants and carry, with unused trailing carry of a larger loop. */
const ignoringTail: (program: Program, tail: readonly Aval[]) => Program = memoizeByProgram(
  (program, tail) => ({ ...program, inputs: [...program.inputs, ...tail.map((a) => new Var(a))] }),
)

const jvpWhile: Primitive<WhileParams>['jvp'] = (primals, tangents, params) => {
  const { condJaxpr, numConds, bodyJaxpr, numBodies } = params
  const first = numConds + numBodies
  const numCarry = primals.length - first
  const nonzero = tangents.map((t) => t !== null)
  const derive = (carry: readonly boolean[]) =>
    jvpProgram(bodyJaxpr, [...nonzero.slice(numConds, first), ...carry], carry)
  const carry = fixpoint(nonzero.slice(first), (mask) => derive(mask).outNonzero)
  const { program } = derive(carry)
  const dBodies = count(nonzero.slice(numConds, first))
  const dCarry = count(carry)
  const n = bodyJaxpr.inputs.length
  const body = reorder(
    program,
    [
      ...range(numBodies),
      ...range(dBodies, n),
      ...range(numCarry, numBodies),
      ...range(dCarry, n + dBodies),
    ],
    range(program.outputs.length),
  )
  const carryTangents = positions(carry).map(
    (i) => tangents[first + i] ?? zerosLike(primals[first + i] as Tensor),
  )
  // The rule of a function in the body may have closed over values of outer transforms.
  const closed = closeOverTracers(body)
  const results = bind(
    whileP,
    [
      ...primals.slice(0, numConds),
      ...closed.constants,
      ...primals.slice(numConds, first),
      ...tangents.slice(numConds, first).filter((t) => t !== null),
      ...primals.slice(first),
      ...carryTangents,
    ],
    {
      condJaxpr: ignoringTail(condJaxpr, carryTangents.map(avalOf)),
      numConds,
      bodyJaxpr: closed.program,
      numBodies: closed.constants.length + numBodies + dBodies,
    },
  )
  return [results.slice(0, numCarry), scatterMask(carry, results.slice(numCarry))]
}

/** Any example's condition. */
const anyCondition: (
  condJaxpr: Program,
  size: number,
  axisName: string | undefined,
  batched: readonly boolean[],
) => Program = memoizeByProgram((condJaxpr, size, axisName, batched) => {
  const { program } = batchProgram(condJaxpr, size, axisName, batched, [true])
  return stageProgram((inputs) => {
    const [each] = evaluate(program, inputs)
    return [reduceOr(each as Tensor, [0])]
  }, inputAvals(program))
})

/** A step for the examples whose condition holds; the others keep their carry. */
const maskedBody: (
  bodyJaxpr: Program,
  condJaxpr: Program,
  numConds: number,
  numBodies: number,
  size: number,
  axisName: string | undefined,
  batched: readonly boolean[],
) => Program = memoizeByProgram(
  (bodyJaxpr, condJaxpr, numConds, numBodies, size, axisName, batched) => {
    const carryBatched = bodyJaxpr.outputs.map(() => true)
    const condMask = [...batched.slice(0, numConds), ...carryBatched]
    const bodyMask = [...batched.slice(numConds), ...carryBatched]
    const cond = batchProgram(condJaxpr, size, axisName, condMask, [true]).program
    const body = batchProgram(bodyJaxpr, size, axisName, bodyMask, carryBatched).program
    const avals = [
      ...inputAvals(cond).slice(0, numConds),
      ...inputAvals(body).slice(0, numBodies),
      ...outputAvals(body),
    ]
    return stageProgram((inputs) => {
      const [conds, bodies, carry] = split(inputs, numConds, numBodies) as readonly Tensor[][]
      const [active] = evaluate(cond, [...(conds ?? []), ...(carry ?? [])])
      const taking = withIdleKeys(body, carry ?? [], active as Tensor)
      const next = evaluate(body, [...(bodies ?? []), ...taking])
      return next.map((x, i) => {
        const mask = broadcastTo(active as Tensor, x.aval.shape, [0])
        return select(mask, carry?.[i] as Tensor, x)
      })
    }, avals)
  },
)

const batchWhile: Primitive<WhileParams>['batch'] = (size, inputs, dims, params, axisName) => {
  const { condJaxpr, numConds, bodyJaxpr, numBodies } = params
  const first = numConds + numBodies
  const given = dims.map((d) => d !== null)
  const constants = given.slice(0, first)
  const derive = (carry: readonly boolean[]) =>
    batchProgram(bodyJaxpr, size, axisName, [...constants.slice(numConds), ...carry], carry)
  const carry = fixpoint(given.slice(first), (mask) => derive(mask).outBatched)
  const condMask = [...constants.slice(0, numConds), ...carry]
  const cond = batchProgram(condJaxpr, size, axisName, condMask)
  const isMasked = cond.outBatched[0] === true
  const batched = isMasked ? carry.map(() => true) : carry
  const operands = inputs.map((x, i) =>
    (i < first ? given[i] : batched[i - first]) ? batchToFront(x, dims[i] ?? null, size) : x,
  )
  const outDims = batched.map((is) => (is ? 0 : null))
  if (!isMasked) {
    // The condition may read mapped values all the same, through a collective.
    const mapped = { ...params, condJaxpr: cond.program, bodyJaxpr: derive(carry).program }
    return [bind(whileP, operands, mapped), outDims]
  }
  const results = bind(whileP, [...operands.slice(0, numConds), ...operands], {
    condJaxpr: anyCondition(condJaxpr, size, axisName, [
      ...constants.slice(0, numConds),
      ...batched,
    ]),
    numConds,
    bodyJaxpr: maskedBody(bodyJaxpr, condJaxpr, numConds, numBodies, size, axisName, constants),
    numBodies: numConds + numBodies,
  })
  return [results, outDims]
}

/** A program that applies `op` and gives the outputs that `keep` marks. */
const keepOutputs = (op: Bound, avals: readonly Aval[], keep: readonly boolean[]): Program => {
  const inputs = avals.map((a) => new Var(a))
  const outputs = op.primitive.abstract(avals, op.params).map((a) => new Var(a))
  return {
    inputs,
    equations: [equation(op, inputs, outputs)],
    outputs: outputs.filter((_, i) => keep[i]),
  }
}

const nothing: Program = { inputs: [], equations: [], outputs: [] }

/**
 * The known part is a loop over the known carry alone. The unknown part is the whole loop once more, as
 * the known values of its steps are not stored.
 */
const splitWhile = (
  unknown: readonly boolean[],
  params: WhileParams,
  avals: readonly Aval[],
): Split => {
  const { condJaxpr, numConds, bodyJaxpr, numBodies } = params
  const first = numConds + numBodies
  const divide = (carry: readonly boolean[]) =>
    partialProgram(bodyJaxpr, [...unknown.slice(numConds, first), ...carry], carry)
  const carry = fixpoint(unknown.slice(first), (mask) => divide(mask).outUnknown)
  const cond = partialProgram(condJaxpr, [...unknown.slice(0, numConds), ...carry])
  const all = cond.outUnknown[0] === true
  const outUnknown = all ? carry.map(() => true) : carry
  const whole = keepOutputs(bound(whileP, params), avals, outUnknown)
  const later = {
    unknown: bound(loopTangentsP, { name: 'while', program: whole, ...(!all && { again: true }) }),
    unknownInputs: avals.map((_, index): Ref => ({ from: 'input', index })),
    outUnknown,
  }
  if (all)
    return { known: bound(callP, { name: 'while', program: nothing }), knownInputs: [], ...later }
  const knownCarry = positions(carry.map((is) => !is))
  const knownBodies = positions(unknown.slice(numConds, first).map((is) => !is))
  const body = partialProgram(bodyJaxpr, [...unknown.slice(numConds, first), ...carry], carry).known
  const known = bound(whileP, {
    condJaxpr: withoutUnknown(condJaxpr, numConds, knownCarry),
    numConds,
    bodyJaxpr: removeDeadCode({ ...body, outputs: body.outputs.slice(0, knownCarry.length) }),
    numBodies: knownBodies.length,
  })
  return {
    known,
    knownInputs: [
      ...range(numConds),
      ...knownBodies.map((i) => numConds + i),
      ...knownCarry.map((i) => first + i),
    ],
    ...later,
  }
}

/** A condition that does not read the carry that is dropped. */
const withoutUnknown = (cond: Program, numConds: number, carry: readonly number[]): Program => ({
  ...cond,
  inputs: [...range(numConds), ...carry.map((i) => numConds + i)].map((i) => cond.inputs[i] as Var),
})

/** The carry of a loop that is needed, and with it the inputs of condition and body. */
const needsOfLoop = (
  outputs: Mask,
  { condJaxpr, numConds, bodyJaxpr, numBodies }: WhileParams,
): { readonly carry: Mask; readonly all: Mask } => {
  const conds = needsOf(condJaxpr, [true])
  const start = bodyJaxpr.outputs.map((_, i) => outputs[i] === true || conds[numConds + i] === true)
  const carry = fixpoint(start, (mask) => needsOf(bodyJaxpr, mask).slice(numBodies))
  const bodies = needsOf(bodyJaxpr, carry).slice(0, numBodies)
  return { carry, all: [...conds.slice(0, numConds), ...bodies, ...carry] }
}

const steps: Steps<WhileParams> = {
  programs: ({ condJaxpr, bodyJaxpr }) => [condJaxpr, bodyJaxpr],
  needs: (outputs, params) => needsOfLoop(outputs, params).all,
  run: (inputs, outputs, params) => {
    const { condJaxpr, numConds, bodyJaxpr, numBodies } = params
    const { carry: needed } = needsOfLoop(outputs, params)
    const [conds = [], bodies = [], initial = []] = split(inputs, numConds, numBodies)
    let carry: Needed = initial
    while (runNeeded(condJaxpr, [...conds, ...carry], [true])[0]?.item() === 1)
      carry = runNeeded(bodyJaxpr, [...bodies, ...carry], needed)
    return carry
  },
}

/** Repeats a program while a condition on its result holds. */
export const whileP: Primitive<WhileParams> = {
  name: 'while',
  abstract: (_, { bodyJaxpr }) => outputAvals(bodyJaxpr),
  jvp: jvpWhile,
  batch: batchWhile,
  split: splitWhile,
  transpose: reverseMode,
  lower: ({ condJaxpr, numConds, bodyJaxpr, numBodies }) => ({
    kind: 'while',
    condition: simplify(condJaxpr),
    body: simplify(bodyJaxpr),
    numConds,
    numBodies,
  }),
  axisNames: ({ condJaxpr, bodyJaxpr }) => [...axisNamesOf(condJaxpr), ...axisNamesOf(bodyJaxpr)],
  steps,
}
