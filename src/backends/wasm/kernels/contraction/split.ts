/** Some things in parts of `size`, of which the last may be smaller; no things are one empty part. */
export interface Split {
  readonly total: number
  readonly size: number
  readonly count: number
}

const split = (total: number, size: number): Split => ({
  total,
  size,
  count: Math.max(Math.ceil(total / size), 1),
})

/** At most `parts` even parts, each of a multiple of `multiple` but the last. */
export const splitInto = (total: number, parts: number, multiple: number): Split =>
  parts <= 1 || total <= multiple
    ? split(total, Math.max(total, 1))
    : split(total, Math.ceil(total / parts / multiple) * multiple)

/** How many are in the last part. */
export const lastOf = ({ total, size, count }: Split): number => total - size * (count - 1)
