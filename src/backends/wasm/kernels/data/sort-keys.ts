import { type DType, isByte, isSigned } from '../../../../core/dtype.ts'
import { type FunctionBuilder, f32, f64, i32, i64, type Local } from '../../encoder/index.ts'

/** Bytes of the unsigned integers whose order is that of a dtype. */
export const keyBytesOf = (dtype: DType): 4 | 8 => (dtype === 'float64' ? 8 : 4)

/** How many of those bytes, from the least significant on, differ at all. */
export const keyDigitsOf = (dtype: DType): number => (isByte(dtype) ? 1 : keyBytesOf(dtype))

const pushKey32 = (f: FunctionBuilder, position: Local, base: number): void => {
  const value = f.local(f32)
  const bits = f.local(i32)
  f.get(position).memory('f32.load', base).tee(value)
  f.f32(0).op('f32.add').op('i32.reinterpret_f32').tee(bits)
  f.get(bits).i32(31).op('i32.shr_s').i32(-2147483648).op('i32.or').op('i32.xor')
  f.i32(-1).get(value).get(value).op('f32.eq').op('select')
}

const pushKey64 = (f: FunctionBuilder, position: Local, base: number): void => {
  const value = f.local(f64)
  const bits = f.local(i64)
  f.get(position).memory('f64.load', base).tee(value)
  f.f64(0).op('f64.add').op('i64.reinterpret_f64').tee(bits)
  f.get(bits)
    .i64(63n)
    .op('i64.shr_s')
    .i64(-(2n ** 63n))
    .op('i64.or')
    .op('i64.xor')
  f.i64(-1n).get(value).get(value).op('f64.eq').op('select')
}

/**
 * Pushes, for the element at an address, an unsigned integer that is ordered as sorting orders elements: NaN is
 * greater than all numbers, and zeros of both signs are equal, for which zero is added.
 */
export const pushKey = (f: FunctionBuilder, dtype: DType, position: Local, base: number): void => {
  if (dtype === 'float32') pushKey32(f, position, base)
  else if (dtype === 'float64') pushKey64(f, position, base)
  else {
    f.get(position).memory(isByte(dtype) ? 'i32.load8_u' : 'i32.load', base)
    if (isSigned(dtype)) f.i32(isByte(dtype) ? 128 : -2147483648).op('i32.xor')
  }
}
