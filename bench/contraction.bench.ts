/**
 * How fast are the contractions of compiled programs, in GFLOP/s on one thread and as a share of what a loop of
 * multiplications and additions in registers reaches in the same minute?
 *
 * N is a matrix as the product takes it, T its transpose in memory; `shared` is a right factor that a batch
 * has in common. Results are checked first.
 */
import type { ModuleContext } from '../src/backends/wasm/context.ts'
import {
  type FunctionBuilder,
  i32,
  ModuleBuilder,
  v128,
} from '../src/backends/wasm/encoder/index.ts'
import { emitContraction } from '../src/backends/wasm/kernels/contraction/index.ts'
import type { Buffer, Contraction, View } from '../src/compiler/kernels.ts'
import { bytesOf } from '../src/core/dtype.ts'
import { arg, binary, choose, compare, constant, type Expr } from '../src/core/scalar.ts'
import { median } from './support/statistics.ts'

type Float = 'float32' | 'float64'

interface Case {
  readonly name: string
  readonly sizes: readonly [batch: number, m: number, n: number, k: number]
  readonly sides?: 'NN' | 'NT' | 'TN' | 'TT'
  readonly dtype?: Float
  readonly isShared?: boolean
  /** Whether a bias and a rectifier follow. */
  readonly hasEpilogue?: boolean
}

const sidesOf = ['NN', 'NT', 'TN', 'TT'] as const
const square = (size: number, dtype: Float = 'float32'): readonly Case[] =>
  sidesOf.map((sides) => ({
    name: `${size}³ ${sides}${dtype === 'float64' ? ' f64' : ''}`,
    sizes: [1, size, size, size],
    sides,
    dtype,
  }))
const each = (
  name: string,
  sizes: Case['sizes'],
  ...list: readonly Case['sides'][]
): readonly Case[] => list.map((sides = 'NN') => ({ name: `${name} ${sides}`, sizes, sides }))

const cases: readonly Case[] = [
  ...[64, 128, 256, 512, 1024].flatMap((size) => square(size)),
  ...[64, 256].flatMap((size) => square(size, 'float64')),
  ...each('maml 512x40x40', [1, 512, 40, 40], 'NN', 'NT'),
  { name: 'maml 512x40x40 NN relu', sizes: [1, 512, 40, 40], hasEpilogue: true },
  ...each('maml 16 of 32x40x40', [16, 32, 40, 40], 'NN', 'NT', 'TN'),
  { name: 'maml 16 of 32x40x40 NT shared', sizes: [16, 32, 40, 40], sides: 'NT', isShared: true },
  { name: 'maml 16 of 32x40x40 NN relu', sizes: [16, 32, 40, 40], hasEpilogue: true },
  ...each('maml 16 of 40x40x32', [16, 40, 40, 32], 'TN'),
  ...each('maml 40x40x512', [1, 40, 40, 512], 'NN', 'TN', 'NT'),
  ...each('mlp 128x256x784', [1, 128, 256, 784], 'NN'),
  ...each('mlp 784x256x128', [1, 784, 256, 128], 'TN'),
  ...each('mlp 128x256x256', [1, 128, 256, 256], 'NN', 'NT', 'TN'),
  ...each('mlp 128x10x256', [1, 128, 10, 256], 'NN', 'NT'),
  ...each('mlp 256x10x128', [1, 256, 10, 128], 'TN'),
  ...each('mlp 128x256x10', [1, 128, 256, 10], 'NT'),
  ...[1, 2, 3, 5, 8].flatMap((n) => each(`n thin 512x${n}x40`, [1, 512, n, 40], 'NN', 'TN')),
  ...[1, 2, 3, 5, 8].flatMap((m) => each(`m thin ${m}x256x256`, [1, m, 256, 256], 'NN', 'NT')),
  ...[1, 4, 8, 20].flatMap((m) => each(`m wide ${m}x1024x1024`, [1, m, 1024, 1024], 'NN', 'NT')),
  ...each('long 128x128x8192', [1, 128, 128, 8192], 'NN', 'NT', 'TN'),
  ...each('long 40x40x4096', [1, 40, 40, 4096], 'NN', 'NT', 'TN'),
  ...[1, 2, 3, 5, 8].flatMap((k) => each(`k thin 512x40x${k}`, [1, 512, 40, k], 'NN')),
  ...each('16 of 32x1x40', [16, 32, 1, 40], 'NN'),
  ...each('16 of 40x1x32', [16, 40, 1, 32], 'TN'),
  ...each('16 of 32x40x1', [16, 32, 40, 1], 'NN'),
  ...each('1000 of 4x4x4', [1000, 4, 4, 4], 'NN', 'NT', 'TN'),
  ...each('200 of 9x9x9', [200, 9, 9, 9], 'NN', 'NT'),
]

const view = (size: number, dtype: Float, strides: readonly number[]): View => ({
  buffer: { dtype, size },
  offset: 0,
  strides,
})

const contractionOf = (item: Case): Contraction => {
  const [b, m, n, k] = item.sizes
  const { sides = 'NN', dtype = 'float32', isShared = false, hasEpilogue = false } = item
  const sum = binary('add', arg(0, dtype), arg(1, dtype))
  const zero = constant(0, dtype)
  const value: Expr = hasEpilogue ? choose(compare('gt', sum, zero), sum, zero) : arg(0, dtype)
  return {
    kind: 'contraction',
    dtype,
    batch: [b],
    m,
    n,
    k,
    lhs: view(b * m * k, dtype, [m * k, ...(sides[0] === 'N' ? [k, 1] : [1, m])]),
    rhs: view((isShared ? 1 : b) * k * n, dtype, [
      isShared ? 0 : k * n,
      ...(sides[1] === 'N' ? [n, 1] : [1, k]),
    ]),
    operands: hasEpilogue ? [view(n, dtype, [0, 0, 1])] : [],
    results: [{ value, view: view(b * m * n, dtype, [m * n, n, 1]) }],
  }
}

const pageBytes = 65536

interface Prepared {
  readonly run: (calls: number) => void
  readonly codeBytes: number
  readonly units: number
}

const memory = new WebAssembly.Memory({ initial: 512, maximum: 512 })

const prepare = (contraction: Contraction): Prepared => {
  const module = new ModuleBuilder()
  const addresses = new Map<Buffer, number>()
  const helpers = new Map<string, FunctionBuilder>()
  const constants: { readonly address: number; readonly bytes: Uint8Array }[] = []
  let end = pageBytes
  const addressOf = (buffer: Buffer): number => {
    let address = addresses.get(buffer)
    if (address === undefined) {
      address = end
      addresses.set(buffer, address)
      end += Math.ceil((buffer.size * bytesOf(buffer.dtype)) / 64) * 64 + 128
    }
    return address
  }
  const context: ModuleContext = {
    module,
    relaxed: false,
    addressOf,
    constant: (bytes) => {
      const address = 1024 + 16 * constants.length
      constants.push({ address, bytes })
      return address
    },
    helper: (name, build) => {
      const func = helpers.get(name) ?? build()
      helpers.set(name, func)
      return func
    },
  }
  const { func, units, scratchBytes } = emitContraction(context, contraction)
  const scratch = addressOf({ dtype: 'float64', size: Math.ceil(scratchBytes / 8) })
  const calls = module.function([i32], [], 'run')
  calls.loop(() => {
    calls.i32(0).i32(units).i32(scratch).call(func)
    calls.get(0).i32(1).op('i32.sub').tee(0).brIf(0)
  })
  const code = module.encode({ initial: 512, maximum: 512, shared: false })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } })
  for (const { address, bytes } of constants) new Uint8Array(memory.buffer).set(bytes, address)
  const run = instance.exports['run'] as (calls: number) => void
  check(contraction, addressOf, () => run(1))
  return { run, codeBytes: code.length, units }
}

const check = (
  { dtype, batch, m, n, k, lhs, rhs, operands, results }: Contraction,
  addressOf: (buffer: Buffer) => number,
  run: () => void,
): void => {
  const type = dtype === 'float64' ? Float64Array : Float32Array
  const data = (of: View) => new type(memory.buffer, addressOf(of.buffer), of.buffer.size)
  const [a, b] = [data(lhs), data(rhs)]
  a.forEach((_, i) => {
    a[i] = ((i * 7919) % 17) / 17 - 0.5
  })
  b.forEach((_, i) => {
    b[i] = ((i * 104729) % 23) / 23 - 0.5
  })
  const [bias] = operands.map(data)
  bias?.fill(0.25)
  const [out] = results.map(({ view: of }) => data(of))
  run()
  const total = batch[0]! * m * n
  for (let sample = 0; sample < 500; sample++) {
    const at = (sample * 7907) % total
    const [p, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n]
    let sum = 0
    for (let t = 0; t < k; t++) {
      const x = a[p * lhs.strides[0]! + i * lhs.strides[1]! + t * lhs.strides[2]!]!
      sum += x * b[p * rhs.strides[0]! + t * rhs.strides[1]! + j * rhs.strides[2]!]!
    }
    const expected = bias === undefined ? sum : Math.max(sum + 0.25, 0)
    if (!(Math.abs(out![at]! - expected) < 1e-4)) {
      throw new Error(`element ${at} is ${out![at]}, not ${expected}`)
    }
  }
}

const sumsOfRoof = 12

/** Multiplications and additions of registers alone: as many sums as keep the units busy. */
const roof = (): ((rounds: number) => void) => {
  const module = new ModuleBuilder()
  const f = module.function([i32], [], 'run')
  const sums = Array.from({ length: sumsOfRoof }, () => f.local(v128))
  const factor = f.local(v128)
  f.loop(() => {
    for (const sum of sums) {
      f.get(sum).get(factor).get(sum).op('f32x4.mul').op('f32x4.add').set(sum)
    }
    f.get(0).i32(1).op('i32.sub').tee(0).brIf(0)
  })
  f.i32(0)
  for (const sum of sums) f.get(sum)
  for (const _ of sums.slice(1)) f.op('v128.or')
  f.memory('v128.store')
  const code = module.encode({ initial: 512, maximum: 512, shared: false })
  return new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } }).exports[
    'run'
  ] as (rounds: number) => void
}

/** Time of the processor, so that other processes do not count. */
const milliseconds = (run: () => void): number => {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e3
}

/** Runs for a while and leaves the engine time to optimize. */
const warm = async (run: () => void): Promise<void> => {
  for (let pause = 0; pause < 3; pause++) {
    const start = performance.now()
    while (performance.now() - start < 20) run()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isQuick = process.argv.includes('--quick')
const rounds = isQuick ? 7 : 21
const peak = roof()
const roofRounds = 200_000
await warm(() => peak(roofRounds))

console.log('contraction                        GFLOP/s  of roof      µs  units  bytes of code')
for (const item of cases) {
  if (wanted.length > 0 && !wanted.some((word) => item.name.includes(word))) continue
  const [b, m, n, k] = item.sizes
  const flops = 2 * b * m * n * k
  const { run, units, codeBytes } = prepare(contractionOf(item))
  const calls = Math.max(1, Math.round(1e8 / Math.max(flops, 100 * b * m)))
  await warm(() => run(Math.ceil(calls / 8)))
  const speeds: number[] = []
  const shares: number[] = []
  for (let round = 0; round < rounds; round++) {
    const best = (roofRounds * sumsOfRoof * 8) / milliseconds(() => peak(roofRounds)) / 1e6
    const speed = (calls * flops) / milliseconds(() => run(calls)) / 1e6
    speeds.push(speed)
    shares.push((speed / best) * (item.dtype === 'float64' ? 2 : 1))
  }
  const speed = median(speeds)
  console.log(
    `${item.name.padEnd(34)} ${speed.toFixed(1).padStart(7)} ${median(shares).toFixed(2).padStart(8)}` +
      ` ${(flops / speed / 1e3).toFixed(2).padStart(9)} ${String(units).padStart(5)} ${String(codeBytes).padStart(6)}`,
  )
}
