import { type FunctionBuilder, i32, i64, type ModuleBuilder } from '../encoder/index.ts'
import * as header from './header.ts'
import { ownerLooks, piecesPerShare } from './limits.ts'
import { forever, waitLoop } from './wait.ts'

/** Appends what tells workers of a new state, which is on the stack under the address 0. */
const publish = (f: FunctionBuilder): void => {
  f.memory('i64.atomic.store', header.stateAt)
  f.i32(0).memory('i32.atomic.load', header.sleepersAt)
  f.if(() => f.i32(0).i32(-1).memory('memory.atomic.notify', header.stateAt).op('drop'))
}

/** Pushes the number of the next kernel that is shared. */
const nextNumber = (f: FunctionBuilder): FunctionBuilder =>
  f
    .i32(0)
    .memory('i64.atomic.load', header.stateAt)
    .i64(BigInt(header.stateBits))
    .op('i64.shr_u')
    .i64(1n)
    .op('i64.add')

/**
 * Adds a function of a kernel's number, the most pieces to cut it into, the number of threads, whether the thread
 * may sleep, and scratch memory: it runs the kernel together with workers, as far as they come in time, and returns
 * when all of it is done.
 */
export const addShareFunction = (module: ModuleBuilder, take: FunctionBuilder): FunctionBuilder => {
  const f = module.function([i32, i32, i32, i32, i32])
  const [kernel, mostPieces, threads, maySleep, scratch] = [0, 1, 2, 3, 4] as const
  const [shares, pieces, number] = [f.local(i32), f.local(i32), f.local(i64)]
  const [missing, done] = [f.local(i32), f.local(i32)]
  const smaller = (): FunctionBuilder => f.op('i32.lt_u').op('select')

  f.get(threads).get(mostPieces).get(threads).get(mostPieces)
  smaller().set(shares)
  f.get(mostPieces).get(shares).op('i32.div_u').tee(pieces)
  f.i32(piecesPerShare).get(pieces).i32(piecesPerShare)
  smaller().set(pieces)

  f.i32(0).i32(0).memory('i32.atomic.store', header.doneAt)
  f.i32(0).get(kernel).memory('i32.atomic.store', header.kernelAt)
  nextNumber(f).set(number)
  f.i32(0).get(number).i64(BigInt(header.sharesBits)).op('i64.shl')
  f.get(shares).i32(1).op('i32.sub').op('i64.extend_i32_u').op('i64.or')
  f.i64(BigInt(header.piecesBits)).op('i64.shl')
  f.get(pieces).i32(1).op('i32.sub').op('i64.extend_i32_u').op('i64.or')
  publish(f)

  f.get(shares).get(pieces).op('i32.mul')
  f.i32(0).get(number).get(kernel).get(shares).get(pieces).get(scratch).call(take)
  f.op('i32.sub').set(missing)
  // A worker that fails adds more than there are pieces.
  const isDone = (): FunctionBuilder =>
    f.i32(0).memory('i32.atomic.load', header.doneAt).tee(done).get(missing).op('i32.ge_u')
  waitLoop(
    f,
    ownerLooks,
    () => isDone().brIf(1),
    () => {
      f.get(maySleep)
      f.if(() => {
        f.i32(0).i32(1).memory('i32.atomic.store', header.ownerSleepsAt)
        isDone().op('i32.eqz')
        f.if(() =>
          f.i32(0).get(done).i64(forever).memory('memory.atomic.wait32', header.doneAt).op('drop'),
        )
        f.i32(0).i32(0).memory('i32.atomic.store', header.ownerSleepsAt)
      })
    },
  )
  return f
}

/** Adds the function `end()`, after which workers leave the program. */
export const addEndFunction = (module: ModuleBuilder): void => {
  const f = module.function([], [], 'end')
  f.i32(0).i32(0).memory('i32.atomic.store', header.programAt)
  f.i32(0)
  nextNumber(f).i64(BigInt(header.stateBits)).op('i64.shl')
  publish(f)
}
