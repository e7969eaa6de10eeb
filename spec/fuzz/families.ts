import type { DType } from '../../src/core/dtype.ts'
import { type RandomOp, randomOps } from '../support/random-ops.ts'
import { manyShapes, type ProgramSettings } from '../support/random-programs.ts'
import {
  exactOps,
  layoutOps,
  linalgOps,
  movingOps,
  pointwiseOps,
  reducingOps,
} from '../support/random-programs-arrays.ts'
import { closureOps } from '../support/random-programs-closures.ts'
import { integerOps } from '../support/random-programs-integers.ts'
import { loopOps, whileOps } from '../support/random-programs-loops.ts'
import { maskOps } from '../support/random-programs-masks.ts'
import { productOps } from '../support/random-programs-products.ts'
import { sizeOps } from '../support/random-programs-sizes.ts'

/** A kind of random programs. */
export interface Family {
  readonly name: string
  readonly ops: readonly RandomOp[]
  readonly settings: ProgramSettings | undefined
  readonly dtypes: readonly Exclude<DType, 'bool'>[]
  /** How often a program may be differentiated. */
  readonly maxOrder: number
  /** Whether nothing is rounded, so that results have the same bits whatever the inputs are. */
  readonly exact?: boolean
}

const floats = ['float32', 'float64'] as const
const filled: ProgramSettings = {
  ...manyShapes,
  shapes: manyShapes.shapes.filter((shape) => !shape.includes(0)),
}

/** Whole vectors, tiles and cache lines, and what is left of them. */
const largeShapes: ProgramSettings = {
  ...manyShapes,
  shapes: [
    [64],
    [33, 17],
    [5, 130],
    [128, 3],
    [20, 40],
    [7, 5, 9],
    [300],
    [16, 16],
    [1, 67],
    [2, 9, 16],
  ],
  maxElements: 6000,
}

/** Operations on arrays that work without elements as well. */
const arrayOps = [...layoutOps, ...pointwiseOps, ...reducingOps, ...productOps]

export const families: readonly Family[] = [
  { name: 'arrays', ops: arrayOps, settings: manyShapes, dtypes: floats, maxOrder: 2 },
  {
    name: 'products',
    ops: [...productOps, ...pointwiseOps, ...layoutOps.slice(0, 4)],
    settings: manyShapes,
    dtypes: floats,
    maxOrder: 2,
  },
  {
    name: 'loops',
    ops: [...loopOps, ...loopOps, ...arrayOps],
    settings: filled,
    dtypes: floats,
    maxOrder: 1,
  },
  {
    name: 'whiles',
    ops: [...whileOps, ...whileOps, ...loopOps, ...arrayOps],
    settings: filled,
    dtypes: floats,
    maxOrder: 0,
  },
  {
    name: 'closures',
    ops: [...closureOps, ...closureOps, ...loopOps, ...pointwiseOps, ...layoutOps.slice(0, 4)],
    settings: filled,
    dtypes: floats,
    maxOrder: 2,
  },
  {
    name: 'moving',
    ops: [...movingOps, ...movingOps, ...linalgOps, ...arrayOps],
    settings: filled,
    dtypes: floats,
    maxOrder: 1,
  },
  {
    name: 'large',
    ops: [...arrayOps, ...productOps, ...reducingOps, ...movingOps],
    settings: largeShapes,
    dtypes: floats,
    maxOrder: 1,
  },
  {
    name: 'special',
    ops: exactOps,
    settings: manyShapes,
    dtypes: floats,
    maxOrder: 0,
    exact: true,
  },
  {
    name: 'long',
    ops: [...pointwiseOps, ...pointwiseOps, ...arrayOps],
    settings: { ...manyShapes, maxSteps: 60 },
    dtypes: floats,
    maxOrder: 1,
  },
  {
    name: 'integers',
    ops: integerOps,
    settings: manyShapes,
    dtypes: ['int32', 'uint8', 'int8', 'uint32'],
    maxOrder: 0,
    exact: true,
  },
  {
    name: 'masks',
    ops: [...maskOps, ...maskOps, ...arrayOps],
    settings: filled,
    dtypes: floats,
    maxOrder: 2,
  },
  {
    name: 'sizes',
    ops: [...sizeOps, ...sizeOps, ...layoutOps, ...pointwiseOps],
    settings: filled,
    dtypes: floats,
    maxOrder: 1,
  },
  { name: 'everything', ops: randomOps, settings: undefined, dtypes: floats, maxOrder: 2 },
]
