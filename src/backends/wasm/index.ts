import { lowerProgram } from '../../compiler/lower.ts'
import type { Compiler } from '../../core/backend.ts'
import { emitModule } from './emit.ts'
import { makeExecutable } from './executable.ts'

/** Compiles a program to one WebAssembly module, which one call runs. */
export const wasmCompiler: Compiler = {
  name: 'wasm',
  compile: (program) => makeExecutable(emitModule(lowerProgram(program))),
}
