import { type FunctionBuilder, i32, i64, type ModuleBuilder } from '../encoder/index.ts'
import { takenAt, takenBits, takenBytes } from './header.ts'

/**
 * Adds a function that takes pieces of the kernel that is shared and runs them, until there are none left, and gives their
 * number: those of the thread's own share first, which is the same part of each kernel, so that what it
 * reads is in its core's cache, then those that others have not come to.
 *
 * What is taken of a share belongs to a kernel by its number. A smaller one means that nothing is taken yet; a
 * larger one, that the caller is late and the kernel is finished.
 */
export const takePieces = (module: ModuleBuilder, runPiece: FunctionBuilder): FunctionBuilder => {
  const f = module.function([i32, i64, i32, i32, i32, i32], [i32])
  const [thread, number, kernel, shares, pieces, scratch] = [0, 1, 2, 3, 4, 5] as const
  const [round, share, place, count] = [f.local(i32), f.local(i32), f.local(i32), f.local(i32)]
  const [first, seen, next] = [f.local(i64), f.local(i64), f.local(i64)]
  f.get(number).i64(BigInt(takenBits)).op('i64.shl').set(first)
  f.loop(() => {
    f.get(thread).get(round).op('i32.add').get(shares).op('i32.rem_u').tee(share)
    f.i32(takenBytes).op('i32.mul').set(place)
    f.block(() => {
      f.loop(() => {
        f.get(place).memory('i64.atomic.load', takenAt).tee(seen)
        f.get(first).op('i64.sub').set(next)
        f.get(next).i64(0n).op('i64.lt_s')
        f.if(() => f.i64(0n).set(next))
        f.get(next).get(pieces).op('i64.extend_i32_u').op('i64.ge_s').brIf(1)
        f.get(place).get(seen)
        f.get(first).get(next).op('i64.add').i64(1n).op('i64.add')
        f.memory('i64.atomic.rmw.cmpxchg', takenAt).get(seen).op('i64.eq')
        f.if(() => {
          f.get(kernel)
          f.get(share).get(pieces).op('i32.mul').get(next).op('i32.wrap_i64').op('i32.add')
          f.get(shares).get(pieces).op('i32.mul').get(scratch).call(runPiece)
          f.get(count).i32(1).op('i32.add').set(count)
        })
        f.br(0)
      })
    })
    f.get(round).i32(1).op('i32.add').tee(round)
    f.get(shares).op('i32.lt_u').brIf(0)
  })
  f.get(count)
  return f
}
