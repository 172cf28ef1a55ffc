import { restrictedPoolFlags } from '../../../src/lint/rules/restricted-pool-flags.ts';
import { profileOf, reserved, ruleTest } from '../rule-test.ts';

const pool = (properties: string): string =>
  `wifi: wifi@90000000 { compatible = "restricted-dma-pool"; reg = <0x90000000 0x400000>; ${properties} };`;

ruleTest(restrictedPoolFlags, {
  valid: [
    { name: 'a plain restricted pool', dts: reserved(pool('')) },
    {
      name: 'a shared pool that is no-map',
      dts: reserved('p@90000000 { compatible = "shared-dma-pool"; reg = <0x90000000 0x400000>; no-map; };'),
    },
    { name: 'a disabled one', dts: reserved(pool('no-map; status = "disabled";')) },
  ],
  invalid: [
    {
      name: 'no-map',
      dts: reserved(pool('no-map;')),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/wifi@90000000 is a restricted-dma-pool with no-map: Linux refuses it, and its devices use ordinary memory.',
          at: 'no-map',
          note: 'OF: reserved mem: node wifi@90000000 compatible matching fail',
          help: 'Remove no-map.',
        },
      ],
    },
    {
      name: 'reusable and a default',
      dts: reserved(pool('reusable; linux,cma-default;')),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/wifi@90000000 is a restricted-dma-pool with reusable and linux,cma-default: Linux refuses it, and its devices use ordinary memory.',
          at: 'reusable',
          related: [['and linux,cma-default', 'linux,cma-default']],
        },
      ],
    },
    {
      name: 'no-map that an override adds',
      dts: `${reserved(pool(''))}\n&wifi { no-map; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/wifi@90000000 is a restricted-dma-pool with no-map: Linux refuses it, and its devices use ordinary memory.',
          at: 'no-map',
        },
      ],
    },
    {
      name: 'linux,dma-default, in letters of another case',
      dts: reserved(pool('linux,dma-default;').replace('restricted-dma-pool', 'Restricted-DMA-Pool')),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/wifi@90000000 is a restricted-dma-pool with linux,dma-default: Linux refuses it, and its devices use ordinary memory.',
          at: 'linux,dma-default',
        },
      ],
    },
    {
      name: 'without a kernel line where its kernel is older than restricted pools',
      dts: reserved(pool('no-map;')),
      input: { profile: profileOf({ version: '5.10' }) },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/wifi@90000000 is a restricted-dma-pool with no-map: Linux refuses it, and its devices use ordinary memory.',
          at: 'no-map',
          note: '',
        },
      ],
    },
  ],
});
