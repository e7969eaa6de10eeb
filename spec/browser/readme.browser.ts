import { holds } from 'virtual:readme-program'
import { expect, it } from 'vitest'

it("README's program does in a browser what it says", () => {
  expect(holds).toBe(true)
})
