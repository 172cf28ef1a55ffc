import { reusableWithoutPool } from '../../../src/lint/rules/reusable-without-pool.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const region = (text: string): string => reserved(`a: a@90000000 { reg = <0x90000000 0x2000000>; ${text} };`);

ruleTest(reusableWithoutPool, {
  valid: [
    { name: 'a CMA pool', dts: region('compatible = "shared-dma-pool"; reusable;') },
    { name: 'a region that is not reusable', dts: region('compatible = "ramoops";') },
    { name: 'no-map beside it, which is told elsewhere', dts: region('reusable; no-map;') },
    { name: 'a disabled region', dts: region('reusable; status = "disabled";') },
  ],
  invalid: [
    {
      name: 'a region without a compatible',
      dts: region('reusable;'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 is reusable, but has no compatible: Linux never gives its pages to others.',
          at: 'reusable',
          note: 'Linux keeps the memory, and prints nothing but that the region is reusable.',
          help: 'Add compatible = "shared-dma-pool" for a CMA pool, or remove reusable.',
        },
      ],
    },
    {
      name: 'another compatible',
      dts: region('compatible = "ramoops"; reusable;'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 is reusable, but its compatible is "ramoops": Linux never gives its pages to others.',
          at: 'reusable',
        },
      ],
    },
    {
      name: 'an override that takes the compatible away',
      dts: `${region('compatible = "shared-dma-pool"; reusable;')} &a { /delete-property/ compatible; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a@90000000 is reusable, but has no compatible: Linux never gives its pages to others.',
          at: 'reusable',
        },
      ],
    },
  ],
});
