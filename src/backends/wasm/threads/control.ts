import { mostPrograms, mostThreads } from './limits.ts'

/** Words by which the pool and its workers meet, as indices of 32-bit integers; 16 make a cache line. */

/** Counts calls and messages: what idle workers wait for. */
export const job = 0
/** The program that was called, or 0. */
export const called = 1
/** Threads that it is called for. */
export const threads = 2
/** Workers that sleep until `job` changes. */
export const sleepers = 16
/** Whether a worker has failed. */
export const failed = 32

/** Words of each worker: messages that were posted to it, whether it runs, and then the programs it has in each slot. */
const ofWorkers = 48
export const mail = 0
export const runs = 1
export const slots = 2
const wordsOfWorker = Math.ceil((slots + mostPrograms) / 16) * 16

/** The first word of a worker, by its thread's number. */
export const wordsAt = (thread: number): number => ofWorkers + (thread - 1) * wordsOfWorker

export const words = ofWorkers + (mostThreads - 1) * wordsOfWorker
