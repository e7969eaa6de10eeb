import { showAval } from './aval.ts'
import { parameterKey } from './identity.ts'
import { getOrCreate } from './maps.ts'
import { type Atom, type Equation, Lit, type Program, type Var } from './program.ts'
import { isHostScalar } from './tensor.ts'

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

/** `a, b, …, z, ba, bb, …`, as JAX names variables. */
const variableName = (index: number): string => {
  const letter = String.fromCharCode(97 + (index % 26))
  return index < 26 ? letter : variableName(Math.floor(index / 26)) + letter
}

const isProgram = (value: unknown): value is Program =>
  typeof value === 'object' && value !== null && 'equations' in value

const showLiteral = (atom: Lit): string => {
  const { value } = atom
  if (!isHostScalar(value)) return `<${showAval(value)}>`
  const item = value.item()
  const isFloat = value.dtype.startsWith('float')
  const text =
    value.dtype === 'bool'
      ? String(item !== 0)
      : isFloat && Number.isInteger(item)
        ? `${item}.0`
        : String(item)
  return `${text}:${showAval(value)}`
}

const showTuple = (values: readonly unknown[], show: (value: unknown) => string): string =>
  values.length === 1 ? `(${show(values[0])},)` : `(${values.map(show).join(', ')})`

/** Numbers of the programs that others hold more than once, and which of them are written already. */
interface Names {
  readonly numbers: ReadonlyMap<Program, number>
  readonly written: Set<Program>
}

const programsOf = ({ equations }: Program): readonly Program[] =>
  equations.flatMap(({ params }) => Object.values(params).flat().filter(isProgram))

const namesFor = (root: Program): Names => {
  const seen = new Set<Program>([root])
  const numbers = new Map<Program, number>()
  const waiting = [...programsOf(root)]
  for (let program = waiting.pop(); program !== undefined; program = waiting.pop()) {
    if (!seen.has(program)) waiting.push(...programsOf(program))
    else if (!numbers.has(program)) numbers.set(program, numbers.size + 1)
    seen.add(program)
  }
  return { numbers, written: new Set() }
}

/** A program that another one holds; written once, as those that call each other may be of any size written out. */
const showInner = (program: Program, indent: string, names: Names): string => {
  const number = names.numbers.get(program)
  if (number === undefined) return printProgram(program, 0, indent, names)
  if (names.written.has(program)) return `#${number}`
  names.written.add(program)
  return `#${number} ${printProgram(program, 0, indent, names)}`
}

/** Parameters in JAX's notation: tuples for lists, snake case, True and False. */
const showParameter = (value: unknown, indent: string, names: Names): string => {
  const show = (v: unknown): string => showParameter(v, indent, names)
  if (isProgram(value)) return showInner(value, `${indent}  `, names)
  if (Array.isArray(value))
    return value.some(isProgram)
      ? `(\n${value.map((v) => `${indent}    ${show(v)}`).join('\n')}\n${indent}  )`
      : showTuple(value, show)
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'function') return `<${value.name === '' ? 'function' : value.name}>`
  if (typeof value === 'object') {
    if ('contract' in value && 'batch' in value) {
      const pair = (v: unknown): string =>
        `(${(v as unknown[][]).map((l) => `[${l.join(', ')}]`).join(', ')})`
      return `(${pair(value.contract)}, ${pair(value.batch)})`
    }
    return `{${Object.entries(value)
      .map(([key, v]) => `${snakeCase(key)}=${show(v)}`)
      .join(', ')}}`
  }
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : parameterKey(value)
}

const showParams = (params: object, indent: string, programs: Names): string => {
  const entries = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return ''
  const texts = entries.map(
    ([key, value]) => `${snakeCase(key)}=${showParameter(value, indent, programs)}`,
  )
  return texts.some((text) => text.includes('\n'))
    ? `[\n${texts.map((text) => `${indent}  ${text}`).join('\n')}\n${indent}]`
    : `[${texts.join(' ')}]`
}

/**
 * Prints a program as JAX prints a jaxpr. The first `numConstants` inputs are its constants. Programs that it holds more
 * than once have numbers, `#1`, and are written once.
 *
 * @see https://docs.jax.dev/en/latest/jaxpr.html
 */
export const printProgram = (
  program: Program,
  numConstants = 0,
  indent = '',
  programs = namesFor(program),
): string => {
  const names = new Map<Var, string>()
  const nameOf = (v: Var): string => getOrCreate(names, v, () => variableName(names.size))
  const typed = (v: Var): string => `${nameOf(v)}:${showAval(v.aval)}`
  const atom = (a: Atom): string => (a instanceof Lit ? showLiteral(a) : nameOf(a))
  const constants = program.inputs.slice(0, numConstants).map(typed).join(' ')
  const inputs = program.inputs.slice(numConstants).map(typed).join(' ')
  const inner = `${indent}    `
  const line = ({ primitive, params, inputs: ins, outputs }: Equation): string =>
    `${outputs.map(typed).join(' ')} = ${primitive.name}${showParams(params, inner, programs)} ${ins.map(atom).join(' ')}`.trimEnd()
  const lines = program.equations.map(line)
  const outs = `(${program.outputs.map(atom).join(', ')}${program.outputs.length === 1 ? ',' : ''})`
  const head = `{ lambda ${constants}${constants === '' ? '' : ' '}; ${inputs}${inputs === '' ? '' : ''}. let`
  return lines.length === 0
    ? `${head}  in ${outs} }`
    : `${head}\n${lines.map((text) => inner + text).join('\n')}\n${indent}  in ${outs} }`
}
