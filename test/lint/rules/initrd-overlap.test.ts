import { initrdOverlap } from '../../../src/lint/rules/initrd-overlap.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const chosen = 'chosen { linux,initrd-start = <0x88000000>; linux,initrd-end = <0x88c00000>; };';

ruleTest(initrdOverlap, {
  valid: [
    {
      name: 'an initrd that begins where the region ends',
      dts: reserved('a@87fff000 { reg = <0x87fff000 0x1000>; };', chosen),
    },
    { name: 'a board without an initrd', dts: reserved('a@88000000 { reg = <0x88000000 0x1000>; };') },
    {
      name: 'an initrd that the user puts elsewhere',
      dts: reserved('a@88000000 { reg = <0x88000000 0x1000>; };', chosen),
      input: { initrd: { base: 0x90000000n, size: 0x1000n } },
    },
    {
      name: 'an end below the start',
      dts: reserved(
        'a@88000000 { reg = <0x88000000 0x1000>; };',
        'chosen { linux,initrd-start = <0x88000000>; linux,initrd-end = <0>; };',
      ),
    },
  ],
  invalid: [
    {
      name: "/chosen's initrd",
      dts: reserved('a@88800000 { reg = <0x88800000 0x800000>; no-map; };', chosen),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@88800000 (0x88800000..0x88ffffff, 8 MiB) covers 0x400000 (4 MiB) of the initial RAM disk (0x88000000..0x88bfffff, 12 MiB).',
          at: '0x88800000 0x800000',
          related: [
            ['linux,initrd-start of /chosen', 'linux,initrd-start'],
            ['linux,initrd-end of /chosen', 'linux,initrd-end'],
          ],
          note: "OF: reserved mem: Reserved memory: failed to reserve memory for node 'a@88800000': base 0x0000000088800000, size 8 MiB",
          help: 'Load the initial RAM disk at 0x87c00000, where its 0xc00000 (12 MiB) are free, or move /reserved-memory/a@88800000.',
        },
      ],
    },
    {
      name: 'one that the user names',
      dts: reserved('a@90000000 { reg = <0x90000000 0x1000>; };'),
      input: { initrd: { base: 0x90000000n, size: 0x1000n } },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@90000000 (0x90000000..0x90000fff, 4 KiB) covers 0x1000 (4 KiB) of the initial RAM disk (0x90000000..0x90000fff, 4 KiB).',
          at: '0x90000000 0x1000',
          note: 'Linux reserves both, and prints nothing: each writes over the other.',
        },
      ],
    },
    {
      name: 'a region that an override enlarges',
      dts: `${reserved('a: a@87000000 { reg = <0x87000000 0x1000>; };', chosen)} &a { reg = <0x87000000 0x2000000>; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@87000000 (0x87000000..0x88ffffff, 32 MiB) covers 0xc00000 (12 MiB) of the initial RAM disk (0x88000000..0x88bfffff, 12 MiB).',
          at: '0x87000000 0x2000000',
          related: [
            ['linux,initrd-start of /chosen', 'linux,initrd-start'],
            ['linux,initrd-end of /chosen', 'linux,initrd-end'],
            ['reg of a@87000000 before', 'reg'],
            ['a@87000000 is changed here', '&a'],
          ],
        },
      ],
    },
  ],
});
