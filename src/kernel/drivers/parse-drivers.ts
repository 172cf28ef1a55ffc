import type { DriverFacts, DriverSelect, DriverUse } from './driver-facts.ts';

/**
 * Reads a table of drivers: records with a blank line between them. The first line of each has the driver's name and its file in
 * the kernel's tree (`-`: none), the next ones its compatibles; then follow, in the driver's order, its uses of `memory-region`:
 *
 *     - assign 0 required fails        entry 0 gives the device a pool; without one the driver fails
 *     - map 1.. required fails         it maps entry 1 and all after it
 *     - map name:sram fails            the entry of that name; others may follow after commas
 *     - resource node:vdev0 later      entries whose region's node name begins like this (`all-but:`: does not); `all`
 *     / mba mpss                       children of the node that carry a region each
 *     mask 34                          bits of the DMA mask that it sets
 *
 * What an error comes to is `fails` (its probe), `later` (something that it does later), `fallback` or `ignored`. `own-device`
 * and `no-iommu`: {@link DriverUse}.
 */
export function parseDrivers(table: string): readonly DriverFacts[] {
  return table.trim().split('\n\n').map(parseRecord);
}

function parseRecord(record: string): DriverFacts {
  const [head = '', ...lines] = record.split('\n');
  const [name = '', file = '-'] = head.split(' | ');
  const after = (mark: string): string[] =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  const [mask] = after('mask ');

  return {
    name,
    file: file === '-' ? undefined : file,
    compatibles: lines.filter((line) => !/^(-|\/|mask) /.test(line)).flatMap((line) => line.split(' ')),
    children: after('/ ').flatMap((names) => names.split(' ')),
    uses: after('- ').map(parseUse),
    maskBits: mask === undefined ? undefined : Number(mask),
  };
}

const hows = ['assign', 'map', 'resource', 'lookup'] as const;
const outcomes = ['fails', 'ignored', 'fallback', 'later'] as const;

function parseUse(text: string): DriverUse {
  const [how, select = '', ...rest] = text.split(' ');
  return {
    how: hows.find((one) => one === how) ?? 'lookup',
    select: parseSelect(select),
    required: rest.includes('required'),
    onError: outcomes.find((one) => rest.includes(one)) ?? 'ignored',
    ownDevice: rest.includes('own-device'),
    withoutIommu: rest.includes('no-iommu'),
  };
}

function parseSelect(text: string): DriverSelect {
  const [kind = '', value = ''] = text.split(':');
  if (kind === 'all') return { kind: 'from', index: 0 };
  if (kind === 'name') return { kind: 'names', names: value.split(',') };
  if (kind === 'node') return { kind: 'node', prefix: value };
  if (kind === 'all-but') return { kind: 'other-nodes', prefix: value };
  return { kind: kind.endsWith('..') ? 'from' : 'index', index: Number.parseInt(kind, 10) };
}
