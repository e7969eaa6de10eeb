import { type FunctionBuilder, i32, i64, type ModuleBuilder } from '../encoder/index.ts'
import * as header from './header.ts'
import { workerLooks } from './limits.ts'
import { forever, waitLoop } from './wait.ts'

/**
 * Adds the function `work(thread, program, scratch)` that workers run: it helps with kernels as they
 * are shared, until the program ends. A worker may come at any time, and may miss kernels: others take its pieces.
 *
 * The state is read first. If a piece of that kernel can be taken, it is not finished, so nothing that
 * describes it has changed since.
 */
export const addWorkerFunction = (module: ModuleBuilder, take: FunctionBuilder): void => {
  const f = module.function([i32, i32, i32], [], 'work')
  const [thread, program, scratch] = [0, 1, 2] as const
  const [state, known, shares, count] = [f.local(i64), f.local(i64), f.local(i32), f.local(i32)]
  const field = (shift: number, bits: number): void => {
    f.get(state).i64(BigInt(shift)).op('i64.shr_u').op('i32.wrap_i64')
    f.i32((1 << bits) - 1)
      .op('i32.and')
      .i32(1)
      .op('i32.add')
  }
  const help = (): void => {
    f.get(thread).get(state).i64(BigInt(header.stateBits)).op('i64.shr_u')
    f.i32(0).memory('i32.atomic.load', header.kernelAt).get(shares)
    field(0, header.piecesBits)
    f.get(scratch).call(take).tee(count)
    f.if(() => {
      f.i32(0).get(count).memory('i32.atomic.rmw.add', header.doneAt).op('drop')
      f.i32(0).memory('i32.atomic.load', header.ownerSleepsAt)
      f.if(() => f.i32(0).i32(1).memory('memory.atomic.notify', header.doneAt).op('drop'))
    })
  }
  f.i64(-1n).set(known)
  waitLoop(
    f,
    workerLooks,
    (reset) => {
      f.i32(0).memory('i64.atomic.load', header.stateAt).tee(state).get(known).op('i64.ne')
      f.if(() => {
        f.get(state).set(known)
        f.i32(0).memory('i32.atomic.load', header.programAt).get(program).op('i32.ne').brIf(2)
        field(header.piecesBits, header.sharesBits)
        f.set(shares).get(thread).get(shares).op('i32.lt_u')
        f.if(help)
        reset()
      })
    },
    () => {
      f.i32(0).i32(1).memory('i32.atomic.rmw.add', header.sleepersAt).op('drop')
      f.i32(0).get(known).i64(forever).memory('memory.atomic.wait64', header.stateAt).op('drop')
      f.i32(0).i32(1).memory('i32.atomic.rmw.sub', header.sleepersAt).op('drop')
    },
  )
}
