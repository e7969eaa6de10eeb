import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { namesOf, paperMode, shortMode } from '../../examples/sine/mode.ts'
import { decodeOptions, explain } from '../../examples/sine/options.ts'

const messageOf = (...args: readonly string[]): string =>
  E.match(explain, () => 'accepted')(decodeOptions(args))

describe('the options of the main job', () => {
  it('are the short runs of all algorithms by default', () => {
    expect(decodeOptions([])).toEqual(
      E.right({
        mode: shortMode,
        seed: 0,
        iterations: undefined,
        only: ['pretraining', 'maml', 'fomaml', 'reptile', 'imaml', 'anil', 'meta-sgd'],
        out: 'out',
      }),
    )
  })

  it('choose the lengths of the papers, and among their algorithms', () => {
    expect(decodeOptions(['--paper', '--only', 'meta-sgd, MAML-5', '--seed', '3'])).toEqual(
      E.right({
        mode: paperMode,
        seed: 3,
        iterations: undefined,
        only: ['meta-sgd', 'maml-5'],
        out: 'out',
      }),
    )
  })

  it.each([
    [
      ['--only', 'maml-5'],
      `--only: expected names among ${namesOf(shortMode).join(', ')}, got 'maml-5'`,
    ],
    [
      ['--paper', '--only', 'maml'],
      `--only: expected names among ${namesOf(paperMode).join(', ')}, got 'maml'`,
    ],
    [['--seed', '1.5'], "--seed: expected a whole number that is not negative, got '1.5'"],
    [['--iterations=-1'], "--iterations: expected a whole number that is not negative, got '-1'"],
    [['--papers'], "Unknown option '--papers'"],
    [['--paper=yes'], "Option '--paper' does not take an argument"],
  ])('are refused where they are wrong: %j', (args, message) => {
    expect(messageOf(...args)).toContain(message)
  })

  it('are listed by --help', () => {
    for (const name of ['--seed', '--iterations', '--only', '--paper', '--out', 'meta-sgd-freq'])
      expect(messageOf('--help', '--seed', 'x')).toContain(name)
  })
})
