import type { DeviceParts } from '../../core/device.ts'
import type { HostDevice } from '../../core/host.ts'
import { makeAccelerator } from './accelerate.ts'
import type { Compiler } from './host-function.ts'
import { wasmCompiler } from './index.ts'
import { wholeProgram } from './whole.ts'

/**
 * The device that compiles programs to WebAssembly modules. It works on the storage of another device, which
 * runs the kernels that are too small to compile.
 */
export const makeWasmDevice = <Buffer>(
  loops: HostDevice<Buffer>,
  compiler: Compiler = wasmCompiler,
): DeviceParts<Buffer> => {
  const accelerated = makeAccelerator(loops.storage, compiler)
  return {
    name: 'wasm',
    isHost: true,
    dtypes: loops.dtypes,
    storage: loops.storage,
    executor: {
      run: (kernel, inputs, inputAvals, outputAvals) =>
        accelerated(kernel, inputs, inputAvals, outputAvals) ??
        loops.executor.run(kernel, inputs, inputAvals, outputAvals),
      compile: (program) => wholeProgram(program, compiler, loops),
      explain: compiler.explain,
    },
  }
}
