import type { BootedCmaArea } from '../../kernel/booted-kernel.ts';
import type { Region } from '../../memory/model.ts';
import { hex } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { BoardFacts } from '../board-facts.ts';
import { rangeCells } from '../cells-text.ts';
import { freeMemory, highestPlace, within } from '../free-memory.ts';
import { memoryWriter } from '../loader-memory.ts';
import { isCmaPool } from '../pools.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * All pages of a CMA pool belong to one zone.
 *
 * Kernel: cma_activate_area() gives up an area that crosses into another zone (spec 06 §1, 08 E3). Where Linux places the pool is
 * taken from the emulated boot.
 */
export const cmaSpansZone: Rule = defineRule({
  id: 'cma-spans-zone',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'memory-map', 'profile'],
  about: 'regions',
  summary: 'A CMA pool must lie in one memory zone.',
  messages: {
    spans: {
      text: 'The CMA pool {path} {lies} {range}, across {border}, where the {zone} zone ends: no device gets memory of it.',
      help: '{remedy}',
    },
  },
  evidence: [57],

  check({ board, report }) {
    if (!board.regions.some(isCmaPool)) return;
    const hasWriter = memoryWriter(board) !== undefined;
    for (const area of board.booted?.cma ?? []) {
      const border = area.isActive ? undefined : crossed(board, area);
      const region = area.region === undefined ? undefined : board.model.regionOf(area.region);
      if (region === undefined || border === undefined) continue;

      const isPlaced = region.kind === 'dynamic';
      // Where it is placed depends on the memory that is there.
      if (isPlaced && hasWriter) continue;
      const place = isPlaced ? region.allocRanges[0]?.sizePlace : region.reg[0]?.place;
      report({
        message: 'spans',
        data: {
          path: region.path,
          lies: isPlaced ? 'is placed at' : 'lies at',
          range: rangeText(area),
          border: hex(border.at),
          zone: border.zone,
          remedy: remedyFor(board, region, area, border.at),
        },
        node: region.node,
        place: place ?? (region.node.property('size') ?? region.node).place,
        related: board.model.banks
          .filter((bank) => bank.base < endOf(area) && endOf(bank) > area.base)
          .map(({ place }) => ({ message: 'the memory that it lies in', place })),
        note: board.booted?.log.find(({ text }) => text.includes(`CMA area ${area.name} could not`))?.text,
      });
    }
  },
});

function crossed({ booted }: BoardFacts, { base, size }: BootedCmaArea) {
  if (booted === undefined) return undefined;
  const { dmaEnd, dma32End } = booted.zones;
  const borders = [
    { at: dmaEnd, zone: 'DMA' },
    { at: dma32End, zone: 'DMA32' },
  ];
  return borders.find(({ at }) => at > base && at < base + size);
}

function remedyFor(board: BoardFacts, region: Region, { size }: BootedCmaArea, border: bigint): string {
  const cells = board.model.rootCells;
  const below = within(freeMemory(board), { base: 0n, size: border });
  const place = highestPlace(below, size, board.cmaUnit ?? 1n);
  if (place === undefined) return `Make it so small that it fits below ${hex(border)}.`;
  if (region.kind === 'static') return `Move it below the border: reg = ${rangeCells(place, cells)} is free.`;

  const base = region.allocRanges[0]?.base ?? 0n;
  const start = base < place.base ? base : place.base;
  return `End the window at the border: alloc-ranges = ${rangeCells({ base: start, size: border - start }, cells)}.`;
}
