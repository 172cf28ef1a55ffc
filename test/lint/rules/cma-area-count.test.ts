import { cmaAreaCount } from '../../../src/lint/rules/cma-area-count.ts';
import { profileOf, reserved, ruleTest } from '../rule-test.ts';

const arm = { arch: 'arm', profile: profileOf({ arch: 'arm' }) };
const pools = (count: number, more = ''): string =>
  reserved(Array.from({ length: count }, (_, index) => pool(index, index === 0 ? more : '')).join(' '));
const pool = (index: number, more: string): string =>
  `p${index}: p${index} { compatible = "shared-dma-pool"; size = <0x800000>; reusable; ${more} };`;

ruleTest(cmaAreaCount, {
  valid: [
    { name: '7 pools, and the default area', dts: pools(7), input: arm },
    { name: '8 pools, one of them the default', dts: pools(8, 'linux,cma-default;'), input: arm },
    {
      name: '7 pools on 6.1',
      dts: pools(7),
      input: { arch: 'arm', profile: profileOf({ arch: 'arm', version: '6.1' }) },
    },
    { name: 'pools that are not reusable', dts: pools(9).replaceAll('reusable;', 'no-map;'), input: arm },
    {
      name: 'a kernel without CMA',
      dts: pools(9),
      input: { arch: 'arm', profile: { ...arm.profile, config: { ...arm.profile.config, dmaCma: false } } },
    },
  ],
  invalid: [
    {
      name: 'a pool too many, beside one that is refused for its size',
      dts: pools(9).replace('size = <0x800000>', 'size = <0x100000>'),
      input: arm,
      findings: [
        {
          severity: 'error',
          message:
            'The 8 CMA pools leave none of the 8 areas of Linux 6.12 to the default area; /reserved-memory/p8 takes the last.',
          at: 'p8',
          help: 'Make one of the pools the default with linux,cma-default, or build the kernel with CONFIG_CMA_AREAS=9.',
        },
      ],
    },
    {
      name: 'a pool too many',
      dts: pools(9),
      input: arm,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/p8 finds none of the 8 CMA areas of Linux 6.12 free: 9 pools ask for one.',
          at: 'p8',
          note: 'cma: Not enough slots for CMA reserved regions!\nReserved memory: unable to setup CMA region\nOF: reserved mem: node p8 compatible matching fail',
          help: 'Join pools, or build the kernel with CONFIG_CMA_AREAS=10.',
        },
      ],
    },
    {
      name: 'pools that leave nothing to the default area',
      dts: pools(8),
      input: arm,
      findings: [
        {
          severity: 'error',
          message:
            'The 8 CMA pools leave none of the 8 areas of Linux 6.12 to the default area; /reserved-memory/p7 takes the last.',
          at: 'p7',
          note: 'cma: Not enough slots for CMA reserved regions!',
          help: 'Make one of the pools the default with linux,cma-default, or build the kernel with CONFIG_CMA_AREAS=9.',
        },
      ],
    },
    {
      name: 'a pool that an override makes reusable',
      dts: `${pools(8, 'linux,cma-default;')} / { reserved-memory { q: q { compatible = "shared-dma-pool"; size = <0x800000>; no-map; }; }; }; &q { /delete-property/ no-map; reusable; };`,
      input: arm,
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/q finds none of the 8 CMA areas of Linux 6.12 free: 9 pools ask for one.',
          at: 'q',
        },
      ],
    },
  ],
});
