/** Loops from functions, whose text `cwise` parses: it is the specs' measure of the loops that `src/` prints itself. */
declare module 'cwise' {
  interface Loop {
    readonly args: 'array'[]
    readonly body: (...elements: never[]) => unknown
  }

  const cwise: (loop: Loop) => (...arrays: object[]) => void
  export default cwise
}
