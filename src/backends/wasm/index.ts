import type { Lowered } from '../../compiler/block.ts'
import { lowerProgram } from '../../compiler/lower.ts'
import { showKernels, showPlan } from '../../compiler/show.ts'
import type { Program } from '../../core/program.ts'
import { now } from './clock.ts'
import { emitModule } from './emit.ts'
import { makeExecutable, makeSharedExecutable } from './executable.ts'
import type { Compiler, HostFunction } from './host-function.ts'
import { relaxedSimd } from './relaxed.ts'
import {
  type Limits,
  mostThreadsNow,
  placeProgram,
  shareInTime,
  suitsThreads,
  usualLimits,
} from './threads/index.ts'

export { setRelaxedSimd } from './relaxed.ts'
export { setThreads } from './threads/index.ts'

/** A program for several threads, if there is room in the memory that they share. */
const compileShared = (lowered: Lowered, limits: Limits): HostFunction | undefined => {
  const threads = mostThreadsNow()
  const placed = placeProgram(lowered, (start) =>
    emitModule(lowered, { threads, limits, start, relaxed: relaxedSimd() }),
  )
  return placed && makeSharedExecutable(placed, limits)
}

const compile = (program: Program, limits: Limits): HostFunction => {
  const start = now()
  const lowered = lowerProgram(program)
  const alone = makeExecutable(emitModule(lowered, { relaxed: relaxedSimd() }))
  if (!suitsThreads(lowered, limits)) return alone
  const cost = now() - start
  return shareInTime(alone, cost, () => compileShared(lowerProgram(program), limits), limits)
}

/** Compiles programs to WebAssembly modules, which one call each runs. */
export const makeWasmCompiler = (limits: Limits = usualLimits): Compiler => ({
  name: 'wasm',
  compile: (program) => compile(program, limits),
  explain: (program) => {
    const lowered = lowerProgram(program)
    const { bytes, plan } = emitModule(lowered, { relaxed: relaxedSimd() })
    return {
      kernels: showKernels(lowered),
      memory: showPlan(lowered, plan),
      codeBytes: bytes.length,
    }
  },
})

export const wasmCompiler: Compiler = makeWasmCompiler()
