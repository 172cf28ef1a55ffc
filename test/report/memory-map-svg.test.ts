import { describe, expect, it } from 'vitest';
import { layoutBlocks, type MapBlock } from '../../src/report/svg/map-blocks.ts';
import { mapDescription, memoryMapColumns } from '../../src/report/svg/memory-map-svg.ts';
import { patternDefs } from '../../src/report/svg/picture-theme.ts';
import { everyKind, reportOf, unknownMemory } from './example-boards.ts';

const blocks = layoutBlocks(reportOf(everyKind).layout);

function block(base: bigint, size: bigint, label: string): MapBlock {
  const kind = label === '' ? 'free' : 'noMap';
  return { base, size, kind, label, note: '', detail: '', node: undefined };
}

describe('a memory map as SVG', () => {
  it('shows every stretch once, in address order, from top to bottom', () => {
    const places = memoryMapColumns(blocks).flatMap((column) => column.places);
    expect(places.map((place) => place.block.base)).toEqual(blocks.map(({ base }) => base));
    for (const [index, { y, height }] of places.entries()) {
      const next = places[index + 1];
      if (next !== undefined && next.y > y) expect(next.y).toBe(y + height);
    }
  });

  it('keeps 4 KiB readable beside 16 GiB, and marks where the scale breaks', () => {
    const [column] = memoryMapColumns([block(0x80000000n, 4096n, 'log'), block(0x80001000n, 16n << 30n, '')]);
    const [small, large] = column?.places ?? [];
    expect(small?.height).toBeGreaterThanOrEqual(18);
    expect(large?.height).toBeLessThan(4 * (small?.height ?? 0));
    expect(column?.content.match(/class="break"/g)).toHaveLength(1);
  });

  it('groups addresses, and writes sizes in KiB and MiB', () => {
    const content = memoryMapColumns(blocks)
      .map((column) => column.content)
      .join('');
    expect(content).toContain('>0x4020_0000<');
    expect(content).toContain('>video <tspan class="s">48 MiB<');
    expect(content).toContain('>no RAM <tspan class="s">');
  });

  it('goes on in a further column where it is too high', () => {
    const many = Array.from({ length: 100 }, (_, at) =>
      block(0x80000000n + BigInt(at) * 0x100000n, 0x100000n, `region${at}`),
    );
    expect(memoryMapColumns(many, { maxHeight: 900 }).length).toBeGreaterThan(2);
    expect(memoryMapColumns(many, { maxHeight: 900, mostColumns: 2 })).toHaveLength(2);
  });

  it('draws no more than a picture can show', () => {
    const many = Array.from({ length: 20_000 }, (_, at) =>
      block(0x80000000n + BigInt(at) * 0x1000n, 0x1000n, `region${at}`),
    );
    const drawn = memoryMapColumns(many).flatMap(({ places }) => places);
    expect(drawn.length).toBeLessThanOrEqual(600);
    expect(drawn.reduce((sum, place) => sum + place.block.size, 0n)).toBe(20_000n * 0x1000n);
  });

  it('has a pattern for every kind, so that no colour is needed to tell them apart', () => {
    const defs = patternDefs();
    const kinds = new Set(blocks.map(({ kind }) => kind));
    const inks = [...kinds].map((kind) => new RegExp(`id="k-${kind}".*?</pattern>`).exec(defs)?.[0] ?? '');
    expect(inks.every((ink) => ink !== '')).toBe(true);
    const paths = inks.map((ink) => / d="([^"]*)"/.exec(ink)?.[1] ?? '');
    expect(new Set(paths).size).toBe(kinds.size);
  });

  it('says all of it in words', () => {
    expect(mapDescription(blocks)).toContain('0x4030_0000 to 0x4030_0fff, 4 KiB: secure + log');
  });

  it('knows no free RAM where the size of memory is unknown', () => {
    const kinds = new Set(layoutBlocks(reportOf(unknownMemory).layout).map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['noMap', 'gap']));
  });

  it('escapes what a tree calls its regions', () => {
    const [column] = memoryMapColumns([block(0n, 0x1000n, '<b>&"')]);
    expect(column?.content).toContain('&lt;b&gt;&amp;&quot;');
    expect(column?.content).not.toContain('<b>');
  });
});
