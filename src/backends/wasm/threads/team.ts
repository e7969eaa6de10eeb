import type { KernelCode } from '../context.ts'
import type { FunctionBuilder, Local, ModuleBuilder } from '../encoder/index.ts'
import type { Limits } from './limits.ts'
import { makePieceRunner } from './pieces.ts'
import { addEndFunction, addShareFunction } from './share-function.ts'
import { takePieces } from './take.ts'
import { addWorkerFunction } from './worker-function.ts'

/** The function that runs a program, and its parameters. */
export interface MainFunction {
  readonly func: FunctionBuilder
  readonly scratch: Local
  /** How many threads take part. */
  readonly threads: Local
  /** Whether this thread may sleep while it waits for others. */
  readonly maySleep: Local
}

/** Code of a module by which several threads run its kernels. */
export interface Team {
  /** Appends a kernel to the program that takes about `work` nanoseconds; false if it is better run by one thread. */
  readonly share: (code: KernelCode, work: number) => boolean
  /** Writes what needs to know all kernels. */
  readonly finish: () => void
}

/**
 * Kernels in a module that threads may share. One thread runs the program and with it all control flow; the
 * others wait for kernels to help with. Which of them come decides how long a kernel takes and nothing
 * else, so whoever is late is not waited for.
 */
export const makeTeam = (module: ModuleBuilder, main: MainFunction, limits: Limits): Team => {
  const runner = makePieceRunner(module)
  const take = takePieces(module, runner.func)
  const shareKernel = addShareFunction(module, take)
  addWorkerFunction(module, take)
  addEndFunction(module)
  const f = main.func
  return {
    share: (code, work) => {
      const pieces = Math.min(code.units, Math.floor(work / limits.piece))
      if (work < limits.kernel || pieces < 2) return false
      const kernel = runner.add(code)
      f.get(main.threads).i32(1).op('i32.gt_s')
      f.if(
        () =>
          f
            .i32(kernel)
            .i32(pieces)
            .get(main.threads)
            .get(main.maySleep)
            .get(main.scratch)
            .call(shareKernel),
        () => f.i32(0).i32(code.units).get(main.scratch).call(code.func),
      )
      return true
    },
    finish: runner.finish,
  }
}
