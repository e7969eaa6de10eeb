// vmap turns a function written for one example into one for a batch. It composes with grad: gradients
// of every example by itself, which a mean over the batch would hide.
import { grad, np, random, type Tensor, vmap } from '../src/index.ts'

const loss = (w: Tensor, x: Tensor, y: Tensor): Tensor => np.dot(w, x).sub(y).pow(2)

const key = random.key(0)
const w = np.array([1, -1, 0.5])
const xs = random.normal(key, { shape: [5, 3] })
const ys = np.zeros([5])

// The weights are the same for all (null), examples are along axis 0 of xs and ys.
const perExample = vmap(grad(loss), { inAxes: [null, 0, 0] })
const gradients = perExample(w, xs, ys)
console.log('gradients of 5 examples', gradients.shape)

const norms = vmap((g: Tensor) => np.sqrt(np.dot(g, g)))(gradients)
console.log('their norms', norms)

const meanLoss = (v: Tensor): Tensor => np.mean(vmap(loss, { inAxes: [null, 0, 0] })(v, xs, ys))
const difference = np.max(np.abs(grad(meanLoss)(w).sub(np.mean(gradients, { axis: 0 }))))
console.log('mean of gradients = gradient of the mean:', difference.item() < 1e-5)

// A map inside a map: all pairs of points.
const distance = (a: Tensor, b: Tensor): Tensor => np.sqrt(a.sub(b).pow(2).sum())
const distances = vmap(vmap(distance, { inAxes: [null, 0] }), { inAxes: [0, null] })(xs, xs)
console.log('pairwise distances', distances.shape)
