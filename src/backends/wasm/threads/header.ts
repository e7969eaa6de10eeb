import { mostThreads } from './limits.ts'

/**
 * Where threads meet in a program's memory, in bytes. Words that different threads write are at least a cache
 * line apart, and those that each thread writes often two, which some cores fetch together.
 */

/** i64: the number of the kernel that is shared, counted through, and its shares and pieces; see `stateOf`. */
export const stateAt = 64
/** i32: which kernel that is. */
export const kernelAt = 72
/** i32: the program that runs. */
export const programAt = 76
/** i32: pieces that workers have finished. */
export const doneAt = 128
/** i32: whether the thread that shares kernels sleeps until `done` changes. */
export const ownerSleepsAt = 132
/** i32: workers that sleep until the state changes. */
export const sleepersAt = 192
/** i64 for each thread: pieces taken of its share; see `taken`. */
export const takenAt = 256
export const takenBytes = 128

export const headerBytes = takenAt + takenBytes * mostThreads

/** In the state: three bits for pieces per share less one, six for shares less one, the rest count kernels. */
export const piecesBits = 3
export const sharesBits = 6
export const stateBits = piecesBits + sharesBits

/** In what is taken: four bits for the pieces, the rest is the number of the kernel. */
export const takenBits = 4
