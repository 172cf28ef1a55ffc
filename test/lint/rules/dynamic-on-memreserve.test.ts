import { dynamicOnMemreserve } from '../../../src/lint/rules/dynamic-on-memreserve.ts';
import { arm64Like, reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const video = reserved('video { size = <0x800000>; alignment = <0x1000>; };');
const behind = (entry: string, dts: string): string =>
  dts.replace('/dts-v1/;', `/dts-v1/; /memreserve/ ${entry};`);

ruleTest(dynamicOnMemreserve, {
  valid: [
    { name: 'an entry elsewhere', dts: behind('0x80000000 0x1000', video) },
    {
      name: 'Linux up to 6.1, which reserves the entries first',
      dts: behind('0xbff00000 0x100000', video),
      input: { profile: arm64Like('6.1') },
    },
    {
      name: 'an entry behind one of size 0, which ends the list',
      dts: behind('0 0; /memreserve/ 0xbff00000 0x100000', video),
    },
    { name: 'memory of unknown size', dts: withoutMemory(behind('0xbff00000 0x100000', video)) },
    {
      name: 'a static region',
      dts: behind('0xbff00000 0x100000', reserved('a@bf800000 { reg = <0xbf800000 0x800000>; };')),
    },
  ],
  invalid: [
    {
      name: 'an entry at the top of memory',
      dts: behind('0xbff00000 0x100000', video),
      findings: [
        {
          severity: 'error',
          message:
            'Linux places /reserved-memory/video (0xbf800000..0xbfffffff, 8 MiB) on the /memreserve/ entry (0xbff00000..0xbfffffff, 1 MiB): they share 0x100000 (1 MiB).',
          at: 'size',
          related: [['the /memreserve/ entry', '/memreserve/ 0xbff00000 0x100000']],
          note: 'OF: reserved mem: 0x00000000bf800000..0x00000000bfffffff (8192 KiB) map non-reusable video',
          help: 'Keep that memory with a node in /reserved-memory in place of the entry: firmware@bff00000 { reg = <0xbff00000 0x100000>; no-map; };',
        },
      ],
    },
    {
      name: 'a region that an override makes dynamic',
      dts: `${behind('0xbff00000 0x100000', reserved('a: a { reg = <0x90000000 0x1000>; };'))} &a { /delete-property/ reg; size = <0x800000>; };`,
      findings: [
        {
          severity: 'error',
          message:
            'Linux places /reserved-memory/a (0xbf800000..0xbfffffff, 8 MiB) on the /memreserve/ entry (0xbff00000..0xbfffffff, 1 MiB): they share 0x100000 (1 MiB).',
          at: 'size',
        },
      ],
    },
    {
      name: 'one that alloc-ranges, from a macro, lead there',
      dts: `#define WINDOW 0x90000000 0x800000\n${behind('0x90000000 0x1000', reserved('a { size = <0x800000>; alloc-ranges = <WINDOW>; };'))}`,
      input: { profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'error',
          message:
            'Linux places /reserved-memory/a (0x90000000..0x907fffff, 8 MiB) on the /memreserve/ entry (0x90000000..0x90000fff, 4 KiB): they share 0x1000 (4 KiB).',
          at: 'size',
        },
      ],
    },
  ],
});
