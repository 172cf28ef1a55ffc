import { restrictedPoolLimits } from '../../../src/lint/rules/restricted-pool-limits.ts';
import { profileOf, reserved, ruleTest } from '../rule-test.ts';

const pool = (reg: string): string => `wifi: wifi@90000000 { compatible = "restricted-dma-pool"; ${reg} };`;

const arm = { arch: 'arm', profile: profileOf({ arch: 'arm' }) };

ruleTest(restrictedPoolLimits, {
  valid: [
    {
      name: 'a pool that ends where the linear map ends',
      dts: reserved(pool('reg = <0xafc00000 0x400000>;')),
      input: arm,
    },
    { name: 'exactly 256 KiB', dts: reserved(pool('reg = <0x90000000 0x40000>;')) },
    {
      name: 'a small pool that is shared, not restricted',
      dts: reserved(pool('reg = <0x90000000 0x1000>;').replace('restricted', 'shared')),
    },
    { name: 'low memory of 32-bit Arm', dts: reserved(pool('reg = <0x90000000 0x400000>;')), input: arm },
    {
      name: 'the same address on arm64, which has no highmem',
      dts: reserved(pool('reg = <0xb8000000 0x400000>;')),
    },
    {
      name: 'a pool of no size, which another rule tells of',
      dts: reserved(pool('reg = <0x90000000 0x0>;')),
    },
    {
      name: 'a pool that finds no place, which another rule tells of',
      dts: reserved(pool('size = <0x80000000>;')),
      input: arm,
    },
  ],
  invalid: [
    {
      name: 'one byte less than 256 KiB',
      dts: reserved(pool('reg = <0x90000000 0x3ffff>;')),
      findings: [
        {
          severity: 'warning',
          message:
            'The restricted pool /reserved-memory/wifi@90000000 has 0x3ffff (256 KiB): the largest mapping is less than the 0x40000 (256 KiB) that Linux can give.',
          at: '0x3ffff',
          note: 'A larger mapping fails with "swiotlb buffer is full".',
          help: 'Give it at least 0x40000 (256 KiB).',
        },
      ],
    },
    {
      name: 'a small dynamic pool',
      dts: reserved(pool('size = <0x10000>;')),
      findings: [
        {
          severity: 'warning',
          message:
            'The restricted pool /reserved-memory/wifi@90000000 has 0x10000 (64 KiB): the largest mapping is less than the 0x40000 (256 KiB) that Linux can give.',
          at: '0x10000',
        },
      ],
    },
    {
      name: 'a size from a macro',
      dts: `#define WIFI_SIZE 0x20000\n${reserved(pool('reg = <0x90000000 WIFI_SIZE>;'))}`,
      findings: [
        {
          severity: 'warning',
          message:
            'The restricted pool /reserved-memory/wifi@90000000 has 0x20000 (128 KiB): the largest mapping is less than the 0x40000 (256 KiB) that Linux can give.',
          at: 'WIFI_SIZE',
          related: [['WIFI_SIZE is defined here', 'WIFI_SIZE']],
        },
      ],
    },
    {
      name: 'highmem of 32-bit Arm',
      dts: reserved(pool('reg = <0xb8000000 0x400000>;')),
      input: arm,
      findings: [
        {
          severity: 'error',
          message:
            'The restricted pool /reserved-memory/wifi@90000000 (0xb8000000..0xb83fffff, 4 MiB) reaches beyond the linear map, which ends at 0xb0000000: no device can use it.',
          at: 'reg',
          note: 'Each device that names it gets -EINVAL, and goes on with ordinary memory.',
          help: 'Move it below 0xb0000000.',
        },
      ],
    },
  ],
});
