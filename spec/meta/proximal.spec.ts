import { describe, expect, it } from 'vitest'
import { flatGradient, relativeError } from '../../bench/support/maml.ts'
import {
  descent,
  exactGradient,
  lambda,
  ridgeError,
  ridgeLoss,
  ridgeObjective,
  ridgeTasks,
  ridgeTheta,
} from '../../bench/support/ridge.ts'
import { grad, jit, meta, np, type Tensor, vmap } from '../../src/index.ts'

const exactly = { innerSteps: 200, cgSteps: 20 }

describe('the implicit meta-gradient', () => {
  it('is the closed form of linear regression once both solves are exact', () => {
    expect(ridgeError(exactly.innerSteps, exactly.cgSteps)).toBeLessThan(1e-9)
  })

  it('gets no worse with more CG steps once the inner solve is exact', () => {
    const errors = [1, 2, 3, 5, 8].map((cg) => ridgeError(exactly.innerSteps, cg))
    for (let i = 1; i < errors.length; i++)
      expect(errors[i]).toBeLessThanOrEqual((errors[i - 1] as number) * 1.001 + 1e-10)
    expect(errors.at(-1)).toBeLessThan(1e-8)
  })

  it('gets no worse with more inner steps once the linear solve is exact', () => {
    const errors = [1, 5, 20, 80].map((inner) => ridgeError(inner, exactly.cgSteps))
    for (let i = 1; i < errors.length; i++)
      expect(errors[i]).toBeLessThanOrEqual((errors[i - 1] as number) * 1.001 + 1e-10)
  })

  it('is the same under jit, and with vmap outside the gradient', () => {
    const objective = ridgeObjective(50, 10)
    const eager = flatGradient([grad(objective)(ridgeTheta, ridgeTasks)])
    const jitted = flatGradient([jit(grad(objective))(ridgeTheta, ridgeTasks)])
    expect(relativeError(jitted, eager)).toBeLessThan(1e-10)
    const adapt = meta.proximal({
      lambda,
      minimize: descent(50),
      linearSolve: { maxiter: 10, tol: 0 },
    })(ridgeLoss)
    type Batch = (typeof ridgeTasks)['support']
    const one = (theta: Tensor, s: Batch, q: Batch): Tensor => ridgeLoss(adapt(theta, s), q)
    const each = vmap(grad(one), { inAxes: [null, 0, 0] })(
      ridgeTheta,
      ridgeTasks.support,
      ridgeTasks.query,
    )
    expect(relativeError([...np.mean(each, { axis: 0 }).data()], eager)).toBeLessThan(1e-10)
  })

  it('is differentiable in the strength of the pull', () => {
    const value = (strength: Tensor): Tensor =>
      meta.objective(
        ridgeLoss,
        meta.proximal({
          lambda: strength,
          minimize: descent(200),
          linearSolve: { maxiter: 20, tol: 0 },
        }),
      )(ridgeTheta, ridgeTasks)
    const at = (l: number): number => value(np.array(l, { dtype: 'float64' })).item()
    const h = 1e-4
    const slope = (at(lambda + h) - at(lambda - h)) / (2 * h)
    const gradient = grad(value)(np.array(lambda, { dtype: 'float64' }))
    expect(gradient.item()).toBeCloseTo(slope, 6)
  })

  it('agrees with the gradient through the unrolled descent in the limit', () => {
    const unrolled =
      (loss: typeof ridgeLoss) => (theta: Tensor, s: (typeof ridgeTasks)['support']) => {
        let phi = theta
        const energy = (p: Tensor): Tensor =>
          loss(p, s).add(np.sum(np.square(p.sub(theta))).mul(lambda / 2))
        for (let step = 0; step < 120; step++) phi = phi.sub(grad(energy)(phi).mul(0.3))
        return phi
      }
    const gradient = grad(meta.objective(ridgeLoss, unrolled))(ridgeTheta, ridgeTasks)
    const exact = flatGradient([exactGradient(ridgeTheta)])
    expect(relativeError(flatGradient([gradient]), exact)).toBeLessThan(1e-7)
  })

  it('comes with residuals that tell how exact it is', () => {
    const residuals = (steps: number, maxiter: number) => {
      const options = {
        lambda,
        minimize: descent(steps),
        linearSolve: { maxiter, tol: 0 },
      }
      return vmap((s: (typeof ridgeTasks)['support'], q: (typeof ridgeTasks)['query']) =>
        meta.proximalResiduals(ridgeLoss, options)(ridgeTheta, { support: s, query: q }),
      )(ridgeTasks.support, ridgeTasks.query)
    }
    const rough = residuals(2, 1)
    const fine = residuals(exactly.innerSteps, exactly.cgSteps)
    for (const key of ['inner', 'linear'] as const) {
      expect(np.max(fine[key]).item()).toBeLessThan(1e-9)
      expect(np.min(rough[key]).item()).toBeGreaterThan(1e-3)
    }
  })
})
