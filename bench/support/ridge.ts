import {
  grad,
  lax,
  meta,
  np,
  random,
  type Tensor,
  type Tensors,
  treeScale,
  treeSub,
  vmap,
} from '../../src/index.ts'
import { flatGradient, relativeError } from './maml.ts'

interface Regression {
  readonly x: Tensor
  readonly y: Tensor
}

const features = 8
const points = 12
const count = 5
export const lambda = 0.5

const draw = (index: number, shape: readonly number[]): Tensor =>
  random.normal(random.foldIn(random.key(3), index), { shape, dtype: 'float64' })

/** Linear regression tasks, on which implicit meta-gradients have a closed form. */
export const ridgeTasks: meta.Task<Regression> = {
  support: { x: draw(0, [count, points, features]), y: draw(1, [count, points]) },
  query: { x: draw(2, [count, points, features]), y: draw(3, [count, points]) },
}
export const ridgeTheta: Tensor = draw(4, [features])

/** `½ ‖x φ − y‖² / n`. */
export const ridgeLoss = (phi: Tensor, { x, y }: Regression): Tensor =>
  np.mean(np.square(np.matmul(x, phi).sub(y))).mul(0.5)

/** `(I + H/λ)⁻¹ ∇L(φ*; Q)` with `φ* = (H + λI)⁻¹ (xᵀy/n + λθ)` and `H = xᵀx/n`, the mean over tasks. */
export const exactGradient = (theta: Tensor): Tensor => {
  const eye = np.eye(features, { dtype: 'float64' })
  const one = (s: Regression, q: Regression): Tensor => {
    const hessian = np.matmul(s.x.T, s.x).div(points)
    const regularized = hessian.add(eye.mul(lambda))
    const phi = np.linalg.solve(
      regularized,
      np.matmul(s.x.T, s.y).div(points).add(theta.mul(lambda)),
    )
    const gradient = np.matmul(q.x.T, np.matmul(q.x, phi).sub(q.y)).div(points)
    return np.linalg.solve(regularized, gradient).mul(lambda)
  }
  return np.mean(vmap(one)(ridgeTasks.support, ridgeTasks.query), { axis: 0 })
}

/** Gradient descent with a fixed rate, which converges to the last bit, as line searches by value can't. */
export const descent =
  (steps: number): meta.Minimizer =>
  <T>(energy: (phi: T) => Tensor, start: T): T =>
    lax.foriLoop(
      0,
      steps,
      (_, phi) => treeSub(phi as T, treeScale(0.3, grad(energy)(phi as T) as T)) as Tensors<T>,
      start,
    ) as T

/** iMAML's objective with a given effort in both of its solves. */
export const ridgeObjective = (innerSteps: number, cgSteps: number) =>
  meta.objective(
    ridgeLoss,
    meta.proximal({
      lambda,
      minimize: descent(innerSteps),
      linearSolve: { maxiter: cgSteps, tol: 0 },
    }),
  )

/** Relative error of iMAML's meta-gradient against the closed form. */
export const ridgeError = (innerSteps: number, cgSteps: number): number =>
  relativeError(
    flatGradient([grad(ridgeObjective(innerSteps, cgSteps))(ridgeTheta, ridgeTasks)]),
    flatGradient([exactGradient(ridgeTheta)]),
  )
