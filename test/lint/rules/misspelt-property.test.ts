import { misspeltProperty } from '../../../src/lint/rules/misspelt-property.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const one = (property: string): string => reserved(`a@90000000 { reg = <0x90000000 0x1000>; ${property} };`);

function misspelt(name: string, meant: string, property = `${name};`) {
  return {
    name,
    dts: one(property),
    findings: [
      {
        severity: 'error' as const,
        message: `/reserved-memory/a@90000000 has the property ${name}, which nothing reads: ${meant} was meant.`,
        at: name,
        help: `Write ${meant}.`,
      },
    ],
  };
}

ruleTest(misspeltProperty, {
  valid: [
    { name: 'the right names', dts: one('no-map; alignment = <1>; linux,cma-default; status = "okay";') },
    {
      name: 'properties of ramoops',
      dts: one('compatible = "ramoops"; mem-type = <2>; record-size = <1>; no-dump-oops;'),
    },
    {
      name: 'properties of bindings',
      dts: one('qcom,client-id = <1>; hwlocks = <1>; label = "a"; phandle = <9>; bootph-all;'),
    },
    { name: 'a slip beside the right name', dts: one('no-map; no-mem;') },
    { name: 'a device elsewhere', dts: reserved('', 'soc { no-mem; };') },
    { name: 'a name that bindings have, near one of these', dts: one('sizes = <1>;') },
  ],
  invalid: [
    misspelt('no-mem', 'no-map'),
    misspelt('nomap', 'no-map'),
    misspelt('no_map', 'no-map'),
    misspelt('re-usable', 'reusable'),
    misspelt('aligment', 'alignment', 'aligment = <0x1000>;'),
    misspelt('alloc-range', 'alloc-ranges', 'alloc-range = <0x0 0x1000>;'),
    misspelt('linux,cma_default', 'linux,cma-default'),
    misspelt('staus', 'status', 'staus = "disabled";'),
    {
      name: 'a slip in an override',
      dts: `${reserved('a: a@90000000 { reg = <0x90000000 0x1000>; };')} &a { no-mpa; };`,
      findings: [
        {
          severity: 'error' as const,
          message:
            '/reserved-memory/a@90000000 has the property no-mpa, which nothing reads: no-map was meant.',
          at: 'no-mpa',
        },
      ],
    },
  ],
});
