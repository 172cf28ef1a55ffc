import type { Node } from '../../devicetree/tree.ts';
import { readNumber } from '../../memory/cells.ts';
import { hex } from '../../memory/quantity.ts';
import { containsRange, mergeRanges } from '../../memory/ranges.ts';
import { isAvailable } from '../../memory/status.ts';
import type { BoardFacts } from '../board-facts.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * The word that a waiting CPU reads lies in memory that Linux leaves alone.
 *
 * Kernel: smp_spin_table_cpu_prepare() writes the address to `cpu-release-addr`; until then the CPU runs the loop beside it, which the
 * page allocator must not give away.
 */
export const spinTableUnreserved: Rule = defineRule({
  id: 'spin-table-unreserved',
  severity: 'error',
  preset: 'recommended',
  requires: ['cells', 'memory-map'],
  summary: 'cpu-release-addr must lie in reserved memory.',
  messages: {
    unreserved: {
      text: '{cpus} {wait} at {address}, in RAM that neither a region nor a /memreserve/ entry keeps.',
      note: 'Linux prints nothing at first: the page is given away, and the CPU runs what is written there.',
      help: 'Write /memreserve/ {page} 0x1000; at the head of the board.',
    },
  },
  evidence: [24, 25],

  check({ board, report }) {
    const cpus = board.model.tree.root.child('cpus');
    if (cpus === undefined || board.model.tree.plugin) return;
    const waitingAt = cpusByAddress(cpus);
    if (waitingAt.size === 0) return;
    const kept = mergeRanges([
      ...board.ranges,
      ...board.model.memreserves.map(({ address, size }) => ({ base: address, size })),
    ]);

    for (const [address, waiting] of waitingAt) {
      const word = { base: address, size: 8n };
      if (board.ramBytes(word) === 0n || kept.some((range) => containsRange(range, word))) continue;
      const [cpu, ...others] = waiting;
      if (cpu === undefined) continue;

      report({
        message: 'unreserved',
        data: {
          cpus: others.length === 0 ? cpu.path : `${cpu.path} and ${others.length} more`,
          wait: others.length === 0 ? 'waits' : 'wait',
          address: hex(address),
          page: hex(address & ~0xfffn),
        },
        node: cpu,
        place: placeOf(cpu),
        related: [
          ...banksOf(board, address),
          ...others
            .slice(0, 3)
            .map((other) => ({ message: `${other.path} waits there, too`, place: placeOf(other) })),
        ],
      });
    }
  },
});

function placeOf(cpu: Node) {
  return cpu.property('cpu-release-addr')?.placeOfByte(0) ?? cpu.place;
}

/** An address of 0 is a gap that the boot loader fills in. */
function cpusByAddress(cpus: Node): ReadonlyMap<bigint, readonly Node[]> {
  const waiting = new Map<bigint, Node[]>();
  for (const cpu of cpus.children.values()) {
    const address = releaseAddress(cpu);
    if (address === undefined || address === 0n || !isAvailableCpu(cpu)) continue;
    waiting.set(address, [...(waiting.get(address) ?? []), cpu]);
  }
  return waiting;
}

function releaseAddress(cpu: Node): bigint | undefined {
  const property = cpu.property('cpu-release-addr');
  if (property === undefined) return undefined;
  const method =
    cpu.property('enable-method')?.asString() ?? cpu.parent?.property('enable-method')?.asString();
  if (method !== 'spin-table' || property.value.length === 0) return undefined;
  return readNumber(property.value, 0, property.value.length >> 2);
}

/** A CPU that waits in a spin table may be `disabled` until Linux starts it; `fail` it never runs. */
function isAvailableCpu(cpu: Node): boolean {
  return isAvailable(cpu) || cpu.property('status')?.asString() === 'disabled';
}

function banksOf({ model }: BoardFacts, address: bigint) {
  return model.banks
    .filter(({ base, size }) => address >= base && address - base < size)
    .map(({ place }) => ({ message: 'the memory that it lies in', place }));
}
