import type { AddressRange } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import type { RegionRange } from '../board-facts.ts';
import { freeMemory } from '../free-memory.ts';
import { rangeText } from '../range-text.ts';
import { defineRule, type Rule } from '../rule.ts';

const kibibyte = 1024n;
const mebibyte = kibibyte * kibibyte;

/**
 * Sizes of memory are counted in 1024s. One that is round in 1000s (`0x7d000`: 500 KiB) where a power of two would fit is mostly
 * a slip; so is one a page below a power of two.
 */
export const suspiciousSize: Rule = defineRule({
  id: 'suspicious-size',
  severity: 'info',
  preset: 'strict',
  requires: ['cells', 'memory-map'],
  about: 'regions',
  summary: "A region's size should not be a slip between 1000 and 1024.",
  messages: {
    decimal: {
      text: '{path} ({range}) has {count} KiB, round in decimal; {rounder} would fit, and nobody keeps the gap behind it.',
      help: 'If {rounder} were meant, write the size so; else leave a comment.',
    },
    almost: {
      text: '{path} ({range}) ends {less} before {rounder}, and nobody keeps the gap behind it.',
      help: 'If {rounder} were meant, write the size so; else leave a comment.',
    },
  },
  evidence: [29],

  check({ board, report }) {
    const gaps = new Map(freeMemory(board).map((hole) => [hole.base, hole.size]));
    for (const range of board.ranges) {
      const gap = gaps.get(endOf(range));
      const rounder = gap === undefined || isKnown(range) ? undefined : rounderThan(range);
      if (gap === undefined || rounder === undefined || rounder.size - range.size > gap) continue;
      // A guard page before a neighbour is no slip; a gap that the rounder size fills to the byte is.
      if (rounder.kind === 'almost' && rounder.size - range.size !== gap) continue;

      report({
        message: rounder.kind,
        data: {
          path: range.region.path,
          range: rangeText(range),
          count: String(range.size / kibibyte),
          rounder: hexBytes(rounder.size),
          less: hexBytes(rounder.size - range.size),
        },
        node: range.region.node,
        place: range.written.sizePlace,
        note: 'Linux reserves what is written, and prints nothing.',
      });
    }
  },
});

interface Rounder {
  readonly kind: 'decimal' | 'almost';
  readonly size: bigint;
}

function rounderThan({ size }: AddressRange): Rounder | undefined {
  const count = size / kibibyte;
  const isWhole = size % kibibyte === 0n;
  if (isWhole && count === 500n) return { kind: 'decimal', size: 512n * kibibyte };
  if (isWhole && count % 1000n === 0n && count % 1024n !== 0n)
    return { kind: 'decimal', size: (count / 1000n) * mebibyte };

  const power = powerAbove(size);
  const isAlmost = power >= mebibyte && power - size <= power / 256n;
  return isAlmost ? { kind: 'almost', size: power } : undefined;
}

/** The smallest power of two that is no less. */
function powerAbove(size: bigint): bigint {
  return 1n << BigInt((size - 1n).toString(2).length);
}

/** Who comments on the number knows it; and a picture is as large as its lines and columns make it. */
function isKnown({ region, place, written }: RegionRange): boolean {
  if (/framebuffer|splash/.test(region.name)) return true;
  const { text } = place.file;
  const end = text.indexOf('\n', written.sizePlace.end);
  return /\/[*/]/.test(text.slice(place.start, end === -1 ? undefined : end));
}
