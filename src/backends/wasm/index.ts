import { lowerProgram } from '../../compiler/lower.ts'
import { showKernels, showPlan } from '../../compiler/show.ts'
import type { Compiler } from '../../core/backend.ts'
import { emitModule } from './emit.ts'
import { makeExecutable } from './executable.ts'

/** Compiles a program to one WebAssembly module, which one call runs. */
export const wasmCompiler: Compiler = {
  name: 'wasm',
  compile: (program) => makeExecutable(emitModule(lowerProgram(program))),
  explain: (program) => {
    const lowered = lowerProgram(program)
    const { bytes, plan } = emitModule(lowered)
    return {
      kernels: showKernels(lowered),
      memory: showPlan(lowered, plan),
      codeBytes: bytes.length,
    }
  },
}
