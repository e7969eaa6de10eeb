import { type FunctionBuilder, i32, i64, type Local } from '../../encoder/index.ts'

const tableBytes = 4 * 256

/** Memory that the counts of a radix sort take. */
export const countBytes = (digits: number): number => digits * tableBytes

/** Items of 64 bits or positions of 32, and the bytes that order them, the least significant first. */
export interface Digits {
  readonly bytes: 4 | 8
  readonly count: number
  /** Pushes four times a byte of the item. */
  readonly pushDigit: (item: Local, digit: number) => void
}

const accesses = {
  4: { type: i32, load: 'i32.load', store: 'i32.store' },
  8: { type: i64, load: 'i64.load', store: 'i64.store' },
} as const

/**
 * Appends a stable sort of `count` items, at least one, at `items`, digit by digit, with room for as many at `spare` and
 * for the numbers of digits at `counts`. Pushes the address where they end up, which is one of the two.
 */
export const emitRadixSort = (
  f: FunctionBuilder,
  digits: Digits,
  items: Local,
  spare: Local,
  count: Local,
  counts: Local,
): void => {
  const { bytes, pushDigit } = digits
  const { type, load, store } = accesses[bytes]
  const shift = Math.log2(bytes)
  const item = f.local(type)
  const position = f.local(i32)
  const end = f.local(i32)
  const entry = f.local(i32)
  const place = f.local(i32)
  const own = f.local(i32)
  const eachItem = (body: () => void): void => {
    f.get(items).tee(position).get(count).i32(shift).op('i32.shl').op('i32.add').set(end)
    f.count(position, { local: end }, bytes, () => {
      f.get(position).memory(load).set(item)
      body()
    })
  }
  const pushEntry = (digit: number): FunctionBuilder => {
    pushDigit(item, digit)
    return f.get(counts).op('i32.add')
  }

  f.get(counts).i32(0).i32(countBytes(digits.count)).fillMemory()
  eachItem(() => {
    for (let digit = 0; digit < digits.count; digit++) {
      const table = digit * tableBytes
      pushEntry(digit).tee(entry).get(entry).memory('i32.load', table)
      f.i32(1).op('i32.add').memory('i32.store', table)
    }
  })
  for (let digit = 0; digit < digits.count; digit++) {
    const table = digit * tableBytes
    const distribute = (): void => {
      f.get(spare).set(place)
      f.repeat(
        tableBytes,
        (at) => {
          f.get(counts).get(at).op('i32.add').tee(entry)
          f.get(entry).memory('i32.load', table).i32(shift).op('i32.shl').set(own)
          f.get(place).memory('i32.store', table)
          f.get(place).get(own).op('i32.add').set(place)
        },
        4,
      )
      eachItem(() => {
        pushEntry(digit).tee(entry).memory('i32.load', table).tee(place)
        f.get(item).memory(store)
        f.get(entry).get(place).i32(bytes).op('i32.add').memory('i32.store', table)
      })
      f.get(items).get(spare).set(items).set(spare)
    }
    // Nothing moves where all items share the digit.
    f.get(items).memory(load).set(item)
    pushEntry(digit).memory('i32.load', table).get(count).op('i32.ne')
    f.if(distribute)
  }
  f.get(items)
}
