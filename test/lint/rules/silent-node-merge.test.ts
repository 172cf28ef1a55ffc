import { silentNodeMerge } from '../../../src/lint/rules/silent-node-merge.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const again = (regions: string): string => `${reserved('')} / { reserved-memory { ${regions} }; };`;

ruleTest(silentNodeMerge, {
  valid: [
    {
      name: 'nodes of different names',
      dts: again('a@1000 { reg = <0x1000 0x1000>; }; a@2000 { reg = <0x2000 0x1000>; };'),
    },
    {
      name: 'an override in a later block',
      dts: `${again('a@1000 { reg = <0x1000 0x1000>; };')} / { reserved-memory { a@1000 { reg = <0x2000 0x1000>; }; }; };`,
    },
    {
      name: 'nodes that are not about memory',
      dts: `${reserved('', 'soc { };')} / { soc { led { x = <1>; }; led { x = <2>; }; }; };`,
    },
  ],
  invalid: [
    {
      name: 'a region that is lost',
      dts: again(
        'disp: a@1000 { reg = <0x1000 0x8000>; no-map; }; cache: a@1000 { reg = <0xc000 0x1000>; no-map; };',
      ),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a@1000 is written 2 times in one block and merges into one node: reg of the earlier one is lost.',
          at: 'a@1000',
          node: '/reserved-memory/a@1000',
          related: [
            ['the earlier node of this name', 'a@1000'],
            ['this reg is lost', 'reg'],
            ['this reg takes its place', 'reg'],
          ],
          note: 'dtc prints nothing; Linux sees one node, with the last values.',
        },
      ],
    },
    {
      name: 'the same values twice, as a warning',
      dts: again('a@1000 { reg = <0x1000 0x8000>; }; a@1000 { reg = <0x1000  0x8000>; no-map; };'),
      findings: [
        {
          severity: 'warning',
          message: '/reserved-memory/a@1000 is written 2 times in one block and merges into one node.',
          at: 'a@1000',
        },
      ],
    },
    {
      name: 'nodes that a macro writes',
      dts: `#define REGION(base) buffer { reg = <base 0x1000>; };\n${again('REGION(0x1000) REGION(0x2000)')}`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/buffer is written 2 times in one block and merges into one node: reg of the earlier one is lost.',
          at: 'REGION',
          related: [
            ['the earlier node of this name', 'REGION'],
            ['this reg is lost', 'REGION'],
            ['this reg takes its place', 'REGION'],
            ['REGION is defined here', 'REGION'],
          ],
        },
      ],
    },
  ],
});
