import { regionUnused } from '../../../src/lint/rules/region-unused.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const pool = (properties: string): string =>
  `pool: pool@90000000 { compatible = "shared-dma-pool"; reg = <0x90000000 0x400000>; ${properties} };`;

ruleTest(regionUnused, {
  valid: [
    { name: 'a user', dts: reserved(pool('no-map;'), 'dev { memory-region = <&pool>; };') },
    {
      name: 'a disabled user',
      dts: reserved(pool('no-map;'), 'dev { memory-region = <&pool>; status = "disabled"; };'),
    },
    {
      name: 'another property that refers to it',
      dts: reserved(pool('no-map;'), 'dev { vendor,heap = <&pool>; };'),
    },
    { name: 'the default CMA pool', dts: reserved(pool('reusable; linux,cma-default;')) },
    { name: 'the pool of all devices', dts: reserved(pool('no-map; linux,dma-default;')) },
    {
      name: 'a carve-out for firmware',
      dts: reserved('fw@90000000 { reg = <0x90000000 0x1000>; no-map; };'),
    },
    { name: 'a disabled pool', dts: reserved(pool('no-map; status = "disabled";')) },
  ],
  invalid: [
    {
      name: 'a coherent pool',
      dts: reserved(pool('no-map;')),
      findings: [
        {
          severity: 'info',
          message:
            'No device names the pool /reserved-memory/pool@90000000 (0x400000 (4 MiB)), and it is no default pool.',
          at: 'pool@90000000',
          note: 'Linux keeps the memory from everybody.',
          help: 'Name it in memory-region of a device, or remove it.',
        },
      ],
    },
    {
      name: 'a CMA pool',
      dts: reserved(pool('reusable;')),
      findings: [
        {
          severity: 'info',
          message:
            'No device names the pool /reserved-memory/pool@90000000 (0x400000 (4 MiB)), and it is no default pool.',
          at: 'pool@90000000',
          note: 'Linux uses its pages for what can be moved, and nothing else.',
          help: 'Name it in memory-region of a device, or remove it.',
        },
      ],
    },
    {
      name: 'a restricted pool',
      dts: reserved(pool('').replace('shared', 'restricted')),
      findings: [
        {
          severity: 'info',
          message:
            'No device names the pool /reserved-memory/pool@90000000 (0x400000 (4 MiB)), and it is no default pool.',
          at: 'pool@90000000',
        },
      ],
    },
    {
      name: 'a user that an override takes away',
      dts: `${reserved(pool('no-map;'), 'dev: dev { memory-region = <&pool>; };')}\n&dev { /delete-property/ memory-region; };`,
      findings: [
        {
          severity: 'info',
          message:
            'No device names the pool /reserved-memory/pool@90000000 (0x400000 (4 MiB)), and it is no default pool.',
          at: 'pool@90000000',
        },
      ],
    },
    {
      name: 'a pool that an alias names by its path, which does not count',
      dts: reserved(pool('no-map;'), 'aliases { heap = &pool; };'),
      findings: [
        {
          severity: 'info',
          message:
            'No device names the pool /reserved-memory/pool@90000000 (0x400000 (4 MiB)), and it is no default pool.',
          at: 'pool@90000000',
        },
      ],
    },
  ],
});
