import type { KernelCode } from '../context.ts'
import { type FunctionBuilder, i32, type ModuleBuilder } from '../encoder/index.ts'

/** Adds a function of units, a piece and the number of pieces: the first unit of the piece, all pieces about alike. */
const firstUnit = (module: ModuleBuilder): FunctionBuilder => {
  const f = module.function([i32, i32, i32], [i32])
  const [units, piece, total] = [0, 1, 2] as const
  const rest = f.local(i32)
  f.get(units).get(total).op('i32.rem_u').set(rest)
  f.get(units).get(total).op('i32.div_u').get(piece).op('i32.mul')
  f.get(piece).get(rest).get(piece).get(rest).op('i32.lt_u').op('select').op('i32.add')
  return f
}

/** Runs a piece of one of many kernels. */
export interface PieceRunner {
  /** A function of a kernel's number, a piece, the number of pieces and scratch memory. */
  readonly func: FunctionBuilder
  /** Gives a kernel its number. */
  readonly add: (code: KernelCode) => number
  /** Writes the function, once all kernels are there. */
  readonly finish: () => void
}

export const makePieceRunner = (module: ModuleBuilder): PieceRunner => {
  const f = module.function([i32, i32, i32, i32])
  const [kernel, piece, total, scratch] = [0, 1, 2, 3] as const
  const first = firstUnit(module)
  const kernels: KernelCode[] = []
  const run = ({ func, units }: KernelCode): void => {
    f.i32(units).get(piece).get(total).call(first)
    f.i32(units).get(piece).i32(1).op('i32.add').get(total).call(first)
    f.get(scratch).call(func)
  }
  const among = (from: number, to: number): void => {
    if (to - from <= 1) {
      if (to > from) run(kernels[from]!)
      return
    }
    const middle = (from + to) >> 1
    f.get(kernel).i32(middle).op('i32.lt_u')
    f.if(
      () => among(from, middle),
      () => among(middle, to),
    )
  }
  return { func: f, add: (code) => kernels.push(code) - 1, finish: () => among(0, kernels.length) }
}
