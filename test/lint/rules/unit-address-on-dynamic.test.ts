import { expect, it } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { unitAddressOnDynamic } from '../../../src/lint/rules/unit-address-on-dynamic.ts';
import { boardFromText } from '../../helpers/board.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const pool = (name: string, place: string): string =>
  `cma: ${name} { compatible = "shared-dma-pool"; ${place} reusable; };`;

ruleTest(unitAddressOnDynamic, {
  valid: [
    { name: 'a name without an address', dts: reserved(pool('linux,cma', 'size = <0x4000000>;')) },
    { name: 'a region with reg', dts: reserved(pool('linux,cma@90000000', 'reg = <0x90000000 0x4000000>;')) },
    { name: 'a placeholder that firmware fills in', dts: reserved('gpu@90000000 { status = "disabled"; };') },
    {
      name: 'a disabled region',
      dts: reserved(pool('linux,cma@90000000', 'size = <0x4000000>; status = "disabled";')),
    },
    {
      name: 'reg beside size',
      dts: reserved(pool('linux,cma@90000000', 'reg = <0x90000000 0x4000000>; size = <0x4000000>;')),
    },
  ],
  invalid: [
    {
      name: 'an address that nobody keeps',
      dts: reserved(pool('linux,cma@90000000', 'size = <0x4000000>;')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/linux,cma@90000000 has a unit address and no reg: Linux places its 0x4000000 (64 MiB) at 0xbc000000.',
          at: 'linux,cma@90000000',
          related: [['the size that Linux places', 'size']],
          note: 'Nothing is printed: the address in the name is not read.',
          help: 'Give it reg = <0x90000000 0x4000000> if it must lie there, else name it linux,cma.',
        },
      ],
    },
    {
      name: 'unknown memory',
      dts: withoutMemory(reserved(pool('linux,cma@90000000', 'size = <0x4000000>;'))),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/linux,cma@90000000 has a unit address and no reg: Linux places its 0x4000000 (64 MiB) where it likes.',
          at: 'linux,cma@90000000',
          related: [['the size that Linux places', 'size']],
        },
      ],
    },
    {
      name: 'the address at which it happens to lie',
      dts: reserved(pool('linux,cma@bc000000', 'size = <0x4000000>;')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/linux,cma@bc000000 has a unit address and no reg: Linux places its 0x4000000 (64 MiB) at 0xbc000000 today, and elsewhere tomorrow.',
          at: 'linux,cma@bc000000',
          related: [['the size that Linux places', 'size']],
        },
      ],
    },
    {
      name: 'reg that an override replaces by a size',
      dts: `${reserved(pool('linux,cma@90000000', 'reg = <0x90000000 0x4000000>;'))}\n&cma { /delete-property/ reg; size = <0x8000000>; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/linux,cma@90000000 has a unit address and no reg: Linux places its 0x8000000 (128 MiB) at 0xb8000000.',
          at: 'linux,cma@90000000',
          related: [['the size that Linux places', 'size']],
        },
      ],
    },
  ],
});

const fixOf = (dts: string) =>
  lint({ model: boardFromText(dts).model }, { rules: [unitAddressOnDynamic] }).map(({ fix }) => fix)[0];

it('offers to name the node without its address, unasked never', () => {
  const fix = fixOf(reserved(pool('linux,cma@90000000', 'size = <0x4000000>;')));
  expect(fix?.title).toBe('Name the node linux,cma');
  expect(fix?.edits.map(({ text }) => text)).toEqual(['linux,cma']);
  expect(fix?.safe).toBe(false);
});

it('offers nothing where the short name is taken, or where several files write the node', () => {
  const dts = reserved(`${pool('p@90000000', 'size = <0x4000000>;')} p { size = <0x1000>; };`);
  expect(fixOf(dts)).toBeUndefined();
  expect(fixOf(`${reserved(pool('p@90000000', 'size = <0x4000000>;'))}\n&cma { no-map; };`)).toBeUndefined();
});
