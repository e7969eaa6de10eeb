import { numTasks } from './sine-data.ts'

export interface GrowthPoint {
  readonly innerSteps: number
  readonly tasks: number
}

/** More inner steps make the program longer; more tasks make its arrays larger. */
export const growthPoints: readonly GrowthPoint[] = [
  ...[1, 2, 5, 10, 20, 50].map((innerSteps) => ({ innerSteps, tasks: numTasks })),
  ...[1, 4, 64, 256].map((tasks) => ({ innerSteps: 1, tasks })),
]
