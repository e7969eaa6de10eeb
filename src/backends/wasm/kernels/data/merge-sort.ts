import { type FunctionBuilder, i32, i64, type Local } from '../../encoder/index.ts'

/** Items that are sorted: 64-bit integers, or positions of 32 bits. */
export interface Items {
  readonly bytes: 4 | 8
  /** Pushes whether item `x` comes before `y`; not so if they are equal. */
  readonly pushBefore: (x: Local, y: Local) => void
}

const accesses = {
  4: { type: i32, load: 'i32.load', store: 'i32.store' },
  8: { type: i64, load: 'i64.load', store: 'i64.store' },
} as const

/** Items that are sorted by insertion before they are merged. */
const runLength = 8

/** Pushes the smaller of two addresses. */
const pushSmaller = (f: FunctionBuilder, x: Local, y: Local): FunctionBuilder =>
  f.get(x).get(y).get(x).get(y).op('i32.lt_u').op('select')

/** Sorts each run of the items in `first … end` by insertion. */
const sortRuns = (
  f: FunctionBuilder,
  { bytes, pushBefore }: Items,
  first: Local,
  end: Local,
): void => {
  const { type, load, store } = accesses[bytes]
  const low = f.local(i32)
  const high = f.local(i32)
  const next = f.local(i32)
  const place = f.local(i32)
  const item = f.local(type)
  const other = f.local(type)
  f.get(first).set(low)
  f.count(low, { local: end }, bytes * runLength, () => {
    f.get(low)
      .i32(bytes * runLength)
      .op('i32.add')
      .set(high)
    pushSmaller(f, high, end).set(high)
    f.get(low).i32(bytes).op('i32.add').set(next)
    f.count(next, { local: high }, bytes, () => {
      f.get(next).tee(place).memory(load).set(item)
      f.block(() => {
        f.loop(() => {
          f.get(place).get(low).op('i32.eq').brIf(1)
          f.get(place).i32(bytes).op('i32.sub').memory(load).set(other)
          pushBefore(item, other)
          f.op('i32.eqz').brIf(1)
          f.get(place).get(other).memory(store)
          f.get(place).i32(bytes).op('i32.sub').set(place)
          f.br(0)
        })
      })
      f.get(place).get(item).memory(store)
    })
  })
}

/** Merges the sorted items `left … middle` and `middle … high` into memory at `out`. */
const merge = (
  f: FunctionBuilder,
  { bytes, pushBefore }: Items,
  left: Local,
  middle: Local,
  high: Local,
  out: Local,
): void => {
  const { type, load, store } = accesses[bytes]
  const right = f.local(i32)
  const x = f.local(type)
  const y = f.local(type)
  const takeRight = f.local(i32)
  const copyRest = (from: Local, end: Local): void => {
    f.count(from, { local: end }, bytes, () => {
      f.get(out).get(from).memory(load).memory(store)
      f.get(out).i32(bytes).op('i32.add').set(out)
    })
  }
  f.get(middle).set(right)
  f.block(() => {
    f.get(right).get(high).op('i32.ge_u').brIf(0)
    f.get(middle).i32(bytes).op('i32.sub').memory(load).set(x)
    f.get(right).memory(load).set(y)
    pushBefore(y, x)
    f.op('i32.eqz').brIf(0)
    // Which side an item comes from is hard to predict, so nothing branches on it.
    f.loop(() => {
      f.get(left).memory(load).set(x)
      f.get(right).memory(load).set(y)
      pushBefore(y, x)
      f.set(takeRight)
      f.get(out).get(y).get(x).get(takeRight).op('select').memory(store)
      f.get(out).i32(bytes).op('i32.add').set(out)
      f.get(right).get(takeRight).i32(Math.log2(bytes)).op('i32.shl').op('i32.add').set(right)
      f.get(left).get(takeRight).i32(1).op('i32.xor')
      f.i32(Math.log2(bytes)).op('i32.shl').op('i32.add').tee(left)
      f.get(middle).op('i32.ne').get(right).get(high).op('i32.ne').op('i32.and').brIf(0)
    })
  })
  copyRest(left, middle)
  copyRest(right, high)
}

/**
 * Appends a stable merge sort of `count` items at `items`, with room for as many at `spare`. Pushes the address where
 * they end up, which is one of the two.
 */
export const emitMergeSort = (
  f: FunctionBuilder,
  order: Items,
  items: Local,
  spare: Local,
  count: Local,
): void => {
  const { bytes } = order
  const size = f.local(i32)
  const end = f.local(i32)
  const width = f.local(i32)
  const low = f.local(i32)
  const middle = f.local(i32)
  const high = f.local(i32)
  const out = f.local(i32)
  f.get(count).i32(bytes).op('i32.mul').set(size)
  f.get(items).get(size).op('i32.add').set(end)
  sortRuns(f, order, items, end)
  f.i32(bytes * runLength).set(width)
  f.block(() => {
    f.loop(() => {
      f.get(width).get(size).op('i32.ge_u').brIf(1)
      f.get(items).set(low)
      f.get(items).get(size).op('i32.add').set(end)
      f.get(spare).set(out)
      f.loop(() => {
        f.get(low).get(width).op('i32.add').set(middle)
        pushSmaller(f, middle, end).set(middle)
        f.get(middle).get(width).op('i32.add').set(high)
        pushSmaller(f, high, end).set(high)
        merge(f, order, low, middle, high, out)
        f.get(high).tee(low).get(end).op('i32.lt_u').brIf(0)
      })
      f.get(items).get(spare).set(items).set(spare)
      f.get(width).i32(1).op('i32.shl').set(width)
      f.br(0)
    })
  })
  f.get(items)
}
