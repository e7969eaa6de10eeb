import { type FunctionBuilder, i32, i64, type Local } from '../../encoder/index.ts'

const digits = 4
const tableBytes = 4 * 256

/** Memory that the counts of a radix sort take. */
export const countBytes = digits * tableBytes

/** Pushes four times digit `digit` of the upper half of `item`. */
const pushDigit = (f: FunctionBuilder, item: Local, digit: number): FunctionBuilder =>
  f
    .get(item)
    .i64(BigInt(32 + 8 * digit - 2))
    .op('i64.shr_u')
    .op('i32.wrap_i64')
    .i32(0x3fc)
    .op('i32.and')

/**
 * Appends a stable sort of `count` 64-bit items at `items` by their upper halves, digit by digit, with room for as many
 * at `spare` and for the numbers of digits at `counts`. Pushes the address where they end up, which is one of the two.
 */
export const emitRadixSort = (
  f: FunctionBuilder,
  items: Local,
  spare: Local,
  count: Local,
  counts: Local,
): void => {
  const item = f.local(i64)
  const position = f.local(i32)
  const end = f.local(i32)
  const entry = f.local(i32)
  const place = f.local(i32)
  const own = f.local(i32)
  const eachItem = (body: () => void): void => {
    f.get(items).tee(position).get(count).i32(3).op('i32.shl').op('i32.add').set(end)
    f.count(position, { local: end }, 8, () => {
      f.get(position).memory('i64.load').set(item)
      body()
    })
  }
  const pushEntry = (digit: number): FunctionBuilder =>
    pushDigit(f, item, digit).get(counts).op('i32.add')

  f.get(counts).i32(0).i32(countBytes).fillMemory()
  eachItem(() => {
    for (let digit = 0; digit < digits; digit++) {
      const table = digit * tableBytes
      pushEntry(digit).tee(entry).get(entry).memory('i32.load', table)
      f.i32(1).op('i32.add').memory('i32.store', table)
    }
  })
  for (let digit = 0; digit < digits; digit++) {
    const table = digit * tableBytes
    const distribute = (): void => {
      f.get(spare).set(place)
      f.repeat(
        tableBytes,
        (at) => {
          f.get(counts).get(at).op('i32.add').tee(entry)
          f.get(entry).memory('i32.load', table).i32(3).op('i32.shl').set(own)
          f.get(place).memory('i32.store', table)
          f.get(place).get(own).op('i32.add').set(place)
        },
        4,
      )
      eachItem(() => {
        pushEntry(digit).tee(entry).memory('i32.load', table).tee(place)
        f.get(item).memory('i64.store')
        f.get(entry).get(place).i32(8).op('i32.add').memory('i32.store', table)
      })
      f.get(items).get(spare).set(items).set(spare)
    }
    // Nothing moves where all items share the digit.
    f.get(items).memory('i64.load').set(item)
    pushEntry(digit).memory('i32.load', table).get(count).op('i32.ne')
    f.if(distribute)
  }
  f.get(items)
}
