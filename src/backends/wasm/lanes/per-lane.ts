import type { ModuleContext } from '../context.ts'
import { type FunctionBuilder, type ValueType, v128 } from '../encoder/index.ts'
import { isWide, type LaneType, type ScalarFunction } from './lane.ts'

interface Access {
  readonly extract:
    | 'f32x4.extract_lane'
    | 'f64x2.extract_lane'
    | 'i32x4.extract_lane'
    | 'i64x2.extract_lane'
  readonly replace:
    | 'f32x4.replace_lane'
    | 'f64x2.replace_lane'
    | 'i32x4.replace_lane'
    | 'i64x2.replace_lane'
}

const ofI32: Access = {
  extract: 'i32x4.extract_lane',
  replace: 'i32x4.replace_lane',
}

const accesses: Readonly<Record<LaneType, Access>> = {
  f32: { extract: 'f32x4.extract_lane', replace: 'f32x4.replace_lane' },
  f64: { extract: 'f64x2.extract_lane', replace: 'f64x2.replace_lane' },
  i32: ofI32,
  i64: { extract: 'i64x2.extract_lane', replace: 'i64x2.replace_lane' },
  mask: ofI32,
}

/** What a scalar function is called with for one vector of its results. */
export interface LaneCall {
  readonly callee: ScalarFunction
  readonly type: LaneType
  readonly argTypes: readonly LaneType[]
  /** Which of the result's vectors; those of 32 bits have the first only. */
  readonly half: number
}

/** Which vectors of an argument's the lanes of one vector of results need. */
export const neededHalves = ({ type, half }: LaneCall, argType: LaneType): readonly number[] =>
  !isWide(argType) ? [0] : isWide(type) ? [half] : [0, 1]

const pointsOf = ({ type, half }: LaneCall): readonly number[] =>
  isWide(type) ? [2 * half, 2 * half + 1] : [0, 1, 2, 3]

const nameOf = ({ callee, type, argTypes, half }: LaneCall): string =>
  `${callee.name}(${argTypes})${type}${half}`

/** Pushes the arguments of one point, whose vectors are the parameters from `first`, and calls. */
const callAt = (
  context: ModuleContext,
  f: FunctionBuilder,
  call: LaneCall,
  first: number,
  point: number,
): void => {
  let param = first
  for (const argType of call.argTypes) {
    const halves = neededHalves(call, argType)
    const wide = isWide(argType)
    const at = wide ? halves.indexOf(point >> 1) : 0
    f.get(param + at).lane(accesses[argType].extract, wide ? point & 1 : point)
    param += halves.length
  }
  const { callee } = call
  f.call(context.helper(callee.name, () => callee.build(context)))
}

const vectorCount = (call: LaneCall): number =>
  call.argTypes.reduce((sum, type) => sum + neededHalves(call, type).length, 0)

/** A function from the vectors of the arguments to a vector of results. */
export const allLanes = (context: ModuleContext, call: LaneCall): FunctionBuilder =>
  context.helper(`every ${nameOf(call)}`, () => {
    const params = Array.from({ length: vectorCount(call) }, (): ValueType => v128)
    const f = context.module.function(params, [v128])
    f.zeroVector()
    pointsOf(call).forEach((point, lane) => {
      callAt(context, f, call, 0, point)
      f.lane(accesses[call.type].replace, lane)
    })
    return f
  })

/** A function from a mask, values, and the vectors of the arguments to values replaced under the mask. */
export const someLanes = (context: ModuleContext, call: LaneCall): FunctionBuilder =>
  context.helper(`some ${nameOf(call)}`, () => {
    const params = Array.from({ length: 2 + vectorCount(call) }, (): ValueType => v128)
    const f = context.module.function(params, [v128])
    pointsOf(call).forEach((point, lane) => {
      f.get(0).lane('i32x4.extract_lane', isWide(call.type) ? 2 * lane : lane)
      f.if(() => {
        f.get(1)
        callAt(context, f, call, 2, point)
        f.lane(accesses[call.type].replace, lane).set(1)
      })
    })
    return f.get(1)
  })
