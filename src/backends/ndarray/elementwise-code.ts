import compileLoop from 'cwise-compiler'
import { canGenerateCode } from '../../core/code-generation.ts'
import { getOrCreate } from '../../core/maps.ts'
import type { Expr } from '../../core/scalar.ts'
import { interpretLoop, interpretScalars } from './plain-elementwise.ts'
import { type Body, operandName, outputName, printBody } from './print.ts'
import { intrinsicsName } from './scalar-ops.ts'

/** A loop made by `cwise-compiler`, over arrays of outputs and inputs, then scalars, then the intrinsics. */
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
  if (!canGenerateCode())
    return interpretLoop(body.text, outputs, [...arrays, ...scalars].map(operandName))
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

/** Computes the results of numbers, which come before the intrinsics. */
export type ScalarCall = (...operands: unknown[]) => readonly number[]

/** Functions of the same text are one, so that programs that are compiled again find code that is optimized already. */
const maxCalls = 1000
const cached = <T>(calls: Map<string, T>, key: string, make: () => T): T => {
  if (calls.size >= maxCalls) calls.clear()
  return getOrCreate(calls, key, make)
}

const scalarCalls = new Map<string, ScalarCall>()

/** Compiles expressions to a function of one number for each input, without a loop. */
export const compileScalars = (outputs: readonly Expr[], inputs: number): ScalarCall => {
  const { text } = printBody(outputs)
  const params = Array.from({ length: inputs }, (_, i) => operandName(i))
  const results = outputs.map((_, i) => outputName(i))
  return cached(scalarCalls, `${params}:${text}`, () =>
    canGenerateCode()
      ? (new Function(
          ...params,
          intrinsicsName,
          `'use strict';var ${results};${text}return [${results}]`,
        ) as ScalarCall)
      : interpretScalars(text, results, params),
  )
}

const calls = new Map<string, Call>()

/** Compiles expressions to a loop. */
export const compileBody = (
  outputs: readonly Expr[],
  isScalar: (input: number) => boolean,
): Code => {
  const body = printBody(outputs)
  const used = body.operandUses.flatMap((uses, input) => (uses > 0 ? [input] : []))
  const arrays = used.filter((input) => !isScalar(input))
  const scalars = used.filter(isScalar)
  const key = `${arrays} ${scalars} ${body.text}`
  const call = cached(calls, key, () => makeCall(body, outputs.length, arrays, scalars))
  return { call, arrays, scalars }
}
