import type { ModuleContext } from '../context.ts'
import type { FunctionBuilder } from '../encoder/index.ts'

/**
 * Types of the values that four neighbouring points of a kernel hold. Those of 32 bits, and masks (all
 * bits of a lane set or clear), take one vector; those of 64 bits take two.
 */
export type LaneType = 'f32' | 'f64' | 'i32' | 'i64' | 'mask'

export type FloatOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  /** As WebAssembly's: NaN wins, and −0 is below 0. */
  | 'min'
  | 'max'
  /** `b < a ? b : a` and `a < b ? b : a`: faster, and the first where an operand is NaN. */
  | 'pmin'
  | 'pmax'
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'trunc'
  | 'nearest'
  /** `a * b + c`, rounded once where that is as fast and twice where it is not. */
  | 'madd'

export type IntegerOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'and'
  | 'or'
  | 'xor'
  | 'not'
  /** Shifts by `value`. */
  | 'shl'
  | 'shrS'
  | 'shrU'
  | 'minS'
  | 'maxS'
  | 'minU'
  | 'maxU'
  | 'abs'
  | 'neg'
  /** Count of one bits. */
  | 'popcount'

/** Comparisons; `U` compare integers as unsigned. They give masks. */
export type CompareOp = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'ltU' | 'leU' | 'gtU' | 'geU'

export type ConvertOp =
  /** To f32 or f64 from i32. */
  | 'fromI32S'
  | 'fromI32U'
  /** To i32 from f32 or f64: truncated and saturated, NaN gives 0. */
  | 'toI32S'
  | 'toI32U'
  /** Between f32 and f64. */
  | 'promote'
  | 'demote'
  /** Between i32 and i64. */
  | 'extendS'
  | 'extendU'
  | 'wrap'
  /** The same bits as the type of equal width; masks are as wide as i32. */
  | 'bitcast'
  /** Between a mask and an i32 of 0 or 1. */
  | 'toMask'
  | 'fromMask'

export type LaneOp =
  | FloatOp
  | IntegerOp
  | CompareOp
  | ConvertOp
  | 'arg'
  | 'const'
  /** `mask ? a : b`, lane by lane. */
  | 'select'
  /** A scalar function of the module for each lane. */
  | 'perLane'
  /** Where the mask is set a scalar function, else the value: arguments mask, value, the function's. */
  | 'rare'
  /** Where the mask is set a function of lanes, else the value. Arguments as of `rare`. */
  | 'rarely'

/** A scalar function that lanes call where no vector instructions serve. */
export interface ScalarFunction {
  readonly name: string
  readonly build: (context: ModuleContext) => FunctionBuilder
}

/** A function of lanes whose code stands apart, for what is rarely needed. */
export interface VectorFunction {
  readonly name: string
  readonly lanes: (...args: Lane[]) => Lane
}

/** A node of an expression over lanes. Expressions are DAGs: a node that is used twice is computed once. */
export interface Lane {
  readonly op: LaneOp
  readonly type: LaneType
  readonly args: readonly Lane[]
  /** The position of an `arg`, the value of a `const`, the amount of a shift; else 0. Bigint for i64. */
  readonly value: number | bigint
  readonly callee?: ScalarFunction
  readonly apart?: VectorFunction
}

/** Whether four values take two vectors. */
export const isWide = (type: LaneType): boolean => type === 'f64' || type === 'i64'
