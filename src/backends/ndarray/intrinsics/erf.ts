import { polynomial } from './polynomial.ts'

// The polynomials are Chebyshev interpolants of the exact functions, computed with mpmath to 60 digits;
// each is within 4e-17, relatively, of its function.

/** `erf(x) / x` in `x²` on [0, 1]. Highest power first. */
const erfNearZero = [
  5.957176147748911e-11, -1.1372848856791674e-9, 1.4659775274047436e-8, -1.6350312701054695e-7,
  1.6461000484121368e-6, -1.4925595266831182e-5, 0.0001205533111164271, -0.000854832698083379,
  0.0052239776248180145, -0.026866170645076792, 0.11283791670954879, -0.3761263890318375,
  1.1283791670955126,
]

/** `x exp(x²) erfc(x)` in `x - 0.75` on [0.5, 1]. Highest power first. */
const fromHalf = [
  -1.0941427200394069e-5, 3.263197501019474e-5, -9.155046500862675e-5, 0.00025415711252713493,
  -0.0006784502387662875, 0.0017337570355632108, -0.004223304246576693, 0.009750549347777606,
  -0.021180363040624837, 0.04286759599905843, -0.07974315509920227, 0.13358108505513022,
  -0.19475409299232166, 0.2309581315512983, 0.3802032377198586,
]

/** `x exp(x²) erfc(x)` in `x - 1.5` on [1, 2]. Highest power first. */
const fromOne = [
  -2.9681995578627227e-8, 1.0689441761195654e-7, -3.437817184628445e-7, 1.169165910574441e-6,
  -3.874763541034933e-6, 1.2402685271063253e-5, -3.836242360370396e-5, 0.0001143214468456848,
  -0.0003269651521577698, 0.0008932397859991688, -0.0023167552323497867, 0.005658404630747147,
  -0.012864893869964185, 0.02675468190613955, -0.04939635794934395, 0.07615103985547737,
  0.48237812468147623,
]

/** `x exp(x²) erfc(x)` in `x - 2.5` on [2, 3]. Highest power first. */
const fromTwo = [
  1.6987321792286741e-9, -7.021789011865459e-9, 2.667875740242829e-8, -1.049405236307513e-7,
  4.0284909538316714e-7, -1.5012737159287875e-6, 5.4261122836502505e-6, -1.8964327811893787e-5,
  6.384741260994412e-5, -0.000206041376685397, 0.0006330594728515749, -0.0018339773428399473,
  0.004934073631402909, -0.012002354073152506, 0.024937997086656904, 0.527015910152859,
]

/** `x exp(x²) erfc(x)` in `x - 3.5` on [3, 4]. Highest power first. */
const fromThree = [
  -2.378213374276127e-10, 1.124525639680902e-9, -4.988541671812459e-9, 2.258471139693548e-8,
  -9.997147705277325e-8, 4.3110186057091494e-7, -1.8078290170051908e-6, 7.348751061383011e-6,
  -2.8832952965534942e-5, 0.00010854511310214305, -0.0003886722955674354, 0.0013053726537573787,
  -0.004009611659465479, 0.010661133192510578, 0.54352779463113,
]

/** `x exp(x²) erfc(x)` in `16/x² - 0.5` on [4, ∞). Highest power first. */
const fromFour = [
  9.783741338960403e-10, -2.0148219623834208e-9, 3.43721582984389e-9, -8.040495067107102e-9,
  2.0305841385651572e-8, -5.371817566034445e-8, 1.5350940451815458e-7, -4.802436954120891e-7,
  1.6705726495661887e-6, -6.605419636794167e-6, 3.063540103592554e-5, -0.00017488859905239406,
  0.0013343880523200354, -0.016147610337032017, 0.5557581685752836,
]

/**
 * `exp(-x²) / x`. The square of `x` rounds to an error of many units in the last place, so `x` is split
 * in a short part, whose square is exact, and the rest.
 */
const scale = (x: number): number => {
  const short = Math.fround(x)
  return (Math.exp(-short * short) * Math.exp((short - x) * (short + x))) / x
}

/** `erfc(x)` for `x >= 0.5`. */
const upperTail = (x: number): number => {
  if (x > 27.3) return 0
  const scaled =
    x < 1
      ? polynomial(fromHalf, x - 0.75)
      : x < 2
        ? polynomial(fromOne, x - 1.5)
        : x < 3
          ? polynomial(fromTwo, x - 2.5)
          : x < 4
            ? polynomial(fromThree, x - 3.5)
            : polynomial(fromFour, 16 / (x * x) - 0.5)
  return scaled * scale(x)
}

/** The error function. */
export const erf = (x: number): number => {
  const magnitude = Math.abs(x)
  if (magnitude <= 1) return x * polynomial(erfNearZero, x * x)
  const value = magnitude < 6 ? 1 - upperTail(magnitude) : 1
  return x > 0 ? value : x < 0 ? -value : Number.NaN
}

/** The complementary error function, to full relative accuracy in its tail. */
export const erfc = (x: number): number => {
  if (Math.abs(x) < 0.5) return 1 - erf(x)
  return x > 0 ? upperTail(x) : x < 0 ? 2 - upperTail(-x) : Number.NaN
}
