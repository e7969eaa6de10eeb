import { polynomial } from './polynomial.ts'

// The polynomials are Chebyshev interpolants of the exact functions, computed with mpmath to 60 digits;
// each is within 2e-17, relatively, of its function.

/** `lgamma(x) / ((x - 1) (x - 2))` in `x - 0.75` on [0.5, 1]. Highest power first. */
const logGammaHalf = [
  13.000217620568915, -10.209716332399672, 3.770490515742349, -2.990969226448793,
  2.9801762225054422, -2.372328801129839, 1.848400569616598, -1.4841294977492927, 1.199863417883392,
  -0.9737299143333874, 0.795484531809385, -0.6551505226436717, 0.5448302897084075,
  -0.4585651366248877, 0.39194610247170614, -0.3419789497415718, 0.3072613943487688,
  -0.28891120177401247, 0.294085367224438, -0.3523594013320137, 0.6504990445801452,
]

/** `lgamma(x) / ((x - 1) (x - 2))` in `x - 1.25` on [1, 1.5]. Highest power first. */
const logGammaOne = [
  0.0009196654642302735, -0.0012166344629023404, 0.0013707490482406425, -0.00182908008305119,
  0.002478654300849903, -0.003339829864567926, 0.004526851789362695, -0.006183930152685169,
  0.008525117919379873, -0.011888238827465274, 0.01682767907679148, -0.024308805034753914,
  0.03615879797542416, -0.056273407273818285, 0.09456573803301091, -0.18455838443681608,
  0.5241164609163369,
]

/** `lgamma(x) / ((x - 1) (x - 2))` in `x - 1.75` on [1.5, 2]. Highest power first. */
const logGammaOneAndHalf = [
  1.2807015979945507e-5, -2.3854570612650696e-5, 4.162338844905075e-5, -7.831227457341395e-5,
  0.00014852078889159766, -0.00028319780379355776, 0.0005448968809194371, -0.001060565891133046,
  0.0020955338816347592, -0.004226194128338483, 0.00877637042524237, -0.019053957830233514,
  0.0445204471985097, -0.11948158662524276, 0.4501393121092563,
]

/** `lgamma(x) / ((x - 1) (x - 2))` in `x - 2.5` on [2, 3]. Highest power first. */
const logGammaTwo = [
  1.2848137769988069e-8, -3.385821013938236e-8, 7.585695078040205e-8, -2.015090104183497e-7,
  5.436082854534496e-7, -1.4575541733757617e-6, 3.9305860909127655e-6, -1.0682259123883373e-5,
  2.929928312004998e-5, -8.130229408034726e-5, 0.00022905363747507287, -0.0006586397065650056,
  0.0019490574889463365, -0.006018768527036914, 0.019905154304743208, -0.07466357415449941,
  0.37957716063055885,
]

/** `digamma(x) / (x - root)` in `x - 1.25` on [1, 1.5]. Highest power first. */
const digammaOne = [
  0.018309014102633362, -0.02288670995038029, 0.023746051998109956, -0.029684693428068565,
  0.03764259533684267, -0.047064102417186136, 0.05882382657327887, -0.07358552434517214,
  0.09210989387228265, -0.11542832745263165, 0.1449583675856571, -0.18277734913096888,
  0.23226650153097686, -0.2998194686580679, 0.4002392309428274, -0.5791664818235408,
  1.0747589096650145,
]

/** `digamma(x) / (x - root)` in `x - 1.75` on [1.5, 2]. Highest power first. */
const digammaOneAndHalf = [
  0.0001672503390180045, -0.0002927973030925864, 0.0004734978561274989, -0.0008294317248202582,
  0.0014574316883487004, -0.002556785797730015, 0.004491812238388615, -0.007910466228862838,
  0.01398578620324799, -0.024890048522512667, 0.04479965445267514, -0.08228558635558357,
  0.15712011335204265, -0.32625462786810605, 0.8581832171262995,
]

/** Where the asymptotic series reach full accuracy. */
const asymptotic = 10

/** `B(2n) / (2n (2n - 1))` of Stirling's series (DLMF 5.11.1), highest power first. */
const stirling = [
  -3617 / 122400,
  1 / 156,
  -691 / 360360,
  1 / 1188,
  -1 / 1680,
  1 / 1260,
  -1 / 360,
  1 / 12,
]

/** `B(2n) / 2n` of the series of the digamma function (DLMF 5.11.2), highest power first. */
const digammaSeries = [
  -3617 / 8160,
  1 / 12,
  -691 / 32760,
  1 / 132,
  -1 / 240,
  1 / 252,
  -1 / 120,
  1 / 12,
]

const halfLogTwoPi = 0.9189385332046728

/** `log Γ(x)` on [0.5, 3], exact at its zeros 1 and 2. */
const logGammaNear = (x: number): number => {
  // Not a zero below 0 at 1.
  const zeros = (x - 1) * (x - 2) + 0
  if (x < 1) return zeros * polynomial(logGammaHalf, x - 0.75)
  if (x < 1.5) return zeros * polynomial(logGammaOne, x - 1.25)
  if (x < 2) return zeros * polynomial(logGammaOneAndHalf, x - 1.75)
  return zeros * polynomial(logGammaTwo, x - 2.5)
}

/** `|sin(πx)|` with the argument reduced exactly. */
const absSinPi = (x: number): number => Math.abs(Math.sin(Math.PI * (x - Math.round(x))))

/** `log |Γ(x)|`; infinite at the poles, which are the integers up to 0. */
export const lgamma = (x: number): number => {
  if (x < 0.5) {
    if (x > -0.5) return logGammaNear(x + 1) - Math.log(Math.abs(x))
    if (x === Math.floor(x)) return Infinity
    return Math.log(Math.PI / absSinPi(x)) - lgamma(1 - x)
  }
  if (x <= 3) return logGammaNear(x)
  if (x < asymptotic) {
    let product = 1
    let rest = x
    while (rest > 3) {
      rest -= 1
      product *= rest
    }
    return Math.log(product) + logGammaNear(rest)
  }
  if (!(x < Infinity)) return x
  if (x > 1e17) return x * (Math.log(x) - 1)
  return (
    (x - 0.5) * (Math.log(x) - 1) + (halfLogTwoPi - 0.5) + polynomial(stirling, 1 / (x * x)) / x
  )
}

/** The positive root of the digamma function, in parts whose sum has twice the precision. */
const rootHigh = 1.4616321325302124
const rootMiddle = 1.2438149843418955e-8
const rootLow = 9.549995429965697e-17

const digammaNear = (x: number): number => {
  const distance = x - rootHigh - rootMiddle - rootLow
  return (
    distance *
    (x < 1.5 ? polynomial(digammaOne, x - 1.25) : polynomial(digammaOneAndHalf, x - 1.75))
  )
}

/** The derivative of `log Γ`; NaN at its poles, which are the integers up to 0. */
export const digamma = (x: number): number => {
  if (x < 1) {
    if (x > 0) return digamma(x + 1) - 1 / x
    if (x === Math.floor(x)) return Number.NaN
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.round(x)))
  }
  if (x < asymptotic) {
    let sum = 0
    let rest = x
    while (rest >= 2) {
      rest -= 1
      sum += 1 / rest
    }
    return sum + digammaNear(rest)
  }
  const inverse = 1 / (x * x)
  return Math.log(x) - 0.5 / x - inverse * polynomial(digammaSeries, inverse)
}
