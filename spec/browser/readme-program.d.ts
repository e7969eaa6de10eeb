/** README's first program. */
declare module 'virtual:readme-program' {
  /** The number that it prints, and the one that README says it prints, rounded. */
  export const printed: number
  export const promised: number
}
