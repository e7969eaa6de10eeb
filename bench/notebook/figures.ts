import { parse, type Spec, View } from 'vega'

/** A line of a panel, or only its points. */
export interface Series {
  readonly label: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  readonly points?: boolean
}

export interface Panel {
  readonly title: string
  readonly series: readonly Series[]
}

const [width, height] = [260, 160]
const colors = ['#4c78a8', '#e45756', '#72b7b2', '#f58518']

const rows = ({ label, x, y }: Series) =>
  Array.from(x, (value, i) => ({ label, x: value, y: y[i] as number }))

const mark = (type: 'line' | 'symbol', data: string) => ({
  type,
  from: { data },
  encode: {
    enter: {
      x: { scale: 'x', field: 'x' },
      y: { scale: 'y', field: 'y' },
      [type === 'line' ? 'stroke' : 'fill']: { scale: 'label', field: 'label' },
      size: { value: 12 },
    },
  },
})

const panelSpec = ({ title, series }: Panel, index: number) => ({
  type: 'group',
  title,
  encode: {
    enter: {
      x: { value: index * (width + 170) },
      width: { value: width },
      height: { value: height },
    },
  },
  data: [
    { name: `all${index}`, values: series.flatMap(rows) },
    ...series.map((one, i) => ({ name: `series${index}_${i}`, values: rows(one) })),
  ],
  scales: [
    { name: 'x', range: [0, width], domain: { data: `all${index}`, field: 'x' } },
    { name: 'y', range: [height, 0], nice: true, domain: { data: `all${index}`, field: 'y' } },
    { name: 'label', type: 'ordinal', domain: series.map(({ label }) => label), range: colors },
  ],
  axes: [
    { orient: 'bottom', scale: 'x', tickCount: 5 },
    { orient: 'left', scale: 'y', tickCount: 5 },
  ],
  legends: [{ fill: 'label' }],
  marks: series.map(({ points }, i) => mark(points ? 'symbol' : 'line', `series${index}_${i}`)),
})

/** Draws panels side by side, as SVG. */
export const draw = (panels: readonly Panel[]): Promise<string> => {
  // Vega's types of a specification are narrower than what it reads.
  const spec = {
    width: panels.length * (width + 170),
    height,
    padding: 10,
    background: 'white',
    marks: panels.map(panelSpec),
  } as unknown as Spec
  return new View(parse(spec), { renderer: 'none' }).toSVG()
}
