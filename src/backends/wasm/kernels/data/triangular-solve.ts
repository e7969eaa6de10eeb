import type { DenseArray } from '../../../../compiler/block.ts'
import { sizeOf } from '../../../../core/aval.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { Kernel } from '../../../../core/kernel.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'

import {
  type FloatType,
  loadDouble,
  loadMatrix,
  type Matrix,
  scratchMatrix,
  storeMatrix,
} from './matrix.ts'
import { solveColumn } from './solve-column.ts'
import type { Triangle } from './triangle.ts'
import { eachUnit, nothing, startWork } from './work.ts'

type TriangularSolve = Extract<Kernel, { readonly kind: 'triangularSolve' }>

/** Vectors of unknowns that are solved for at once. */
const group = 4

/** Solves in place for `vectors` pairs of right-hand sides from the byte `column` of each row on. */
const solvePairs = (
  f: FunctionBuilder,
  relaxed: boolean,
  { dtype, place, n, forward, transposed, unitDiagonal }: Triangle,
  { address, rowBytes }: Matrix,
  column: Local,
  vectors: number,
): void => {
  const bytes = bytesOf(dtype)
  const sign = forward ? 1 : -1
  const first = forward ? 0 : n - 1
  const rowStep = transposed ? bytes : n * bytes
  const columnStep = transposed ? n * bytes : bytes
  const sums = Array.from({ length: vectors }, () => f.local(v128))
  const firstUnknown = f.local(i32)
  const unknown = f.local(i32)
  const coefficients = f.local(i32)
  const coefficient = f.local(i32)
  const diagonal = f.local(i32)
  const solved = f.local(i32)
  const other = f.local(i32)
  const factor = f.local(v128)
  const move = (local: Local, by: number): void => {
    f.get(local).i32(by).op('i32.add').set(local)
  }
  const pushSplat = (at: Local): void => {
    f.get(at)
    loadDouble(f, dtype, place.base)
    f.op('f64x2.splat')
  }

  f.get(address)
    .get(column)
    .op('i32.add')
    .i32(first * rowBytes)
    .op('i32.add')
    .tee(firstUnknown)
  f.set(unknown)
  f.get(place.position)
    .i32(first * (rowStep + columnStep))
    .op('i32.add')
    .tee(coefficients)
  f.set(diagonal)
  f.repeat(n, (step) => {
    sums.forEach((sum, i) => {
      f.get(unknown)
        .memory('v128.load', 16 * i)
        .set(sum)
    })
    f.get(coefficients).set(coefficient)
    f.get(firstUnknown).set(solved)
    f.i32(0).set(other)
    f.count(other, { local: step }, 1, () => {
      pushSplat(coefficient)
      f.set(factor)
      sums.forEach((sum, i) => {
        if (relaxed)
          f.get(factor)
            .get(solved)
            .memory('v128.load', 16 * i)
            .get(sum)
            .op('f64x2.relaxed_nmadd')
        else
          f.get(sum)
            .get(factor)
            .get(solved)
            .memory('v128.load', 16 * i)
            .op('f64x2.mul')
            .op('f64x2.sub')
        f.set(sum)
      })
      move(coefficient, sign * columnStep)
      move(solved, sign * rowBytes)
    })
    if (!unitDiagonal) {
      pushSplat(diagonal)
      f.set(factor)
    }
    sums.forEach((sum, i) => {
      f.get(unknown).get(sum)
      if (!unitDiagonal) f.get(factor).op('f64x2.div')
      f.memory('v128.store', 16 * i)
    })
    move(unknown, sign * rowBytes)
    move(coefficients, sign * rowStep)
    move(diagonal, sign * (rowStep + columnStep))
  })
}

/** Solves in place for all columns of `sides`. */
const solveMatrix = (
  f: FunctionBuilder,
  relaxed: boolean,
  triangle: Triangle,
  sides: Matrix,
): void => {
  const column = f.local(i32)
  const vectors = Math.ceil(sides.columns / 2)
  const inGroups = vectors - (vectors % group)
  f.i32(0).set(column)
  if (inGroups > 0)
    f.count(column, 16 * inGroups, 16 * group, () => {
      solvePairs(f, relaxed, triangle, sides, column, group)
    })
  if (vectors > inGroups) solvePairs(f, relaxed, triangle, sides, column, vectors - inGroups)
}

/** Units are matrices. */
export const emitTriangularSolve = (
  context: ModuleContext,
  { lower, transposeA, unitDiagonal }: TriangularSolve,
  a: DenseArray,
  b: DenseArray,
  output: DenseArray,
): KernelCode => {
  if (output.buffer.size === 0) return nothing(context)
  const { relaxed } = context
  const n = b.shape.at(-2)!
  const m = b.shape.at(-1)!
  const dtype = b.buffer.dtype as FloatType
  const bytes = bytesOf(dtype)
  const work = startWork(context)
  const { f, from, scratch } = work
  const sides = m === 1 ? scratchMatrix(scratch, 1, n) : scratchMatrix(scratch, n, m)
  const triangle: Triangle = {
    dtype,
    place: { position: f.local(i32), base: context.addressOf(a.buffer) },
    n,
    forward: lower !== transposeA,
    transposed: transposeA,
    unitDiagonal,
  }
  const position = f.local(i32)
  eachUnit(work, () => {
    f.get(from)
      .i32(n * n * bytes)
      .op('i32.mul')
      .set(triangle.place.position)
    f.get(from)
      .i32(n * m * bytes)
      .op('i32.mul')
      .set(position)
    loadMatrix(f, dtype, { position, base: context.addressOf(b.buffer) }, sides)
    if (m === 1) solveColumn(f, relaxed, triangle, scratch)
    else solveMatrix(f, relaxed, triangle, sides)
    storeMatrix(f, dtype, { position, base: context.addressOf(output.buffer) }, sides)
  })
  return {
    func: f,
    units: sizeOf(b.shape.slice(0, -2)),
    scratchBytes: sides.rows * sides.rowBytes,
  }
}
