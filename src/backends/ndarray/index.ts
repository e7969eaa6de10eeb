import type { Backend } from '../../core/backend.ts'
import { runCompiled } from './accelerate.ts'
import { denseView, type NdBuffer, toData } from './buffer.ts'
import { compileProgram } from './compile.ts'
import { makeControl } from './control.ts'
import { isControl, runKernel } from './run.ts'
import { wholeProgram } from './whole.ts'

export type { NdBuffer } from './buffer.ts'

/** The backend of plain JavaScript: `ndarray` views, and loops compiled by `cwise-compiler`, or interpreted where a page forbids that. */
export const ndarrayBackend: Backend<NdBuffer> = {
  name: 'ndarray',
  put: (data, { dtype, shape }) => denseView(dtype, data, shape, 0),
  read: (buffer, { dtype }) => toData(dtype, buffer),
  ready: () => Promise.resolve(),
  readAsync: (buffer, { dtype }) => Promise.resolve(toData(dtype, buffer)),
  run: (kernel, inputs, inputAvals, outputAvals) => {
    if (kernel.kind === 'call') return wholeProgram(kernel.program)(inputs, kernel.donated)
    return isControl(kernel)
      ? makeControl(kernel, outputAvals, compileProgram)(inputs)
      : (runCompiled(kernel, inputs, inputAvals, outputAvals) ??
          runKernel(kernel, inputs, outputAvals))
  },
  compile: wholeProgram,
}
