/** README's first program. */
declare module 'virtual:readme-program' {
  /** Whether what it says in the end is true. */
  export const holds: boolean
}
