import {
  checkpoint,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jit,
  jvp,
  linearize,
  np,
  type Tensor,
  treeLeaves,
  valueAndGrad,
  vjp,
  vmap,
} from '../../../src/index.ts'
import { fixedValues } from './data.ts'
import type { Transform, TransformParameters } from './language.ts'

/** What every transform here takes and gives: a function from tensors to a list of tensors. */
export type Fn = (...xs: readonly Tensor[]) => readonly Tensor[]

type Make = (f: Fn, p: TransformParameters) => Fn

const leaves = (tree: unknown): readonly Tensor[] => treeLeaves(tree) as readonly Tensor[]

const isFloat = (x: Tensor): boolean => x.dtype === 'float64' || x.dtype === 'float32'

/** `f` as a function of its floating arguments with its floating results, and those arguments. */
const onFloats = (f: Fn, xs: readonly Tensor[]): readonly [Fn, readonly Tensor[]] => {
  const g: Fn = (...floats) => {
    let next = 0
    const all = xs.map((x) => (isFloat(x) ? (floats[next++] as Tensor) : x))
    return f(...all).filter(isFloat)
  }
  return [g, xs.filter(isFloat)]
}

const via = { id: (x: Tensor): Tensor => x, sin: np.sin, square: np.square }

/** A weighted sum of the floating results, each first passed through `via`. */
const scalarOf =
  (f: Fn, p: TransformParameters) =>
  (...xs: readonly Tensor[]): Tensor => {
    const outs = f(...xs).filter(isFloat)
    const through = outs.map((o) => via[p.via ?? 'id'](o))
    const { seed } = p
    const terms =
      seed === null || seed === undefined
        ? through
        : fixedValues(seed, outs, 0.5, 1.5).map((w, k) => np.multiply(w, through[k] as Tensor))
    return terms.map((t) => np.sum(t)).reduce((a, b) => np.add(a, b))
  }

const argnumsOf = (p: TransformParameters): number | readonly number[] => p.argnums ?? 0

const seedOf = (p: TransformParameters): number => p.seed ?? 0

const gradient: Make = (f, p) => {
  const options = { argnums: argnumsOf(p) }
  const scalar = scalarOf(f, p)
  return p.value === true
    ? (...xs) => leaves(valueAndGrad(scalar, options)(...xs))
    : (...xs) => leaves(grad(scalar, options)(...xs))
}

const pushForward: Make =
  (f, p) =>
  (...xs) => {
    const [g, floats] = onFloats(f, xs)
    const [out, tangent] = jvp(g, floats, fixedValues(seedOf(p), floats))
    return p.value === true ? leaves([out, tangent]) : leaves(tangent)
  }

const pullBack: Make =
  (f, p) =>
  (...xs) => {
    const [g, floats] = onFloats(f, xs)
    const [out, pull] = vjp(g, ...floats)
    const cts = pull(fixedValues(seedOf(p), leaves(out)) as never)
    return p.value === true ? leaves([out, cts]) : leaves(cts)
  }

/** The linear map is used twice: what it keeps of the primal pass must survive the first use. */
const linearized: Make =
  (f, p) =>
  (...xs) => {
    const [g, floats] = onFloats(f, xs)
    const [out, push] = linearize(g, ...floats)
    const first = leaves(push(...fixedValues(seedOf(p), floats)))
    const second = leaves(push(...fixedValues(seedOf(p) + 100, floats)))
    if (p.value === true) return [...leaves(out), ...first, ...second]
    return first.map((a, i) => np.subtract(a, np.multiply(2, second[i] as Tensor)))
  }

const floatsOnly =
  (f: Fn): Fn =>
  (...xs) =>
    f(...xs).filter(isFloat)

const jacobian =
  (make: (f: Fn, options: { argnums: number }) => (...xs: readonly Tensor[]) => unknown): Make =>
  (f, p) =>
  (...xs) =>
    leaves(make(floatsOnly(f), { argnums: argnumsOf(p) as number })(...xs))

/** `f` after some steps of gradient descent on its own scalar: the inner loop of MAML. */
const adapted: Make = (f, p) => {
  const i = argnumsOf(p) as number
  const slope = grad(scalarOf(f, p), { argnums: i })
  return (...xs) => {
    const args = [...xs]
    for (let step = 0; step < (p.steps ?? 1); step++) {
      const g = leaves(slope(...args))[0] as Tensor
      args[i] = np.subtract(args[i] as Tensor, np.multiply(p.lr ?? 0.1, g))
    }
    return f(...args)
  }
}

const transforms: Readonly<Record<string, Make>> = {
  grad: gradient,
  vmap:
    (f, { inAxes = [], outAxes = 0 }) =>
    (...xs) =>
      vmap(f, { inAxes, outAxes })(...xs),
  jvp: pushForward,
  vjp: pullBack,
  linearize: linearized,
  jacfwd: jacobian((f, options) => jacfwd(f, options)),
  jacrev: jacobian((f, options) => jacrev(f, options)),
  hessian: jacobian((f, options) => hessian(f, options)),
  adapt: adapted,
  jit: (f) => jit(f),
  checkpoint: (f) => checkpoint(f),
}

/** The transforms applied in order, the first innermost. */
export const applyTransforms = (f: Fn, stack: readonly Transform[]): Fn =>
  stack.reduce((g, [name, p]) => {
    const make = transforms[name]
    if (make === undefined) throw new Error(`no transform is called ${name}`)
    return make(g, p)
  }, f)
