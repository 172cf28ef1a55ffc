import { hex } from '../memory/quantity.ts';
import type { SizedChance, SizedPool, SizeReport } from '../project/size/size-report.ts';
import { bootKernelJson } from './boot-json.ts';
import { isShown } from './size-words.ts';

/** `size --format json` (schema version 1). Addresses and sizes are hex strings, counts and shares numbers. Ends with a line feed. */
export function sizeJson(report: SizeReport): string {
  const { outcome, kernel, workload, name, cells, pools, none, spilled, trials } = report;
  const result = {
    schemaVersion: 1,
    outcome,
    kernel: kernel === undefined ? null : bootKernelJson(kernel),
    workload: { file: workload, name: name ?? null },
    pools: pools.map(poolJson),
    cells: cells.map(({ cell, passesToday, ram }) => ({ cell, ram: hex(ram), passesToday })),
    none: none === undefined ? null : { cell: none.cell, pool: none.pool ?? null, message: none.message },
    spilled,
    trials,
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

function poolJson(pool: SizedPool): object {
  const { region, name, kind, today, size, unit, base, baseToday, alignment, exact, isProven } = pool;
  const { decidedBy, decidingCell, smaller, perCell, chances, otherUsers, change } = pool;
  return {
    node: region ?? null,
    name,
    kind,
    today: hex(today),
    size: hex(size),
    exact,
    proven: isProven,
    unit: hex(unit),
    alignment: hex(alignment),
    base: base === undefined ? null : hex(base),
    baseToday: baseToday === undefined ? null : hex(baseToday),
    why:
      decidedBy === undefined
        ? null
        : {
            ...decidedBy,
            operation: decidedBy.operation ?? null,
            size: hex(decidedBy.size),
            cell: decidingCell,
          },
    smaller: smaller === undefined ? null : { ...smaller, size: hex(smaller.size) },
    perCell: perCell.map(({ cell, size: needed, shareOfRam }) => ({ cell, size: hex(needed), shareOfRam })),
    pinned: chances.map(chanceJson),
    otherUsers,
    change,
  };
}

function chanceJson(chance: SizedChance): object {
  const { share, cell, seeds, failures, probability, interval, allowed } = chance;
  const [low, high] = interval;
  return {
    share,
    cell,
    seeds,
    failures,
    probability,
    interval: { low, high },
    allowed,
    shown: isShown(chance),
    seedsNeeded: chance.seedsNeeded ?? null,
  };
}
