import { printed, promised } from 'virtual:readme-program'
import { expect, it } from 'vitest'

it("README's program prints in a browser what it says", () => {
  expect(printed).toBeCloseTo(promised, 3)
})
