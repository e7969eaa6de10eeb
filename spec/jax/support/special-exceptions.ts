import type { Closeness } from './special-values.ts'

/** Where the library's values are not JAX's, and why. */
interface Exception {
  /** What a case's title matches. */
  readonly title: RegExp
  /** What a line of disagreement matches; any by default. */
  readonly lines?: RegExp
  readonly why: string
}

const integersOverflow = 'JAX computes in the integers, which overflow; here they become floats'
const integersRefused = 'JAX refuses integers; here they become floats, as in the other functions'
const limit = 'JAX gives NaN or 0 where there is a limit'
const leftOfZero = "JAX's series is wrong left of 0"
const nearZero = 'JAX loses all digits near 0'

const values: readonly Exception[] = [
  {
    title: /^(nn\.(sigmoid|silu|swish)|scipy\.special\.(logNdtr|ndtri?))\((u?int(32|8)|bool)\)/,
    lines: /^refused/,
    why: integersRefused,
  },
  {
    title: /^nn\.(log1mexp|softmax|logSoftmax)\(bool\)/,
    lines: /^refused/,
    why: integersRefused,
  },
  { title: /^nn\.(log1mexp|softmax|logSoftmax|standardize)\(u?int(32|8)\)/, why: integersOverflow },
  {
    title: /^np\.isclose\((int(32|8),uint32|uint32,int(32|8))\)/,
    lines: /4294967295/,
    why: 'JAX wraps uint32 to int32 before it compares',
  },
  {
    title: /^np\.power\(uint8,int8\)/,
    lines: /^\(255, -1\)/,
    why: 'JAX has int16, in which the power of a negative exponent, which has no meaning, is another',
  },
  {
    title: /^np\.fmod\(bool,bool\)/,
    why: 'JAX looks for a zero divisor before booleans become integers',
  },
  { title: /^scipy\.special\.polygamma\(float/, lines: /^\((Infinity|1e\+2|1000000)/, why: limit },
  { title: /^scipy\.special\.polygamma\(float/, lines: /^\(-\d+\.\d/, why: leftOfZero },
  {
    title: /^scipy\.special\.betaln\(float64,float64\)/,
    lines: /e\+308/,
    why: 'JAX loses the logarithm of a large argument',
  },
]

const gradients: readonly Exception[] = [
  {
    title: /arccosh|acosh/,
    lines: /^\(-1\)/,
    why: 'outside of the domain infinity has the sign of the formula',
  },
  { title: /\.i0\(|sinc\(/, lines: /^\(-?(0|1e-10|1e-200)\)/, why: nearZero },
  { title: /\.i[01]\(/, lines: /^\(-?(1000|1e\+200)\)/, why: limit },
  { title: /i1e\(/, lines: /^\(NaN\)/, why: 'JAX forgets NaN' },
  { title: /digamma|polygamma/, lines: /^\((Infinity|1e\+200)\)/, why: limit },
  { title: /logNdtr/, lines: /^\(-(Infinity|1000|1e\+200)\)/, why: limit },
  { title: /ndtri/, lines: /^\((-?0|1)\)/, why: limit },
  {
    title: /betaln/,
    lines: /→ nan/,
    why: 'JAX multiplies the infinite derivative of one term by the 0 of another',
  },
]

const tables = { values, gradients }

const used = new Set<Exception>()

/** Lines of disagreement that no exception explains. */
export const unexplained = (
  table: keyof typeof tables,
  title: string,
  lines: readonly string[],
): readonly string[] =>
  lines.filter((line) => {
    const known = tables[table].find(
      (e) => e.title.test(title) && (e.lines === undefined || e.lines.test(line)),
    )
    if (known !== undefined) used.add(known)
    return known === undefined
  })

/** Exceptions that explained nothing so far. */
export const unused = (table: keyof typeof tables): readonly string[] =>
  tables[table].filter((e) => !used.has(e)).map((e) => `${e.title} ${e.lines ?? ''}`)

const nearItsZero: Closeness = { float32: { atol: 2e-6 }, float64: { atol: 2e-15 } }

/** Functions whose float32 values in JAX, or here, are off by more than some ulps. */
const closeness: Readonly<Record<string, Closeness>> = {
  'lax.lgamma': nearItsZero,
  'scipy.special.gammaln': nearItsZero,
  'scipy.special.betaln': nearItsZero,
  'np.logaddexp2': nearItsZero,
  // The difference of 1 and a hyperbolic tangent near 1.
  'nn.gelu': { float32: { rtol: 1e-4 } },
}

export const closenessOf = (op: string): Closeness => closeness[op] ?? {}

/** Derivatives of functions that level off are differences of numbers near 1. */
export const gradientCloseness: Closeness = { float64: { rtol: 1e-10, atol: 1e-14 } }
