import type { Op } from '../encoder/function.ts'
import type { FunctionBuilder } from '../encoder/index.ts'

/** What gives a vector from the vectors before it. */
export type Code =
  /** A register of an operand. */
  | { readonly kind: 'operand'; readonly index: number; readonly part: number }
  | { readonly kind: 'constant'; readonly bytes: Uint8Array }
  | { readonly kind: 'op'; readonly op: Op }
  | { readonly kind: 'shift'; readonly op: Op; readonly amount: number }
  | { readonly kind: 'shuffle'; readonly bytes: readonly number[] }
  | { readonly kind: 'call'; readonly func: FunctionBuilder }
  /** A call where any bit of the first argument is set, else the second argument. */
  | { readonly kind: 'callIfAny'; readonly func: FunctionBuilder }

/** One vector register's worth of values. */
export interface Vector {
  readonly id: number
  readonly code: Code
  readonly args: readonly Vector[]
}

/** Whether all bits are known to be clear. */
export const isZeroVector = ({ code }: Vector): boolean =>
  code.kind === 'constant' && code.bytes.every((byte) => byte === 0)

const keyOf = (code: Code): string => {
  switch (code.kind) {
    case 'operand':
      return `${code.index},${code.part}`
    case 'op':
      return code.op
    case 'shift':
      return `${code.op} ${code.amount}`
    case 'call':
    case 'callIfAny':
      return `${code.func.index}`
    default:
      return `${code.bytes}`
  }
}

export type MakeVector = (code: Code, args?: readonly Vector[]) => Vector

/** A maker of vectors that gives the same vector for the same code and arguments. */
export const vectorMaker = (): MakeVector => {
  const known = new Map<string, Vector>()
  return (code, args = []) => {
    const key = `${code.kind} ${keyOf(code)}:${args.map(({ id }) => id)}`
    let vector = known.get(key)
    if (vector === undefined) {
      vector = { id: known.size, code, args }
      known.set(key, vector)
    }
    return vector
  }
}
