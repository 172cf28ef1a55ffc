import { memreserveOverlap } from '../../../src/lint/rules/memreserve-overlap.ts';
import { arm64Like, reserved, ruleTest, withoutMemory, withoutProfile } from '../rule-test.ts';

const noMap = 'a@90000000 { reg = <0x90000000 0x2000>; no-map; };';
const message =
  'The /memreserve/ entry (0x90001000..0x90001fff, 4 KiB) meets the no-map region /reserved-memory/a@90000000 (0x90000000..0x90001fff, 8 KiB): they share 0x1000 (4 KiB).';

function withEntry(entry: string, regions: string): string {
  return reserved(regions).replace('/dts-v1/;', `/dts-v1/; /memreserve/ ${entry};`);
}

ruleTest(memreserveOverlap, {
  valid: [
    {
      name: 'an entry that covers a mapped region (Realtek)',
      dts: withEntry('0x1f000 0xe1000', 'rpc@1f000 { reg = <0x1f000 0x1000>; };'),
    },
    {
      name: 'an entry within a mapped region',
      dts: withEntry('0x90001000 0x100', 'a@90000000 { reg = <0x90000000 0x2000>; };'),
    },
    {
      name: 'a spin table within a region of one page',
      dts: withEntry('0x90000040 0x8', 'a@90000000 { reg = <0x90000000 0x1000>; no-map; };'),
    },
    { name: 'an entry beside a region', dts: withEntry('0x90002000 0x1000', noMap) },
    {
      name: 'a disabled region',
      dts: withEntry('0x90001000 0x1000', noMap.replace('no-map;', 'no-map; status = "disabled";')),
    },
    {
      name: 'entries that meet each other, and regions that do',
      dts: withEntry(
        '0x90000000 0x2000; /memreserve/ 0x90001000 0x2000',
        'a@a0000000 { reg = <0xa0000000 0x2000>; }; b@a0001000 { reg = <0xa0001000 0x2000>; };',
      ),
    },
  ],
  invalid: [
    {
      name: 'a no-map region, as a warning from 6.12 on',
      dts: withEntry('0x90001000 0x1000', noMap),
      findings: [
        {
          severity: 'warning',
          message,
          at: '0x90000000 0x2000',
          related: [['the /memreserve/ entry', '/memreserve/ 0x90001000 0x1000']],
          help: 'Drop the /memreserve/ entry: the region keeps this memory.',
        },
      ],
    },
    {
      name: 'a no-map region, as an error with the line that 6.1 prints',
      dts: withEntry('0x90001000 0x1000', noMap),
      input: { profile: arm64Like('6.1') },
      findings: [
        {
          severity: 'error',
          message,
          at: '0x90000000 0x2000',
          note: "OF: fdt: Reserved memory: failed to reserve memory for node 'a@90000000': base 0x0000000090000000, size 0 MiB",
        },
      ],
    },
    {
      name: 'a no-map region outside RAM, which 6.1 takes and 5.10 does not',
      dts: withoutMemory(withEntry('0x90001000 0x1000', noMap)),
      input: { profile: arm64Like('6.1') },
      findings: [{ severity: 'warning', message, at: '0x90000000 0x2000' }],
    },
    {
      name: 'a no-map region outside RAM on 5.10',
      dts: withoutMemory(withEntry('0x90001000 0x1000', noMap)),
      input: { profile: arm64Like('5.10') },
      findings: [{ severity: 'error', message, at: '0x90000000 0x2000' }],
    },
    {
      name: 'a mapped region that the entry covers in part, without a profile too',
      dts: withEntry('0x90001000 0x2000', 'a@90000000 { reg = <0x90000000 0x2000>; };'),
      input: withoutProfile('mips'),
      findings: [
        {
          severity: 'warning',
          message:
            'The /memreserve/ entry (0x90001000..0x90002fff, 8 KiB) and /reserved-memory/a@90000000 (0x90000000..0x90001fff, 8 KiB) share 0x1000 (4 KiB), and neither covers the other.',
          at: '0x90000000 0x2000',
        },
      ],
    },
    {
      name: 'a region that an override moves onto an entry',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x2000>; };').replace('/dts-v1/;', '/dts-v1/; /memreserve/ 0x91001000 0x2000;')} &a { reg = <0x91000000 0x2000>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            'The /memreserve/ entry (0x91001000..0x91002fff, 8 KiB) and /reserved-memory/a@90000000 (0x91000000..0x91001fff, 8 KiB) share 0x1000 (4 KiB), and neither covers the other.',
          at: '0x91000000 0x2000',
          related: [
            ['the /memreserve/ entry', '/memreserve/ 0x91001000 0x2000'],
            ['reg of a@90000000 before', 'reg'],
            ['a@90000000 is changed here', '&a'],
          ],
        },
      ],
    },
  ],
});
