import { reusableAndNoMap } from '../../../src/lint/rules/reusable-and-no-map.ts';
import { arm64Like, reserved, ruleTest } from '../rule-test.ts';

const both = reserved('a { compatible = "shared-dma-pool"; size = <0x400000>; reusable; no-map; };');
const message =
  '/reserved-memory/a is both reusable and no-map: Linux cannot lend out memory that it must not map.';

ruleTest(reusableAndNoMap, {
  valid: [
    { name: 'either', dts: reserved('a { size = <0x1000>; reusable; }; b { size = <0x1000>; no-map; };') },
    { name: 'a disabled region', dts: both.replace('no-map;', 'no-map; status = "disabled";') },
    {
      name: 'a no-map that was deleted',
      dts: `${both.replace('a {', 'a: a {')} &a { /delete-property/ no-map; };`,
    },
  ],
  invalid: [
    {
      name: 'both',
      dts: both,
      findings: [
        {
          severity: 'error',
          message,
          at: 'no-map',
          related: [['reusable', 'reusable']],
          note: 'OF: reserved mem: node a compatible matching fail',
        },
      ],
    },
    {
      name: 'both, which 7.2 keeps without a driver',
      dts: both,
      input: { profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'error',
          message,
          at: 'no-map',
          note: 'The region is kept without a driver; devices that name it fail with -EINVAL.',
        },
      ],
    },
    {
      name: 'a no-map that an override adds',
      dts: `${reserved('a: a { compatible = "shared-dma-pool"; size = <0x400000>; reusable; };')}\n&a { no-map; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a is both reusable and no-map: Linux cannot lend out memory that it must not map.',
          at: 'no-map',
          related: [['reusable', 'reusable']],
          note: 'OF: reserved mem: node a compatible matching fail',
          help: 'Keep reusable for a CMA pool, or no-map for memory that Linux must leave alone.',
        },
      ],
    },
  ],
});
