import { dtypes } from '../../core/dtype.ts'
import type { HostDevice } from '../../core/host.ts'
import { isControl } from '../../core/kernel-kinds.ts'
import type { NdBuffer } from './buffer.ts'
import { compileProgram } from './compile.ts'
import { makeControl } from './control.ts'
import { runKernel } from './run.ts'
import { ndarrayStorage } from './storage.ts'

export type { NdBuffer } from './buffer.ts'

/**
 * The device of plain JavaScript: `ndarray` views, and loops compiled by `cwise-compiler`, or interpreted where a page
 * forbids that.
 */
export const ndarrayDevice: HostDevice<NdBuffer> = {
  name: 'ndarray',
  isHost: true,
  dtypes,
  storage: ndarrayStorage,
  executor: {
    run: (kernel, inputs, _, outputAvals) =>
      isControl(kernel)
        ? makeControl(kernel, outputAvals, compileProgram)(inputs)
        : runKernel(kernel, inputs, outputAvals),
    compile: (program) => {
      const run = compileProgram(program)
      return (inputs, donated = []) => {
        const outputs = run(inputs)
        for (const i of donated)
          if (!outputs.includes(inputs[i]!)) ndarrayStorage.giveUp(inputs[i]!)
        return outputs
      }
    },
  },
}
