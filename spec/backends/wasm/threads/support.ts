import { ndarrayDevice } from '../../../../src/backends/ndarray/index.ts'
import { makeWasmDevice } from '../../../../src/backends/wasm/device.ts'
import { makeWasmCompiler } from '../../../../src/backends/wasm/index.ts'
import { doneAt } from '../../../../src/backends/wasm/threads/header.ts'
import {
  arenaMemory,
  type Limits,
  sharedCalls,
} from '../../../../src/backends/wasm/threads/index.ts'
import { registerDevice } from '../../../../src/core/device.ts'
import { type Tensor, treeLeaves } from '../../../../src/index.ts'

/** Shares every kernel of every program, from the first call after workers have come. */
const everything: Limits = {
  program: 0,
  byte: 0,
  kernel: 0,
  piece: 1,
  start: 0,
  compile: 0,
  adapts: false,
}

export const shareEverything = (): void => {
  registerDevice(makeWasmDevice(ndarrayDevice, makeWasmCompiler(everything)))
}

/** All bytes of a tree of tensors. */
export const bytesOf = (tree: unknown): string =>
  treeLeaves(tree as never)
    .map((leaf) => {
      const { buffer, byteOffset, byteLength } = (leaf as Tensor).data()
      return new Uint8Array(buffer, byteOffset, byteLength).join()
    })
    .join(' ')

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Whether a worker did a part of the kernel that was shared last. */
const hasHelped = (): boolean => new Int32Array(arenaMemory().buffer)[doneAt / 4] !== 0

const patience = 3000

/** The result of a call that was shared; of the last one if none is for some seconds. */
export const sharedResult = async (call: () => unknown): Promise<string> => {
  const end = performance.now() + patience
  const before = sharedCalls()
  for (;;) {
    const result = bytesOf(call())
    if (sharedCalls() > before || performance.now() > end) return result
    await pause(1)
  }
}

/** Results of calls until workers have helped with ten of them, or for some seconds. */
export const resultsWithHelp = async (call: () => unknown): Promise<readonly string[]> => {
  const results = new Set<string>()
  const end = performance.now() + patience
  for (let left = 10; left > 0 && performance.now() < end; ) {
    results.add(await sharedResult(call))
    if (hasHelped()) left -= 1
  }
  return [...results]
}
