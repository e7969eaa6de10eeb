import { describe, expect, it } from 'vitest'
import {
  checkpoint,
  customJvp,
  customRoot,
  customVjp,
  grad,
  jacfwd,
  jacrev,
  jit,
  jvp,
  lax,
  np,
  type Tensor,
  vmap,
} from '../../src/index.ts'
import fixture from './fixtures/closures.json' with { type: 'json' }

type Scalar = (x: Tensor) => Tensor
/** A function of one number with a rule of its own, from a value that both take from around them. */
type Make = (s: Tensor) => Scalar

const float64 = { dtype: 'float64' } as const
const ss = np.array([0.5, 1.5, -2], float64)
const xs = np.array([0.3, -0.7, 1.1], float64)
const s0 = np.array(1.7, float64)
const x0 = np.array(0.4, float64)
const one = np.array(1, float64)

const tripled = (x: Tensor, dx: Tensor, s: Tensor): Tensor => np.cos(x).mul(3).mul(dx).mul(s)

const forward: Make = (s) => {
  const f = customJvp((x: Tensor) => np.sin(x).mul(s))
  f.defjvp(([x]: [Tensor], [dx]: [Tensor]) => [f(x), tripled(x, dx, s)])
  return f
}
const backward: Make = (s) => {
  const f = customVjp((x: Tensor) => np.sin(x).mul(s))
  f.defvjp(
    (x: Tensor) => [f(x), x],
    (x: Tensor, ct: Tensor) => [tripled(x, ct, s)],
  )
  return f
}
const forwardRule: Make = (s) => {
  const f = customJvp((x: Tensor) => np.sin(x))
  f.defjvp(([x]: [Tensor], [dx]: [Tensor]) => [f(x), dx.mul(3).mul(s)])
  return f
}
const backwardRule: Make = (s) => {
  const f = customVjp((x: Tensor) => np.sin(x))
  f.defvjp(
    (x: Tensor) => [f(x), null],
    (_: null, ct: Tensor) => [ct.mul(3).mul(s)],
  )
  return f
}
const nondiff = { nondiffArgnums: [0] } as const
const forwardNondiff: Make = (s) => {
  const f = customJvp((t: Tensor, x: Tensor) => np.sin(x).mul(t), nondiff)
  f.defjvp((t: Tensor, [x]: [Tensor], [dx]: [Tensor]) => [f(t, x), tripled(x, dx, t)])
  return (x) => f(s, x)
}
const backwardNondiff: Make = (s) => {
  const f = customVjp((t: Tensor, x: Tensor) => np.sin(x).mul(t), nondiff)
  f.defvjp(
    (t: Tensor, x: Tensor) => [f(t, x), x],
    (t: Tensor, x: Tensor, ct: Tensor) => [tripled(x, ct, t)],
  )
  return (x) => f(s, x)
}
const nested = customJvp(
  ({ scale: [t] }: { scale: [Tensor] }, x: Tensor) => np.sin(x).mul(t),
  nondiff,
)
nested.defjvp(({ scale }: { scale: [Tensor] }, [x]: [Tensor], [dx]: [Tensor]) => [
  nested({ scale }, x),
  tripled(x, dx, scale[0]),
])
const root: Make = (s) => (x) =>
  customRoot(
    (y: Tensor) => y.mul(y).mul(y).sub(x.mul(s)),
    x.mul(0).add(1),
    (f, start) => lax.foriLoop(0, 60, (_, y: Tensor) => y.sub(f(y).div(y.mul(y).mul(3))), start),
    (g, y) => y.div(g(one)),
  )

const branch =
  (make: Make, s: Tensor): Scalar =>
  (x) =>
    lax.cond(x.gt(0), (y: Tensor) => make(s)(y), np.sin as Scalar, x)
const thrice =
  (make: Make, s: Tensor): Scalar =>
  (x) =>
    lax.scan((c: Tensor, _: null) => [make(s)(c), null] as const, x, null, { length: 3 })[0]

/** Where the value that is closed over comes from, and what the function is inside of; as in make_closures.py. */
const scenarios: Readonly<Record<string, (make: Make) => Tensor>> = {
  vmap: (make) => vmap((s: Tensor) => make(s)(s))(ss),
  vmapUnmapped: (make) => vmap((s: Tensor) => make(s)(x0))(ss),
  vmapBoth: (make) => vmap((s: Tensor, x: Tensor) => make(s)(x))(ss, xs),
  vmapGrad: (make) => vmap((s: Tensor) => grad((x: Tensor) => make(s)(x))(s))(ss),
  vmapGradUnmapped: (make) => vmap((s: Tensor) => grad((x: Tensor) => make(s)(x))(x0))(ss),
  gradVmap: (make) => grad((x: Tensor) => vmap((s: Tensor) => make(s)(x))(ss).sum())(x0),
  gradVmapBoth: (make) =>
    grad((x: Tensor) => vmap((s: Tensor, y: Tensor) => make(s)(y))(ss, x).sum())(xs),
  gradJitVmap: (make) => grad(jit((x: Tensor) => vmap((s: Tensor) => make(s)(x))(ss).sum()))(x0),
  gradJitVmapBoth: (make) =>
    grad(jit((x: Tensor) => vmap((s: Tensor, y: Tensor) => make(s)(y))(ss, x).sum()))(xs),
  vmapVmap: (make) => vmap((s: Tensor) => vmap((x: Tensor) => make(s)(x))(xs))(ss),
  vmapVmapSwapped: (make) => vmap((x: Tensor) => vmap((s: Tensor) => make(s)(x))(ss))(xs),
  vmapVmapGrad: (make) =>
    vmap((s: Tensor) => vmap((x: Tensor) => grad((y: Tensor) => make(s)(y))(x))(xs))(ss),
  vmapVmapGradSwapped: (make) =>
    vmap((x: Tensor) => vmap((s: Tensor) => grad((y: Tensor) => make(s)(y))(x))(ss))(xs),
  jit: (make) => jit((s: Tensor) => make(s)(s))(s0),
  jitGrad: (make) => jit((s: Tensor) => grad((x: Tensor) => make(s)(x))(s))(s0),
  jitVmapGrad: (make) =>
    jit((all: Tensor) => vmap((s: Tensor) => grad((x: Tensor) => make(s)(x))(s))(all))(ss),
  vmapJit: (make) => vmap((s: Tensor) => jit((x: Tensor) => make(s)(x))(s))(ss),
  vmapJitOwn: (make) => vmap(jit((s: Tensor) => make(s)(s)))(ss),
  vmapGradJit: (make) => vmap((s: Tensor) => grad(jit((x: Tensor) => make(s)(x)))(s))(ss),
  gradJit: (make) => grad(jit((x: Tensor) => make(s0)(x)))(x0),
  gradJitArgument: (make) =>
    grad((x: Tensor) => jit((y: Tensor, s: Tensor) => make(s)(y))(x, s0))(x0),
  vmapGradJitArgument: (make) =>
    vmap((s: Tensor) => grad((x: Tensor) => jit((y: Tensor, t: Tensor) => make(t)(y))(x, s))(s))(
      ss,
    ),
  jvpJitArgument: (make) =>
    jvp((x: Tensor) => jit((y: Tensor, s: Tensor) => make(s)(y))(x, s0), [x0], [one])[1],
  gradOwn: (make) => grad((s: Tensor) => make(s)(s))(s0),
  gradClosed: (make) => grad((s: Tensor) => make(s)(x0))(s0),
  gradJitOwn: (make) => grad(jit((s: Tensor) => make(s)(s)))(s0),
  jitGradOwn: (make) => jit(grad((s: Tensor) => make(s)(s)))(s0),
  gradVmapClosed: (make) => grad((all: Tensor) => vmap((s: Tensor) => make(s)(x0))(all).sum())(ss),
  gradVmapOwn: (make) => grad((all: Tensor) => vmap((s: Tensor) => make(s)(s))(all).sum())(ss),
  gradGradClosed: (make) => grad((s: Tensor) => grad((x: Tensor) => make(s)(x))(x0))(s0),
  gradCondClosed: (make) => grad((s: Tensor) => branch(make, s)(s))(s0),
  gradScanOwn: (make) =>
    grad(
      (x: Tensor) =>
        lax.scan((c: Tensor, _: null) => [make(c)(c), null] as const, x, null, { length: 3 })[0],
    )(x0),
  gradCond: (make) => grad(branch(make, s0))(x0),
  vmapCond: (make) => vmap((s: Tensor) => branch(make, s)(s))(ss),
  vmapCondUnmapped: (make) => vmap((s: Tensor) => branch(make, s)(x0))(ss),
  vmapGradCond: (make) => vmap((s: Tensor) => grad(branch(make, s))(s))(ss),
  vmapGradCondUnmapped: (make) => vmap((s: Tensor) => grad(branch(make, s))(x0))(ss),
  gradVmapCond: (make) =>
    grad((x: Tensor) =>
      vmap((s: Tensor) => lax.cond(s.gt(0), (y: Tensor) => make(s)(y), np.sin as Scalar, x))(
        ss,
      ).sum(),
    )(x0),
  jitGradCond: (make) => jit((s: Tensor) => grad(branch(make, s))(s))(s0),
  gradJitCondArgument: (make) =>
    grad((x: Tensor) => jit((y: Tensor, s: Tensor) => branch(make, s)(y))(x, s0))(x0),
  gradCondOperand: (make) =>
    grad((x: Tensor) =>
      lax.cond(
        x.gt(0),
        (y: Tensor, s: Tensor) => make(s)(y),
        (y: Tensor, _: Tensor) => np.sin(y),
        x,
        s0,
      ),
    )(x0),
  vmapScan: (make) => vmap((s: Tensor) => thrice(make, s)(s))(ss),
  gradScan: (make) => grad(thrice(make, s0))(x0),
  vmapGradScan: (make) => vmap((s: Tensor) => grad(thrice(make, s))(s))(ss),
  jitGradScan: (make) => jit((s: Tensor) => grad(thrice(make, s))(s))(s0),
  scanRows: (make) => lax.scan((c: Tensor, s: Tensor) => [make(s)(c), null] as const, x0, ss)[0],
  gradScanRows: (make) =>
    grad((x: Tensor) => lax.scan((c: Tensor, s: Tensor) => [make(s)(c), null] as const, x, ss)[0])(
      x0,
    ),
  gradScanCarry: (make) =>
    grad((x: Tensor) => {
      const step = ([c, s]: [Tensor, Tensor], _: null) =>
        [[make(s)(c), s] as [Tensor, Tensor], null] as const
      return lax.scan(step, [x, s0] as [Tensor, Tensor], null, { length: 3 })[0][0]
    })(x0),
  vmapGradGrad: (make) => vmap((s: Tensor) => grad(grad((x: Tensor) => make(s)(x)))(s))(ss),
  vmapJacfwd: (make) => vmap((s: Tensor) => jacfwd((x: Tensor) => make(s)(x))(s))(ss),
  vmapJacrev: (make) => vmap((s: Tensor) => jacrev((x: Tensor) => make(s)(x))(s))(ss),
  vmapGradCheckpoint: (make) =>
    vmap((s: Tensor) => grad(checkpoint((x: Tensor) => make(s)(x)))(s))(ss),
  gradVmapOuterClosed: (make) => grad((s: Tensor) => vmap((x: Tensor) => make(s)(x))(xs).sum())(s0),
  vmapWhile: (make) =>
    vmap((s: Tensor) =>
      lax.whileLoop(
        (c: Tensor) => c.lt(0),
        (c: Tensor) => make(s)(c).mul(0).add(1),
        s,
      ),
    )(ss),
}

/** Where the value is differentiated, of which a rule says nothing; JAX refuses these as well. */
const differentiated = [
  ...['gradOwn', 'gradClosed', 'gradJitOwn', 'jitGradOwn', 'gradVmapClosed', 'gradVmapOwn'],
  ...['gradGradClosed', 'gradCondClosed', 'gradScanOwn', 'gradVmapOuterClosed'],
]
/** Where a rule runs later than its function, which does not use the value; JAX refuses these as well. */
const later = [
  ...['gradJitVmap', 'gradJitArgument', 'vmapGradJitArgument', 'jvpJitArgument', 'gradJitOwn'],
  ...['gradVmapCond', 'gradJitCondArgument', 'gradCondOperand', 'gradScanRows'],
  ...['gradScanCarry', 'gradScanOwn', 'gradOwn', 'jitGradOwn', 'gradVmapOwn', 'gradCondClosed'],
]

interface Row {
  readonly name: string
  readonly make: Make
  readonly expected: Readonly<Record<string, unknown>>
  readonly refused?: readonly string[]
}

/** What a rule computes is differentiated like any other code, also in what it closes over; JAX gives the same. */
const ofRule = { gradGradClosed: 3 }

const rows: readonly Row[] = [
  { name: 'customJvp', make: forward, expected: fixture.forward, refused: differentiated },
  { name: 'customVjp', make: backward, expected: fixture.backward, refused: differentiated },
  {
    name: 'rules of customJvp',
    make: forwardRule,
    expected: { ...fixture.forwardRule, ...ofRule },
    refused: later,
  },
  {
    name: 'rules of customVjp',
    make: backwardRule,
    expected: { ...fixture.backwardRule, ...ofRule },
    refused: [...later, 'gradVmap'],
  },
  { name: 'nondiffArgnums of customJvp', make: forwardNondiff, expected: fixture.forward },
  { name: 'nondiffArgnums of customVjp', make: backwardNondiff, expected: fixture.backward },
  {
    name: 'trees in nondiffArgnums',
    make: (s) => (x) => nested({ scale: [s] }, x),
    expected: fixture.forward,
  },
  { name: 'customRoot', make: root, expected: fixture.root },
]

describe.each(rows)('$name', ({ make, expected, refused = [] }) => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    const value = expected[name]
    if (value === null)
      it(`has no forward mode in ${name}`, () => {
        expect(() => scenario(make)).toThrow('forward mode')
      })
    else if (refused.includes(name))
      it(`names nondiffArgnums in ${name}`, () => {
        expect(() => scenario(make)).toThrow('nondiffArgnums')
      })
    else
      it(`closes over values of ${name}`, () => {
        const found = [scenario(make).toArray()].flat(2)
        const wanted = [value].flat(2) as number[]
        expect(found.length).toBe(wanted.length)
        found.forEach((x, i) => {
          expect(x).toBeCloseTo(wanted[i] as number, 10)
        })
      })
  }
})
