import { describe, it } from 'vitest'
import {
  checkpoint,
  customJvp,
  customLinearSolve,
  customRoot,
  customVjp,
  grad,
  jit,
  jvp,
  lax,
  np,
  type Tensor,
  vmap,
} from '../../src/index.ts'
import { expectSame } from '../support/expect-close.ts'

type Map = (x: Tensor) => Tensor

/** Transforms of maps that keep the shape of their argument, so that any may follow any. */
const transforms = {
  jit: (f: Map): Map => jit(f),
  checkpoint: (f: Map): Map => checkpoint(f),
  vmap: (f: Map): Map => vmap(f),
  grad: (f: Map): Map => grad((x: Tensor) => np.sum(np.sin(f(x)))),
  jvp:
    (f: Map): Map =>
    (x) =>
      jvp(f, [x], [np.cos(x)])[1],
} as const

type Name = keyof typeof transforms
const names = Object.keys(transforms) as readonly Name[]

/** Whether something is compiled or recomputed twice in a row, which shows nothing new. */
const repeats = (stack: readonly Name[]): boolean =>
  stack.some((name, i) => name === stack[i + 1] && (name === 'jit' || name === 'checkpoint'))

/** All sequences of up to three transforms, the innermost first. */
const sequences: readonly (readonly Name[])[] = [1, 2, 3].flatMap((length) =>
  Array.from({ length: length - 1 }).reduce<readonly (readonly Name[])[]>(
    (all) => all.flatMap((stack) => names.map((name) => [...stack, name])),
    names.map((name) => [name]),
  ),
)

const stacks = sequences.filter((stack) => !repeats(stack))

const apply = (f: Map, stack: readonly Name[]): Map =>
  stack.reduce((g, name) => transforms[name](g), f)

/** Compilation and recomputation change no value, so the reference goes without. */
const withoutPrograms = (stack: readonly Name[]): readonly Name[] =>
  stack.filter((name) => name !== 'jit' && name !== 'checkpoint')

interface Subject {
  /** Written with what is under test. */
  readonly f: Map
  /** The same as straight-line code. */
  readonly plain: Map
  readonly excludes?: (stack: readonly Name[]) => boolean
}

const step = (c: Tensor, x: Tensor): Tensor => np.tanh(c.mul(x).add(x))

const wave = customJvp((x: Tensor) => np.sin(x))
wave.defjvp(([x]: [Tensor], [dx]: [Tensor]) => [wave(x), np.cos(x).mul(dx)])

const product = customVjp((x: Tensor, y: Tensor) => x.mul(y))
product.defvjp(
  (x: Tensor, y: Tensor) => [x.mul(y), { x, y }],
  ({ x, y }: { x: Tensor; y: Tensor }, ct: Tensor) => [ct.mul(y), ct.mul(x)],
)

const softplus = (x: Tensor): Tensor => np.log1p(np.exp(x))

const matrix = np.array(
  [
    [4, 1, 0],
    [-1, 5, 2],
    [0.5, 0, 3],
  ],
  { dtype: 'float64' },
)

const solveWith = (a: Tensor, b: Tensor): Tensor =>
  customLinearSolve(
    (x: Tensor) => np.matmul(a, x),
    b,
    (_, y) => np.linalg.solve(a, y),
    {
      transposeSolve: (_, y) => np.linalg.solve(np.transpose(a), y),
    },
  )

const subjects: Readonly<Record<string, Subject>> = {
  scan: {
    f: (x) => {
      const [c, ys] = lax.scan(
        (c: Tensor, u: Tensor) => [step(c, u), c.mul(u)] as const,
        x,
        np.stack([x, np.cos(x)]),
      )
      return c.add(np.sum(ys, { axis: 0 }))
    },
    plain: (x) => {
      const y = np.cos(x)
      const first = step(x, x)
      return step(first, y).add(x.mul(x)).add(first.mul(y))
    },
  },
  'scan from the end': {
    f: (x) =>
      lax.scan((c: Tensor, u: Tensor) => [step(c, u), null] as const, x, np.stack([x, np.cos(x)]), {
        reverse: true,
      })[0],
    plain: (x) => step(step(x, np.cos(x)), x),
  },
  'scan over elements, closing over the argument': {
    f: (x) =>
      lax.scan((c: Tensor, u: Tensor) => [c.mul(u), c.mul(x)] as const, np.sum(x), x)[1].get(2),
    plain: (x) => np.sum(x).mul(x.get(0)).mul(x.get(1)).mul(x),
  },
  foriLoop: {
    f: (x) => lax.foriLoop(0, 3, (i, c: Tensor) => np.sin(c).mul(x).add(i.astype(x.dtype)), x),
    plain: (x) => {
      const next = (c: Tensor, i: number): Tensor => np.sin(c).mul(x).add(i)
      return next(next(next(x, 0), 1), 2)
    },
  },
  map: {
    f: (x) => lax.map((u: Tensor) => np.sin(u).mul(np.sum(x)), x),
    plain: (x) => np.sin(x).mul(np.sum(x)),
  },
  'cond with a fixed predicate': {
    f: (x) =>
      lax.cond(
        np.array(true),
        (a: Tensor) => np.sin(a).mul(x),
        (a: Tensor) => a,
        x,
      ),
    plain: (x) => np.sin(x).mul(x),
  },
  'cond on the argument': {
    f: (x) =>
      lax.cond(
        np.sum(x).gt(0),
        (a: Tensor) => np.sin(a),
        (a: Tensor) => a.mul(a).mul(x),
        x,
      ),
    plain: (x) => np.where(np.sum(x).gt(0), np.sin(x), x.mul(x).mul(x)),
  },
  switch: {
    f: (x) =>
      lax.switch(
        np.floor(np.sum(x)).astype('int32'),
        [(a: Tensor) => a.mul(a), (a: Tensor) => np.cos(a), (a: Tensor) => np.exp(a)],
        x,
      ),
    plain: (x) => {
      const index = np.clip(np.floor(np.sum(x)), 0, 2)
      return np.where(index.eq(0), x.mul(x), np.where(index.eq(1), np.cos(x), np.exp(x)))
    },
  },
  whileLoop: {
    f: (x) =>
      lax.whileLoop(
        ([i]: readonly [Tensor, Tensor]) => i.lt(3),
        ([i, c]: readonly [Tensor, Tensor]) => [i.add(1), np.sin(c).mul(x)],
        [np.array(0, { dtype: 'int32' }), x] as const,
      )[1],
    plain: (x) => np.sin(np.sin(np.sin(x).mul(x)).mul(x)).mul(x),
    // Reverse mode is an error, and it is what checkpoint is about.
    excludes: (stack) => stack.includes('grad'),
  },
  'whileLoop until each is done': {
    f: (x) =>
      lax.whileLoop(
        (c: Tensor) => np.sum(c.mul(c)).lt(50),
        (c: Tensor) => c.mul(2),
        x.add(1),
      ),
    plain: (x) => {
      const doubled = (c: Tensor): Tensor => np.where(np.sum(c.mul(c)).lt(50), c.mul(2), c)
      return doubled(doubled(doubled(doubled(x.add(1)))))
    },
    excludes: (stack) => stack.includes('grad'),
  },
  customJvp: { f: (x) => wave(wave(x).mul(x)), plain: (x) => np.sin(np.sin(x).mul(x)) },
  'customJvp in a scan': {
    f: (x) =>
      lax.scan((c: Tensor, u: Tensor) => [wave(c.mul(u)), null] as const, x, np.stack([x, x]))[0],
    plain: (x) => np.sin(np.sin(x.mul(x)).mul(x)),
  },
  customVjp: {
    f: (x) => product(np.sin(x), x.mul(2)),
    plain: (x) => np.sin(x).mul(x.mul(2)),
    // Forward mode is an error unless reverse mode has been through it.
    excludes: (stack) => stack.find((name) => name === 'jvp' || name === 'grad') === 'jvp',
  },
  'customVjp in a scan': {
    f: (x) =>
      lax.scan((c: Tensor, u: Tensor) => [product(c, u), null] as const, x, np.stack([x, x]))[0],
    plain: (x) => x.mul(x).mul(x),
    excludes: (stack) => stack.find((name) => name === 'jvp' || name === 'grad') === 'jvp',
  },
  customRoot: {
    f: (x) =>
      customRoot(
        (y: Tensor) => np.exp(y).sub(1).sub(np.exp(x)),
        np.zerosLike(x),
        (g, guess) => lax.foriLoop(0, 12, (_, y: Tensor) => y.sub(g(y).div(np.exp(y))), guess),
        (g, ct) => ct.div(g(np.onesLike(ct))),
      ),
    plain: softplus,
  },
  'customRoot of a linear system': {
    f: (x) =>
      customRoot(
        (y: Tensor) => np.matmul(matrix, y).sub(np.sin(x)),
        np.zerosLike(x),
        () => np.linalg.solve(matrix, np.sin(x)),
        (g, ct) =>
          customLinearSolve(g, ct, (_, b) => np.linalg.solve(matrix, b), {
            transposeSolve: (_, b) => np.linalg.solve(np.transpose(matrix), b),
          }),
      ),
    plain: (x) => np.linalg.solve(matrix, np.sin(x)),
  },
  'customLinearSolve with a matrix that varies': {
    f: (x) => solveWith(matrix.add(np.outer(x, np.sin(x))), x),
    plain: (x) => np.linalg.solve(matrix.add(np.outer(x, np.sin(x))), x),
  },
  associativeScan: {
    f: (x) => lax.associativeScan((a: Tensor, b: Tensor) => a.mul(b), np.cos(x)),
    plain: (x) => np.cumprod(np.cos(x)),
  },
  'a collective': {
    f: (x) => vmap((u: Tensor) => np.sin(u).mul(lax.pmean(u.mul(u), 'i')), { axisName: 'i' })(x),
    plain: (x) => np.sin(x).mul(np.mean(x.mul(x))),
  },
  'a jitted function that closes over the argument': {
    f: (x) => jit((y: Tensor) => y.mul(x).add(np.sum(x)))(np.sin(x)),
    plain: (x) => np.sin(x).mul(x).add(np.sum(x)),
  },
  'a checkpoint that closes over the argument': {
    f: (x) => checkpoint((y: Tensor) => np.tanh(y.mul(x)))(np.sin(x)),
    plain: (x) => np.tanh(np.sin(x).mul(x)),
  },
}

/** An argument for a stack: one more axis for each map, and examples on either side of every branch. */
const argumentFor = (stack: readonly Name[]): Tensor => {
  const base = np.array([0.4, -0.7, 0.9], { dtype: 'float64' })
  return stack
    .filter((name) => name === 'vmap')
    .reduce((x: Tensor, _, i) => np.stack([x, x.mul(-0.8).add(0.1 * i)]), base)
}

describe.each(Object.entries(subjects))('%s', (_, { f, plain, excludes }) => {
  const allowed = stacks.filter((stack) => excludes?.(stack) !== true)

  it(`is what its straight-line code is under all ${allowed.length} stacks of up to three transforms`, () => {
    for (const stack of allowed) {
      const x = argumentFor(stack)
      try {
        expectSame(apply(f, stack)(x), apply(plain, withoutPrograms(stack))(x), 'grad')
      } catch (error) {
        throw new Error(`under ${stack.join(', then ')}`, { cause: error })
      }
    }
  })
})
