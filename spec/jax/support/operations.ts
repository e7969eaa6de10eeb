import * as cotangent from '../../../src/index.ts'
import {
  customJvp,
  customLinearSolve,
  customRoot,
  customVjp,
  jacfwd,
  jvp,
  lax,
  np,
  stopGradient,
  type Tensor,
} from '../../../src/index.ts'
import { type ArraySpec, materialize } from './data.ts'

type Callable = (...args: readonly unknown[]) => unknown

type Options = Readonly<Record<string, unknown>>

/** The library's function at a path such as `np.linalg.solve`. */
export const resolvePath = (path: string): Callable => {
  let target: unknown = cotangent
  for (const part of path.split('.'))
    target =
      (typeof target === 'object' || typeof target === 'function') && target !== null
        ? (target as Readonly<Record<string, unknown>>)[part]
        : undefined
  if (typeof target !== 'function') throw new Error(`${path} is absent`)
  return target as Callable
}

const method = (receiver: unknown, name: string): Callable => {
  const found = (receiver as Readonly<Record<string, unknown>>)[name]
  if (typeof found !== 'function') throw new Error(`Tensor.${name} is absent`)
  return found.bind(receiver) as Callable
}

const at =
  (name: string) =>
  ([x, value, ...index]: readonly unknown[], options: Options): unknown =>
    method(method(x, 'at')(...index), name)(value, options)

const atGet = ([x, ...index]: readonly unknown[], options: Options): unknown =>
  method(method(x, 'at')(...index), 'get')(options)

type Unary = (x: Tensor) => Tensor

type Structure = 'elementwise' | 'dense'

const ones = (x: Tensor): Tensor => np.onesLike(x)

const newtonStep = (f: Unary, x: Tensor, structure: Structure): Tensor => {
  if (structure === 'elementwise') {
    const [y, slope] = jvp(f, [x], [ones(x)])
    return np.subtract(x, np.divide(y, slope))
  }
  return np.subtract(x, np.linalg.solve(jacfwd(f)(x), f(x)))
}

/** Newton's method, differentiated by the implicit function theorem. */
const newtonRoot = (guess: Tensor, options: Options): unknown => {
  const structure = options['structure'] as Structure
  const solve = (g: Unary, x: Tensor): Tensor =>
    lax.foriLoop(
      0,
      options['steps'] as number,
      (_: Tensor, y: Tensor) => newtonStep(g, y, structure),
      x,
    )
  const tangentSolve = (g: Unary, y: Tensor): Tensor =>
    structure === 'elementwise' ? np.divide(y, g(ones(y))) : np.linalg.solve(jacfwd(g)(y), y)
  return customRoot(options['f'] as Unary, guess, solve, tangentSolve)
}

const linearSolve = (b: Tensor, options: Options): unknown => {
  const solve = options['solve'] as Unary
  const transposeSolve = options['transposeSolve'] as Unary | undefined
  return customLinearSolve(options['matvec'] as Unary, b, (_: Unary, y: Tensor) => solve(y), {
    symmetric: options['symmetric'] === true,
    ...(transposeSolve && {
      transposeSolve: (_: Unary, y: Tensor) => transposeSolve(y),
    }),
  })
}

const withJvp = (args: readonly Tensor[], options: Options): unknown => {
  const rule = options['rule'] as Callable
  const f = customJvp(options['fun'] as (...xs: Tensor[]) => Tensor)
  f.defjvp((primals: readonly Tensor[], tangents: readonly Tensor[]) => {
    const [out, tangent] = rule(...primals, ...tangents) as readonly [Tensor, Tensor]
    return [out, tangent]
  })
  return f(...args)
}

const withVjp = (args: readonly Tensor[], options: Options): unknown => {
  const [fwd, bwd] = [options['fwd'] as Callable, options['bwd'] as Callable]
  const f = customVjp(options['fun'] as (...xs: Tensor[]) => Tensor)
  f.defvjp(
    (...xs: readonly Tensor[]) => fwd(...xs) as readonly [Tensor, readonly Tensor[]],
    (residuals: readonly Tensor[], ct: Tensor) => bwd(...residuals, ct) as readonly Tensor[],
  )
  return f(...args)
}

/** Operations that are no plain call of an exported function; see README.md. */
const special: Readonly<Record<string, (args: readonly unknown[], options: Options) => unknown>> = {
  get: ([x, ...index]) => method(x, 'get')(...index),
  const: (_, options) => materialize(options['spec'] as ArraySpec),
  stopGradient: ([x]) => stopGradient(x as Tensor),
  customJvp: (args, options) => withJvp(args as readonly Tensor[], options),
  customVjp: (args, options) => withVjp(args as readonly Tensor[], options),
  customRoot: ([guess], options) => newtonRoot(guess as Tensor, options),
  customLinearSolve: ([b], options) => linearSolve(b as Tensor, options),
  apply: ([f, ...args]) => (f as Callable)(...args),
  'at.get': atGet,
  ...Object.fromEntries(
    ['set', 'add', 'mul', 'min', 'max', 'divide', 'power'].map((name) => [`at.${name}`, at(name)]),
  ),
}

/** Calls the operation a path names: a special one, a method (`.astype`), or an exported function. */
export const callOperation = (
  path: string,
  args: readonly unknown[],
  options?: Options,
): unknown => {
  const known = special[path]
  if (known !== undefined) return known(args, options ?? {})
  const all = options === undefined ? args : [...args, options]
  if (path.startsWith('.')) return method(all[0], path.slice(1))(...all.slice(1))
  return resolvePath(path)(...all)
}
