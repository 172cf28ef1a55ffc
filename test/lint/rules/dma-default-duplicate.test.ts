import { dmaDefaultDuplicate } from '../../../src/lint/rules/dma-default-duplicate.ts';
import { profileOf, reserved, ruleTest } from '../rule-test.ts';

const pool = (name: string, base: string, properties = 'no-map; linux,dma-default;'): string =>
  `${name}: ${name}@${base} { compatible = "shared-dma-pool"; reg = <0x${base} 0x100000>; ${properties} };`;

const first = pool('a', '90000000');

ruleTest(dmaDefaultDuplicate, {
  valid: [
    { name: 'one default', dts: reserved(first + pool('b', '91000000', 'no-map;')) },
    {
      name: 'a second one that is disabled',
      dts: reserved(first + pool('b', '91000000', 'no-map; linux,dma-default; status = "disabled";')),
    },
    {
      name: 'a CMA pool, which does not become it',
      dts: reserved(first + pool('b', '91000000', 'reusable; linux,dma-default;')),
    },
    {
      name: 'a region that is no pool',
      dts: reserved(`${first} b@91000000 { reg = <0x91000000 0x1000>; linux,dma-default; };`),
    },
  ],
  invalid: [
    {
      name: 'two defaults',
      dts: reserved(first + pool('b', '91000000')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/b@91000000 has linux,dma-default, and so has /reserved-memory/a@90000000: one of them becomes the pool of all devices.',
          at: 'linux,dma-default',
          related: [['/reserved-memory/a@90000000 has it, too', 'linux,dma-default']],
          note: 'The pool that is set up last wins.',
          help: 'Keep linux,dma-default on one of the two.',
        },
      ],
    },
    {
      name: 'three defaults',
      dts: reserved(first + pool('b', '91000000') + pool('c', '92000000')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/b@91000000 has linux,dma-default, and so has /reserved-memory/a@90000000: one of them becomes the pool of all devices.',
          at: 'linux,dma-default',
          related: [['/reserved-memory/a@90000000 has it, too', 'linux,dma-default']],
        },
        {
          severity: 'warning',
          message:
            '/reserved-memory/c@92000000 has linux,dma-default, and so has /reserved-memory/a@90000000: one of them becomes the pool of all devices.',
          at: 'linux,dma-default',
          related: [['/reserved-memory/a@90000000 has it, too', 'linux,dma-default']],
        },
      ],
    },
    {
      name: 'a default that an override adds, in the words of a 32-bit Arm kernel that heeds it',
      dts: `${reserved(first + pool('b', '91000000', 'no-map;'))}\n&b { linux,dma-default; };`,
      input: { arch: 'arm', profile: profileOf({ arch: 'arm', version: '5.10' }) },
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/b@91000000 has linux,dma-default, and so has /reserved-memory/a@90000000: one of them becomes the pool of all devices.',
          at: 'linux,dma-default',
          related: [['/reserved-memory/a@90000000 has it, too', 'linux,dma-default']],
          note: 'Reserved memory: region for default DMA coherent area is redefined',
          help: 'Keep linux,dma-default on one of the two.',
        },
      ],
    },
    {
      name: 'without that line on a 32-bit Arm kernel whose configuration decides',
      dts: reserved(first + pool('b', '91000000')),
      input: { arch: 'arm', profile: profileOf({ arch: 'arm', version: '7.2' }) },
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/b@91000000 has linux,dma-default, and so has /reserved-memory/a@90000000: one of them becomes the pool of all devices.',
          at: 'linux,dma-default',
          note: 'The pool that is set up last wins.',
        },
      ],
    },
    {
      name: 'without that line where one of the two is not no-map, which such a kernel refuses',
      dts: reserved(first + pool('b', '91000000', 'linux,dma-default;')),
      input: { arch: 'arm', profile: profileOf({ arch: 'arm', version: '5.10' }) },
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/b@91000000 has linux,dma-default, and so has /reserved-memory/a@90000000: one of them becomes the pool of all devices.',
          at: 'linux,dma-default',
          note: 'The pool that is set up last wins.',
        },
      ],
    },
  ],
});
