import { overlayNodeNotApplied } from '../../../src/lint/rules/overlay-node-not-applied.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const overlay = (text: string): string => `/dts-v1/; /plugin/; ${text}`;

ruleTest(overlayNodeNotApplied, {
  valid: [
    { name: 'a change of the root', dts: overlay('&{/} { reserved-memory { }; };') },
    { name: 'a change of a label', dts: overlay('&soc { a { }; };') },
    {
      name: 'fragments as they were written once',
      dts: overlay('/ { fragment@0 { target-path = "/"; __overlay__ { a { }; }; }; };'),
    },
    { name: "the root's compatible", dts: overlay('/ { compatible = "a,b"; };') },
    { name: 'a whole tree', dts: reserved('', 'a { };') },
  ],
  invalid: [
    {
      name: 'a region under the root',
      dts: overlay('/ { reserved-memory { linux,cma { size = <0x1000>; }; }; };'),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory stands under the root of an overlay, in no fragment: it is never applied.',
          at: 'reserved-memory',
          related: [['the block that is not applied', '/']],
          fix: ['Write &{/}', '&{/}'],
          note: 'Boot loaders, fdtoverlay and Linux pass over it, and print nothing.',
          help: 'Write it into a block of its target (&label, or a path in braces behind &), not into the root of the overlay.',
        },
      ],
    },
    {
      name: 'a node beside one that is applied',
      dts: overlay('/ { connector { }; }; &soc { port { }; };'),
      findings: [
        {
          severity: 'error',
          message: '/connector stands under the root of an overlay, in no fragment: it is never applied.',
          at: 'connector',
        },
      ],
    },
    {
      name: 'a node that a macro writes',
      dts: `#define NODE(name) name { };\n${overlay('/ { NODE(connector) };')}`,
      findings: [
        {
          severity: 'error',
          message: '/connector stands under the root of an overlay, in no fragment: it is never applied.',
          at: 'connector',
        },
      ],
    },
    {
      name: 'a block that a macro begins, which no fix can change',
      dts: `#define ROOT /\n${overlay('ROOT { connector { }; };')}`,
      findings: [
        {
          severity: 'error',
          message: '/connector stands under the root of an overlay, in no fragment: it is never applied.',
          at: 'connector',
          related: [],
          fix: [],
        },
      ],
    },
  ],
});
