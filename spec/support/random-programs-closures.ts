import { customJvp, customRoot, lax, np, stopGradient, type Tensor, vmap } from '../../src/index.ts'
import type { RandomOp } from './random-ops.ts'
import { fitShape, fitTo } from './random-programs-fit.ts'

/** `sin(x) held` with its derivative as a rule; function and rule close over `held`. */
const scaled = (held: Tensor): ((x: Tensor) => Tensor) => {
  const f = customJvp((x: Tensor) => np.sin(x).mul(held))
  f.defjvp(([x]: [Tensor], [dx]: [Tensor]) => [f(x), np.cos(x).mul(dx).mul(held)])
  return f
}

const fixed = customJvp((held: Tensor, x: Tensor) => np.tanh(x.mul(held)), { nondiffArgnums: [0] })
fixed.defjvp((held: Tensor, [x]: [Tensor], [dx]: [Tensor]) => {
  const y = fixed(held, x)
  return [y, y.mul(y).neg().add(1).mul(held).mul(dx)]
})

const closing = (name: string, apply: (x: Tensor, held: Tensor) => Tensor): RandomOp => ({
  name,
  arity: 2,
  // A rule knows no derivative in what it closes over.
  apply: (x, y) => apply(x, stopGradient(np.cos(fitTo(y, x)))),
  smooth: false,
})

/** Functions with custom rules that close over values of the program around them. */
export const closureOps: readonly RandomOp[] = [
  closing('closing rule', (x, held) => scaled(held)(x)),
  closing('closing rule twice', (x, held) => scaled(held)(np.tanh(scaled(held)(x)))),
  closing('closing rule in a branch', (x, held) =>
    lax.cond(np.sum(held).gt(0), scaled(held), (y: Tensor) => np.tanh(y), x),
  ),
  closing('closing rule in a loop', (x, held) =>
    lax.foriLoop(0, 2, (_, y: Tensor) => scaled(held)(y), x),
  ),
  closing('closing rule on a value that is not mapped', (x, held) => {
    const rows = fitShape(held, [2, ...x.shape])
    return np.sum(vmap((row: Tensor) => scaled(row)(x))(rows), { axis: 0 })
  }),
  closing('mapped value in nondiffArgnums', (x, held) => {
    const rows = fitShape(held, [2, ...x.shape])
    return np.sum(vmap((row: Tensor) => fixed(row, x))(rows), { axis: 0 })
  }),
  {
    name: 'closing root',
    arity: 2,
    apply: (x, y) => {
      const slope = np.square(np.sin(fitTo(y, x))).add(1)
      return customRoot(
        (z: Tensor) => z.mul(z).mul(z).add(z.mul(slope)).sub(x),
        np.zerosLike(x),
        (f, guess) =>
          lax.foriLoop(0, 8, (_, z: Tensor) => z.sub(f(z).div(z.mul(z).mul(3).add(slope))), guess),
        (g, b) => b.div(g(np.onesLike(b))),
      )
    },
    smooth: true,
  },
]
