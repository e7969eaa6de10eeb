import type { DataArray, DType } from '../../core/dtype.ts'
import { isFloat } from '../../core/dtype.ts'
import { integers, specialize } from './specialize.ts'

/** Rows and columns of a tile, whose accumulators fill the registers. */
export const tile = 4

/** Scratch memory of one kind of accumulation. */
export type Panel = Float64Array | Int32Array

/**
 * Copies rows of `source` to panels of `tile` rows each, which the multiplication reads in order:
 * element `k` of the rows of one panel are neighbours. Row `i` is at `base + rows[i]`, its element `k`
 * `inner[k]` further. Missing rows of the last panel are zeros.
 */
export type Pack = (
  panel: Panel,
  source: DataArray,
  base: number,
  rows: Int32Array,
  rowCount: number,
  inner: Int32Array,
  innerCount: number,
) => void

/** Writes the products of `m` packed rows and `n` packed columns to `out` from `o` on, rows `ld` apart. */
export type Multiply = (
  left: Panel,
  right: Panel,
  m: number,
  n: number,
  k: number,
  out: DataArray,
  o: number,
  ld: number,
) => void

/** `out[o + i * n + j] = left[i] * right[j]`, with the sign of the product also where it is 0. */
export type Outer = (
  out: DataArray,
  o: number,
  left: Panel,
  m: number,
  right: Panel,
  n: number,
) => void

/** Products of `m` rows of `a`, `s` apart with elements `t` apart, and the packed vector `x`. */
export type MatrixVector = (
  out: DataArray,
  o: number,
  a: DataArray,
  p: number,
  s: number,
  t: number,
  x: Panel,
  m: number,
  n: number,
) => void

export interface DotCode {
  readonly pack: Pack
  readonly multiply: Multiply
  readonly outer: Outer
  /** For rows whose elements are neighbours, or nearly so. */
  readonly byRows: MatrixVector
  /** For columns whose elements are neighbours; `acc` holds a sum for each row. */
  readonly byColumns: (...args: [...Parameters<MatrixVector>, acc: Panel]) => void
}

const list = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)
const each = (count: number, text: (i: number) => string): string => list(count).map(text).join('')

/** Accumulation of a dtype: floats in doubles; integers modulo 2³²; booleans as "any". */
const arithmetic = (dtype: DType) => ({
  zero: isFloat(dtype) ? '0.0' : '0',
  multiply: (x: string, y: string): string =>
    isFloat(dtype) ? `${x}*${y}` : dtype === 'bool' ? `${x}&${y}` : `Math.imul(${x},${y})`,
  add: (c: string, x: string, y: string): string =>
    isFloat(dtype)
      ? `${c}+=${x}*${y};`
      : dtype === 'bool'
        ? `${c}|=${x}&${y};`
        : `${c}=${c}+Math.imul(${x},${y})|0;`,
  join: (c: string, d: string): string => (dtype === 'bool' ? `${c}|${d}` : `${c}+${d}`),
})

type Arithmetic = ReturnType<typeof arithmetic>

/** A function that multiplies one panel by the first `columns` columns of another. */
const tileFunction = ({ zero, add }: Arithmetic, columns: number): string => {
  const cells = (text: (i: number, j: number) => string): string =>
    each(tile, (i) => each(columns, (j) => text(i, j)))
  return `
    function tile${columns}(left,p,right,q,k,out,o,ld,rows){
      var e=p+k*${tile}
      ${cells((i, j) => `var c${i}${j}=${zero};`)}
      ${each(tile, (i) => `var a${i}=${zero};`)}${each(columns, (j) => `var b${j}=${zero};`)}
      for(;p<e;p+=${tile},q+=${tile}){
        ${each(tile, (i) => `a${i}=left[p+${i}];`)}
        ${each(columns, (j) => `b${j}=right[q+${j}];`)}
        ${cells((i, j) => add(`c${i}${j}`, `a${i}`, `b${j}`))}
      }
      ${each(
        tile,
        (i) => `
        ${i > 0 ? `if(rows<${i + 1})return;o+=ld;` : ''}
        ${each(columns, (j) => `out[o+${j}]=c${i}${j};`)}`,
      )}
    }`
}

const multiplyBody = `
  ${integers('m', 'n', 'k', 'o', 'ld')}
  var k${tile}=k*${tile}
  for(var j=0,q=0;j<n;j+=${tile},q+=k${tile})
    for(var i=0,p=0;i<m;i+=${tile},p+=k${tile}){
      var at=o+i*ld+j
      switch(n-j){
        ${each(tile - 1, (c) => `case ${c + 1}:tile${c + 1}(left,p,right,q,k,out,at,ld,m-i);break;`)}
        default:tile${tile}(left,p,right,q,k,out,at,ld,m-i)
      }
    }`

const packBody = `
  ${integers('base', 'rowCount', 'innerCount')}
  var d=0,k=0,f=0
  for(var i=0;i<rowCount;i+=${tile}){
    ${each(tile, (r) => `var r${r}=i+${r}<rowCount?base+rows[i+${r}]:-1;`)}
    if(r${tile - 1}>=0)
      for(k=0;k<innerCount;++k,d+=${tile}){
        f=inner[k]
        ${each(tile, (r) => `panel[d+${r}]=source[r${r}+f];`)}
      }
    else
      for(k=0;k<innerCount;++k,d+=${tile}){
        f=inner[k]
        ${each(tile, (r) => `panel[d+${r}]=r${r}<0?0:source[r${r}+f];`)}
      }
  }`

const outerBody = ({ multiply }: Arithmetic): string => `
  ${integers('o', 'm', 'n')}
  var i=0,j=0,f=0,z=0
  for(;i+1<m;i+=2){
    var x=left[i],y=left[i+1]
    f=o+n
    for(j=0;j<n;++j){
      z=right[j]
      out[o+j]=${multiply('x', 'z')};out[f+j]=${multiply('y', 'z')}
    }
    o=f+n
  }
  if(i<m){
    x=left[i]
    for(j=0;j<n;++j)out[o+j]=${multiply('x', 'right[j]')}
  }`

const byRowsBody = ({ zero, add, join }: Arithmetic): string => `
  ${integers('o', 'p', 's', 't', 'm', 'n')}
  var i=0,k=0,v=${zero}
  for(;i+3<m;i+=4){
    ${each(4, (r) => `var p${r}=p+(i+${r})*s,c${r}=${zero};`)}
    for(k=0;k<n;++k){
      v=x[k]
      ${each(4, (r) => `${add(`c${r}`, `a[p${r}]`, 'v')}p${r}+=t;`)}
    }
    ${each(4, (r) => `out[o+i+${r}]=c${r};`)}
  }
  for(;i<m;++i){
    var f=p+i*s,c=${zero},d=${zero}
    for(k=0;k+1<n;k+=2){${add('c', 'a[f]', 'x[k]')}f+=t;${add('d', 'a[f]', 'x[k+1]')}f+=t}
    if(k<n){${add('c', 'a[f]', 'x[k]')}}
    out[o+i]=${join('c', 'd')}
  }`

const byColumnsBody = ({ zero, add }: Arithmetic): string => `
  ${integers('o', 'p', 's', 't', 'm', 'n')}
  var i=0,k=0,f=0,c=${zero}
  for(;i<m;++i)acc[i]=0
  for(;k+3<n;k+=4){
    ${each(4, (r) => `var x${r}=x[k+${r}],p${r}=p+(k+${r})*t;`)}
    for(i=0,f=0;i<m;++i,f+=s){
      c=acc[i]
      ${each(4, (r) => add('c', `a[p${r}+f]`, `x${r}`))}
      acc[i]=c
    }
  }
  for(;k<n;++k){
    var y=x[k],g=p+k*t
    for(i=0;i<m;++i,g+=s){c=acc[i];${add('c', 'a[g]', 'y')}acc[i]=c}
  }
  for(i=0;i<m;++i)out[o+i]=acc[i]`

/** The multiplications of one dtype. */
export const makeDotCode = (dtype: DType): DotCode => {
  const ops = arithmetic(dtype)
  const vector = 'out,o,a,p,s,t,x,m,n'
  return {
    pack: specialize(`pack_${dtype}`, 'panel,source,base,rows,rowCount,inner,innerCount', packBody),
    multiply: specialize(
      `multiply_${dtype}`,
      'left,right,m,n,k,out,o,ld',
      multiplyBody,
      `/* ${dtype} */${each(tile, (c) => tileFunction(ops, c + 1))}`,
    ),
    outer: specialize(`outer_${dtype}`, 'out,o,left,m,right,n', outerBody(ops)),
    byRows: specialize(`byRows_${dtype}`, vector, byRowsBody(ops)),
    byColumns: specialize(`byColumns_${dtype}`, `${vector},acc`, byColumnsBody(ops)),
  }
}
