import { numPoints, numTasks, shapes, sineData } from '../../support/sine-data.ts'
import type { Case } from '../../workloads/case.ts'
import { type JArray, type JaxJs, type Params, read, refs } from './load.ts'
import { training } from './training.ts'

type Data = readonly [JArray, JArray, JArray, JArray]
type Six = [JArray, JArray, JArray, JArray, JArray, JArray]

export const network =
  ({ numpy, nn }: JaxJs) =>
  (params: Params, x: JArray): JArray => {
    const [w1, b1, w2, b2, w3, b3] = params as unknown as Six
    const h1 = nn.relu(numpy.matmul(x, w1).add(b1))
    const h2 = nn.relu(numpy.matmul(h1, w2).add(b2))
    return numpy.matmul(h2, w3).add(b3)
  }

/** The workloads on sine waves. */
export const mamlCases = (jax: JaxJs): Readonly<Record<string, () => Case>> => {
  const { numpy, grad, valueAndGrad, vmap, jit, jvp } = jax
  const predict = network(jax)
  const data = sineData()
  const shaped = (values: readonly Float32Array[]): Params =>
    values.map((p, k) => numpy.array(p).reshape(shapes[k] as readonly number[]))
  const theta = shaped(data.params)
  const tasks = data.tasks.map((t) => numpy.array(t).reshape([numTasks, numPoints, 1]))
  const taskRefs = (): Data => refs(tasks) as unknown as Data

  const meanSquare = (params: Params, x: JArray, y: JArray): JArray =>
    numpy.square(predict(params, x).sub(y)).mean()

  const objective = (steps: number) => {
    const adapted = (params: Params, sx: JArray, sy: JArray, qx: JArray, qy: JArray): JArray => {
      let phi = params
      for (let step = 0; step < steps; step++) {
        const gradient = grad(meanSquare)(refs(phi), sx.ref, sy.ref)
        phi = phi.map((p, k) => p.sub((gradient[k] as JArray).mul(0.01)))
      }
      sx.dispose()
      sy.dispose()
      return meanSquare(phi, qx, qy)
    }
    return (params: Params, ...d: Data): JArray =>
      vmap(adapted, [null, 0, 0, 0, 0])(params, ...d).mean()
  }

  const gradient = (steps: number) => (): Case => {
    const run = jit(grad(objective(steps)))
    const call = () => read(run(refs(theta), ...taskRefs()))
    return { call, value: () => call().flatMap((p) => [...p]) }
  }

  /** Bias corrections of Adam are inputs; the state is parameters and both means, one after the other. */
  const adamStep =
    (steps: number) =>
    (state: Params, c1: JArray, c2: JArray, ...d: Data) => {
      const [p, m, v] = [0, 6, 12].map((at) => state.slice(at, at + 6)) as unknown as [
        Params,
        Params,
        Params,
      ]
      const [loss, g] = valueAndGrad(objective(steps))(refs(p), ...d)
      const next = (k: number) => {
        const gk = g[k] as JArray
        const mk = (m[k] as JArray).mul(0.9).add(gk.ref.mul(0.1))
        const vk = (v[k] as JArray).mul(0.999).add(numpy.square(gk).mul(0.001))
        const scale = numpy.sqrt(vk.ref.div(c2.ref)).add(1e-8)
        const pk = (p[k] as JArray).sub(mk.ref.div(c1.ref).mul(0.01).div(scale))
        return [pk, mk, vk] as const
      }
      const all = p.map((_, k) => next(k))
      c1.dispose()
      c2.dispose()
      return [
        all
          .map((a) => a[0])
          .concat(
            all.map((a) => a[1]),
            all.map((a) => a[2]),
          ),
        loss,
      ] as const
    }
  const start = (): Params => [
    ...refs(theta),
    ...[...shapes, ...shapes].map((shape) => numpy.zeros(shape)),
  ]
  const train = (steps: number) => (): Case => {
    const run = jit(adamStep(steps))
    return training(start, (state, count) =>
      run(state, numpy.array(1 - 0.9 ** count), numpy.array(1 - 0.999 ** count), ...taskRefs()),
    )
  }
  const first = (steps: number) => (): Case => {
    const call = (): number => train(steps)().call() as number
    return { call, value: () => [call()] }
  }

  const product = (): Case => {
    const column = (values: Float32Array): JArray => numpy.array(values).reshape([values.length, 1])
    const [x, y] = [column(data.hvp.x), column(data.hvp.y)]
    const direction = shaped(data.hvp.direction)
    const run = jit(
      (p: Params, v: Params, x: JArray, y: JArray) =>
        jvp((q) => grad(meanSquare)(q, x, y), [p], [v])[1],
    )
    const call = () => read(run(refs(theta), refs(direction), x.ref, y.ref))
    return { call, value: () => call().flatMap((p) => [...p]) }
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
