import { sharedPoolWithoutMode } from '../../../src/lint/rules/shared-pool-without-mode.ts';
import { reserved, ruleTest, withoutMemory, withoutProfile } from '../rule-test.ts';

const pool = (reg: string): string =>
  reserved(`a: a { compatible = "shared-dma-pool"; ${reg} };`, 'dev { memory-region = <&a>; };');
const inRam = pool('reg = <0x90000000 0x100000>;');

ruleTest(sharedPoolWithoutMode, {
  valid: [
    { name: 'a coherent pool', dts: pool('reg = <0x90000000 0x100000>; no-map;') },
    { name: 'a CMA pool', dts: pool('reg = <0x90000000 0x200000>; reusable;') },
    { name: 'a disabled pool', dts: pool('reg = <0x90000000 0x100000>; status = "disabled";') },
    {
      name: 'a region with a driver of its own',
      dts: reserved('a { compatible = "vendor,heap", "shared-dma-pool"; reg = <0x90000000 0x100000>; };'),
    },
    {
      name: 'a restricted pool',
      dts: reserved('a { compatible = "restricted-dma-pool"; reg = <0x90000000 0x100000>; };'),
    },
  ],
  invalid: [
    {
      name: 'a pool in RAM, and who is to use it',
      dts: inRam,
      findings: [
        {
          severity: 'error',
          message:
            'The pool /reserved-memory/a (0x90000000..0x900fffff, 1 MiB) is in RAM and neither no-map nor reusable: no device can use it.',
          at: 'compatible',
          related: [['/dev is to use it', '&a']],
          help: 'Add no-map for a coherent pool, or reusable for a CMA pool.',
        },
      ],
    },
    {
      name: 'a pool that 32-bit ARM refuses at boot',
      dts: inRam,
      input: withoutProfile('arm'),
      findings: [
        {
          severity: 'error',
          message:
            'The pool /reserved-memory/a (0x90000000..0x900fffff, 1 MiB) is in RAM and neither no-map nor reusable: no device can use it.',
          at: 'compatible',
          note: 'Reserved memory: regions without no-map are not yet supported\nOF: reserved mem: node a compatible matching fail',
        },
      ],
    },
    {
      name: 'a dynamic pool, which Linux takes from RAM',
      dts: pool('size = <0x100000>;'),
      findings: [
        {
          severity: 'error',
          message:
            'The pool /reserved-memory/a (0x100000 (1 MiB)) is in RAM and neither no-map nor reusable: no device can use it.',
          at: 'compatible',
        },
      ],
    },
    {
      name: "a pool where the memory's size is unknown, as a warning",
      dts: withoutMemory(inRam),
      findings: [
        {
          severity: 'warning',
          message:
            'The pool /reserved-memory/a (0x90000000..0x900fffff, 1 MiB) is neither no-map nor reusable: if it is in RAM, no device can use it.',
          at: 'compatible',
        },
      ],
    },
    {
      name: 'a pool in SRAM, as an info',
      dts: pool('reg = <0x10000000 0x40000>;'),
      findings: [
        {
          severity: 'info',
          message:
            'The pool /reserved-memory/a (0x10000000..0x1003ffff, 256 KiB) is neither no-map nor reusable; it lies outside RAM.',
          at: 'compatible',
          note: 'Linux prints "created DMA memory pool", and devices can use it.',
        },
      ],
    },
    {
      name: 'no-map that an override deletes, at a base from a macro',
      dts: `#define POOL 0x90000000\n${reserved('a: a { compatible = "shared-dma-pool"; reg = <POOL 0x100000>; no-map; };')}
&a { /delete-property/ no-map; };`,
      findings: [
        {
          severity: 'error',
          message:
            'The pool /reserved-memory/a (0x90000000..0x900fffff, 1 MiB) is in RAM and neither no-map nor reusable: no device can use it.',
          at: 'compatible',
          note: 'Linux prints "created DMA memory pool"; where it is RAM, a device that names it fails with -EINVAL: memremap attempted on ram.',
          help: 'Add no-map for a coherent pool, or reusable for a CMA pool.',
        },
      ],
    },
  ],
});
