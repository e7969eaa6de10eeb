/** Larger scratch memory is made for each use: it is rare, and not to be kept for good. */
const maxKept = 1 << 20

/** Memory that grows with the largest use and is kept for the next. Its contents are left over. */
export const makeScratch = <T>(allocate: (size: number) => T & { readonly length: number }) => {
  let memory = allocate(0)
  return (size: number): T => {
    if (memory.length >= size) return memory
    if (size > maxKept) return allocate(size)
    memory = allocate(Math.min(maxKept, Math.max(size, 2 * memory.length, 256)))
    return memory
  }
}
