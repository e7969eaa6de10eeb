import { describe } from './describe.ts'
import { ArgumentError, CotangentError } from './errors.ts'
import { isTensor } from './tensor.ts'

/** What functions that were given threw; those may be of the library itself. */
const fromFunctions = new WeakSet<object>()

/** What functions of the caller threw, whatever function of the library called them. */
const fromCaller = new WeakSet<object>()

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

type AnyFunction<A extends readonly unknown[], R> = (...args: A) => R

/** Calls a function that is among the arguments of a public one: what it throws keeps its name there. */
export const callFunction = <A extends readonly unknown[], R>(
  f: AnyFunction<A, R>,
  ...args: A
): R => {
  try {
    return f(...args)
  } catch (error) {
    if (isObject(error)) fromFunctions.add(error)
    throw error
  }
}

/** Calls a function of the caller that came in before, such as a schedule: what it throws keeps its name. */
export const callGiven = <A extends readonly unknown[], R>(f: AnyFunction<A, R>, ...args: A): R => {
  try {
    return f(...args)
  } catch (error) {
    if (isObject(error)) fromCaller.add(error)
    throw error
  }
}

/** How deep in arguments functions are looked for. */
const searchDepth = 4

/** Whether a value is a function or holds one. */
const holdsFunction = (value: unknown, depth = searchDepth): boolean => {
  if (typeof value === 'function') return true
  if (!isObject(value) || depth === 0 || isTensor(value) || ArrayBuffer.isView(value)) return false
  return Object.values(value).some((held) => holdsFunction(held, depth - 1))
}

/** Whether it is the stack that ended, which says nothing of the arguments. */
// A regular expression needs more of it.
const isStackOverflow = ({ message }: Error): boolean =>
  message.includes('call stack') || message.includes('recursion')

/** The arguments of a call, in few words. */
const showArguments = (args: readonly unknown[]): string => {
  const count = args.reduce<number>((n, arg, i) => (arg === undefined ? n : i + 1), 0)
  const shown = args.slice(0, count).map((arg) => describe(arg).replace(/ \(.*\)$/, ''))
  return count === 0 ? 'none' : shown.join(', ')
}

/** An error of what the library is made of, which does not say whose it is, as one of a public function. */
const explained = (op: string, args: readonly unknown[], error: Error): Error =>
  new ArgumentError(
    op,
    `expected other arguments, got ${showArguments(args)}; they led to: ${error.message}`,
    { cause: error },
  )

/** Gives an error the name of the function that was called; what follows a name, as in `sum axis`, stays. */
const rename = (op: string, error: CotangentError): void => {
  const from = error.message
  const place = error.op.indexOf(' ')
  const prefix = place < 0 ? op : op + error.op.slice(place)
  const to = prefix + from.slice(error.op.length)
  const { stack } = error
  Object.assign(error, { op, message: to })
  // Engines that print the message at the head of the stack have printed it already.
  if (stack?.includes(from) === true) error.stack = stack.replace(from, () => to)
}

/**
 * What leaves a public function in place of what was thrown in it: an error that names that function, as nobody knows
 * what it is made of. What functions in its arguments throw is the caller's, and so is everything where some came in
 * `earlier`, with the arguments of the function that gave this one.
 */
export const leaving = (
  op: string,
  earlier: readonly unknown[],
  args: readonly unknown[],
  error: unknown,
): unknown => {
  if (!(error instanceof Error) || fromCaller.has(error)) return error
  if (earlier.some((arg) => holdsFunction(arg))) return error
  if (error instanceof CotangentError && (error.op === op || op.startsWith(`${error.op}.`)))
    return error
  if (fromFunctions.has(error) && args.some((arg) => holdsFunction(arg))) return error
  if (error instanceof CotangentError) {
    rename(op, error)
    return error
  }
  const isOfGuts = error instanceof TypeError || error instanceof RangeError
  return isOfGuts && !isStackOverflow(error) ? explained(op, args, error) : error
}
