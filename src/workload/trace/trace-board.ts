import { DeviceNames } from '../device-names.ts';
import type { WorkloadBoard } from '../workload.ts';
import type { TraceBoard } from './trace-devices.ts';

/** A booted board as the import of a trace asks it. */
export function traceBoard({ tree, dma, pageSize }: WorkloadBoard): TraceBoard {
  const names = new DeviceNames(tree, dma);
  const areas = dma.pools.filter(({ kind }) => kind !== 'coherent');
  return {
    deviceOf: (name) => {
      const found = names.find(name);
      return found.ok ? found.path : undefined;
    },
    poolOf: (device) => {
      const { coherentPool: pool, coherentPoolAt: at } = dma.device(device) ?? {};
      return pool === undefined || at === undefined ? undefined : { key: String(pool), at: Number(at) };
    },
    hasArea: (name) => areas.some((area) => area.name === name),
    areaOf: (pfn) => {
      const address = BigInt(pfn) * BigInt(pageSize);
      return areas.find(
        ({ base, pageCount }) => address >= base && address < base + BigInt(pageCount) * BigInt(pageSize),
      )?.name;
    },
  };
}
