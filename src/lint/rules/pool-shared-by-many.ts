import { isSharedPool } from '../pools.ts';
import { defineRule, type Rule } from '../rule.ts';

/**
 * A coherent pool of several devices is one bitmap, from which the greedier takes the other's share.
 */
export const poolSharedByMany: Rule = defineRule({
  id: 'pool-shared-by-many',
  severity: 'info',
  preset: 'strict',
  requires: ['cells'],
  about: 'regions',
  summary: 'A coherent pool should belong to one device.',
  messages: {
    many: {
      text: '{path} is the pool of {count} devices: {devices}.',
      note: 'They allocate from one bitmap: what one of them takes the others miss.',
      help: 'Give each a pool of its own, or size this one for all.',
    },
  },
  evidence: [],

  check({ board, report }) {
    for (const region of board.regions) {
      if (!isSharedPool(region) || region.reusable) continue;
      const users = region.users.filter(
        ({ deviceAvailable, property }) => deviceAvailable && property.name === 'memory-region',
      );
      const devices = [...new Set(users.map(({ device }) => device))];
      if (devices.length < 2) continue;

      const named = devices.slice(0, 3).map(({ path }) => path);
      report({
        message: 'many',
        data: {
          path: region.path,
          count: devices.length,
          devices: devices.length > 3 ? `${named.join(', ')} …` : named.join(', '),
        },
        node: region.node,
        place: region.node.place,
        related: users.slice(0, 8).map(({ device, place }) => ({ message: `${device.path} has it`, place })),
      });
    }
  },
});
