/** @internal */
export { arenaMemory, type Placed } from './arena.ts'
export { mostThreadsNow, setThreads } from './count.ts'
export { type Limits, usualLimits } from './limits.ts'
export { placeProgram, suitsThreads } from './place.ts'
export { makeTeamRun, sharedCalls, type TeamExports } from './run.ts'
export { shareInTime } from './share.ts'
export { type MainFunction, makeTeam } from './team.ts'
export { instructionsIn, type KernelStep, kernelWork } from './work.ts'
