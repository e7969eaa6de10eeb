import type { ModuleContext } from '../context.ts'
import { type FunctionBuilder, f64, i32, i64 } from '../encoder/index.ts'
import type { ScalarFunction } from '../lanes/lane.ts'

/** The bits of 2/π after 64 zeros, in words. */
const twoOverPi = [
  0n,
  0xa2f9836e4e441529n,
  0xfc2757d1f534ddc0n,
  0xdb6295993c439041n,
  0xfe5163abdebbc561n,
  0xb7246e3a424dd2e0n,
  0x06492eea09d1921cn,
  0xfe1deb1cb129a73en,
  0xe88235f52ebb4484n,
  0xe99c7026b45f7e41n,
  0x3991d639835339f4n,
  0x9c845f8bbdf9283bn,
  0x1ff897ffde05980fn,
  0xef2f118b5a0a6d1fn,
  0x6d367ecf27cb09b7n,
  0x4f463f669e5fea2dn,
  0x7527bac7ebe5f17bn,
  0x3d0739f78a5292ean,
  0x6bfb5fb11f8d5d08n,
  0x56033046fc7b6babn,
]

/** A word of `twoOverPi` by its number: a binary search among constants. */
const wordFunction = (context: ModuleContext): FunctionBuilder =>
  context.helper('word of 2/pi', () => {
    const f = context.module.function([i32], [i64])
    const find = (low: number, high: number): void => {
      if (high - low === 1) {
        f.i64(BigInt.asIntN(64, twoOverPi[low]!))
        return
      }
      const middle = (low + high) >> 1
      f.get(0).i32(middle).op('i32.lt_u')
      f.if(
        () => find(low, middle),
        () => find(middle, high),
        i64,
      )
    }
    find(0, twoOverPi.length)
    return f
  })

/** The upper 64 bits of a product of unsigned words. */
const mulHigh = (context: ModuleContext): FunctionBuilder =>
  context.helper('upper half of a product', () => {
    const f = context.module.function([i64, i64], [i64])
    const [low, high] = [f.local(i64), f.local(i64)]
    const lower = (x: number): FunctionBuilder => f.get(x).i64(0xffffffffn).op('i64.and')
    const upper = (x: number): FunctionBuilder => f.get(x).i64(32n).op('i64.shr_u')
    // low = a₁ b₀ + (a₀ b₀ >> 32), high = a₀ b₁ + (low mod 2³²)
    upper(0)
    lower(1).op('i64.mul')
    lower(0)
    lower(1).op('i64.mul').i64(32n).op('i64.shr_u').op('i64.add').set(low)
    lower(0)
    upper(1).op('i64.mul')
    lower(low).op('i64.add').set(high)
    upper(0)
    upper(1).op('i64.mul')
    upper(low).op('i64.add')
    upper(high).op('i64.add')
    return f
  })

/**
 * `(x, part)` gives for a finite `x` of at least 1 in magnitude the remainder in [-π/4, π/4] of its division by π/2
 * if `part` is 0, and else the quotient modulo 4: the bits of 2/π that matter times the mantissa (M. Payne
 * and R. Hanek, "Radian reduction for trigonometric functions", 1983).
 */
const reduction = (context: ModuleContext): FunctionBuilder =>
  context.helper('reduction by pi/2', () => {
    const word = wordFunction(context)
    const high = mulHigh(context)
    const f = context.module.function([f64, i32], [f64])
    const at = f.local(i32)
    const [mantissa, shift] = [f.local(i64), f.local(i64)]
    const window = [f.local(i64), f.local(i64), f.local(i64)] as const
    const [top, rest, quadrant] = [f.local(i64), f.local(i64), f.local(i64)]
    const value = f.local(f64)

    f.get(0).op('i64.reinterpret_f64').set(mantissa)
    // The first bit that is worth less than 4, as a position in the table: exponent - 1075 - 2 + 64.
    f.get(mantissa).i64(52n).op('i64.shr_u').i64(0x7ffn).op('i64.and').op('i32.wrap_i64')
    f.i32(1013).op('i32.sub').set(at)
    f.get(at).i32(63).op('i32.and').op('i64.extend_i32_u').set(shift)
    f.get(at).i32(6).op('i32.shr_u').set(at)
    f.get(mantissa).i64(0xfffffffffffffn).op('i64.and').i64(0x10000000000000n).op('i64.or')
    f.set(mantissa)
    window.forEach((local, i) => {
      f.get(at).i32(i).op('i32.add').call(word).get(shift).op('i64.shl')
      // The next word's upper bits, in two shifts since one by 64 would be by 0.
      f.get(at)
        .i32(i + 1)
        .op('i32.add')
        .call(word)
        .i64(1n)
        .op('i64.shr_u')
      f.i64(63n).get(shift).op('i64.sub').op('i64.shr_u').op('i64.or').set(local)
    })
    const [w2, w1, w0] = window
    f.get(mantissa).get(w0).call(high)
    f.get(mantissa).get(w1).op('i64.mul').op('i64.add').set(rest)
    f.get(mantissa).get(w1).call(high)
    f.get(mantissa).get(w2).op('i64.mul').op('i64.add')
    f.get(rest).get(mantissa).get(w1).op('i64.mul').op('i64.lt_u').op('i64.extend_i32_u')
    f.op('i64.add').set(top)

    f.get(top)
      .i64(1n << 61n)
      .op('i64.add')
      .i64(62n)
      .op('i64.shr_u')
      .set(quadrant)
    f.get(1)
    f.if(() => {
      f.get(quadrant).op('f64.convert_i64_s').get(0).op('f64.copysign').op('return')
    })
    f.get(top).get(quadrant).i64(62n).op('i64.shl').op('i64.sub').set(top)
    f.get(top)
      .op('f64.convert_i64_s')
      .f64(2 ** 64)
      .op('f64.mul')
    f.get(rest).op('f64.convert_i64_u').op('f64.add')
    f.f64((Math.PI / 2) * 2 ** -126)
      .op('f64.mul')
      .set(value)
    f.get(value).op('f64.neg').get(value).get(0).f64(0).op('f64.lt').op('select')
    return f
  })

const part = (name: string, which: number): ScalarFunction => ({
  name,
  build: (context) => {
    const callee = reduction(context)
    return context.module.function([f64], [f64]).get(0).i32(which).call(callee)
  },
})

/** The remainder of the division by π/2, for finite numbers far from 0. */
export const distantRemainder = part('remainder by pi/2', 0)
/** The quotient that belongs to it, up to multiples of 4. */
export const distantQuotient = part('quotient by pi/2', 1)
