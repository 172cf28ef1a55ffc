import { secureRegionMapped } from '../../../src/lint/rules/secure-region-mapped.ts';
import { reserved, ruleTest, withoutMemory } from '../rule-test.ts';

const region = (name: string, properties = ''): string =>
  `${name}@90000000 { reg = <0x90000000 0x200000>; ${properties} };`;

ruleTest(secureRegionMapped, {
  valid: [
    { name: 'no-map', dts: reserved(region('optee', 'no-map;')) },
    { name: 'memory that both worlds use', dts: reserved(region('optee-shm')) },
    { name: "OpenSBI's, which is mapped on purpose", dts: reserved(region('mmode_resv0')) },
    { name: 'a word that only contains such a name', dts: reserved(region('hyperion-tzar')) },
    { name: 'memory outside the banks', dts: reserved('tfa@40000000 { reg = <0x40000000 0x200000>; };') },
    { name: 'a disabled region', dts: reserved(region('tfa', 'status = "disabled";')) },
    { name: 'unknown memory', dts: withoutMemory(reserved(region('tfa'))) },
    {
      name: 'a region with a driver of its own',
      dts: reserved(region('optee', 'compatible = "vendor,optee-log";')),
    },
    { name: "a CMA pool, which is Linux's own", dts: reserved(region('hyp', 'reusable;')) },
  ],
  invalid: [
    {
      name: 'the name of OP-TEE',
      dts: reserved(region('optee')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/optee@90000000 (0x90000000..0x901fffff, 2 MiB) is named like memory of the secure world (optee), and is not no-map.',
          at: 'optee@90000000',
          note: 'Linux prints nothing and maps it like other RAM: the CPU may read ahead into it, and the firewall answers with an abort.',
          help: 'Add no-map.',
        },
      ],
    },
    {
      name: "the name of OP-TEE's old driver",
      dts: reserved(region('opteearmtz')),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/opteearmtz@90000000 (0x90000000..0x901fffff, 2 MiB) is named like memory of the secure world (opteearmtz), and is not no-map.',
          at: 'opteearmtz@90000000',
        },
      ],
    },
    {
      name: 'a label',
      dts: reserved(`tz_mem: ${region('memory')}`),
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/memory@90000000 (0x90000000..0x901fffff, 2 MiB) is named like memory of the secure world (tz), and is not no-map.',
          at: 'memory@90000000',
        },
      ],
    },
    {
      name: 'no-map that another file deletes',
      dts: `${reserved(`secmon: ${region('secmon', 'no-map;')}`)}\n&secmon { /delete-property/ no-map; };`,
      findings: [
        {
          severity: 'warning',
          message:
            '/reserved-memory/secmon@90000000 (0x90000000..0x901fffff, 2 MiB) is named like memory of the secure world (secmon), and is not no-map.',
          at: 'secmon@90000000',
          related: [['no-map is deleted here', 'no-map']],
        },
      ],
    },
  ],
});
