import { abs, add, eq, float64, ge, lt, mul, neg, rare, select, sqrt, sub } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'
import { sideBySide } from './horner64.ts'
import { logOfParts, splitNormal } from './log64.ts'
import { scalarOf } from './scalar64.ts'

// The polynomials are Chebyshev interpolants of erfInv(x) / x in variables of w = -log(1 - x²), as in
// M. Giles, "Approximating the erfinv function" (2010); each is within 3e-16, relatively.

/** In `w - 2.5` for `w < 5`. */
const central = [
  1.6383894944155626e-19, 2.537417428778256e-18, -2.662380657913917e-17, -1.0135748535219964e-16,
  1.8938519405865574e-15, -3.1773721079309837e-15, -7.610405985346062e-14, 5.371800823818403e-13,
  9.114568476288624e-13, -3.1107968324155473e-11, 1.196073210287139e-10, 9.073148060306514e-10,
  -1.0861169574763725e-8, 1.3416788777227515e-8, 4.787252192561859e-7, -3.416619584831358e-6,
  -4.996079599313882e-6, 0.0002182502643393454, -0.0012527079078108972, -0.004177317724382884,
  0.246640276744167, 1.501409351110792,
]

/** In `√w - 3.1` for `5 ≤ w < 16`. */
const middle = [
  -3.163109520254627e-8, 7.984398811245038e-8, 7.94142524198095e-8, -6.16910371942844e-7,
  1.0076690713988043e-6, 5.885471552568098e-7, -6.548534212422509e-6, 1.347767020315761e-5,
  -1.5404117250008083e-6, -5.8951949621867623e-5, 0.00015085073459791644, -0.00012183602973659809,
  -0.0003075784198094703, 0.0013164351801433227, -0.0027132116770144663, 0.004121401245190389,
  -0.005696600277292142, 0.007460090473779873, 1.0033561160348177, 2.9332316722086786,
]

/** In `√w - 5` for `16 ≤ w < 36.1`, which is the largest. */
const outer = [
  4.052487504018096e-11, -2.2449291765712396e-11, -4.2767077049448056e-10, 1.4890150852612098e-9,
  -3.488525625023553e-9, 7.645995311681312e-9, -1.5239207549417232e-8, 2.9122318540491264e-8,
  -6.756451595901147e-8, 2.2901683979995786e-7, -9.930269166078282e-7, 4.5260595377922086e-6,
  -1.968177108670306e-5, 7.599527741251797e-5, -0.00021503011980083262, -0.00013871931835444988,
  1.0103004648645448, 4.849906401408585,
]

/** `erfInv(x) / x` from `w ≥ 5`: where `|x|` is above 0.9966. */
const tail = scalarOf('tail of erfInv64', ['f64'], (w) => {
  const root = sqrt(w!)
  const inner = sideBySide(sub(root, 3.1), middle)
  return select(lt(w!, 16), inner, sideBySide(sub(root, 5), outer))
})

/** Inverse error function: polynomials in variables of `log(1 - x²)`. At most 3.8 ulp. */
export const erfInv64 = (x: Lane): Lane => {
  const magnitude = abs(x)
  const { k, m } = splitNormal(mul(sub(1, magnitude), add(magnitude, 1)))
  const w = neg(logOfParts(k, sub(m, 1)))
  const inside = lt(magnitude, 1)
  const factor = rare(ge(w, 5), sideBySide(sub(w, 2.5), central), tail, w)
  const outside = select(eq(magnitude, 1), float64(Infinity), Number.NaN)
  return mul(x, select(inside, factor, outside))
}
