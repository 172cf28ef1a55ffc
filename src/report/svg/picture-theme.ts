import type { MemoryKind } from '../memory-symbols.ts';

/** What a block of a memory map is: the kinds of the terminal's map, and what the boot loader put into RAM. */
export type MapKind = MemoryKind | 'image';

/** How a kind looks: two colours for each of the two schemes, and a pattern, so that each of them alone tells it. */
interface Look {
  readonly legend: string;
  /** Ground and ink on a light page, and on a dark one. */
  readonly light: readonly [string, string];
  readonly dark: readonly [string, string];
  readonly pattern: PatternName;
}

type PatternName =
  | 'plain'
  | 'rising'
  | 'falling'
  | 'dots'
  | 'grid'
  | 'level'
  | 'upright'
  | 'sparse'
  | 'waves';

/** Okabe and Ito's colours, which are told apart without red or green sight, as grounds and inks. */
export const mapLooks: Readonly<Record<MapKind, Look>> = {
  noMap: { legend: 'no-map', light: ['#f3b28a', '#a84300'], dark: ['#7a3a14', '#ff9c5e'], pattern: 'grid' },
  reusable: {
    legend: 'reusable (CMA)',
    light: ['#a5dcc8', '#00694c'],
    dark: ['#0f4d3c', '#4fd3aa'],
    pattern: 'rising',
  },
  mapped: { legend: 'mapped', light: ['#f7dc9c', '#8f6000'], dark: ['#5c4410', '#f2c14e'], pattern: 'dots' },
  memreserve: {
    legend: '/memreserve/',
    light: ['#ecc9dc', '#8d3f6a'],
    dark: ['#57294a', '#e79cc5'],
    pattern: 'level',
  },
  image: {
    legend: 'kernel, initrd, device tree',
    light: ['#b3d5ee', '#00558a'],
    dark: ['#123f5f', '#6db8ee'],
    pattern: 'upright',
  },
  shared: {
    legend: 'overlap',
    light: ['#e3343f', '#5c0007'],
    dark: ['#a01822', '#ffb3b8'],
    pattern: 'falling',
  },
  free: { legend: 'free RAM', light: ['#f4f6f8', '#c3cad3'], dark: ['#1d232b', '#465160'], pattern: 'plain' },
  gap: {
    legend: 'unassigned',
    light: ['#ffffff', '#c3cad3'],
    dark: ['#14181e', '#465160'],
    pattern: 'sparse',
  },
  hole: { legend: 'no RAM', light: ['#ffffff', '#aab3bf'], dark: ['#14181e', '#55606f'], pattern: 'sparse' },
};

/** Grounds and inks of devices in a page map; the ninth device begins again. */
const deviceLooks: readonly Pick<Look, 'light' | 'dark' | 'pattern'>[] = [
  { light: ['#9ccbf0', '#00558a'], dark: ['#16527d', '#7cc4f7'], pattern: 'plain' },
  { light: ['#f7c873', '#8f5d00'], dark: ['#7a5410', '#ffcf70'], pattern: 'rising' },
  { light: ['#8fd9bf', '#00694c'], dark: ['#10604a', '#62ddb8'], pattern: 'dots' },
  { light: ['#f2b1d0', '#963f6c'], dark: ['#72325a', '#f3a6cf'], pattern: 'falling' },
  { light: ['#f0e27a', '#6f6500'], dark: ['#605a12', '#f2e56b'], pattern: 'upright' },
  { light: ['#bfd9f5', '#3b5f8a'], dark: ['#31506f', '#b5d5f5'], pattern: 'grid' },
  { light: ['#f5a37d', '#a84300'], dark: ['#86400f', '#ffa573'], pattern: 'level' },
  { light: ['#cfcbe8', '#564c94'], dark: ['#453d78', '#c6bef5'], pattern: 'waves' },
];

/** How many devices look different. */
export const deviceLookCount: number = deviceLooks.length;

const inks: Readonly<Record<PatternName, string>> = {
  plain: '',
  rising: 'M-2 2l4-4M0 8l8-8M6 10l4-4',
  falling: 'M6-2l4 4M0 0l8 8M-2 6l4 4',
  dots: 'M2 2h.01M6 6h.01',
  grid: 'M0 0l8 8M8 0l-8 8',
  level: 'M0 2h8M0 6h8',
  upright: 'M2 0v8M6 0v8',
  sparse: 'M2 6l4-4',
  waves: 'M0 2q2-2 4 0t4 0M0 6q2-2 4 0t4 0',
};

/** The patterns that blocks are filled with, once for each document: `url(#k-noMap)`, `url(#d-0)`. */
export function patternDefs(): string {
  const kinds = Object.entries(mapLooks).map(([kind, { pattern }]) => patternDef(`k-${kind}`, pattern));
  const devices = deviceLooks.map(({ pattern }, index) => patternDef(`d-${index}`, pattern));
  const others = [patternDef('d-before', 'sparse')];
  return `<defs>${[...kinds, ...devices, ...others].join('')}</defs>`;
}

function patternDef(id: string, pattern: PatternName): string {
  const width = pattern === 'dots' ? 1.8 : 0.9;
  const ink =
    inks[pattern] === ''
      ? ''
      : `<path d="${inks[pattern]}" fill="none" stroke="var(--${id}-ink)" stroke-width="${width}" stroke-linecap="round" opacity=".55"/>`;
  return `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="var(--${id})"/>${ink}</pattern>`;
}

const plainColours: readonly (readonly [name: string, light: string, dark: string])[] = [
  ['page', '#ffffff', '#14181e'],
  ['card', '#f7f8fa', '#1a2028'],
  ['text', '#1b222c', '#e3e8ef'],
  ['dim', '#5a6472', '#9aa6b5'],
  ['line', '#dde2e8', '#303945'],
  ['bad', '#b3121d', '#ff7b82'],
  ['bad-ground', '#fdecec', '#3a1a1e'],
  ['good', '#00694c', '#4fd3aa'],
  ['good-ground', '#e3f5ee', '#123429'],
  ['accent', '#00558a', '#7cc4f7'],
  ['used', '#9ccbf0', '#1b557f'],
  ['hole-line', '#8f5d00', '#ffcf70'],
  ['d-before', '#dfe3e8', '#39424e'],
  ['d-before-ink', '#8c96a3', '#7d8997'],
];

/** The colours as CSS variables, light unless the reader wants dark; print is light. */
export function colourRules(root: string): string {
  const of = (scheme: 'light' | 'dark'): string => {
    const at = scheme === 'light' ? 1 : 2;
    const plain = plainColours.map((colour) => `--${colour[0]}:${colour[at]}`);
    const looks = [
      ...Object.entries(mapLooks).map(([kind, look]) => [`k-${kind}`, look[scheme]] as const),
      ...deviceLooks.map((look, index) => [`d-${index}`, look[scheme]] as const),
    ].flatMap(([name, [ground, ink]]) => [`--${name}:${ground}`, `--${name}-ink:${ink}`]);
    return [...plain, ...looks].join(';');
  };
  return `${root}{${of('light')}}\n@media screen and (prefers-color-scheme:dark){${root}{${of('dark')}}}`;
}

/** How what is drawn looks: text, blocks, charts. */
export const pictureRules = `
.pic text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--text)}
.pic text.a{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--dim)}
.pic text.s,.pic tspan.s{fill:var(--dim);font-size:11px}
.pic text.h{font-weight:600;font-size:14px}
.pic text.bad,.pic tspan.bad{fill:var(--bad)}
.pic text.n{font-size:11px;paint-order:stroke;stroke:var(--page);stroke-width:3px;stroke-opacity:.75;pointer-events:none}
.pic .b{stroke:var(--page);stroke-width:1}
.pic .edge{fill:none;stroke:var(--line)}
.pic .tick{stroke:var(--line)}
.pic .break{fill:none;stroke:var(--page);stroke-width:3}
.pic .break2{fill:none;stroke:var(--dim);stroke-width:.8}
.pic .ground{fill:var(--card)}
.pic .used{fill:var(--used)}
.pic .hole{fill:none;stroke:var(--hole-line);stroke-width:1.5}
.pic .limit{stroke:var(--dim);stroke-dasharray:4 3}
.pic .fail{stroke:var(--bad);stroke-width:1;opacity:.5}
.pic .mark{fill:var(--bad)}
.pic .want{fill:none;stroke:var(--bad);stroke-width:2;stroke-dasharray:5 3}
`;
