import { unreachable } from '../../core/errors.ts'
import { intrinsics } from './intrinsics/index.ts'
import { intrinsicsName } from './scalar-ops.ts'

/** The values of names while code runs. */
type Frame = Float64Array

/** Code as a function; booleans are 0 and 1. */
type Code = (frame: Frame) => number

type Operator = (x: Code, y: Code) => Code

/** The binary operators of JavaScript that are printed, with their precedence. */
const operators: Readonly<Record<string, readonly [precedence: number, Operator]>> = {
  '||': [1, (x, y) => (f) => x(f) || y(f)],
  '&&': [2, (x, y) => (f) => x(f) && y(f)],
  '|': [3, (x, y) => (f) => x(f) | y(f)],
  '^': [4, (x, y) => (f) => x(f) ^ y(f)],
  '&': [5, (x, y) => (f) => x(f) & y(f)],
  '===': [6, (x, y) => (f) => (x(f) === y(f) ? 1 : 0)],
  '!==': [6, (x, y) => (f) => (x(f) !== y(f) ? 1 : 0)],
  '<': [7, (x, y) => (f) => (x(f) < y(f) ? 1 : 0)],
  '<=': [7, (x, y) => (f) => (x(f) <= y(f) ? 1 : 0)],
  '>': [7, (x, y) => (f) => (x(f) > y(f) ? 1 : 0)],
  '>=': [7, (x, y) => (f) => (x(f) >= y(f) ? 1 : 0)],
  '<<': [8, (x, y) => (f) => x(f) << y(f)],
  '>>': [8, (x, y) => (f) => x(f) >> y(f)],
  '>>>': [8, (x, y) => (f) => x(f) >>> y(f)],
  '+': [9, (x, y) => (f) => x(f) + y(f)],
  '-': [9, (x, y) => (f) => x(f) - y(f)],
  '*': [10, (x, y) => (f) => x(f) * y(f)],
  '/': [10, (x, y) => (f) => x(f) / y(f)],
  '%': [10, (x, y) => (f) => x(f) % y(f)],
}

const prefixes: Readonly<Record<string, (x: Code) => Code>> = {
  '-': (x) => (f) => -x(f),
  '+': (x) => x,
  '~': (x) => (f) => ~x(f),
  '!': (x) => (f) => (x(f) ? 0 : 1),
}

type Library = Readonly<Record<string, (...args: number[]) => number>>

/** Objects whose functions are called. */
const libraries: Readonly<Record<string, Library>> = {
  Math: Object.fromEntries(
    Object.getOwnPropertyNames(Math).map((name) => [name, Math[name as 'abs']]),
  ),
  [intrinsicsName]: intrinsics,
}

const constants: Readonly<Record<string, number>> = { Infinity, NaN: Number.NaN }

const call = (g: (...args: number[]) => number, args: readonly Code[]): Code => {
  const [x, y] = args as [Code, Code]
  switch (args.length) {
    case 1:
      return (f) => g(x(f))
    case 2:
      return (f) => g(x(f), y(f))
    default:
      return (f) => g(...args.map((arg) => arg(f)))
  }
}

const token =
  /0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[a-z_$][\w$]*|>>>|===|!==|<<|>>|<=|>=|&&|\|\||\S/gi

/** Places of names in a frame. */
type Slots = Map<string, number>

const slotOf = (slots: Slots, name: string): number => {
  const slot = slots.get(name) ?? slots.size
  slots.set(name, slot)
  return slot
}

/** Reads code from `text`: an expression, or a block of assignments. */
const parser = (text: string, slots: Slots) => {
  const tokens: readonly string[] = text.match(token) ?? []
  let at = 0
  const take = (expected: string): boolean => {
    if (tokens[at] !== expected) return false
    at += 1
    return true
  }
  const need = (expected: string): void => {
    if (!take(expected)) unreachable(`${tokens[at] ?? 'the end'} for ${expected} in ${text}`)
  }

  const list = (): readonly Code[] => {
    const args: Code[] = []
    need('(')
    do args.push(expression())
    while (take(','))
    need(')')
    return args
  }

  const primary = (): Code => {
    if (take('(')) {
      const inner = expression()
      need(')')
      return inner
    }
    const word = tokens[at++] ?? ''
    const value = /^[.\d]/.test(word) ? Number(word) : constants[word]
    if (value !== undefined) return () => value
    const prefix = prefixes[word]
    if (prefix !== undefined) return prefix(primary())
    const library = libraries[word]
    if (library !== undefined) {
      need('.')
      const name = tokens[at++] ?? ''
      return call(library[name] ?? unreachable(`${word}.${name} in ${text}`), list())
    }
    if (!/^[a-z_$]/i.test(word)) unreachable(`${word} in ${text}`)
    const slot = slotOf(slots, word)
    return (f) => f[slot]!
  }

  const binary = (least: number): Code => {
    let x = primary()
    for (;;) {
      const [precedence, apply] = operators[tokens[at] ?? ''] ?? [0, undefined]
      if (apply === undefined || precedence < least) return x
      at += 1
      x = apply(x, binary(precedence + 1))
    }
  }

  const expression = (): Code => {
    const condition = binary(1)
    if (!take('?')) return condition
    const yes = expression()
    need(':')
    const no = expression()
    return (f) => (condition(f) ? yes(f) : no(f))
  }

  const assignment = (): Code => {
    take('var')
    const slot = slotOf(slots, tokens[at++] ?? '')
    need('=')
    const value = expression()
    return (f) => {
      const result = value(f)
      f[slot] = result
      return result
    }
  }

  const block = (): readonly Code[] => {
    const assignments: Code[] = []
    need('{')
    do assignments.push(assignment())
    while (take(';'))
    need('}')
    return assignments
  }

  return { block, expression }
}

/** Assignments ready to run on a frame. */
export interface Interpreted {
  readonly frame: Frame
  /** The place of a name in the frame. */
  readonly slot: (name: string) => number
  readonly run: () => void
}

/**
 * The body of a loop, as `printBody` prints it, where code may not be generated: it is read back as functions, so
 * that what each operation means is written once.
 */
export const interpretBody = (text: string, names: readonly string[]): Interpreted => {
  const slots: Slots = new Map()
  const assignments = parser(text, slots).block()
  for (const name of names) slotOf(slots, name)
  const frame = new Float64Array(slots.size)
  return {
    frame,
    slot: (name) => slotOf(slots, name),
    run: () => {
      for (let i = 0; i < assignments.length; i++) assignments[i]!(frame)
    },
  }
}

/** A function of two numbers from an expression over `x` and `y`. */
export const interpretBinary = (text: string): ((x: number, y: number) => number) => {
  const slots: Slots = new Map([
    ['x', 0],
    ['y', 1],
  ])
  const code = parser(text, slots).expression()
  const frame = new Float64Array(2)
  return (x, y) => {
    frame[0] = x
    frame[1] = y
    return code(frame)
  }
}
