import type { ModuleContext } from '../context.ts'
import { type FunctionBuilder, f64, i64, type Local } from '../encoder/index.ts'
import type { ScalarFunction } from '../lanes/lane.ts'

const mantissaBits = 0xfffffffffffffn
const implicitBit = 0x10000000000000n

/** Splits the magnitude in a whole mantissa and an exponent, which is at least 1. */
const unpack = (f: FunctionBuilder, x: Local, mantissa: Local, exponent: Local): void => {
  f.get(x).op('i64.reinterpret_f64').i64(mantissaBits).op('i64.and').set(mantissa)
  f.get(x).op('i64.reinterpret_f64').i64(52n).op('i64.shr_u').i64(0x7ffn).op('i64.and')
  f.tee(exponent).op('i64.eqz')
  f.if(
    () => f.i64(1n).set(exponent),
    () => f.get(mantissa).i64(implicitBit).op('i64.or').set(mantissa),
  )
}

/** Brings the mantissa up to its place while the exponent allows. */
const normalize = (f: FunctionBuilder, mantissa: Local, exponent: Local): void => {
  const shift = f.local(i64)
  // The places that the mantissa lacks, but no more than the exponent has.
  f.get(mantissa).op('i64.clz').i64(11n).op('i64.sub').tee(shift)
  f.get(exponent).i64(1n).op('i64.sub')
  f.get(shift).get(exponent).op('i64.lt_s').op('select').set(shift)
  f.get(mantissa).get(shift).op('i64.shl').set(mantissa)
  f.get(exponent).get(shift).op('i64.sub').set(exponent)
}

const build = (context: ModuleContext): FunctionBuilder => {
  const f = context.module.function([f64, f64], [f64])
  const [rest, divisor] = [f.local(i64), f.local(i64)]
  const [exponent, target, step] = [f.local(i64), f.local(i64), f.local(i64)]
  const magnitude = (x: Local): FunctionBuilder => f.get(x).op('f64.abs')

  // No number has a remainder by 0, nor has infinity one.
  magnitude(0).f64(Infinity).op('f64.lt')
  magnitude(1).f64(0).op('f64.gt').op('i32.and').op('i32.eqz')
  f.if(() => f.f64(Number.NaN).op('return'))
  magnitude(0)
  magnitude(1).op('f64.lt')
  f.if(() => f.get(0).op('return'))

  unpack(f, 0, rest, exponent)
  unpack(f, 1, divisor, target)
  f.get(rest).get(divisor).op('i64.rem_u').set(rest)
  f.block(() => {
    f.loop(() => {
      f.get(exponent).get(target).op('i64.eq').brIf(1)
      // Eleven places at a time stay below 2⁶⁴.
      f.get(exponent).get(target).op('i64.sub').tee(step)
      f.i64(11n).get(step).i64(11n).op('i64.lt_u').op('select').set(step)
      f.get(rest).get(step).op('i64.shl').get(divisor).op('i64.rem_u').set(rest)
      f.get(exponent).get(step).op('i64.sub').set(exponent)
      f.br(0)
    })
  })
  f.get(rest).op('i64.eqz')
  f.if(() => f.f64(0).get(0).op('f64.copysign').op('return'))
  normalize(f, rest, exponent)
  // The implicit bit adds 1 to the exponent field, which is 0 for subnormal numbers.
  f.get(exponent).i64(1n).op('i64.sub').i64(52n).op('i64.shl').get(rest).op('i64.add').set(rest)
  return f.get(rest).op('f64.reinterpret_i64').get(0).op('f64.copysign')
}

/** `x % y` exactly, by long division of the mantissas in base 2¹¹ (as `fmod` of fdlibm is in base 2). */
export const scalarRemainder: ScalarFunction = { name: 'remainder of floats', build }
