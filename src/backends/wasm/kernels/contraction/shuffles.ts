/** Bytes of two vectors, the first's numbered from 0, the second's from 16. */
export const interleaveLow = [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23]
export const interleaveHigh = interleaveLow.map((byte) => byte + 8)
export const low64 = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]
export const high64 = low64.map((byte) => byte + 8)
