import type { DenseArray } from '../../../../compiler/block.ts'
import { type Byte, type DType, isSigned } from '../../../../core/dtype.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'
import { eachUnit, startWork } from './work.ts'

type Searched = Exclude<DType, Byte>

const shapes = { float32: 'f32x4', float64: 'f64x2', int32: 'i32x4', uint32: 'i32x4' } as const

/** Combines two vectors on the stack; of floats, NaN in the second is passed over. */
const extreme = (f: FunctionBuilder, op: 'max' | 'min', dtype: Searched): void => {
  if (dtype === 'float32') f.op(`f32x4.p${op}`)
  else if (dtype === 'float64') f.op(`f64x2.p${op}`)
  else f.op(`i32x4.${op}_${isSigned(dtype) ? 's' : 'u'}`)
}

/** Makes all lanes of `vector` the most extreme of its lanes. */
const spreadExtreme = (
  f: FunctionBuilder,
  op: 'max' | 'min',
  dtype: Searched,
  vector: Local,
): void => {
  const bytes = Array.from({ length: 16 }, (_, i) => i)
  for (const distance of dtype === 'float64' ? [8] : [8, 4]) {
    f.get(vector).get(vector).get(vector)
    f.shuffle(bytes.map((byte) => (byte + distance) % 16))
    extreme(f, op, dtype)
    f.set(vector)
  }
}

/**
 * The index of the first extreme element of each line of at least two vectors, which lie one after the other: finds the
 * extreme, then where it is. Units are lines.
 */
export const emitSearch = (
  context: ModuleContext,
  op: 'max' | 'min',
  dtype: Searched,
  length: number,
  x: DenseArray,
  output: DenseArray,
): KernelCode => {
  const bytes = dtype === 'float64' ? 8 : 4
  const isFloat = dtype === 'float32' || dtype === 'float64'
  const base = context.addressOf(x.buffer)
  const work = startWork(context)
  const { f, from } = work
  const line = f.local(i32)
  const position = f.local(i32)
  const end = f.local(i32)
  const found = f.local(i32)
  const element = f.local(v128)
  const invalid = f.local(v128)
  const ways = length * bytes >= 128 ? 4 : 1
  const bests = Array.from({ length: ways }, () => f.local(v128))
  const best = bests[0]!
  const block = ways * 16
  const lineBytes = length * bytes
  const setEnd = (offset: number): void => {
    f.get(line).i32(offset).op('i32.add').set(end)
  }

  const shape = shapes[dtype]
  const combineBlock = (): void => {
    bests.forEach((own, i) => {
      f.get(own)
        .get(position)
        .memory('v128.load', base + 16 * i)
        .tee(element)
      extreme(f, op, dtype)
      f.set(own)
      if (isFloat)
        f.get(invalid).get(element).get(element).op(`${shape}.ne`).op('v128.or').set(invalid)
    })
  }
  const setPosition = (offset: number): void => {
    f.get(line).i32(offset).op('i32.add').set(position)
  }
  // The last block may overlap the one before, which changes nothing.
  const findExtreme = (): void => {
    bests.forEach((own, i) => {
      f.get(line)
        .memory('v128.load', base + 16 * i)
        .set(own)
    })
    f.zeroVector().set(invalid)
    setPosition(0)
    setEnd(lineBytes - block)
    f.loop(() => {
      combineBlock()
      f.get(position).i32(block).op('i32.add').tee(position)
      f.get(end).op('i32.le_u').brIf(0)
    })
    setPosition(lineBytes - block)
    combineBlock()
    for (const own of bests.slice(1)) {
      f.get(best).get(own)
      extreme(f, op, dtype)
      f.set(best)
    }
    spreadExtreme(f, op, dtype, best)
  }
  const findPlace = (pushMatches: () => void): void => {
    setPosition(0)
    setEnd(lineBytes - 16)
    f.loop(() => {
      f.get(position).memory('v128.load', base).set(element)
      pushMatches()
      f.op(bytes === 8 ? 'i64x2.bitmask' : 'i32x4.bitmask')
        .tee(found)
        .op('i32.eqz')
      f.if(() => {
        f.get(position).i32(16).op('i32.add').tee(position)
        f.get(end).get(position).get(end).op('i32.lt_u').op('select').set(position)
        f.br(1)
      })
    })
  }
  const findBest = (): void => {
    findPlace(() => f.get(element).get(best).op(`${shape}.eq`))
  }
  f.get(from).i32(lineBytes).op('i32.mul').set(line)
  eachUnit(work, () => {
    findExtreme()
    if (isFloat)
      f.get(invalid)
        .op('v128.any_true')
        .if(() => {
          findPlace(() => f.get(element).get(element).op(`${shape}.ne`))
        }, findBest)
    else findBest()
    f.get(from).i32(2).op('i32.shl')
    f.get(position).get(line).op('i32.sub').i32(Math.log2(bytes)).op('i32.shr_u')
    f.get(found).op('i32.ctz').op('i32.add')
    f.memory('i32.store', context.addressOf(output.buffer))
    f.get(line).i32(lineBytes).op('i32.add').set(line)
  })
  return { func: f, units: output.buffer.size, scratchBytes: 0 }
}
