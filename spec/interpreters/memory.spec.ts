import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import {
  checkpoint,
  customJvp,
  customVjp,
  grad,
  hessian,
  jit,
  lax,
  makeJaxpr,
  np,
  type Tensor,
  vjp,
  vmap,
} from '../../src/index.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

type Track = <T extends object>(object: T) => T

/** How many of the objects that a run tracks are still there after many runs. */
const survivors = async (run: (track: Track) => unknown, times = 30): Promise<number> => {
  const references: WeakRef<object>[] = []
  for (let i = 0; i < times; i++)
    run((object) => {
      references.push(new WeakRef(object))
      return object
    })
  // References keep their objects until the current job ends.
  for (let i = 0; i < 3; i++) {
    await sleep(1)
    collect()
  }
  expect(references.length).toBeGreaterThanOrEqual(times)
  return references.filter((reference) => reference.deref() !== undefined).length
}

const x = np.ones([8])
const shared = jit((y: Tensor) => np.sin(y).mul(2))

/** A function of the run's own, with the values that it computes. */
const ownLoss = (track: Track) =>
  track((y: Tensor): Tensor => np.sum(track(np.sin(y)).mul(track(y.mul(y)))))

const cases: Readonly<Record<string, (track: Track) => unknown>> = {
  'eager operations': (track) => track(np.sin(x)),
  grad: (track) => track(grad(ownLoss(track))(x)),
  'grad of grad': (track) => {
    const f = ownLoss(track)
    return grad((y: Tensor) => np.sum(track(grad(f)(y))))(x)
  },
  vjp: (track) => track(vjp(ownLoss(track), x)[1])(1),
  vmap: (track) => track(vmap(ownLoss(track))(np.ones([2, 8]))),
  jit: (track) => track(jit(ownLoss(track)))(x),
  'a jitted function that is kept': (track) =>
    grad((y: Tensor) => np.sum(shared(track(y.mul(2)))))(x),
  'jit of grad of vmap of jit': (track) =>
    jit(grad((y: Tensor) => np.sum(vmap(jit(ownLoss(track)))(y))))(np.ones([2, 8])),
  hessian: (track) => track(hessian(ownLoss(track))(np.ones([2]))),
  checkpoint: (track) => grad(checkpoint(ownLoss(track)))(x),
  scan: (track) =>
    grad((y: Tensor) => {
      const f = track((c: Tensor, _: null) => [track(np.sin(c).mul(y)), null] as const)
      return np.sum(lax.scan(f, y, null, { length: 3 })[0])
    })(x),
  cond: (track) =>
    grad((y: Tensor) => lax.cond(true, ownLoss(track), (z: Tensor) => np.sum(z), y))(x),
  whileLoop: (track) =>
    lax.whileLoop(
      (c: Tensor) => np.all(c.lt(5)),
      track((c: Tensor) => track(c.add(1))),
      x,
    ),
  customJvp: (track) => {
    const f = track(customJvp((y: Tensor) => np.sin(y)))
    f.defjvp(track(([y]: [Tensor], [dy]: [Tensor]) => [f(y), np.cos(y).mul(dy)] as const))
    return jit(grad((y: Tensor) => np.sum(f(y))))(x)
  },
  customVjp: (track) => {
    const f = track(customVjp((y: Tensor) => np.sin(y)))
    f.defvjp(
      track((y: Tensor) => [np.sin(y), track(y.mul(1))] as const),
      track((y: Tensor, ct: Tensor) => [np.cos(y).mul(ct)]),
    )
    return jit(grad((y: Tensor) => np.sum(f(y))))(x)
  },
  makeJaxpr: (track) => track(makeJaxpr(ownLoss(track))(x)),
  'a transform that throws': (track) => {
    try {
      jit(track((y: Tensor) => Number(track(np.sin(y)))))(x)
    } catch {
      return null
    }
    return null
  },
}

describe('functions, programs and values are forgotten once nobody holds them', () => {
  for (const [name, run] of Object.entries(cases))
    it(`after ${name}`, async () => {
      // The machine may still hold those of the last run.
      expect(await survivors(run)).toBeLessThan(8)
    })
})
