/** Draws docs/figures/growth.svg from what `bench/growth.bench.ts` measured. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse, type Spec, View } from 'vega'
import type { GrowthRow } from './support/growth.ts'

interface Point {
  readonly contender: string
  readonly x: number
  readonly ms: number
}

interface Panel {
  readonly title: string
  readonly axis: string
  readonly points: readonly Point[]
}

const size = { width: 300, height: 200, gapX: 90, gapY: 80 }

const curves = (name: string) => ({
  type: 'group',
  from: { facet: { name: `${name}Series`, data: name, groupby: 'contender' } },
  marks: [
    {
      type: 'line',
      from: { data: `${name}Series` },
      encode: {
        enter: {
          x: { scale: `${name}X`, field: 'x' },
          y: { scale: `${name}Y`, field: 'ms' },
          stroke: { scale: 'color', field: 'contender' },
          strokeWidth: { value: 1.8 },
        },
      },
    },
    {
      type: 'symbol',
      from: { data: `${name}Series` },
      encode: {
        enter: {
          x: { scale: `${name}X`, field: 'x' },
          y: { scale: `${name}Y`, field: 'ms' },
          fill: { scale: 'color', field: 'contender' },
          size: { value: 30 },
        },
      },
    },
  ],
})

const panelOf = ({ title, axis, points }: Panel, index: number) => {
  const name = `panel${index}`
  return {
    type: 'group',
    encode: {
      enter: {
        x: { value: (index % 2) * (size.width + size.gapX) },
        y: { value: Math.floor(index / 2) * (size.height + size.gapY) },
        width: { value: size.width },
        height: { value: size.height },
        stroke: { value: '#dddddd' },
      },
    },
    title: { text: title, anchor: 'start', fontSize: 13 },
    data: [{ name, values: points }],
    scales: [
      {
        name: `${name}X`,
        type: 'log',
        range: [0, size.width],
        domain: { data: name, field: 'x' },
      },
      {
        name: `${name}Y`,
        type: 'log',
        range: [size.height, 0],
        nice: true,
        domain: { data: name, field: 'ms' },
      },
    ],
    axes: [
      { orient: 'bottom', scale: `${name}X`, title: axis, format: '~g', tickCount: 6 },
      { orient: 'left', scale: `${name}Y`, title: 'ms', format: '~g', tickCount: 5 },
    ],
    marks: [curves(name)],
  }
}

const specOf = (panels: readonly Panel[], contenders: readonly string[]): Spec =>
  ({
    width: 2 * size.width + size.gapX,
    height: 2 * size.height + size.gapY,
    padding: 12,
    background: 'white',
    scales: [{ name: 'color', type: 'ordinal', range: 'category', domain: contenders }],
    legends: [{ fill: 'color', orient: 'bottom', direction: 'horizontal' }],
    marks: panels.map(panelOf),
  }) as unknown as Spec

const results = new URL('results/growth.json', import.meta.url)
const { rows } = JSON.parse(readFileSync(results, 'utf8')) as { rows: readonly GrowthRow[] }
const contenders = [...new Set(rows.map(({ contender }) => contender))]
const most = (key: 'innerSteps' | 'tasks'): number =>
  [...rows.map((row) => row[key])].sort(
    (a, b) =>
      rows.filter((row) => row[key] === b).length - rows.filter((row) => row[key] === a).length,
  )[0] ?? 1
const alongSteps = rows.filter(({ tasks }) => tasks === most('tasks'))
const alongTasks = rows.filter(({ innerSteps }) => innerSteps === most('innerSteps'))
const pointsOf = (
  list: readonly GrowthRow[],
  x: 'innerSteps' | 'tasks',
  y: 'firstCallMs' | 'stepMs',
): readonly Point[] =>
  list.map((row) => ({ contender: row.contender, x: row[x], ms: row[y] })).sort((a, b) => a.x - b.x)

const panels: readonly Panel[] = [
  {
    title: 'First call: trace, compile, run',
    axis: 'inner steps',
    points: pointsOf(alongSteps, 'innerSteps', 'firstCallMs'),
  },
  {
    title: 'A training step',
    axis: 'inner steps',
    points: pointsOf(alongSteps, 'innerSteps', 'stepMs'),
  },
  {
    title: 'First call: trace, compile, run',
    axis: 'tasks',
    points: pointsOf(alongTasks, 'tasks', 'firstCallMs'),
  },
  { title: 'A training step', axis: 'tasks', points: pointsOf(alongTasks, 'tasks', 'stepMs') },
]
const folder = new URL('../docs/figures/', import.meta.url)
mkdirSync(folder, { recursive: true })
const svg = await new View(parse(specOf(panels, contenders)), { renderer: 'none' }).toSVG()
writeFileSync(new URL('growth.svg', folder), `${svg}\n`)
