import { formatBytes } from '../memory/quantity.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { WorkloadBoard } from './workload.ts';

/** A device of a workload. */
export interface NamedDevice {
  readonly path: string;
  /** Where it is first named. */
  readonly place: Place | undefined;
}

/** A step that says which pool its buffers come out of. */
export interface ExpectedPool {
  readonly device: string;
  /** Index into `DmaSystem.pools`. */
  readonly pool: number;
  readonly written: string;
  readonly place: Place;
}

/**
 * Devices that have no pool of their own, and get their memory where nobody who wrote the board said so: a warning that names what they
 * get, and an error where a step says that it is another pool. Devices are set up in the order in which the workload names them.
 *
 * `foreseen` are those of which a step says where their memory comes from.
 */
export function checkDevicePools(
  board: WorkloadBoard,
  devices: readonly NamedDevice[],
  expected: readonly ExpectedPool[],
  foreseen: ReadonlySet<string>,
): readonly Problem[] {
  const alone = new Set<string>();
  const problems: Problem[] = [];
  // Every node of the tree is looked at for it: once.
  let instead: string | undefined | null = null;
  for (const { path, place } of devices) {
    const state = board.dma.device(path);
    if (state?.coherentPool !== undefined || state?.cmaArea !== undefined || hasOtherWay(board, path))
      continue;
    alone.add(path);
    if (foreseen.has(path)) continue;
    if (instead === null) instead = gets(board);
    if (instead === undefined) continue;
    problems.push({
      severity: 'warning',
      code: 'device-without-pool',
      message: `\`${path}\` has no pool of its own: ${instead}.`,
      place,
      help: path.startsWith('/reserved-memory/')
        ? 'This is a region: a workload names devices, and the `memory-region` of each says where it allocates.'
        : 'A `memory-region` gives it one.',
    });
  }

  const { pools } = board.dma;
  for (const { device, pool, written, place } of expected) {
    if (!alone.has(device) || pools[pool]?.kind === 'default-cma') continue;
    const message = `\`${device}\` never allocates from \`${written}\`: it has no \`memory-region\` that leads there.`;
    problems.push({ severity: 'error', code: 'device-without-pool', message, place });
  }
  return problems;
}

/** What such a device gets; undefined: the board has a pool that is meant for all. */
function gets({ dma, tree }: WorkloadBoard): string | undefined {
  if ([...tree.nodes()].some((node) => node.property('linux,dma-default') !== undefined)) return undefined;
  const area = dma.pools.find(({ kind }) => kind === 'default-cma');
  if (area === undefined) return 'the page allocator gives it memory, a block of 2^n pages at a time';
  if (area.region !== undefined) return undefined;
  return `it allocates from the kernel's default CMA area (${formatBytes(area.pageCount * area.pageSize)}), which no region describes`;
}

/** An IOMMU makes single pages one buffer; a restricted pool is no pool that is counted. */
function hasOtherWay({ tree }: WorkloadBoard, path: string): boolean {
  const node = tree.nodeByPath(path);
  return node?.property('iommus') !== undefined || node?.property('memory-region') !== undefined;
}
