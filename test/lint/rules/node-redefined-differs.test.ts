import { nodeRedefinedDiffers } from '../../../src/lint/rules/node-redefined-differs.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const old = reserved(
  'tz: tz@90000000 { compatible = "removed-dma-pool"; reg = <0x90000000 0x1000>; no-map; };',
);
const again = (node: string): string => `${old} /delete-node/ &tz; / { reserved-memory { ${node} }; };`;

ruleTest(nodeRedefinedDiffers, {
  valid: [
    {
      name: 'the same flags and compatible',
      dts: again('tz: tz@91000000 { compatible = "removed-dma-pool"; reg = <0x91000000 0x1000>; no-map; };'),
    },
    {
      name: 'another region of that name, with another label',
      dts: again('video: tz@90000000 { reg = <0x90000000 0x1000>; };'),
    },
    {
      name: 'a change with a comment',
      dts: again('\n/* Not secure on this board. */\ntz: tz@91000000 { reg = <0x91000000 0x1000>; };'),
    },
    {
      name: 'a property that was deleted by itself',
      dts: `${old} &tz { /delete-property/ compatible; }; /delete-node/ &tz; / { reserved-memory { tz: tz@91000000 { reg = <0x91000000 0x1000>; no-map; }; }; };`,
    },
    {
      name: 'a label that is not of a region',
      dts: `${reserved('', 'tz: secure { compatible = "x"; };')} /delete-node/ &tz; / { reserved-memory { tz: tz@91000000 { reg = <0x91000000 0x1000>; }; }; };`,
    },
  ],
  invalid: [
    {
      name: 'no-map that is lost',
      dts: again('tz: tz@91000000 { compatible = "removed-dma-pool"; reg = <0x91000000 0x1000>; };'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/tz@91000000 (0x91000000..0x91000fff, 4 KiB) is written in place of /reserved-memory/tz@90000000, which was deleted, and lacks its no-map.',
          at: 'tz@91000000',
          related: [
            ['no-map of the old node', 'no-map'],
            ['the old node is deleted here', '&tz'],
          ],
          note: 'Linux maps the memory now: speculative accesses of the CPU can reach it. Nothing is printed.',
          help: 'Write no-map again, or say in a comment above the node why not.',
        },
      ],
    },
    {
      name: 'all that is lost',
      dts: again('tz: tz@91000000 { reg = <0x91000000 0x1000>; };'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/tz@91000000 (0x91000000..0x91000fff, 4 KiB) is written in place of /reserved-memory/tz@90000000, which was deleted, and lacks its no-map and compatible.',
          at: 'tz@91000000',
          help: 'Write no-map and compatible again, or say in a comment above the node why not.',
        },
      ],
    },
    {
      name: 'a node that comes back under its name',
      dts: again('tz: tz@90000000 { reg = <0x90000000 0x1000>; no-map; };'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/tz@90000000 (0x90000000..0x90000fff, 4 KiB) is written in place of /reserved-memory/tz@90000000, which was deleted, and lacks its compatible.',
          at: 'tz@90000000',
          related: [
            ['compatible of the old node', 'compatible'],
            ['the old node is deleted here', '&tz'],
          ],
          note: 'No driver takes the region for its own. Nothing is printed.',
        },
      ],
    },
    {
      name: 'a dynamic pool',
      dts: again('tz: pool { size = <0x1000>; no-map; };'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/pool (placed by Linux) is written in place of /reserved-memory/tz@90000000, which was deleted, and lacks its compatible.',
          at: 'pool',
        },
      ],
    },
  ],
});
