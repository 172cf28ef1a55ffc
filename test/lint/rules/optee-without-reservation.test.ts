import { expect, it } from 'vitest';
import { opteeWithoutReservation } from '../../../src/lint/rules/optee-without-reservation.ts';
import { findingsWithInclude } from '../included.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const optee = (more = ''): string =>
  `firmware { optee: optee { compatible = "linaro,optee-tz"; method = "smc"; ${more} }; };`;
const keep = 'secure@be000000 { reg = <0xbe000000 0x2000000>; no-map; };';

ruleTest(opteeWithoutReservation, {
  valid: [
    {
      name: 'a node of that name that is something else',
      dts: reserved('', optee().replace('linaro,optee-tz', 'vendor,tee')),
    },
    {
      name: 'a mapped region without a compatible',
      dts: reserved(keep.replace('no-map;', ''), optee()),
    },
    {
      name: 'a no-map region with a compatible',
      dts: reserved(keep.replace('no-map;', 'no-map; compatible = "shared-dma-pool";'), optee()),
    },
    { name: 'a region, whatever its name', dts: reserved(keep, optee()) },
    {
      name: 'a /memreserve/ entry',
      dts: reserved('', optee()).replace('/dts-v1/;', '/dts-v1/; /memreserve/ 0xbe000000 0x2000000;'),
    },
    { name: 'a bank that ends early', dts: reserved('', optee()).replace('0x40000000>', '0x3e000000>') },
    {
      name: 'two banks with a hole',
      dts: reserved('', optee()).replace(
        '<0x80000000 0x40000000>',
        '<0x80000000 0x10000000>, <0xa0000000 0x10000000>',
      ),
    },
    { name: 'a disabled OP-TEE', dts: reserved('', optee('status = "disabled";')) },
    { name: 'no OP-TEE', dts: reserved('') },
    { name: 'unknown memory', dts: withoutMemory(reserved('', optee())) },
  ],
  invalid: [
    {
      name: 'a mapped pool, which is for devices',
      dts: reserved(
        'pool@90000000 { compatible = "shared-dma-pool"; reg = <0x90000000 0x1000000>; reusable; };',
        optee(),
      ),
      findings: [
        {
          severity: 'warning',
          message:
            '/firmware/optee says that OP-TEE runs here, and nothing reserves its memory: all 1024 MiB of RAM are for Linux.',
          at: 'optee',
        },
      ],
    },
    {
      name: 'a region that Linux places, which is no memory of firmware',
      dts: reserved('log { size = <0x100000>; no-map; };', optee()),
      findings: [
        {
          severity: 'warning',
          message:
            '/firmware/optee says that OP-TEE runs here, and nothing reserves its memory: all 1024 MiB of RAM are for Linux.',
          at: 'optee',
        },
      ],
    },
    {
      name: 'nothing reserved',
      dts: reserved('', optee()),
      findings: [
        {
          severity: 'warning',
          message:
            '/firmware/optee says that OP-TEE runs here, and nothing reserves its memory: all 1024 MiB of RAM are for Linux.',
          at: 'optee',
          related: [['this memory is all for Linux', '0x80000000']],
          note: 'Linux prints nothing, and overwrites OP-TEE, or reads it and gets an abort.',
          help: "Reserve OP-TEE's memory with a no-map region.",
        },
      ],
    },
    {
      name: 'a CMA pool only',
      dts: reserved('cma { compatible = "shared-dma-pool"; size = <0x1000000>; reusable; };', optee()),
      findings: [
        {
          severity: 'warning',
          message:
            '/firmware/optee says that OP-TEE runs here, and nothing reserves its memory: all 1024 MiB of RAM are for Linux.',
          at: 'optee',
          related: [['this memory is all for Linux', '0x80000000']],
        },
      ],
    },
    {
      name: 'an OP-TEE that an override enables, and a region that it disables',
      dts: `${reserved(`fw: ${keep}`, optee('status = "disabled";'))}
&optee { status = "okay"; };
&fw { status = "disabled"; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '/firmware/optee says that OP-TEE runs here, and nothing reserves its memory: all 1024 MiB of RAM are for Linux.',
          at: 'optee',
          related: [['this memory is all for Linux', '0x80000000']],
        },
      ],
    },
  ],
});

it('says nothing where the chip says so of all its boards', () => {
  expect(findingsWithInclude(opteeWithoutReservation, reserved('', optee()), '')).toEqual([]);
  const without = findingsWithInclude(opteeWithoutReservation, reserved(''), `/ { ${optee()} };`);
  expect(without.map(({ place }) => place.file.path)).toEqual(['board.dts']);
});
