import { describe, expect, it } from 'vitest'
import makeWabt from 'wabt'
import {
  type FunctionBuilder,
  f32,
  f64,
  i32,
  i64,
  ModuleBuilder,
  v128,
} from '../../../src/backends/wasm/encoder/index.ts'
import {
  atomicOps,
  laneMemoryOps,
  laneOps,
  memoryOps,
  plainOps,
  saturatingOps,
  vectorMemoryOps,
  vectorOps,
} from '../../../src/backends/wasm/encoder/opcodes.ts'

const wabt = await makeWabt()
const features = { simd: true, threads: true, relaxed_simd: true, bulk_memory: true }
const memory = { initial: 1, maximum: 16, shared: true }

/** The text of a module of one function, disassembled by another tool. */
const textOf = (write: (f: FunctionBuilder) => void): string => {
  const module = new ModuleBuilder()
  const f = module.function([i32], [], 'f')
  // Behind this any instruction is valid, whatever is on the stack.
  f.op('unreachable')
  write(f)
  f.op('unreachable')
  const read = wabt.readWasm(module.encode(memory).slice(), { ...features, readDebugNames: false })
  return read.toText({ foldExprs: false, inlineExport: false })
}

/** Instructions of the text between the two that frame it. */
const between = (text: string): readonly string[] => {
  const lines = text.split('\n').map((line) => line.trim().replace(/\)+$/, ''))
  return lines.slice(lines.indexOf('unreachable') + 1, lines.lastIndexOf('unreachable'))
}

const firstWord = (line: string | undefined): string => (line ?? '').split(' ')[0] ?? ''

describe('the table of instructions', () => {
  it('has the names that others give the codes', () => {
    const names = [
      ...Object.keys(plainOps),
      ...Object.keys(saturatingOps),
      ...Object.keys(vectorOps),
    ]
    for (const name of names)
      expect(firstWord(between(textOf((f) => f.op(name as 'nop')))[0]), name).toBe(name)
  })

  it('has alignments and offsets in place', () => {
    const all = { ...memoryOps, ...vectorMemoryOps, ...atomicOps }
    for (const [name, [, align]] of Object.entries(all)) {
      const [line] = between(textOf((f) => f.memory(name as 'i32.load', 300)))
      expect(firstWord(line)).toBe(name)
      expect(line).toContain('offset=300')
      const written = /align=(\d+)/.exec(line ?? '')?.[1]
      if (written !== undefined) expect(Number(written), name).toBe(2 ** align)
    }
  })

  it('names lanes', () => {
    for (const name of Object.keys(laneOps))
      expect(between(textOf((f) => f.lane(name as 'i32x4.extract_lane', 1)))[0]).toBe(`${name} 1`)
    for (const name of Object.keys(laneMemoryOps)) {
      const [line] = between(textOf((f) => f.memoryLane(name as 'v128.load32_lane', 1, 8)))
      expect(line, name).toMatch(new RegExp(`^${name} offset=8.* 1$`))
    }
  })
})

describe('numbers', () => {
  it('survive every length of their encoding', () => {
    for (const n of [0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)])
      expect(between(textOf((f) => f.i32(n)))[0]).toBe(`i32.const ${n}`)
    for (const n of [0n, -1n, 2n ** 40n, 2n ** 63n - 1n, -(2n ** 63n)])
      expect(between(textOf((f) => f.i64(n)))[0]).toBe(`i64.const ${n}`)
    for (const offset of [0, 127, 128, 16384, 2 ** 31, 2 ** 32 - 1])
      expect(between(textOf((f) => f.i32(0).memory('i32.load', offset)))[1]).toBe(
        offset === 0 ? 'i32.load' : `i32.load offset=${offset}`,
      )
  })
})

interface Exports {
  readonly run: (n: number) => number
}

describe('a module', () => {
  it('runs: locals of all types, blocks, loops, branches and calls', () => {
    const module = new ModuleBuilder()
    const twice = module.function([i32], [i32])
    twice.get(0).i32(2).op('i32.mul')
    const run = module.function([i32], [i32], 'run')
    for (const type of [f32, f64, i64, v128, f32] as const) run.local(type)
    const sum = run.local(i32)
    const i = run.local(i32)
    run.i32(0).set(i)
    run.block(() => {
      run.get(0).op('i32.eqz').brIf(0)
      run.count(i, { local: 0 }, 1, () => {
        run.get(i).i32(1).op('i32.and')
        run.if(
          () => run.get(sum).get(i).call(twice).op('i32.add').set(sum),
          () => run.get(sum).get(i).op('i32.add').set(sum),
        )
      })
    })
    run.get(sum)
    const bytes = module.encode({ initial: 1, maximum: 1, shared: false })
    expect(WebAssembly.validate(bytes)).toBe(true)
    const env = { memory: new WebAssembly.Memory({ initial: 1, maximum: 1 }) }
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env })
    const exports = instance.exports as unknown as Exports
    expect(exports.run(0)).toBe(0)
    expect(exports.run(5)).toBe(0 + 2 + 2 + 6 + 4)
  })

  it('imports functions before its own', () => {
    const module = new ModuleBuilder()
    const next = module.import('env', 'next', [i32], [i32])
    const run = module.function([i32], [i32], 'run')
    run.get(0).call(next).call(next)
    const env = {
      memory: new WebAssembly.Memory({ initial: 1, maximum: 1 }),
      next: (n: number) => n + 1,
    }
    const bytes = module.encode({ initial: 1, maximum: 1, shared: false })
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env })
    expect((instance.exports as unknown as Exports).run(40)).toBe(42)
  })
})
