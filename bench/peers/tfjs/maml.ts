import { numPoints, numTasks, shapes, sineData } from '../../support/sine-data.ts'
import type { Case } from '../../workloads/case.ts'
import { type Fn, readInTidy, type Tf, type TfTensor } from './load.ts'
import { training } from './training.ts'

type Six = [TfTensor, TfTensor, TfTensor, TfTensor, TfTensor, TfTensor]

const innerRate = 0.01

/** The workloads on sine waves, with tasks batched by hand, as it has no vmap. */
export const mamlCases = (tf: Tf): Readonly<Record<string, () => Case>> => {
  const { params, tasks, hvp } = sineData()
  const shaped = (values: readonly Float32Array[]): readonly TfTensor[] =>
    values.map((p, k) => tf.tensor(p, shapes[k] as readonly number[]))
  const theta = shaped(params)
  const [sx, sy, qx, qy] = tasks.map((t) => tf.tensor(t, [numTasks, numPoints, 1])) as [
    TfTensor,
    TfTensor,
    TfTensor,
    TfTensor,
  ]

  const predict = (p: readonly TfTensor[], x: TfTensor): TfTensor => {
    const [w1, b1, w2, b2, w3, b3] = p as Six
    const h1 = tf.relu(tf.add(tf.matMul(x, w1), b1))
    const h2 = tf.relu(tf.add(tf.matMul(h1, w2), b2))
    return tf.add(tf.matMul(h2, w3), b3)
  }
  const meanSquare = (p: readonly TfTensor[], x: TfTensor, y: TfTensor): TfTensor =>
    tf.mean(tf.square(tf.sub(predict(p, x), y)))

  const objective =
    (steps: number): Fn =>
    (...p) => {
      let phi = p.map((a, k) => {
        const [rows, columns] =
          k % 2 === 0 ? (shapes[k] as readonly [number, number]) : [1, shapes[k]?.[0] ?? 1]
        return tf.tile(tf.reshape(a, [1, rows, columns]), [numTasks, 1, 1])
      })
      for (let step = 0; step < steps; step++) {
        // The mean over tasks divides by their number; each task's own gradient is wanted.
        const support: Fn = (...q) => tf.mul(meanSquare(q, sx, sy), numTasks)
        const gradient = tf.grads(support)(phi)
        phi = phi.map((a, k) => tf.sub(a, tf.mul(gradient[k] as TfTensor, innerRate)))
      }
      return meanSquare(phi, qx, qy)
    }

  const read = (make: () => readonly TfTensor[]): Case => ({
    call: () => readInTidy(tf, make),
    value: () => readInTidy(tf, make).flatMap((values) => [...values]),
  })
  const gradient = (steps: number) => (): Case => read(() => tf.grads(objective(steps))(theta))

  const train = (steps: number) => (): Case =>
    training(
      tf,
      theta,
      () => tf.train.adam(0.01, 0.9, 0.999, 1e-8),
      (p) => objective(steps)(...p),
    )

  const first = (steps: number) => (): Case => {
    const call = (): number => train(steps)().call() as number
    return { call, value: () => [call()] }
  }

  /** The gradient of the product of gradient and direction: it has no forward mode. */
  const product = (): Case => {
    const [x, y] = [hvp.x, hvp.y].map((values) => tf.tensor(values, [values.length, 1])) as [
      TfTensor,
      TfTensor,
    ]
    const direction = shaped(hvp.direction)
    const slope: Fn = (...p) =>
      tf.addN(
        tf
          .grads((...q) => meanSquare(q, x, y))(p)
          .map((g, k) => tf.sum(tf.mul(g, direction[k] as TfTensor))),
      )
    return read(() => tf.grads(slope)(theta))
  }

  return {
    hvp: product,
    ...Object.fromEntries(
      [1, 5].flatMap((steps) => [
        [`maml-${steps}`, gradient(steps)],
        [`train-${steps}`, train(steps)],
        [`first-${steps}`, first(steps)],
      ]),
    ),
  }
}
