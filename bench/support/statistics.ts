/** The value below which a share `q` of the sample lies, interpolated between neighbours. */
export function quantile(sample: readonly number[], q: number): number {
  if (sample.length === 0) throw new RangeError('quantile: expected at least one value')
  const sorted = [...sample].sort((a, b) => a - b)
  const at = q * (sorted.length - 1)
  const low = sorted[Math.floor(at)]!
  return low + (sorted[Math.ceil(at)]! - low) * (at % 1)
}

export const median = (sample: readonly number[]): number => quantile(sample, 0.5)
