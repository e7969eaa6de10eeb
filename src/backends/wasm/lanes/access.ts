import { type Byte, bytesOf, type DType, isByte, isSigned } from '../../../core/dtype.ts'
import type { ModuleContext } from '../context.ts'
import { type FunctionBuilder, type Local, v128 } from '../encoder/index.ts'
import type { Registers } from './index.ts'

/** Pushes an address without its constant part, which it returns for the immediate. */
const address = (f: FunctionBuilder, pointer: Local | undefined, at: number): number => {
  if (pointer === undefined) {
    f.i32(0)
    return at
  }
  f.get(pointer)
  if (at >= 0) return at
  f.i32(at).op('i32.add')
  return 0
}

/** Widens the low four bytes of the vector on the stack to integers of 32 bits, or to masks. */
const widenBytes = (f: FunctionBuilder, dtype: Byte): FunctionBuilder => {
  const sign = isSigned(dtype) ? 's' : 'u'
  f.op(`i16x8.extend_low_i8x16_${sign}`).op(`i32x4.extend_low_i16x8_${sign}`)
  return dtype === 'bool' ? f.zeroVector().op('i32x4.gt_s') : f
}

const narrowMask = (f: FunctionBuilder, mask: Local): Local => {
  const bytes = f.local(v128)
  f.get(mask).get(mask).op('i16x8.narrow_i32x4_s').tee(bytes)
  f.get(bytes).op('i8x16.narrow_i16x8_s').op('i8x16.abs').set(bytes)
  return bytes
}

const lowBytes = [0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12]

/** The low bytes of four lanes side by side: integers wrap. */
const narrowBytes = (f: FunctionBuilder, dtype: Byte, values: Local): Local => {
  if (dtype === 'bool') return narrowMask(f, values)
  const bytes = f.local(v128)
  f.get(values).get(values).shuffle(lowBytes).set(bytes)
  return bytes
}

const loadSplat = (
  f: FunctionBuilder,
  dtype: DType,
  pointer: Local | undefined,
  offset: number,
): Registers => {
  const register = f.local(v128)
  const at = address(f, pointer, offset)
  if (dtype === 'bool') f.memory('v128.load8_splat', at).zeroVector().op('i8x16.ne')
  else if (isByte(dtype))
    f.memory('v128.load8_splat', at)
      .i32(24)
      .op(isSigned(dtype) ? 'i32x4.shr_s' : 'i32x4.shr_u')
  else f.memory(dtype === 'float64' ? 'v128.load64_splat' : 'v128.load32_splat', at)
  f.set(register)
  return dtype === 'float64' ? [register, register] : [register]
}

const loadUnit = (
  f: FunctionBuilder,
  dtype: DType,
  pointer: Local | undefined,
  offset: number,
): Registers => {
  if (isByte(dtype)) {
    const register = f.local(v128)
    widenBytes(f.memory('v128.load32_zero', address(f, pointer, offset)), dtype).set(register)
    return [register]
  }
  return (dtype === 'float64' ? [0, 16] : [0]).map((part) => {
    const register = f.local(v128)
    f.memory('v128.load', address(f, pointer, offset + part)).set(register)
    return register
  })
}

/** Elements in falling order of address: whole vectors, turned round. */
const loadReversed = (
  f: FunctionBuilder,
  dtype: 'float64' | 'float32',
  pointer: Local | undefined,
  offset: number,
): Registers => {
  const order =
    dtype === 'float64'
      ? [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]
      : [12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]
  return (dtype === 'float64' ? [-8, -24] : [-12]).map((part) => {
    const register = f.local(v128)
    f.memory('v128.load', address(f, pointer, offset + part)).tee(register)
    f.get(register).shuffle(order).set(register)
    return register
  })
}

const loadEach = (
  f: FunctionBuilder,
  dtype: DType,
  pointer: Local | undefined,
  offset: number,
  step: number,
  count: number,
): Registers => {
  const lanes = dtype === 'float64' ? 2 : 4
  const registers: Local[] = []
  for (let first = 0; first < 4; first += lanes) {
    const register = f.local(v128)
    registers.push(register)
    for (let lane = 0; lane < lanes && first + lane < count; lane++) {
      const at = address(f, pointer, offset + (first + lane) * step)
      if (isByte(dtype)) {
        if (lane === 0) f.zeroVector()
        else f.get(register)
        f.memoryLane('v128.load8_lane', lane, at)
      } else if (lane === 0) {
        f.memory(dtype === 'float64' ? 'v128.load64_zero' : 'v128.load32_zero', at)
      } else {
        f.get(register)
        f.memoryLane(dtype === 'float64' ? 'v128.load64_lane' : 'v128.load32_lane', lane, at)
      }
      f.set(register)
    }
    if (isByte(dtype)) widenBytes(f.get(register), dtype).set(register)
  }
  return registers
}

/**
 * Appends loads of four elements from the byte address `pointer + offset`, `stride` elements apart, into
 * fresh locals. Where elements are neighbours more than the first `count` may be read, and otherwise no more;
 * lanes past `count` hold anything.
 */
export const loadLanes = (
  _context: ModuleContext,
  f: FunctionBuilder,
  dtype: DType,
  pointer: Local | undefined,
  offset: number,
  stride: number,
  count = 4,
): Registers => {
  if (stride === 0) return loadSplat(f, dtype, pointer, offset)
  if (stride === 1) return loadUnit(f, dtype, pointer, offset)
  if (stride === -1 && count === 4 && !isByte(dtype)) {
    return loadReversed(f, dtype === 'float64' ? dtype : 'float32', pointer, offset)
  }
  return loadEach(f, dtype, pointer, offset, stride * bytesOf(dtype), count)
}

/** Stores 64 bits of neighbours at once where there are two. */
const storeUnit = (
  f: FunctionBuilder,
  register: Local,
  pointer: Local | undefined,
  offset: number,
  bytes: number,
): void => {
  const at = address(f, pointer, offset)
  f.get(register)
  if (bytes === 16) {
    f.memory('v128.store', at)
    return
  }
  if (bytes === 4) {
    f.memoryLane('v128.store32_lane', 0, at)
    return
  }
  f.memoryLane('v128.store64_lane', 0, at)
  if (bytes === 12) {
    const rest = address(f, pointer, offset + 8)
    f.get(register).memoryLane('v128.store32_lane', 2, rest)
  }
}

/**
 * Appends stores of the first `count` of four elements to the byte address `pointer + offset`, `stride`
 * elements apart.
 */
export const storeLanes = (
  _context: ModuleContext,
  f: FunctionBuilder,
  dtype: DType,
  pointer: Local | undefined,
  offset: number,
  stride: number,
  registers: Registers,
  count = 4,
): void => {
  const size = bytesOf(dtype)
  const lanes = dtype === 'float64' ? 2 : 4
  const parts = isByte(dtype) ? [narrowBytes(f, dtype, registers[0]!)] : registers
  parts.forEach((register, part) => {
    const first = part * lanes
    const here = Math.min(count - first, lanes)
    if (here <= 0) return
    if (stride === 1 && !isByte(dtype)) {
      storeUnit(f, register, pointer, offset + first * size, here * size)
      return
    }
    if (stride === 1 && here === 4) {
      const at = address(f, pointer, offset)
      f.get(register).memoryLane('v128.store32_lane', 0, at)
      return
    }
    for (let lane = 0; lane < here; lane++) {
      const at = address(f, pointer, offset + (first + lane) * stride * size)
      f.get(register)
      if (isByte(dtype)) f.memoryLane('v128.store8_lane', lane, at)
      else if (dtype === 'float64') f.memoryLane('v128.store64_lane', lane, at)
      else f.memoryLane('v128.store32_lane', lane, at)
    }
  })
}
