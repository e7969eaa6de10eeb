import type { ArraySpec, Expected } from './data.ts'

/** A tree of references to values of the environment. */
export type Refs = number | readonly Refs[]

/** A function in a program: its values are the captures, then its arguments' leaves, then its results. */
export interface FnCode {
  readonly captures: readonly number[]
  readonly ops: readonly Op[]
  readonly out: Refs
  readonly transforms?: readonly Transform[]
}

export type Argument =
  | number
  | readonly Argument[]
  | { readonly fn: FnCode }
  | { readonly lit: unknown }

/** `[path, arguments, options]`: a call of the public API, or of one of the names in operations.ts. */
export type Op = readonly [
  path: string,
  args: readonly Argument[],
  options?: Readonly<Record<string, unknown>>,
]

/** Parameters of a transform; each transform uses some of them. */
export interface TransformParameters {
  readonly argnums?: number | readonly number[]
  readonly inAxes?: readonly (number | null)[]
  readonly outAxes?: number | readonly number[]
  /** Of the weights, tangents or cotangents; `null` for weights of 1. */
  readonly seed?: number | null
  /** What the outputs pass through before they are summed to a scalar. */
  readonly via?: 'id' | 'sin' | 'square'
  /** Whether the primal outputs come first in the result. */
  readonly value?: boolean
  readonly lr?: number
  readonly steps?: number
}

export type Transform = readonly [name: string, parameters: TransformParameters]

export interface Program {
  readonly name: string
  /** Where the generator started; absent for programs written by hand. */
  readonly seed?: number
  readonly inputs: readonly ArraySpec[]
  readonly ops: readonly Op[]
  readonly out: readonly number[]
  /** Applied in order: the first is the innermost. */
  readonly transforms: readonly Transform[]
  readonly expected: readonly Expected[]
}

const literal = (value: unknown): string => JSON.stringify(value)

const argument = (arg: Argument, indent: string): string => {
  if (typeof arg === 'number') return `%${arg}`
  if (Array.isArray(arg)) return `[${arg.map((a) => argument(a, indent)).join(', ')}]`
  if ('fn' in arg) return fnText(arg.fn, indent)
  return literal((arg as { readonly lit: unknown }).lit)
}

const refs = (tree: Refs): string =>
  typeof tree === 'number' ? `%${tree}` : `[${tree.map(refs).join(', ')}]`

const hasFn = (value: unknown): value is { readonly fn: FnCode } =>
  typeof value === 'object' && value !== null && 'fn' in value

const isRef = (value: unknown): value is { readonly v: number } =>
  typeof value === 'object' && value !== null && 'v' in value

const optionText = (value: unknown, indent: string): string =>
  hasFn(value) ? fnText(value.fn, indent) : isRef(value) ? `%${value.v}` : literal(value)

const opText = ([path, args, options = {}]: Op, indent: string): string => {
  const named = Object.entries(options).map(([k, v]) => `${k}: ${optionText(v, indent)}`)
  const all = args.map((a) => argument(a, indent))
  return `${path}(${[...all, ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : [])].join(', ')})`
}

/** A single call for a reader. */
export const operationText = (op: Op): string => opText(op, '')

/** What the results are called is left out: an operation may have several, which take the next numbers. */
const fnText = (fn: FnCode, indent: string): string => {
  const inner = `${indent}  `
  const captured = fn.captures.map((c) => `%${c}`).join(', ')
  const lines = fn.ops.map((op) => `${inner}${opText(op, inner)}\n`).join('')
  const under = fn.transforms === undefined ? '' : ` under ${stackText(fn.transforms)}`
  return `fn[${captured}]${under} {\n${lines}${inner}→ ${refs(fn.out)}\n${indent}}`
}

/** `jit(vmap(grad(f)))`. */
export const compositionText = (transforms: readonly Transform[]): string =>
  transforms.reduce((text, [name]) => `${name}(${text})`, 'f')

const stackText = (transforms: readonly Transform[]): string =>
  transforms.map(([name, p]) => `${name} ${literal(p)}`).join(', then ')

const inputText = ({ dtype, shape, ...rest }: ArraySpec): string =>
  `${dtype}[${shape.join(',')}] ${literal(rest)}`

/** A program for a reader: inputs, operations, transforms and the seed it was found at. */
export const programText = (p: Program): string =>
  [
    `${p.name}: ${compositionText(p.transforms)}${p.seed === undefined ? '' : `, seed ${p.seed}`}`,
    ...p.inputs.map((spec, i) => `  %${i} = ${inputText(spec)}`),
    ...p.ops.map((op) => `  ${opText(op, '  ')}`),
    `  → ${p.out.map((i) => `%${i}`).join(', ')}`,
    `  transforms: ${stackText(p.transforms)}`,
  ].join('\n')
