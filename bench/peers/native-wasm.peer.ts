/**
 * The workloads as C with formulas derived by hand, compiled to WebAssembly by build-wasm.sh: about what any
 * compiler to WebAssembly can reach. Started with the folder of the modules: `native-wasm.peer.ts DIR`. Inputs
 * and results stay in the module's memory.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  chainInputs,
  matmulOperands,
  matmulSizes,
  million,
  sampleOf,
  transposes,
} from '../support/array-data.ts'
import { servePeer } from '../support/peer.ts'
import { numPoints, numTasks, shapes, sineData, sizes } from '../support/sine-data.ts'
import { type Case, served } from '../workloads/case.ts'
import { comparedSteps, epoch } from '../workloads/training.ts'

interface Module {
  readonly call: (name: string, ...args: readonly number[]) => number
  readonly view: (address: number, length: number) => Float32Array
}

const [folder] = process.argv.slice(2) as [string]
const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(join(folder, `${name}.wasm`)))

const instantiate = (bytes: Uint8Array<ArrayBuffer>): Module => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const functions = exports as Record<string, (...args: readonly number[]) => number>
  const memory = exports['memory'] as WebAssembly.Memory
  return {
    call: (name, ...args) => functions[name]?.(...args) ?? 0,
    view: (address, length) => new Float32Array(memory.buffer, address, length),
  }
}

/** One list of numbers in the C's layout, whose hidden weights are `[out, in]`; and back. */
const turned = (params: readonly Float32Array[]): Float32Array => {
  const [n, m] = shapes[2]
  const flat = params.map((p, k) =>
    k === 2 ? p.map((_, i) => p[(i % n) * m + Math.floor(i / n)] as number) : p,
  )
  return Float32Array.from(flat.flatMap((p) => [...p]))
}
const split = (flat: Float32Array): readonly Float32Array[] => {
  let at = 0
  return sizes.map((size) => {
    at += size
    return flat.slice(at - size, at)
  })
}

const { params, tasks, hvp } = sineData()
const numParams = sizes.reduce((n, m) => n + m, 0)
const start = turned(params)

const reset = ({ call, view }: Module): void => {
  view(call('get_params'), numParams).set(start)
  call('reset_opt')
}
/** The parameters and tasks, in the module's memory. */
const load = (module: Module): Module => {
  const { call, view } = module
  reset(module)
  const data = view(call('get_data'), numTasks * 4 * numPoints)
  tasks.forEach((values, part) => {
    for (let i = 0; i < values.length; i++)
      data[(Math.floor(i / numPoints) * 4 + part) * numPoints + (i % numPoints)] = values[
        i
      ] as number
  })
  return module
}
const gradientOf = ({ call, view }: Module): readonly number[] => [
  ...turned(split(view(call('get_grad'), numParams).slice())),
]

const mamlBytes = bytesOf('maml')
const gradient = (steps: number) => (): Case => {
  const module = load(instantiate(mamlBytes))
  const call = () => module.call('maml_grad', steps)
  return {
    call,
    value: () => {
      call()
      return gradientOf(module)
    },
  }
}

const train = (steps: number) => (): Case => {
  const module = load(instantiate(mamlBytes))
  let count = 0
  const call = (): number => {
    if (count++ % epoch === 0) reset(module)
    return module.call('maml_step', steps)
  }
  return {
    call,
    value: () => {
      count = 0
      return Array.from({ length: comparedSteps }, call)
    },
  }
}

const first = (steps: number) => (): Case => {
  const call = (): number => load(instantiate(mamlBytes)).call('maml_step', steps)
  return { call, value: () => [call()] }
}

const product = (): Case => {
  const module = load(instantiate(mamlBytes))
  const { call, view } = module
  view(call('get_hx'), hvp.x.length).set(hvp.x)
  view(call('get_hy'), hvp.y.length).set(hvp.y)
  view(call('get_v'), numParams).set(turned(hvp.direction))
  return {
    call: () => call('hvp256'),
    value: () => {
      call('hvp256')
      return gradientOf(module)
    },
  }
}

/** It draws its own inputs, those of mlp-data.ts, which takes as long as a quarter of a step. */
const mlp = (): Case => {
  const module = instantiate(bytesOf('mlp'))
  let count = 0
  const call = (): number => {
    if (count++ % epoch === 0) module.call('mlp_init')
    return module.call('mlp_step', 0.1)
  }
  return {
    call,
    value: () => {
      count = 0
      return Array.from({ length: comparedSteps }, call)
    },
  }
}

const matmul = (n: number, how: string) => (): Case => {
  const { call, view } = instantiate(bytesOf('ops'))
  const operands = matmulOperands(n)
  const [a, b, result] = [0, 1, 2].map((i) => call('heap_base') + i * 4 * n * n) as [
    number,
    number,
    number,
  ]
  view(a, n * n).set(operands[0])
  view(b, n * n).set(operands[1])
  const strides = (letter: string | undefined) => (letter === 't' ? [1, n] : [n, 1])
  const args = [1, n, n, n, a, 0, ...strides(how[0]), b, 0, ...strides(how[1]), result]
  const run = () => call('bmm', ...args)
  return {
    call: run,
    value: () => {
      run()
      return sampleOf(view(result, n * n))
    },
  }
}

const chain = (): Case => {
  const { call, view } = instantiate(bytesOf('chain'))
  const [x, y] = chainInputs()
  view(call('get_x'), million).set(x)
  view(call('get_y'), million).set(y)
  return {
    call: () => call('chain'),
    value: () => {
      call('chain')
      return sampleOf(view(call('get_result'), million))
    },
  }
}

const cases: Readonly<Record<string, () => Case>> = {
  hvp: product,
  mlp,
  chain,
  ...Object.fromEntries(
    [1, 5].flatMap((steps) => [
      [`maml-${steps}`, gradient(steps)],
      [`train-${steps}`, train(steps)],
      [`first-${steps}`, first(steps)],
    ]),
  ),
  ...Object.fromEntries(
    matmulSizes.flatMap((n) => transposes.map((how) => [`matmul-${n}-${how}`, matmul(n, how)])),
  ),
}
await servePeer(
  Object.fromEntries(Object.entries(cases).map(([name, make]) => [name, served(make)])),
)
