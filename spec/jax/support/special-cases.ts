import type { DType } from '../../../src/index.ts'
import { readFixture } from './data.ts'
import type { Call, Packed } from './special-values.ts'

/** `out` is what JAX gives; absent where it throws. */
export interface GridCase extends Call {
  /** The set of points, every combination of which is met. */
  readonly grid: string
  readonly in: readonly DType[]
  readonly out?: readonly Packed[]
}

export interface RowCase extends Call {
  readonly rows: string
  readonly in: DType
  readonly out?: readonly Packed[]
}

/** Which kinds of operands may meet: names of dtypes or of literals. No dtype where JAX throws. */
export interface Meeting {
  readonly op: string
  readonly kinds: readonly string[]
  readonly dtype?: DType
  readonly values?: string
}

interface GridFixture {
  readonly grids: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly cases: readonly GridCase[]
}

interface RowFixture {
  readonly rows: Readonly<Record<string, readonly string[]>>
  readonly cases: readonly RowCase[]
}

export const readGrids = (name: 'elementwise' | 'gradients'): GridFixture =>
  readFixture<GridFixture>(`special-${name}`)

export const readRows = (): RowFixture => readFixture<RowFixture>('special-reductions')

export const readMeetings = (): readonly Meeting[] =>
  readFixture<{ readonly cases: readonly Meeting[] }>('special-meetings').cases
