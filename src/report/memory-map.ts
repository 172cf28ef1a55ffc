import type { MemoryLayout, Reservation, Stretch } from '../memory/layout.ts';
import { formatBytes } from '../memory/quantity.ts';
import { glyph, type MemoryKind, memorySymbols, stretchKind } from './memory-symbols.ts';
import { textWidth } from './printable.ts';
import { paint, type Terminal } from './terminal.ts';

/** Columns that a block grows by where its size doubles, from generous to none. The first with few enough rows is taken. */
const scales = [1, 0.75, 0.5, 0.35, 0.2, 0.1, 0];
const wantedRows = 8;

interface Block {
  readonly base: bigint;
  readonly kind: MemoryKind;
  readonly label: string;
  readonly width: number;
}

/**
 * The address space as a bar over several rows, each beginning with its address: one block a stretch, with the number of the
 * region in it. A block's width grows with the logarithm of its size, so that 4 KiB stays visible beside 16 GiB.
 */
export function memoryMap(
  terminal: Terminal,
  layout: MemoryLayout,
  keys: ReadonlyMap<Reservation, string>,
): readonly string[] {
  const { stretches } = layout;
  if (stretches.length === 0) return [];

  const labelWidth = groupedHex(stretches.at(-1)?.base ?? 0n).length;
  // Between the address and the end of the line: a space and the two outer walls.
  const space = Math.max(terminal.width - labelWidth - 3, 8);

  const rows = rowsThatFit(layout, keys, space);
  return [
    ...rows.map((row) => rowLine(terminal, row, labelWidth)),
    '',
    ...legendLines(terminal, new Set(rows.flat().map(({ kind }) => kind))),
  ];
}

function rowsThatFit(
  layout: MemoryLayout,
  keys: ReadonlyMap<Reservation, string>,
  space: number,
): readonly Block[][] {
  let rows: Block[][] = [];
  for (const scale of scales) {
    rows = wrap(
      layout.stretches.map((stretch) => blockOf(stretch, layout.memoryKnown, keys, scale, space)),
      space,
    );
    if (rows.length <= wantedRows) break;
  }
  return rows;
}

function blockOf(
  stretch: Stretch,
  memoryKnown: boolean,
  keys: ReadonlyMap<Reservation, string>,
  scale: number,
  space: number,
): Block {
  const kind = stretchKind(stretch, memoryKnown);
  const width = Math.min(1 + Math.round(scale * doublings(stretch.size)), space);
  const { base } = stretch;

  if (stretch.owners.length > 0) {
    const label = stretch.owners.map((owner) => keys.get(owner) ?? '?').join('+');
    return textWidth(label) > space
      ? { base, kind, label: '', width }
      : { base, kind, label, width: Math.max(width, textWidth(label)) };
  }

  // A break mark: its width says little, so its size is written into it.
  const size = formatBytes(stretch.size);
  if (kind === 'hole') return { base, kind, label: size, width: Math.min(textWidth(size) + 6, space) };
  return { base, kind, label: textWidth(size) + 4 <= width ? size : '', width };
}

/** How often 4 KiB must be doubled to reach a size. */
function doublings(size: bigint): number {
  const pages = Number(size >> 12n);
  return pages <= 1 ? 0 : Math.log2(pages);
}

function wrap(blocks: readonly Block[], space: number): Block[][] {
  const rows: Block[][] = [];
  let used = 0;
  for (const block of blocks) {
    const row = rows.at(-1);
    if (row !== undefined && used + 1 + block.width <= space) {
      row.push(block);
      used += 1 + block.width;
    } else {
      rows.push([block]);
      used = block.width;
    }
  }
  return rows;
}

function rowLine(terminal: Terminal, row: readonly Block[], labelWidth: number): string {
  const wall = terminal.unicode ? '│' : '|';
  const address = groupedHex(row[0]?.base ?? 0n).padStart(labelWidth);
  return `${address} ${wall}${row.map((block) => blockText(terminal, block)).join(wall)}${wall}`;
}

function blockText(terminal: Terminal, { kind, label, width }: Block): string {
  const fill = glyph(kind, terminal);
  const spare = width - textWidth(label);
  const padded = label === '' ? '' : spare >= 4 ? ` ${label} ` : label;
  const left = (width - textWidth(padded)) >> 1;
  const text = fill.repeat(left) + padded + fill.repeat(width - left - textWidth(padded));
  return paint(terminal, memorySymbols[kind].style, text);
}

function legendLines(terminal: Terminal, kinds: ReadonlySet<MemoryKind>): readonly string[] {
  const entries = (Object.keys(memorySymbols) as MemoryKind[])
    .filter((kind) => kinds.has(kind))
    .map((kind) => {
      const { style, legend } = memorySymbols[kind];
      return { text: `${glyph(kind, terminal)} ${legend}`, style };
    });

  const lines: string[] = [];
  let width = terminal.width;
  for (const { text, style } of entries) {
    const painted = paint(terminal, style, text);
    if (lines.length > 0 && width + 3 + textWidth(text) <= terminal.width) {
      lines.push(`${lines.pop()}   ${painted}`);
      width += 3 + textWidth(text);
    } else {
      lines.push(painted);
      width = textWidth(text);
    }
  }
  return lines;
}

/** An address as pictures show it: `0x1_0000_0000`. */
export function groupedHex(address: bigint): string {
  return `0x${address.toString(16).replace(/\B(?=(?:[0-9a-f]{4})+$)/g, '_')}`;
}
