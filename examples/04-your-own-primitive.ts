// An elementwise primitive is declared in one place: what it computes, as a scalar expression that every
// backend prints, and its derivative. Batching, broadcasting, jit and higher orders follow.
import {
  bind,
  elementwise,
  grad,
  jit,
  makeJaxpr,
  np,
  scalar,
  type Tensor,
  vmap,
} from '../src/index.ts'
import { checkGrads, vmapIsLoop } from '../src/testing/index.ts'

/** The Gauss function `exp(−x²)`. `f[s] → f[s]`. */
const gaussP = elementwise('gauss', {
  scalar: ([x]) => {
    const t = x as scalar.Expr
    return scalar.call('exp', scalar.call('neg', scalar.binary('mul', t, t)))
  },
  // y = exp(−x²) has dy/dx = −2xy. Rules may use any function, this one too: it is differentiated again.
  tangents: [
    (dx, [x], y) =>
      dx
        .mul(-2)
        .mul(x as Tensor)
        .mul(y),
  ],
})
const gauss = (x: Tensor): Tensor => bind(gaussP, [x], {})[0] as Tensor

const x = np.array([-1, 0, 0.5])
console.log('gauss  ', gauss(x))
console.log("gauss' ", vmap(grad(gauss))(x))
console.log("gauss''", vmap(grad(grad(gauss)))(x))
console.log(String(makeJaxpr(jit(gauss))(x)))

// Throws unless derivatives of three orders agree with finite differences, and vmap with a loop.
checkGrads(gauss, [x], { order: 3 })
vmapIsLoop(gauss, [x])
console.log('derivatives agree with finite differences')
