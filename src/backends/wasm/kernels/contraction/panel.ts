import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'
import { advance, type Cursors } from './cursors.ts'
import { setInnerProducts } from './dot.ts'
import { emitEpilogue, emitLaterEpilogue } from './epilogue.ts'
import { lhsLayout, rhsLayout } from './layout.ts'
import { addOuterProducts } from './outer.ts'
import { type Plan, rowTilesOf } from './plan.ts'
import { type Factors, type Tile, temporariesOf } from './terms.ts'
import type { Panel } from './tiles.ts'

/** Bits of the param `stage`: whether a part of the sums' terms is the first, and whether it is the last. */
export const firstStage = 1
export const lastStage = 2

/** Params of the function of a panel; pointers of the cursors follow. */
const param = {
  lhs: 0,
  rhs: 1,
  /** How many tiles of the main number of rows there are. */
  tiles: 2,
  /** Whether the block is the last, with what rows are left. */
  isLast: 3,
  /** Terms of the sums. */
  depth: 4,
  /** Memory for sums that are not finished, or to which expressions are applied later. */
  sums: 5,
  stage: 6,
} as const

const fixedParams = Object.keys(param).length

/** A function that computes a panel of columns of a block of rows. */
export const buildPanel = (
  context: ModuleContext,
  plan: Plan,
  cursors: Cursors,
  panel: Panel,
): FunctionBuilder => {
  const { problem, arithmetic, inner, depth, rows, mainRows, isLater } = plan
  const { quads, lanes } = panel
  const vectors = quads * arithmetic.vectors
  const isStaged = depth.count > 1
  const [full, last] = rowTilesOf(plan)
  const most = Math.max(full.main, last.main)
  const tallest = Math.max(most > 0 ? mainRows : 0, ...last.tail)
  const fromLhs = lhsLayout(plan)
  const fromRhs = rhsLayout(plan, quads)

  const params = new Array<typeof i32>(fixedParams + cursors.list.length).fill(i32)
  const f = context.module.function(params)
  const locals = (count: number): readonly Local[] =>
    Array.from({ length: count }, () => f.local(v128))
  const pointers = cursors.list.map((_, i) => fixedParams + i)
  const temporaries = temporariesOf(f, inner ? 5 : 1 + vectors)
  const sums = locals(tallest * vectors)
  const parts = locals(inner ? 4 * tallest : 0)
  const factors: Factors = {
    lhs: param.lhs,
    rhs: param.rhs,
    lhsRow: fromLhs.row,
    lhsStep: fromLhs.step,
    rhsColumn: problem.rhs.column,
    rhsStep: fromRhs.step,
    depth: isStaged ? { local: param.depth } : problem.k,
  }

  const start = (tile: Tile): void => {
    const clear = (): void => {
      for (const sum of tile.sums) f.zeroVector().set(sum)
    }
    const load = (): void => {
      tile.sums.forEach((sum, i) => {
        f.get(param.sums)
          .memory('v128.load', 16 * i)
          .set(sum)
      })
    }
    if (isStaged) f.get(param.stage).i32(firstStage).op('i32.and').if(clear, load)
    else clear()
  }

  const finish = (tile: Tile): void => {
    if (isLater) {
      tile.sums.forEach((sum, i) => {
        f.get(param.sums)
          .get(sum)
          .memory('v128.store', 16 * i)
      })
      advance(f, param.sums, 16 * tile.sums.length)
      return
    }
    for (let row = 0; row < tile.rows; row++) {
      for (let quad = 0; quad < quads; quad++) {
        const first = row * vectors + quad * arithmetic.vectors
        emitEpilogue(context, f, plan, cursors, pointers, {
          row,
          column: 4 * quad,
          lanes: quad === quads - 1 ? lanes : 4,
          product: tile.sums.slice(first, first + arithmetic.vectors),
        })
      }
    }
    cursors.list.forEach(({ row }, i) => {
      advance(f, pointers[i]!, tile.rows * row)
    })
  }

  const emitTile = (count: number): void => {
    const tile: Tile = { rows: count, vectors, sums: sums.slice(0, count * vectors) }
    start(tile)
    if (inner) {
      const terms = { ...factors, depth: problem.k }
      const columns = 4 * (quads - 1) + lanes
      setInnerProducts(context, f, arithmetic, terms, tile, columns, temporaries, parts)
    } else if (problem.k > 0) addOuterProducts(f, arithmetic, factors, tile, temporaries)
    finish(tile)
    advance(f, param.lhs, fromLhs.tile(count))
  }

  const emitTiles = (): void => {
    if (most > 0) {
      const rounds = (): void => {
        f.loop(() => {
          emitTile(mainRows)
          f.get(param.tiles).i32(1).op('i32.sub').tee(param.tiles).brIf(0)
        })
      }
      if (last.main > 0) rounds()
      else f.get(param.tiles).if(rounds)
    }
    const tails = (): void => last.tail.forEach(emitTile)
    if (last.tail.length > 0 && rows.count > 1) f.get(param.isLast).if(tails)
    else tails()
  }

  if (isLater) {
    const from = f.local(i32)
    f.get(param.sums).set(from)
    emitTiles()
    const finishAll = (): void => {
      emitLaterEpilogue(context, f, plan, cursors, pointers, panel, from, param.sums)
    }
    if (isStaged) f.get(param.stage).i32(lastStage).op('i32.and').if(finishAll)
    else finishAll()
  } else emitTiles()
  return f
}
