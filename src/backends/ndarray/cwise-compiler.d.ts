/** The compiler inside `cwise`, without its parser of functions: it takes blocks as ES5 text. */
declare module 'cwise-compiler' {
  interface BlockArgument {
    readonly name: string
    readonly lvalue: boolean
    readonly rvalue: boolean
    readonly count: number
  }

  interface Block {
    readonly body: string
    readonly args: readonly BlockArgument[]
    readonly thisVars: readonly string[]
    readonly localVars: readonly string[]
  }

  interface Procedure {
    readonly args: ('array' | 'scalar')[]
    readonly pre: Block
    readonly body: Block
    readonly post: Block
    readonly debug: boolean
    readonly funcName: string
    readonly blockSize: number
  }

  const compile: (procedure: Procedure) => (...operands: unknown[]) => void
  export default compile
}
