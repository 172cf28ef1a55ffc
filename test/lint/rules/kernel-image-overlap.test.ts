import { kernelImageOverlap } from '../../../src/lint/rules/kernel-image-overlap.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const kernelImage = { base: 0x80200000n, size: 0x2000000n };

ruleTest(kernelImageOverlap, {
  valid: [
    {
      name: 'a kernel that ends where the region begins',
      dts: reserved('a@82200000 { reg = <0x82200000 0x1000>; };'),
      input: { kernelImage },
    },
    {
      name: 'no word about where the kernel is loaded',
      dts: reserved('a@81000000 { reg = <0x81000000 0x1000>; };'),
    },
    {
      name: 'a disabled region',
      dts: reserved('a@81000000 { reg = <0x81000000 0x1000>; status = "disabled"; };'),
      input: { kernelImage },
    },
    { name: 'a region that Linux places', dts: reserved('a { size = <0x1000>; };'), input: { kernelImage } },
  ],
  invalid: [
    {
      name: 'a no-map region, which fails',
      dts: reserved('a@82000000 { reg = <0x82000000 0x1000000>; no-map; };'),
      input: { kernelImage },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@82000000 (0x82000000..0x82ffffff, 16 MiB) covers 0x200000 (2 MiB) of the kernel image (0x80200000..0x821fffff, 32 MiB).',
          at: '0x82000000 0x1000000',
          note: "OF: reserved mem: Reserved memory: failed to reserve memory for node 'a@82000000': base 0x0000000082000000, size 16 MiB",
          help: 'Load the kernel image at 0x80000000, where its 0x2000000 (32 MiB) are free, or move /reserved-memory/a@82000000.',
        },
      ],
    },
    {
      name: 'a mapped region, of which nothing is printed',
      dts: reserved('a@81000000 { reg = <0x81000000 0x1000>; };'),
      input: { kernelImage },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@81000000 (0x81000000..0x81000fff, 4 KiB) covers 0x1000 (4 KiB) of the kernel image (0x80200000..0x821fffff, 32 MiB).',
          at: '0x81000000 0x1000',
          note: 'Linux reserves both, and prints nothing: each writes over the other.',
        },
      ],
    },
    {
      name: 'an override that moves a region onto the kernel',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x1000>; };')} &a { reg = <0x80200000 0x1000>; };`,
      input: { kernelImage },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@90000000 (0x80200000..0x80200fff, 4 KiB) covers 0x1000 (4 KiB) of the kernel image (0x80200000..0x821fffff, 32 MiB).',
          at: '0x80200000 0x1000',
          related: [
            ['reg of a@90000000 before', 'reg'],
            ['a@90000000 is changed here', '&a'],
          ],
        },
      ],
    },
    {
      name: 'a board without room for the kernel',
      dts: reserved('a@80000000 { reg = <0x80000000 0x40000000>; };'),
      input: { kernelImage },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@80000000 (0x80000000..0xbfffffff, 1 GiB) covers 0x2000000 (32 MiB) of the kernel image (0x80200000..0x821fffff, 32 MiB).',
          at: '0x80000000 0x40000000',
          help: 'Move /reserved-memory/a@80000000: nowhere else is room for the kernel image.',
        },
      ],
    },
  ],
});
