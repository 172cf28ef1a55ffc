import type { Node } from '../../devicetree/tree.ts';
import { driverOf } from '../../kernel/drivers/driver-of.ts';
import { entriesByDevice } from '../device-entries.ts';
import { remoteprocNames } from '../packs/remoteproc-names.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A region for virtio has the name that its remote processor's driver looks for.
 *
 * The names are those of `src/lint/packs/remoteproc-names.ts`. Only names that are meant for it are judged: those with `vdev`,
 * `vring` or `rsc` and `table` in them. A pool that the device names first needs no name: where rproc_add_virtio_dev() finds no
 * `vdev0buffer`, it takes entry 0 (drivers/remoteproc/remoteproc_virtio.c).
 */
export const remoteprocRegionName: Rule = defineRule({
  id: 'remoteproc-region-name',
  severity: 'error',
  preset: 'pack',
  requires: ['cells'],
  summary: 'Regions of a remote processor must have the names that its driver looks for.',
  messages: {
    name: {
      text: '{device}: {driver} knows no region called {name} ({region}).',
      note: 'The carve-out is not found by its name, and vrings and buffers come from other memory ({source}).',
      help: '{remedy}',
    },
  },
  evidence: [84, 85, 86],

  check({ board, report }) {
    for (const [device, entries] of entriesByDevice(board)) {
      const name = driverOf(device)?.name;
      const known = remoteprocNames.find(({ driver }) => driver === name);
      if (known === undefined) continue;

      for (const entry of entries) {
        const { index, target } = entry;
        if (target === undefined) continue;
        if (index === 0 && isCoherentPool(target)) continue;
        const { baseName } = target;
        const looksForTable = known.names.some((pattern) => pattern.test('rsc-table'));
        if (!isMeantForIt(baseName, looksForTable) || known.names.some((pattern) => pattern.test(baseName)))
          continue;

        const wanted = nearestName(baseName);
        report({
          message: 'name',
          data: {
            device: device.path,
            driver: known.driver,
            name: baseName,
            region: target.path,
            source: known.source,
            remedy:
              wanted !== undefined && known.names.some((pattern) => pattern.test(wanted))
                ? `Name the node ${wanted}.`
                : `It looks for ${known.shown}.`,
          },
          node: target,
          place: target.place,
          related: [{ message: `${device.path} names it here`, place: entry.place }],
        });
      }
    }
  },
});

/** The node's own word: in an overlay's fragment it is no region of the model. */
function isCoherentPool(node: Node): boolean {
  return node.property('compatible')?.asStrings()?.includes('shared-dma-pool') === true;
}

function isMeantForIt(name: string, looksForTable: boolean): boolean {
  return /vdev|vring/i.test(name) || (looksForTable && /rsc.?tab|resource.?table/i.test(name));
}

/** `vdev0buffer` of `vdevbuffer`, `vdev0vring1` of `rpu0vdev0vring1`. */
function nearestName(name: string): string | undefined {
  const lower = name.toLowerCase().replace(/[-_]/g, '');
  if (/(rsc|resource)table/.test(lower)) return 'rsc-table';

  const [, device = '', rest] = /vdev(\d*)(buffer|vring\d+)/.exec(lower) ?? [];
  return rest === undefined ? undefined : `vdev${device === '' ? '0' : device}${rest}`;
}
