import { cmaDefaultInvalid } from '../../../src/lint/rules/cma-default-invalid.ts';
import { arm64Like, reserved, ruleTest } from '../rule-test.ts';

const pool = (name: string, properties: string): string =>
  `${name} { compatible = "shared-dma-pool"; size = <0x400000>; ${properties} linux,cma-default; };`;

ruleTest(cmaDefaultInvalid, {
  valid: [
    { name: 'one reusable pool', dts: reserved(pool('a', 'reusable;')) },
    {
      name: 'a second one that is disabled',
      dts: reserved(pool('a', 'reusable;') + pool('b', 'reusable; status = "disabled";')),
    },
    { name: 'cma= without a default region', dts: reserved(''), input: { cmdline: 'cma=64M' } },
  ],
  invalid: [
    {
      name: 'a pool that is not reusable',
      dts: reserved(pool('a', '')),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a has linux,cma-default but is not reusable: it does not become the default CMA area.',
          at: 'linux,cma-default',
          help: 'Add reusable.',
        },
      ],
    },
    {
      name: 'a pool that is no-map',
      dts: reserved(pool('a', 'no-map;')),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a has linux,cma-default but is no-map: it does not become the default CMA area.',
          at: 'linux,cma-default',
        },
      ],
    },
    {
      name: 'a region that is no pool',
      dts: reserved('a { size = <0x400000>; reusable; linux,cma-default; };'),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a has linux,cma-default but is no shared-dma-pool: it does not become the default CMA area.',
          at: 'linux,cma-default',
        },
      ],
    },
    {
      name: 'a second default, as a warning',
      dts: reserved(pool('a', 'reusable;') + pool('b', 'reusable;')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/b has linux,cma-default, and so has /reserved-memory/a: one of them becomes the default CMA area.',
          at: 'linux,cma-default',
          related: [['/reserved-memory/a has it, too', 'linux,cma-default']],
        },
      ],
    },
    {
      name: "cma= in the tree's bootargs",
      dts: reserved(pool('a', 'reusable;'), 'chosen { bootargs = "quiet cma=64M"; };'),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a has linux,cma-default, but the command line has cma=: the region is dropped.',
          at: 'linux,cma-default',
          note: 'Reserved memory: bypass a node, using cmdline CMA params instead\nOF: reserved mem: node a compatible matching fail',
        },
      ],
    },
    {
      name: 'cma= that the user gives, in the words of 7.2',
      dts: reserved(pool('a', 'reusable;')),
      input: { cmdline: 'cma=64M', profile: arm64Like('7.2') },
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/a has linux,cma-default, but the command line has cma=: the region is dropped.',
          at: 'linux,cma-default',
          note: 'Skipping dt linux,cma-default node in favor for "cma=" kernel param.',
        },
      ],
    },
    {
      name: 'a default that an override adds',
      dts: `${reserved('a: a { compatible = "shared-dma-pool"; size = <0x400000>; };')}\n&a { linux,cma-default; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a has linux,cma-default but is not reusable: it does not become the default CMA area.',
          at: 'linux,cma-default',
          note: 'Linux makes a default area of its own instead, of the size that Kconfig says.',
          help: 'Add reusable.',
        },
      ],
    },
    {
      name: 'a pool that is not reusable beside cma=, of which 6.12 prints no more than that it passes over it',
      dts: reserved(pool('a', '')),
      input: { cmdline: 'cma=64M' },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a has linux,cma-default but is not reusable: it does not become the default CMA area.',
          at: 'linux,cma-default',
          note: 'Reserved memory: bypass a node, using cmdline CMA params instead',
        },
      ],
    },
    {
      name: 'a region that is no pool beside cma=, which no driver of pools sees',
      dts: reserved('a { size = <0x400000>; reusable; linux,cma-default; };'),
      input: { cmdline: 'cma=64M' },
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/a has linux,cma-default but is no shared-dma-pool: it does not become the default CMA area.',
          at: 'linux,cma-default',
          note: 'Linux makes a default area of its own instead, of the size that Kconfig says.',
        },
      ],
    },
  ],
});
