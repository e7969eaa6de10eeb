import { bytesOf, type DType, isSigned } from '../../../../core/dtype.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'
import type { Arithmetic } from './arithmetic.ts'
import { advance } from './cursors.ts'
import type { Matrix } from './problem.ts'
import { high64, interleaveHigh, interleaveLow, low64 } from './shuffles.ts'

/**
 * How a matrix is brought into the order in which tiles read it, four or more neighbours for each term: by
 * vectors, by transposing blocks, or one by one.
 */
export type Packing = 'copy' | 'transpose' | 'gather'

/** Params: source, target, terms, bytes from a term to the next, bytes from a group's target to the next's. */
const copier = (context: ModuleContext, vectors: number, groups: number): FunctionBuilder =>
  context.helper(`contraction.copy${vectors}x${groups}`, () => {
    const f = context.module.function([i32, i32, i32, i32, i32])
    const [source, target, terms, step, groupBytes] = [0, 1, 2, 3, 4]
    const targets = [target, ...Array.from({ length: groups - 1 }, () => f.local(i32))]
    targets.slice(1).forEach((next, i) => {
      f.get(targets[i]!).get(groupBytes).op('i32.add').set(next)
    })
    f.loop(() => {
      targets.forEach((to, group) => {
        for (let i = 0; i < vectors; i++) {
          f.get(to).get(source)
          f.memory('v128.load', 16 * (group * vectors + i)).memory('v128.store', 16 * i)
        }
        advance(f, to, 16 * vectors)
      })
      f.get(source).get(step).op('i32.add').set(source)
      f.get(terms).i32(1).op('i32.sub').tee(terms).brIf(0)
    })
    return f
  })

const lineBytes = 64

/** How many neighbouring panels to pack at once, so that a line of memory is read once. */
export const groupsOf = (packing: Packing, bytes: number): number =>
  packing === 'copy' ? Math.max(Math.floor(lineBytes / bytes), 1) : 1

/** Appends the transpose of four vectors of four numbers, or of two pairs of vectors of two. */
const transposeLanes = (
  f: FunctionBuilder,
  lanes: 4 | 2,
  rows: readonly Local[],
): readonly Local[] => {
  const shuffled = (x: Local, y: Local, bytes: readonly number[]): Local => {
    const result = f.local(v128)
    f.get(x).get(y).shuffle(bytes).set(result)
    return result
  }
  const [a, b, c, d] = rows as [Local, Local, Local, Local]
  if (lanes === 2) {
    return [
      shuffled(a, b, low64),
      shuffled(c, d, low64),
      shuffled(a, b, high64),
      shuffled(c, d, high64),
    ]
  }
  const [ab, cd] = [shuffled(a, b, interleaveLow), shuffled(c, d, interleaveLow)]
  const [abHigh, cdHigh] = [shuffled(a, b, interleaveHigh), shuffled(c, d, interleaveHigh)]
  return [
    shuffled(ab, cd, low64),
    shuffled(ab, cd, high64),
    shuffled(abHigh, cdHigh, low64),
    shuffled(abHigh, cdHigh, high64),
  ]
}

/** Params: four sources, target, terms (rounded up to whole vectors), bytes between terms of the target. */
const transposer = (context: ModuleContext, lanes: 4 | 2): FunctionBuilder =>
  context.helper(`contraction.transpose${lanes}`, () => {
    const f = context.module.function([i32, i32, i32, i32, i32, i32, i32])
    const sources = [0, 1, 2, 3]
    const [target, terms, step] = [4, 5, 6]
    f.loop(() => {
      const rows = sources.map((source) => {
        const row = f.local(v128)
        f.get(source).memory('v128.load').set(row)
        advance(f, source, 16)
        return row
      })
      const parts = transposeLanes(f, lanes, rows)
      const each = 4 / lanes
      for (let term = 0; term < lanes; term++) {
        for (let part = 0; part < each; part++) {
          f.get(target)
            .get(parts[term * each + part]!)
            .memory('v128.store', 16 * part)
        }
        f.get(target).get(step).op('i32.add').set(target)
      }
      f.get(terms).i32(lanes).op('i32.sub').tee(terms).i32(0).op('i32.gt_s').brIf(0)
    })
    return f
  })

/** Params: source, target, terms, bytes between terms, neighbours, bytes between them, bytes between terms of the target. */
const gatherer = (context: ModuleContext, dtype: DType): FunctionBuilder => {
  const bytes = bytesOf(dtype)
  const widen = isSigned(dtype) ? 'i32.load8_s' : 'i32.load8_u'
  return context.helper(`contraction.gather ${bytes === 1 ? widen : bytes}`, () => {
    const f = context.module.function([i32, i32, i32, i32, i32, i32, i32])
    const [source, target, terms, step, count, between, targetStep] = [0, 1, 2, 3, 4, 5, 6]
    const from = f.local(i32)
    const to = f.local(i32)
    const end = f.local(i32)
    f.loop(() => {
      f.get(source).set(from)
      f.get(target).tee(to)
      f.get(count)
        .i32(bytes === 8 ? 8 : 4)
        .op('i32.mul')
        .op('i32.add')
        .set(end)
      f.loop(() => {
        f.get(to).get(from)
        if (bytes === 1) f.memory(widen).memory('i32.store')
        else if (bytes === 4) f.memory('i32.load').memory('i32.store')
        else f.memory('i64.load').memory('i64.store')
        f.get(from).get(between).op('i32.add').set(from)
        advance(f, to, bytes === 8 ? 8 : 4)
        f.get(to).get(end).op('i32.lt_u').brIf(0)
      })
      f.get(source).get(step).op('i32.add').set(source)
      f.get(target).get(targetStep).op('i32.add').set(target)
      f.get(terms).i32(1).op('i32.sub').tee(terms).brIf(0)
    })
    return f
  })
}

/** What is packed: `count` neighbours, which `width` (a multiple of four) places take, for each of some terms. */
export interface Packed {
  readonly dtype: DType
  readonly count: number
  readonly width: number
  /** Bytes from a neighbour to the next and from a term to the next. */
  readonly between: number
  readonly step: number
  /** How many such follow each other, and how far apart their targets are; more than one are only copied. */
  readonly groups: number
  readonly groupBytes: number
}

/** Appends the packing of what is at `source` to `target`; `terms` is a local and at least 1. */
export const emitPacking = (
  context: ModuleContext,
  f: FunctionBuilder,
  arithmetic: Arithmetic,
  packing: Packing,
  packed: Packed,
  source: Local,
  target: Local,
  terms: Local,
): void => {
  const { dtype, count, width, between, step, groups, groupBytes } = packed
  const targetStep = width * arithmetic.bytes
  if (packing === 'copy') {
    f.get(source).get(target).get(terms).i32(step).i32(groupBytes)
    f.call(copier(context, (width / 4) * arithmetic.vectors, groups))
  } else if (packing === 'gather') {
    f.get(source).get(target).get(terms).i32(step).i32(count).i32(between).i32(targetStep)
    f.call(gatherer(context, dtype))
  } else {
    for (let first = 0; first < count; first += 4) {
      for (let i = first; i < first + 4; i++) {
        f.get(source)
          .i32(Math.min(i, count - 1) * between)
          .op('i32.add')
      }
      f.get(target)
        .i32(4 * first * (arithmetic.bytes / 4))
        .op('i32.add')
      f.get(terms).i32(targetStep)
      f.call(transposer(context, arithmetic.lanes))
    }
  }
}

/** Appends the packing of rows of `terms` numbers one after the other, each in a multiple of four places. */
export const emitRowPacking = (
  context: ModuleContext,
  f: FunctionBuilder,
  arithmetic: Arithmetic,
  { dtype, row, column }: Matrix,
  terms: number,
  source: Local,
  target: Local,
  rows: Local,
): void => {
  const rowBytes = Math.ceil(terms / 4) * 4 * arithmetic.bytes
  f.get(source).get(target).get(rows).i32(row).i32(terms).i32(column).i32(rowBytes)
  f.call(gatherer(context, dtype))
}
