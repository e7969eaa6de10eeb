import { type DType, isFloat } from './dtype.ts'

/** Prints one element of a column, padded to the column's width. */
export type FormatElement = (value: number) => string

/** Digits after the point are at most so many. */
const precision = 8

/** As many digits after the point as are exact for every number that is printed with a point. */
const exactDigits = 100

/** The even one of two numbers of `digits` digits that are equally near: JavaScript takes the greater. */
const evenTie = (rounded: string, exact: string, digits: number): string => {
  const [, fraction = ''] = exact.split('.')
  if (!/^50*$/.test(fraction.slice(digits))) return rounded
  const last = Number(rounded.at(-1))
  return last % 2 === 0 ? rounded : exact.slice(0, exact.length - fraction.length + digits)
}

/** As `toExponential`, but of two numbers that are equally near the even one. */
const rounded = (value: number, digits: number): string => {
  const [mantissa = '', power] = value.toExponential(digits).split('e')
  const [exact = '', exactPower] = value.toExponential(exactDigits).split('e')
  return power === exactPower && digits > 0
    ? `${evenTie(mantissa, exact, digits)}e${power}`
    : `${mantissa}e${power}`
}

/** A finite number with an exponent, with digits as few as tell it from its neighbours. */
const shortest = (value: number, dtype: DType): string => {
  if (dtype !== 'float32') return value.toExponential()
  for (let digits = 0; digits < 9; digits++) {
    const text = rounded(value, digits)
    if (Math.fround(Number(text)) === value) return text
  }
  return value.toExponential()
}

/** A number with a point, without zeros after its last digit. */
const positional = (value: number, dtype: DType): string => {
  const [mantissa = '', power] = shortest(value, dtype).split('e')
  const significant = mantissa.replace(/[-.]/g, '').length
  const digits = Math.max(significant - 1 - Number(power), 0)
  if (Object.is(value, -0)) return '-0.'
  if (digits <= precision) return trimZeros(`${value.toFixed(digits)}${digits === 0 ? '.' : ''}`)
  const exact = value.toFixed(exactDigits)
  return trimZeros(evenTie(value.toFixed(precision), exact, precision))
}

const trimZeros = (text: string): string => text.replace(/0+$/, '')

interface Scientific {
  readonly whole: string
  readonly fraction: string
  readonly exponent: number
}

/** With at least so many digits after the point, which are those of the number itself. */
const scientific = (value: number, dtype: DType, least = 0): Scientific => {
  const [mantissa = ''] = shortest(value, dtype).split('e')
  const digits = Math.max(mantissa.split('.')[1]?.length ?? 0, least)
  const [text = '', power] = rounded(value, Math.min(digits, precision)).split('e')
  const [whole = '', fraction = ''] = text.split('.')
  const sign = Object.is(value, -0) ? '-' : ''
  return { whole: sign + whole, fraction, exponent: Number(power) }
}

const longest = (texts: readonly string[]): number =>
  texts.reduce((length, text) => Math.max(length, text.length), 0)

const nonFinite = (value: number): string =>
  Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf'

/** Whether numbers are so large, so small or so different that NumPy gives them exponents. */
const needExponents = (finite: readonly number[], dtype: DType): boolean => {
  const sizes = finite.map(Math.abs).filter((size) => size !== 0)
  const [large, small] = dtype === 'float32' ? [1e6, Math.fround(0.0001)] : [1e8, 0.0001]
  const most = sizes.reduce((a, b) => Math.max(a, b), 0)
  const least = sizes.reduce((a, b) => Math.min(a, b), Infinity)
  return sizes.length > 0 && (most >= large || least < small || most / least > 1000)
}

/** Room to the left of the point for `nan` and `inf`, which end where the fractions do. */
const leftOf = (left: number, right: number, values: readonly number[]): number =>
  values.reduce(
    (room, value) =>
      Number.isFinite(value) ? room : Math.max(room, nonFinite(value).length - right - 1),
    left,
  )

const scientificColumn = (values: readonly number[], dtype: DType): FormatElement => {
  const parts = values.filter(Number.isFinite).map((value) => scientific(value, dtype))
  const digits = longest(parts.map(({ fraction }) => fraction))
  const powerOf = (exponent: number): string => String(Math.abs(exponent)).padStart(2, '0')
  const powerDigits = longest(parts.map(({ exponent }) => powerOf(exponent)))
  const right = digits + powerDigits + 2
  const left = leftOf(longest(parts.map(({ whole }) => whole)), right, values)
  return (value) => {
    if (!Number.isFinite(value)) return nonFinite(value).padStart(left + right + 1)
    const { whole, fraction, exponent } = scientific(value, dtype, digits)
    const power = powerOf(exponent).padStart(powerDigits, '0')
    return `${whole.padStart(left)}.${fraction}e${exponent < 0 ? '-' : '+'}${power}`
  }
}

const positionalColumn = (values: readonly number[], dtype: DType): FormatElement => {
  const parts = values.filter(Number.isFinite).map((value) => positional(value, dtype).split('.'))
  const right = longest(parts.map(([, fraction = '']) => fraction))
  const left = leftOf(longest(parts.map(([whole = '']) => whole)), right, values)
  return (value) => {
    if (!Number.isFinite(value)) return nonFinite(value).padStart(left + right + 1)
    const [whole = '', fraction = ''] = positional(value, dtype).split('.')
    return `${whole.padStart(left)}.${fraction.padEnd(right)}`
  }
}

/**
 * How NumPy prints elements below each other: floating point numbers with as few digits as tell them apart, at most
 * eight after the point, all with exponents or none.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.set_printoptions.html
 */
export const columnOf = (
  values: readonly number[],
  dtype: DType,
  isScalar: boolean,
): FormatElement => {
  if (!isFloat(dtype)) {
    const show = (value: number): string => (dtype === 'bool' ? String(value !== 0) : String(value))
    const width = dtype === 'bool' && !isScalar ? 'false'.length : longest(values.map(show))
    return (value) => show(value).padStart(width)
  }
  return needExponents(values.filter(Number.isFinite), dtype)
    ? scientificColumn(values, dtype)
    : positionalColumn(values, dtype)
}
