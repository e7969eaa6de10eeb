/** Rows of tiles from the top of a block: `main` times `mainRows`, then those of `tail`. */
export interface RowTiles {
  readonly main: number
  readonly tail: readonly number[]
}

/** A stripe of columns that a function of tiles goes down: so many times four, the last four cut to `lanes`. */
export interface Panel {
  readonly quads: number
  readonly lanes: number
}

/** Rows after those of the main tiles in tiles that are not too flat to keep the multipliers busy. */
export const rowTiles = (rows: number, mainRows: number): RowTiles => {
  const main = Math.floor(rows / mainRows)
  const rest = rows % mainRows
  if (rest === 0 || main === 0 || mainRows < 4 || rest === 3) {
    return { main, tail: rest === 0 ? [] : [rest] }
  }
  return { main: main - 1, tail: rest === 1 ? [3, 2] : [3, 3] }
}

/** The panels of a strip of columns: how many main ones, and what is left. */
export const panelsOf = (
  columns: number,
  mainQuads: number,
): { readonly main: number; readonly tail?: Panel } => {
  const main = Math.floor(columns / (4 * mainQuads))
  const rest = columns - main * 4 * mainQuads
  return rest === 0
    ? { main }
    : { main, tail: { quads: Math.ceil(rest / 4), lanes: ((rest - 1) % 4) + 1 } }
}
