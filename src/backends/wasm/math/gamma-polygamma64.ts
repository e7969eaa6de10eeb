import type { ModuleContext } from '../context.ts'
import { type FunctionBuilder, f64, i32, type Local } from '../encoder/index.ts'
import { perLane } from '../lanes/build.ts'
import type { Lane, ScalarFunction } from '../lanes/lane.ts'
import { digamma64 } from './gamma-digamma64.ts'
import { scalarHelper, scalarOf } from './scalar64.ts'

/** `B(2k) / (2k)!`, the coefficients of the Euler–Maclaurin formula. */
const bernoulli = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
]

/** The asymptotic series is accurate from this much above its power. */
const far = 14

/** Arguments left of this have more terms than anybody waits for. */
const leftmost = -1e6

/** The factorial of this and of all larger numbers is infinite. */
const overflowing = 171

const scalarDigamma = scalarOf('digamma', ['f64'], (x) => digamma64(x!))

/** `x^n` for whole `n`, by squaring. */
const wholePower = (context: ModuleContext): FunctionBuilder =>
  context.helper('whole power', () => {
    const f = context.module.function([f64, i32], [f64])
    const result = f.local(f64)
    f.f64(1).set(result)
    f.block(() => {
      f.loop(() => {
        f.get(1).op('i32.eqz').brIf(1)
        f.get(1).i32(1).op('i32.and')
        f.if(() => f.get(result).get(0).op('f64.mul').set(result))
        f.get(0).get(0).op('f64.mul').set(0)
        f.get(1).i32(1).op('i32.shr_u').set(1)
        f.br(0)
      })
    })
    return f.get(result)
  })

/**
 * `q^s ζ(s, q) = Σ (q / (q + k))^s` over `k ≥ 0` for whole `s ≥ 2`: terms up to where the Euler–Maclaurin
 * formula gives the others (DLMF 25.11.28). The factor keeps high powers from underflowing.
 */
const scaledZeta = (context: ModuleContext): FunctionBuilder =>
  context.helper('scaled Hurwitz zeta', () => {
    const power = wholePower(context)
    const f = context.module.function([f64, f64], [f64])
    const [s, q] = [0, 1]
    const whole = f.local(i32)
    const [a, sum, term, limit] = [f.local(f64), f.local(f64), f.local(f64), f.local(f64)]
    const pushTerm = (): FunctionBuilder => f.get(q).get(a).op('f64.div').get(whole).call(power)

    f.get(q).set(a)
    f.get(s).op('i32.trunc_sat_f64_s').set(whole)
    f.get(s).f64(overflowing).op('f64.min').f64(far).op('f64.add').set(limit)
    f.block(() => {
      f.loop(() => {
        f.get(a).get(limit).op('f64.ge').brIf(1)
        f.get(sum)
        pushTerm().op('f64.add').set(sum)
        f.get(a).f64(1).op('f64.add').set(a)
        f.br(0)
      })
    })
    pushTerm().set(term)
    // The integral and half of the first term.
    f.get(a).get(s).f64(1).op('f64.sub').op('f64.div').f64(0.5).op('f64.add')
    f.get(term).op('f64.mul').get(sum).op('f64.add').set(sum)
    f.get(term).get(a).op('f64.div').get(s).op('f64.mul').set(term)
    bernoulli.forEach((coefficient, k) => {
      f.get(sum).get(term).f64(coefficient).op('f64.mul').op('f64.add').set(sum)
      if (k + 1 === bernoulli.length) return
      f.get(term).get(s)
      f.f64(2 * k + 1)
        .op('f64.add')
        .get(s)
      f.f64(2 * k + 2)
        .op('f64.add')
        .op('f64.mul')
      f.get(a).get(a).op('f64.mul').op('f64.div').op('f64.mul').set(term)
    })
    return f.get(sum)
  })

/** Pushes `(m - 1)! / x^m`, by factors of about the same size. */
const pushFactor = (f: FunctionBuilder, m: Local, x: Local): void => {
  const [product, k] = [f.local(f64), f.local(f64)]
  f.f64(1).get(x).op('f64.div').set(product)
  f.f64(1).set(k)
  f.block(() => {
    f.loop(() => {
      f.get(k).get(m).op('f64.ge').brIf(1)
      f.get(product).get(k).get(x).op('f64.div').op('f64.mul').set(product)
      f.get(k).f64(1).op('f64.add').set(k)
      f.br(0)
    })
  })
  f.get(product)
}

const build = (context: ModuleContext): FunctionBuilder => {
  const zeta = scaledZeta(context)
  const digamma = scalarHelper(context, scalarDigamma)
  const f = context.module.function([f64, f64], [f64])
  const [m, x] = [0, 1]
  const [value, even] = [f.local(f64), f.local(i32)]
  f.get(m).f64(0).op('f64.eq')
  f.if(() => f.get(x).call(digamma).op('return'))
  f.get(m).op('f64.trunc').get(m).op('f64.eq').get(m).f64(0).op('f64.gt').op('i32.and')
  f.get(m).f64(Infinity).op('f64.lt').op('i32.and')
  f.get(x).get(x).op('f64.eq').op('i32.and').op('i32.eqz')
  f.if(() => f.f64(Number.NaN).op('return'))
  f.get(m).f64(0.5).op('f64.mul').op('f64.nearest').f64(2).op('f64.mul').get(m).op('f64.eq')
  f.set(even)
  f.get(x).f64(0).op('f64.le').get(x).get(x).op('f64.trunc').op('f64.eq').op('i32.and')
  f.if(() => f.f64(Number.NaN).f64(Infinity).get(even).op('select').op('return'))
  f.get(x).f64(leftmost).op('f64.lt')
  f.if(() => f.f64(Number.NaN).op('return'))

  f.f64(Infinity).set(value)
  // Not where the factorial is infinite.
  f.get(m).f64(overflowing).op('f64.lt')
  f.if(() => {
    pushFactor(f, m, x)
    // At infinity the factor is 0, and the sum is not needed.
    f.f64(1).get(m).f64(1).op('f64.add').get(x).call(zeta)
    f.get(x).f64(Infinity).op('f64.eq').op('select')
    f.get(m).get(x).op('f64.div').op('f64.mul').op('f64.mul').set(value)
  })
  return f.get(value).op('f64.neg').get(value).get(even).op('select')
}

const scalarPolygamma: ScalarFunction = { name: 'polygamma', build }

/**
 * Derivative `m` of the digamma function, `(-1)^(m+1) m! ζ(m + 1, x)`, point by point. Within 4e-15 relatively
 * for positive `x`. At its poles it is ∞ for odd `m`, NaN for even.
 */
export const polygamma64 = (m: Lane, x: Lane): Lane => perLane(scalarPolygamma, 'f64', m, x)
