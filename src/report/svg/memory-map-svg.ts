import { formatBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import { groupedHex } from '../memory-map.ts';
import { attributes, escapeXml } from '../xml.ts';
import { blockSentence, type MapBlock } from './map-blocks.ts';
import { type MapKind, mapLooks } from './picture-theme.ts';
import { coordinate, type Piece, shortened } from './svg-document.ts';

/** A column of a map: a stretch of the address space, low addresses at the top. */
export interface MapColumn extends Piece {
  /** Where each block is drawn, so that another map can be joined to it. */
  readonly places: readonly { readonly block: MapBlock; readonly y: number; readonly height: number }[];
}

export interface MapOptions {
  /** Pixels; a map that is higher goes on in a further column. */
  readonly maxHeight?: number;
  /** So many columns at most, however high they become. */
  readonly mostColumns?: number;
  /** What a block leads to, if its reader may follow it. */
  readonly linkOf?: (block: MapBlock) => string | undefined;
}

export const columnWidth = 384;
const barX = 106;
const barWidth = 64;
/** Where the bar lies in its column, for what is joined to it. */
export const barSides: { readonly left: number; readonly right: number } = {
  left: barX,
  right: barX + barWidth,
};
const textX = barX + barWidth + 10;
const top = 10;
const lowest = 20;
const highest = 64;
const usualHeight = 900;
/** Larger maps show neighbours as one block. */
const mostBlocks = 600;
/** From this size on a block is so much less high than its neighbours' sizes promise that it gets a break mark. */
const breakBytes = 1n << 29n;

/**
 * A memory map as columns of one bar. A block's height grows with the logarithm of its size, so that 4 KiB stays visible beside
 * 16 GiB, and large ones have a break mark. Address at its beginning, name and size beside it, all in its `<title>`.
 */
export function memoryMapColumns(
  all: readonly MapBlock[],
  {
    maxHeight = usualHeight,
    mostColumns = Number.POSITIVE_INFINITY,
    linkOf = () => undefined,
  }: MapOptions = {},
): readonly MapColumn[] {
  const blocks = merged(all);
  const heights = blocks.map(heightOf);
  const total = heights.reduce((sum, height) => sum + height, 0);
  const count = Math.max(1, Math.min(mostColumns, Math.ceil(total / maxHeight)));
  const wanted = total / count;

  const columns: MapColumn[] = [];
  let from = 0;
  let sum = 0;
  for (let at = 0; at < blocks.length; at++) {
    sum += heights[at] ?? 0;
    const isLast = at === blocks.length - 1;
    if (sum < wanted && !isLast) continue;
    columns.push(column(blocks.slice(from, at + 1), heights.slice(from, at + 1), linkOf));
    from = at + 1;
    sum = 0;
  }
  return columns;
}

function column(
  blocks: readonly MapBlock[],
  heights: readonly number[],
  linkOf: (block: MapBlock) => string | undefined,
): MapColumn {
  const parts: string[] = [];
  const places: { block: MapBlock; y: number; height: number }[] = [];
  let y = top;
  for (const [index, block] of blocks.entries()) {
    const height = heights[index] ?? lowest;
    parts.push(blockSvg(block, y, height, linkOf(block)));
    places.push({ block, y, height });
    y += height;
  }
  const last = blocks.at(-1);
  parts.push(`<rect class="edge"${attributes({ x: barX, y: top, width: barWidth, height: y - top })}/>`);
  if (last !== undefined) parts.push(addressSvg(endOf(last), y));
  return { width: columnWidth, height: y + 10, content: parts.join('\n'), places };
}

function blockSvg(block: MapBlock, y: number, height: number, link: string | undefined): string {
  const { kind } = block;
  const rect = { class: 'b', x: barX, y, width: barWidth, height, fill: `url(#k-${kind})` };
  const title = blockSentence(block, groupedHex, mapLooks[kind].legend);
  const breaks = block.size >= breakBytes || kind === 'hole' ? breakSvg(y + height / 2) : '';
  const content = `<g><title>${escapeXml(title)}</title><rect${attributes(rect)}/>${breaks}${labelSvg(block, y + height / 2)}</g>`;
  const linked = link === undefined ? content : `<a${attributes({ href: link })}>${content}</a>`;
  return `${addressSvg(block.base, y)}${linked}`;
}

function addressSvg(address: bigint, y: number): string {
  return `<path class="tick" d="M${barX - 6} ${y}h6"/><text class="a" x="${barX - 10}" y="${y + 4}" text-anchor="end">${groupedHex(address)}</text>`;
}

/** Two waves across the bar: here the scale leaves something out. */
function breakSvg(y: number): string {
  const wave = (at: number): string => `M${barX - 4} ${coordinate(at)}q9-6 18 0t18 0t18 0t18 0`;
  return `<path class="break" d="${wave(y)}"/><path class="break2" d="${wave(y - 2)}${wave(y + 2)}"/>`;
}

const labelRoom = 33;

function labelSvg({ label, note, size, kind }: MapBlock, middle: number): string {
  const bytes = formatBytes(size);
  const behind = note === '' ? bytes : `${bytes} · ${note}`;
  const name = label === '' ? mapLooks[kind].legend : label;
  const shown = shortened(name, Math.max(10, labelRoom - behind.length));
  const isQuiet = label === '';
  return `<text${attributes({ x: textX, y: coordinate(middle + 4), ...(isQuiet ? { class: 's' } : {}) })}>${escapeXml(shown)} <tspan class="s">${escapeXml(behind)}</tspan></text>`;
}

/** Pixels: those of 64 KiB and less are as high as their label. */
function heightOf({ size, kind }: MapBlock): number {
  if (kind === 'hole') return 28;
  const doublings = Math.max(0, Math.log2(Number(size)) - 16);
  const slope = kind === 'free' ? 1.4 : 2.2;
  return Math.round(Math.min(highest, lowest + slope * doublings));
}

/** Neighbours as one where there are more blocks than a picture can show. */
function merged(blocks: readonly MapBlock[]): readonly MapBlock[] {
  if (blocks.length <= mostBlocks) return blocks;
  const each = Math.ceil(blocks.length / mostBlocks);
  const groups: MapBlock[] = [];
  for (let at = 0; at < blocks.length; at += each) {
    const group = blocks.slice(at, at + each);
    const [first] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined) break;
    const kinds = new Set(group.map(({ kind }) => kind));
    const named = group.filter(({ label }) => label !== '');
    groups.push({
      base: first.base,
      size: endOf(last) - first.base,
      kind: kinds.size === 1 ? first.kind : (named[0]?.kind ?? first.kind),
      label: `${group.length} blocks`,
      note: '',
      detail: named
        .slice(0, 5)
        .map(({ label }) => label)
        .join(', '),
      node: undefined,
    });
  }
  return groups;
}

/** The kinds that a map shows, with their names, in rows of such a width. */
export function mapLegend(blocks: readonly MapBlock[], width: number): Piece {
  const shown = new Set(blocks.map(({ kind }) => kind));
  const kinds = (Object.keys(mapLooks) as MapKind[]).filter((kind) => shown.has(kind));
  const parts: string[] = [];
  let x = 0;
  let y = 0;
  for (const kind of kinds) {
    const { legend } = mapLooks[kind];
    const needed = 26 + legend.length * 6.6;
    if (x > 0 && x + needed > width) {
      x = 0;
      y += 22;
    }
    const box = { x: coordinate(x), y, width: 16, height: 14, fill: `url(#k-${kind})`, class: 'edge2' };
    parts.push(
      `<rect${attributes(box)} stroke="var(--line)"/><text class="s" x="${coordinate(x + 21)}" y="${y + 11}">${escapeXml(legend)}</text>`,
    );
    x += needed + 14;
  }
  return { width, height: y + 22, content: parts.join('') };
}

/** The map in words, a sentence a block. */
export function mapDescription(blocks: readonly MapBlock[]): string {
  return merged(blocks)
    .map((block) => blockSentence(block, groupedHex, mapLooks[block.kind].legend))
    .join('. ');
}
