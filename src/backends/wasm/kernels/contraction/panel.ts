import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'
import { advance, type Cursors } from './cursors.ts'
import { setInnerProducts } from './dot.ts'
import { emitEpilogue } from './epilogue.ts'
import { addOuterProducts } from './outer.ts'
import { type Panel, type Plan, packedRowsBytes, rowTilesOf } from './plan.ts'
import { type Factors, type Tile, temporariesOf } from './terms.ts'

/** Bits of the param `stage`: whether a part of the sums' terms is the first, and whether it is the last. */
export const firstStage = 1
export const lastStage = 2

/** Params of the function of a panel; pointers of the cursors follow. */
export const panelParams = {
  lhs: 0,
  rhs: 1,
  /** How many tiles of the main number of rows there are. */
  tiles: 2,
  /** Whether the block is the last, with what rows are left. */
  isLast: 3,
  /** Terms of the sums. */
  depth: 4,
  /** Where sums are kept between parts of their terms. */
  sums: 5,
  stage: 6,
} as const

const fixedParams = Object.keys(panelParams).length

/** A function that computes a panel of columns of a block of rows. */
export const buildPanel = (
  context: ModuleContext,
  plan: Plan,
  cursors: Cursors,
  { quads, lanes }: Panel,
): FunctionBuilder => {
  const { problem, arithmetic, packLhs, packRhs, inner, depth, rows, mainRows } = plan
  const { lhs, rhs, k } = problem
  const { bytes } = arithmetic
  const vectors = quads * arithmetic.vectors
  const [full, last] = rowTilesOf(plan)
  const tallest = Math.max(full.main > 0 || last.main > 0 ? mainRows : 0, ...last.tail)

  const params = new Array<typeof i32>(fixedParams + cursors.list.length).fill(i32)
  const f = context.module.function(params)
  const pointers = cursors.list.map((_, i) => fixedParams + i)
  const temporaries = temporariesOf(f, inner ? 5 : 1 + vectors)
  const locals = (count: number): readonly Local[] =>
    Array.from({ length: count }, () => f.local(v128))
  const sums = locals(tallest * vectors)
  const parts = locals(inner ? 4 * tallest : 0)
  const isStaged = depth.count > 1
  const factors: Factors = {
    lhs: panelParams.lhs,
    rhs: panelParams.rhs,
    lhsRow: packLhs === undefined ? lhs.row : bytes,
    lhsStep: packLhs === undefined ? lhs.column : 4 * bytes,
    rhsColumn: rhs.column,
    rhsStep: packRhs === undefined ? rhs.row : 4 * quads * bytes,
    depth: isStaged ? { local: panelParams.depth } : k,
  }

  const emitResults = (tile: Tile): void => {
    for (let row = 0; row < tile.rows; row++) {
      for (let quad = 0; quad < quads; quad++) {
        const first = row * vectors + quad * arithmetic.vectors
        emitEpilogue(context, f, problem, cursors, pointers, {
          row,
          column: 4 * quad,
          lanes: quad === quads - 1 ? lanes : 4,
          product: tile.sums.slice(first, first + arithmetic.vectors),
        })
      }
    }
  }

  const emitTile = (count: number): void => {
    const tile: Tile = { rows: count, vectors, sums: sums.slice(0, count * vectors) }
    const clear = (): void => {
      for (const sum of tile.sums) f.zeroVector().set(sum)
    }
    if (isStaged) {
      f.get(panelParams.stage).i32(firstStage).op('i32.and')
      f.if(clear, () => {
        tile.sums.forEach((sum, i) => {
          f.get(panelParams.sums)
            .memory('v128.load', 16 * i)
            .set(sum)
        })
      })
    } else clear()
    if (inner) {
      const columns = 4 * (quads - 1) + lanes
      setInnerProducts(
        context,
        f,
        arithmetic,
        { ...factors, depth: k },
        tile,
        columns,
        temporaries,
        parts,
      )
    } else if (k > 0) addOuterProducts(f, arithmetic, factors, tile, temporaries)
    if (isStaged) {
      f.get(panelParams.stage).i32(lastStage).op('i32.and')
      f.if(
        () => emitResults(tile),
        () => {
          tile.sums.forEach((sum, i) => {
            f.get(panelParams.sums)
              .get(sum)
              .memory('v128.store', 16 * i)
          })
        },
      )
      advance(f, panelParams.sums, 16 * tile.sums.length)
    } else emitResults(tile)
    advance(f, panelParams.lhs, packLhs === undefined ? count * lhs.row : packedRowsBytes(plan))
    cursors.list.forEach(({ row }, i) => {
      advance(f, pointers[i]!, count * row)
    })
  }

  if (Math.max(full.main, last.main) > 0) {
    const rounds = (): void => {
      f.loop(() => {
        emitTile(mainRows)
        f.get(panelParams.tiles).i32(1).op('i32.sub').tee(panelParams.tiles).brIf(0)
      })
    }
    if (last.main > 0) rounds()
    else f.get(panelParams.tiles).if(rounds)
  }
  const emitTail = (): void => {
    // Two equal tiles in a row are one in a loop.
    for (const count of last.tail) emitTile(count)
  }
  if (last.tail.length > 0) {
    if (rows.count === 1) emitTail()
    else f.get(panelParams.isLast).if(emitTail)
  }
  return f
}
