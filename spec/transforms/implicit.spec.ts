import { describe, expect, it } from 'vitest'
import {
  customLinearSolve,
  customRoot,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jit,
  jvp,
  lax,
  MissingRuleError,
  np,
  ShapeError,
  type Tensor,
  TreeError,
  vmap,
} from '../../src/index.ts'
import { checkGrads } from '../../src/testing/index.ts'
import { expectClose, expectSame } from '../support/expect-close.ts'

const f64 = (value: unknown): Tensor => np.array(value as number, { dtype: 'float64' })

type Map = (x: Tensor) => Tensor
const newton =
  (slope: Map) =>
  (f: Map, guess: Tensor): Tensor =>
    lax.foriLoop(0, 25, (_, x: Tensor) => x.sub(f(x).div(slope(x))), guess)

/** `√a`, by Newton's method. */
const root = (a: Tensor): Tensor =>
  customRoot(
    (x: Tensor) => x.mul(x).sub(a),
    np.onesLike(a),
    newton((x) => x.mul(2)),
    (g, y) => y.div(g(np.onesLike(y))),
  )

const matrix = f64([
  [4, 1],
  [2, 3],
])

const dense = (a: Tensor, b: Tensor): Tensor =>
  customLinearSolve(
    (x: Tensor) => np.matmul(a, x),
    b,
    (_, y) => np.linalg.solve(a, y),
    {
      transposeSolve: (_, y) => np.linalg.solve(np.transpose(a), y),
    },
  )

describe('customRoot', () => {
  it('has the derivatives of the root, at any order', () => {
    const a = f64(4)
    expectClose(root(a), 2)
    expectClose(grad(root)(a), 1 / 4)
    expectClose(grad(grad(root))(a), -1 / 32)
    expectClose(grad(grad(grad(root)))(a), 3 / 256)
    expectClose(jvp(root, [a], [1])[1], 1 / 4)
    checkGrads(root, [a], { order: 2 })
  })

  it('has them in every order of grad, vmap and jit', () => {
    const xs = f64([4, 9])
    const total =
      (f: Map): Map =>
      (x) =>
        np.sum(f(x))
    const slopes = [1 / 4, 1 / 6]
    expectClose(jit(grad(total(vmap(root))))(xs), slopes)
    expectClose(jit(vmap(grad(root)))(xs), slopes)
    expectClose(grad(total(jit(vmap(root))))(xs), slopes)
    expectClose(grad(total(vmap(jit(root))))(xs), slopes)
    expectClose(vmap(jit(grad(root)))(xs), slopes)
    expectClose(vmap(grad(jit(root)))(xs), slopes)
    expectClose(hessian(total(jit(vmap(root))))(xs), [
      [-1 / 32, 0],
      [0, -1 / 108],
    ])
  })

  it('does not differentiate the solver, and ignores the guess', () => {
    const opaque = (a: Tensor, guess: Tensor): Tensor =>
      customRoot(
        (x: Tensor) => x.mul(x).sub(a),
        guess,
        // A loop of unknown length, which has no reverse mode of its own.
        (f, start) =>
          lax.whileLoop(
            (x: Tensor) => np.abs(f(x)).gt(1e-12),
            (x: Tensor) => x.sub(f(x).div(x.mul(2))),
            start,
          ),
        (g, y) => y.div(g(np.onesLike(y))),
      )
    const [da, dGuess] = grad(opaque, { argnums: [0, 1] })(f64(4), f64(1))
    expectClose(da, 1 / 4)
    expectClose(dGuess, 0)
  })

  it('finds trees, in all that the function closes over', () => {
    const solve = (p: { s: Tensor; d: Tensor }): { x: Tensor; y: Tensor } =>
      customRoot(
        ({ x, y }: { x: Tensor; y: Tensor }) => ({ x: x.add(y).sub(p.s), y: x.sub(y).sub(p.d) }),
        { x: f64(0), y: f64(0) },
        () => ({ x: p.s.add(p.d).div(2), y: p.s.sub(p.d).div(2) }),
        (_, { x, y }) => ({ x: x.add(y).div(2), y: x.sub(y).div(2) }),
      )
    const loss = (p: { s: Tensor; d: Tensor }): Tensor => {
      const { x, y } = solve(p)
      return x.mul(y)
    }
    // xy = (s² - d²)/4
    expectSame(grad(loss)({ s: f64(3), d: f64(1) }), { s: f64(1.5), d: f64(-0.5) })
    expectSame(jit(grad(loss))({ s: f64(3), d: f64(1) }), { s: f64(1.5), d: f64(-0.5) })
  })

  it('solves a linear system for the tangents, by a transposable solver', () => {
    const solve = (b: Tensor): Tensor =>
      customRoot(
        (x: Tensor) => np.matmul(matrix, x).add(x.mul(x).mul(x)).sub(b),
        np.zeros([2], { dtype: 'float64' }),
        (f, guess) =>
          lax.foriLoop(
            0,
            20,
            (_, x: Tensor) => x.sub(np.linalg.solve(matrix.add(np.diag(x.mul(x).mul(3))), f(x))),
            guess,
          ),
        (g, y) => {
          const jacobian = jacfwd(g)(np.zerosLike(y))
          return dense(jacobian, y)
        },
      )
    checkGrads(solve, [f64([1, 2])], { order: 2 })
    expectSame(jacrev(solve)(f64([1, 2])), jacfwd(solve)(f64([1, 2])), 'grad')
  })

  it('gives what the solver tells besides, without a derivative', () => {
    const withSteps = (a: Tensor): readonly [Tensor, Tensor] =>
      customRoot(
        (x: Tensor) => x.mul(x).sub(a),
        f64(1),
        (f, guess) => [newton((x) => x.mul(2))(f, guess), a.mul(7)],
        (g, y) => y.div(g(np.onesLike(y))),
        { hasAux: true },
      ) as unknown as readonly [Tensor, Tensor]
    const f = (a: Tensor): Tensor => withSteps(a)[0].add(withSteps(a)[1])
    expectClose(f(f64(4)), 30)
    expectClose(grad(f)(f64(4)), 1 / 4)
  })

  it('wants one structure throughout', () => {
    const identity = (_: unknown, x: Tensor): Tensor => x
    const wrong = (f: (x: Tensor) => unknown, solve: (f: never, x: Tensor) => unknown) => () =>
      customRoot(f as Map, f64(1), solve as never, identity)
    expect(wrong((x) => [x], identity)).toThrow(TreeError)
    expect(
      wrong(
        (x) => x,
        (_, x) => [x],
      ),
    ).toThrow(TreeError)
  })
})

describe('customLinearSolve', () => {
  const b = f64([1, 2])
  const weights = f64([1, 3])
  const loss = (a: Tensor, rhs: Tensor): Tensor => np.sum(dense(a, rhs).mul(weights))
  const plain = (a: Tensor, rhs: Tensor): Tensor => np.sum(np.linalg.solve(a, rhs).mul(weights))

  it('has the derivatives of the solution, in map and right side, at any order', () => {
    const options = { argnums: [0, 1] } as const
    expectSame(grad(loss, options)(matrix, b), grad(plain, options)(matrix, b), 'grad')
    const second = hessian(loss, options)(matrix, b)
    expectSame(second, hessian(plain, options)(matrix, b), 'grad')
    expectSame(jacrev(jacrev(loss))(matrix, b), jacrev(jacrev(plain))(matrix, b), 'grad')
    checkGrads(dense, [matrix, b], { order: 2 })
  })

  it('has them in every order of grad, vmap and jit, whatever is mapped', () => {
    const many = np.stack([matrix, np.transpose(matrix)])
    for (const inAxes of [
      [0, null],
      [null, 0],
      [0, 0],
    ] as const) {
      const args = [
        inAxes[0] === null ? matrix : many,
        inAxes[1] === null ? b : np.stack([b, weights]),
      ] as const
      const expected = vmap(grad(plain), { inAxes })(...args)
      expectSame(jit(vmap(grad(loss), { inAxes }))(...args), expected, 'grad')
      expectSame(vmap(jit(grad(loss)), { inAxes })(...args), expected, 'grad')
      const total = (f: typeof loss) => (a: Tensor, rhs: Tensor) =>
        np.sum(jit(vmap(f, { inAxes }))(a, rhs))
      expectSame(grad(total(loss))(...args), grad(total(plain))(...args), 'grad')
    }
  })

  it('solves with the same solver for a symmetric map', () => {
    let solves = 0
    const diagonal = (d: Tensor, rhs: Tensor): Tensor =>
      customLinearSolve(
        (x: Tensor) => x.mul(d),
        rhs,
        (_, y) => {
          solves++
          return y.div(d)
        },
        { symmetric: true },
      )
    const g = grad((rhs: Tensor) => np.sum(diagonal(f64([2, 4]), rhs)))(b)
    expectClose(g, [0.5, 0.25])
    expect(solves).toBe(1)
  })

  it('solves trees', () => {
    const solve = (rhs: { x: Tensor; y: Tensor }) =>
      customLinearSolve(
        ({ x, y }: { x: Tensor; y: Tensor }) => ({ x: x.mul(2), y: y.mul(4) }),
        rhs,
        (_, { x, y }) => ({ x: x.div(2), y: y.div(4) }),
        { symmetric: true },
      )
    const total = (rhs: { x: Tensor; y: Tensor }): Tensor =>
      np.sum(solve(rhs).x).add(np.sum(solve(rhs).y))
    expectSame(grad(total)({ x: b, y: f64(1) }), { x: f64([0.5, 0.5]), y: f64(0.25) })
  })

  it('gives the transposed map to the transposed solver', () => {
    const solve = (rhs: Tensor): Tensor =>
      customLinearSolve(
        (x: Tensor) => np.matmul(matrix, x),
        rhs,
        (_, y) => np.linalg.solve(matrix, y),
        {
          transposeSolve: (vecmat, y) => np.linalg.solve(jacfwd(vecmat)(np.zerosLike(y)), y),
        },
      )
    const expected = grad((rhs: Tensor) => plain(matrix, rhs))(b)
    expectSame(grad((rhs: Tensor) => np.sum(solve(rhs).mul(weights)))(b), expected, 'grad')
  })

  it('has no reverse mode without a transposed solver, but forward mode', () => {
    const half = (rhs: Tensor): Tensor =>
      customLinearSolve(
        (x: Tensor) => x.mul(2),
        rhs,
        (_, y) => y.div(2),
      )
    expectClose(jvp(half, [b], [f64([2, 2])])[1], [1, 1])
    expect(() => grad((rhs: Tensor) => np.sum(half(rhs)))(b)).toThrow(MissingRuleError)
  })

  it('wants maps that keep structure and shapes', () => {
    const solver = (_: unknown, y: Tensor): Tensor => y
    expect(() => customLinearSolve((x: Tensor) => np.sum(x), b, solver)).toThrow(ShapeError)
    expect(() => customLinearSolve((x: Tensor) => [x] as never, b, solver)).toThrow(TreeError)
  })
})
