import compileLoop from 'cwise/lib/wrapper.js'
import type { Expr } from '../../core/scalar.ts'
import { type Body, operandName, outputName, printBody } from './print.ts'
import { intrinsicsName } from './scalar-ops.ts'

/** A loop made by `cwise`, over arrays of outputs and inputs, then scalars, then the intrinsics. */
export type Call = (...operands: unknown[]) => void

/** A loop, and the positions among a kernel's inputs of its array operands and its scalars. */
export interface Code {
  readonly call: Call
  readonly arrays: readonly number[]
  readonly scalars: readonly number[]
}

const empty = { body: '', args: [], thisVars: [], localVars: [] }

const makeCall = (
  body: Body,
  outputCount: number,
  arrays: readonly number[],
  scalars: readonly number[],
): Call => {
  const outputs = Array.from({ length: outputCount }, (_, i) => outputName(i))
  const written = (name: string) => ({ name, lvalue: true, rvalue: false, count: 1 })
  const read = (name: string, count: number) => ({ name, lvalue: false, rvalue: true, count })
  const operand = (input: number) => read(operandName(input), body.operandUses[input]!)
  return compileLoop({
    args: [
      ...[...outputs, ...arrays].map(() => 'array' as const),
      ...scalars.map(() => 'scalar' as const),
      'scalar',
    ],
    pre: empty,
    body: {
      body: body.text,
      args: [
        ...outputs.map(written),
        ...arrays.map(operand),
        ...scalars.map(operand),
        read(intrinsicsName, body.usesIntrinsics ? 1 : 0),
      ],
      thisVars: [],
      localVars: [],
    },
    post: empty,
    debug: false,
    funcName: 'elementwise',
    blockSize: 64,
  })
}

const calls = new Map<string, Call>()
const maxCalls = 1000

/**
 * Compiles expressions to a loop. Loops of the same text are one, so that programs that are compiled
 * again find code that the engine has optimized already.
 */
export const compileBody = (
  outputs: readonly Expr[],
  isScalar: (input: number) => boolean,
): Code => {
  const body = printBody(outputs)
  const used = body.operandUses.flatMap((uses, input) => (uses > 0 ? [input] : []))
  const arrays = used.filter((input) => !isScalar(input))
  const scalars = used.filter(isScalar)
  const key = `${arrays} ${scalars} ${body.text}`
  let call = calls.get(key)
  if (call === undefined) {
    if (calls.size >= maxCalls) calls.clear()
    call = makeCall(body, outputs.length, arrays, scalars)
    calls.set(key, call)
  }
  return { call, arrays, scalars }
}
