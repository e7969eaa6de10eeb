import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'
import { advance, type Cursors } from './cursors.ts'
import { lhsLayout, rhsLayout } from './layout.ts'
import { emitPacking, emitRowPacking, groupsOf } from './pack.ts'
import { buildPanel, firstStage, lastStage } from './panel.ts'
import { type Plan, rowTilesOf } from './plan.ts'
import { lastOf } from './split.ts'
import { eachOf, inPart, moveBy, moveToPoint, takeDigit } from './steps.ts'
import { type Panel, panelsOf } from './tiles.ts'

/** Where the parts of the scratch memory start; the last is its size. */
interface Scratch {
  readonly rhs: number
  readonly lhs: number
  readonly sums: number
  readonly size: number
}

const sumsPanelBytes = ({ rows, mainQuads, arithmetic }: Plan): number =>
  4 * mainQuads * rows.size * arithmetic.bytes

const scratchOf = (plan: Plan): Scratch => {
  const { columns, rows, mainQuads, mainRows, packLhs, packRhs, depth, inner, isLater } = plan
  const quads = Math.ceil(columns.size / 4)
  const tiles = inner ? 1 : Math.ceil(rows.size / mainRows) + 1
  const rhs = packRhs === undefined ? 0 : rhsLayout(plan, quads).panel
  const lhs = packLhs === undefined ? 0 : tiles * lhsLayout(plan).tile(rows.size)
  const panels = depth.count === 1 ? 1 : Math.ceil(quads / mainQuads)
  const sums = isLater ? panels * sumsPanelBytes(plan) : 0
  return { rhs: 0, lhs: rhs, sums: rhs + lhs, size: rhs + lhs + sums }
}

/** The function that does units of work, and how much scratch memory it takes. */
export const buildUnits = (
  context: ModuleContext,
  plan: Plan,
  cursors: Cursors,
): { readonly func: FunctionBuilder; readonly scratchBytes: number } => {
  const { problem, arithmetic, rows, columns, depth, mainRows, mainQuads } = plan
  const { lhs, rhs } = problem
  const scratch = scratchOf(plan)
  const [fullTiles, lastTiles] = rowTilesOf(plan)
  const fullPanels = panelsOf(columns.size, mainQuads)
  const lastPanels = panelsOf(lastOf(columns), mainQuads)
  const mainPanel: Panel = { quads: mainQuads, lanes: 4 }
  const mainFunction =
    Math.max(fullPanels.main, lastPanels.main) === 0
      ? undefined
      : buildPanel(context, plan, cursors, mainPanel)
  const tailFunction = lastPanels.tail && buildPanel(context, plan, cursors, lastPanels.tail)

  const f = context.module.function([i32, i32, i32])
  const [unit, unitsEnd, scratchStart] = [0, 1, 2]
  const local = (): Local => f.local(i32)
  const matrices = [{ ...lhs, column: 0 }, { ...rhs, row: 0 }, ...cursors.list]
  const copies = (pointers: readonly Local[]): readonly Local[] =>
    pointers.map((pointer) => {
      const copy = local()
      f.get(pointer).set(copy)
      return copy
    })
  const sum = (base: Local, offset: number): Local => {
    const result = local()
    f.get(base).set(result)
    advance(f, result, offset)
    return result
  }

  const emitUnit = (): void => {
    const rest = sum(unit, 0)
    const strip = takeDigit(f, rest, columns.count)
    const block = takeDigit(f, rest, rows.count)
    const innerPart = takeDigit(f, rest, plan.innerBatch.count)
    const outerPart = plan.outerBatch.count === 1 ? undefined : rest
    const isLastBlock = inPart(f, rows, block, 0, 1)
    const isLastStrip = inPart(f, columns, strip, 0, 1)
    const tiles = inPart(f, rows, block, fullTiles.main, lastTiles.main)
    const panels = inPart(f, columns, strip, fullPanels.main, lastPanels.main)
    const starts = matrices.map(({ address, row, column }) => {
      const pointer = local()
      f.i32(address).set(pointer)
      moveBy(f, pointer, block, rows.size * row)
      moveBy(f, pointer, strip, columns.size * column)
      return pointer
    })
    const count = (times: Local, body: () => void): void => {
      const left = sum(times, 0)
      f.get(left).if(() => {
        f.loop(() => {
          body()
          f.get(left).i32(1).op('i32.sub').tee(left).brIf(0)
        })
      })
    }
    const onlyIf = (flag: Local, parts: number, body: () => void): void => {
      if (parts === 1) body()
      else f.get(flag).if(body)
    }

    /** Calls `body` so that it takes care of `groups` at a time while there are as many, and then of one. */
    const countGroups = (
      times: Local,
      groups: number,
      most: number,
      body: (groups: number) => void,
    ): void => {
      if (groups <= 1 || most < groups) {
        count(times, () => body(1))
        return
      }
      const left = sum(times, 0)
      f.block(() => {
        f.loop(() => {
          f.get(left).i32(groups).op('i32.lt_u').brIf(1)
          body(groups)
          advance(f, left, -groups)
          f.br(0)
        })
      })
      count(left, () => body(1))
    }

    const packRhs = (source: Local, terms: Local): void => {
      const { packRhs: packing } = plan
      if (packing === undefined) return
      const from = sum(source, 0)
      const to = sum(scratchStart, scratch.rhs)
      const pack = ({ quads, lanes }: Panel, groups = 1): void => {
        const packed = {
          dtype: rhs.dtype,
          count: 4 * (quads - 1) + lanes,
          width: 4 * quads,
          between: rhs.column,
          step: rhs.row,
          groups,
          groupBytes: rhsLayout(plan, quads).panel,
        }
        emitPacking(context, f, arithmetic, packing, packed, from, to, terms)
        advance(f, from, groups * 4 * quads * rhs.column)
        advance(f, to, groups * packed.groupBytes)
      }
      if (mainFunction !== undefined) {
        const groups = groupsOf(packing, 4 * mainQuads * arithmetic.bytes)
        const most = Math.max(fullPanels.main, lastPanels.main)
        countGroups(panels, groups, most, (at) => pack(mainPanel, at))
      }
      const { tail } = lastPanels
      if (tail !== undefined) onlyIf(isLastStrip, columns.count, () => pack(tail))
    }

    const packLhs = (source: Local, terms: Local): void => {
      const { packLhs: packing } = plan
      if (packing === undefined) return
      const from = sum(source, 0)
      const to = sum(scratchStart, scratch.lhs)
      if (plan.inner) {
        const blockRows = inPart(f, rows, block, rows.size, lastOf(rows))
        emitRowPacking(context, f, arithmetic, lhs, problem.k, from, to, blockRows)
        return
      }
      const pack = (tileRows: number, groups = 1): void => {
        const packed = {
          dtype: lhs.dtype,
          count: tileRows,
          width: 4,
          between: lhs.row,
          step: lhs.column,
          groups,
          groupBytes: lhsLayout(plan).tile(tileRows),
        }
        emitPacking(context, f, arithmetic, packing, packed, from, to, terms)
        advance(f, from, groups * tileRows * lhs.row)
        advance(f, to, groups * packed.groupBytes)
      }
      const most = Math.max(fullTiles.main, lastTiles.main)
      if (most > 0) {
        const groups = mainRows === 4 ? groupsOf(packing, 4 * arithmetic.bytes) : 1
        countGroups(tiles, groups, most, (at) => pack(mainRows, at))
      }
      if (lastTiles.tail.length > 0) {
        onlyIf(isLastBlock, rows.count, () => {
          for (const tail of lastTiles.tail) pack(tail)
        })
      }
    }

    /** Goes through the panels of a strip. The function of a panel gets copies of the pointers. */
    const multiply = (pointers: readonly Local[], terms: Local, stage: Local): void => {
      const [lhsStart, rhsStart, ...products] = pointers as [Local, Local, ...Local[]]
      const lhsFrom = plan.packLhs === undefined ? lhsStart : sum(scratchStart, scratch.lhs)
      const rhsFrom = plan.packRhs === undefined ? rhsStart : sum(scratchStart, scratch.rhs)
      const sums = sum(scratchStart, scratch.sums)
      const callPanel = (callee: FunctionBuilder): void => {
        f.get(lhsFrom).get(rhsFrom).get(tiles).get(isLastBlock).get(terms).get(sums).get(stage)
        for (const product of products) f.get(product)
        f.call(callee)
      }
      if (mainFunction !== undefined) {
        count(panels, () => {
          callPanel(mainFunction)
          advance(f, rhsFrom, rhsLayout(plan, mainQuads).panel)
          if (depth.count > 1) advance(f, sums, sumsPanelBytes(plan))
          cursors.list.forEach(({ column }, i) => {
            advance(f, products[i]!, 4 * mainQuads * column)
          })
        })
      }
      if (tailFunction !== undefined) {
        onlyIf(isLastStrip, columns.count, () => callPanel(tailFunction))
      }
    }

    eachOf(f, plan.outerBatch, outerPart, (outer) => {
      const atOuter = copies(starts)
      const outerAxes = plan.outerShape.length
      moveToPoint(
        f,
        atOuter,
        outer,
        plan.outerShape,
        matrices.map(({ batch }) => batch.slice(0, outerAxes)),
      )
      const [lhsPointer, rhsPointer] = atOuter as [Local, Local]
      const emitStage = (part: Local | undefined): void => {
        const terms = inPart(f, depth, part, depth.size, lastOf(depth))
        const stage = inPart(f, depth, part, 0, lastStage)
        if (part === undefined) f.i32(firstStage | lastStage).set(stage)
        else {
          f.get(stage).get(part).op('i32.eqz').op('i32.or').set(stage)
        }
        packRhs(rhsPointer, terms)
        eachOf(f, plan.innerBatch, innerPart, (inner) => {
          const atInner = copies(atOuter)
          moveToPoint(
            f,
            atInner,
            inner,
            plan.innerShape,
            matrices.map(({ batch }) => batch.slice(outerAxes)),
          )
          packLhs(atInner[0]!, terms)
          multiply(atInner, terms, stage)
        })
        if (part !== undefined) {
          advance(f, lhsPointer, depth.size * lhs.column)
          advance(f, rhsPointer, depth.size * rhs.row)
        }
      }
      if (depth.count === 1) emitStage(undefined)
      else f.repeat(depth.count, emitStage)
    })
  }

  f.count(unit, { local: unitsEnd }, 1, emitUnit)
  return { func: f, scratchBytes: scratch.size }
}
