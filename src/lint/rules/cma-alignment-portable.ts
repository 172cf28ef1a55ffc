import { misalignedPool } from '../../kernel/hooks/cma.ts';
import { roundUp } from '../../kernel/memblock.ts';
import { hex, hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { isMalformed } from '../is-malformed.ts';
import { isCmaPool } from '../pools.ts';
import { placeSource } from '../region-fate.ts';
import { defineRule, type Rule } from '../rule.ts';

const mebibyte = 1n << 20n;

/** The units of other kernels, the smallest first (spec 01 §5.2). */
const others: readonly {
  readonly unit: bigint;
  readonly kernel: string;
  readonly archs: readonly string[];
}[] = [
  {
    unit: 4n * mebibyte,
    kernel: 'Linux up to 5.17 with 4 KiB pages',
    archs: ['arm64', 'riscv', 'arm', 'mips'],
  },
  { unit: 32n * mebibyte, kernel: 'kernels with 16 KiB pages', archs: ['arm64'] },
];

/**
 * A CMA pool that is right for this kernel's unit may be refused by another: 4 MiB up to 5.17, 32 MiB with pages of 16 KiB. (64 KiB
 * pages ask for 512 MiB, which few pools are.)
 *
 * Kernel: rmem_cma_setup() against CMA_MIN_ALIGNMENT_BYTES (spec 01 §5.2).
 */
export const cmaAlignmentPortable: Rule = defineRule({
  id: 'cma-alignment-portable',
  severity: 'info',
  preset: 'strict',
  requires: ['cells'],
  about: 'regions',
  summary: 'A CMA pool should fit the CMA units of other kernels, too.',
  messages: {
    narrow: {
      text: "The CMA pool {path} ({what}) fits this kernel's unit of {own}, but not the {unit} of {kernel}.",
      note: 'Those kernels print "{line}" and refuse the pool.',
      help: '{help}',
    },
  },
  evidence: [],

  check({ board, report }) {
    const own = board.cmaUnit;
    if (own === undefined) return;

    for (const region of board.regions.filter(isCmaPool)) {
      const source = placeSource(board, region);
      const property =
        source === undefined || isMalformed(region, source) ? undefined : region.node.property(source);
      const [first] = region.reg;
      const size = source === 'reg' ? first?.size : region.size;
      const base = source === 'reg' ? (first?.base ?? 0n) : 0n;
      if (property === undefined || size === undefined || (base | size) % own !== 0n) continue;

      const strict = unitsOf(board).find(({ unit }) => (base | size) % unit !== 0n);
      if (strict === undefined) continue;
      report({
        message: 'narrow',
        data: {
          path: region.path,
          what: source === 'reg' ? `base ${hex(base)}, size ${hexBytes(size)}` : `size ${hexBytes(size)}`,
          own: hexBytes(own),
          unit: hexBytes(strict.unit),
          kernel: strict.kernel,
          line: misalignedPool,
          help: remedy(base, size, strict.unit),
        },
        node: region.node,
        place: property.placeOfByte(0),
      });
    }
  },
});

function unitsOf({ arch, cmaUnit = 0n }: BoardFacts) {
  return others.filter(({ archs, unit }) => arch !== undefined && archs.includes(arch) && unit > cmaUnit);
}

function remedy(base: bigint, size: bigint, unit: bigint): string {
  const whole = hexBytes(roundUp(size, unit));
  return base % unit === 0n
    ? `A size of ${whole} suits both.`
    : `A base at a multiple of ${hexBytes(unit)} and a size of ${whole} suit both.`;
}
