import { readEfiMap } from '../../../src/lint/efi-map.ts';
import { efiMapConflict } from '../../../src/lint/rules/efi-map-conflict.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const efiMap = readEfiMap(`
efi: mem00: [Conventional|   |  |WB] range=[0x0000000080000000-0x000000008fffffff] (256MB)
efi:   0x000090000000-0x0000901fffff [Runtime Data       |RUN|  |WB]
BS_Data    0000000090200000-00000000903FFFFF 0000000000000200 000000000000000F
Reserved   0000000090400000-00000000905FFFFF 0000000000000200 000000000000000F
`);
const region = (base: string, more = ''): string =>
  reserved(`a: a@${base} { reg = <0x${base} 0x100000>; ${more} };`);

ruleTest(efiMapConflict, {
  valid: [
    { name: 'a no-map region that is reserved', dts: region('90400000', 'no-map;'), input: { efiMap } },
    { name: "a mapped region in the boot services' data", dts: region('90200000'), input: { efiMap } },
    { name: 'a region of which the map says nothing', dts: region('a0000000'), input: { efiMap } },
    { name: 'no map', dts: region('80000000') },
  ],
  invalid: [
    {
      name: 'a region in what loaders may use',
      dts: region('88000000'),
      input: { efiMap },
      findings: [
        {
          severity: 'error',
          message:
            '0x100000 (1 MiB) of /reserved-memory/a@88000000 (0x88000000..0x880fffff, 1 MiB) are Conventional in the UEFI memory map (0x80000000..0x8fffffff, 256 MiB).',
          at: '0x88000000 0x100000',
          note: 'The firmware or a loader may put its own data, the kernel or the initrd there; Linux prints nothing of it.',
          help: 'Let the firmware list the range as EfiBootServicesData or EfiReservedMemoryType, or move the region.',
        },
      ],
    },
    {
      name: "a region over the firmware's runtime data",
      dts: region('90100000', 'no-map;'),
      input: { efiMap },
      findings: [
        {
          severity: 'error',
          message:
            '0x100000 (1 MiB) of /reserved-memory/a@90100000 (0x90100000..0x901fffff, 1 MiB) are RuntimeServicesData in the UEFI memory map (0x90000000..0x901fffff, 2 MiB).',
          at: '0x90100000 0x100000',
          note: 'The firmware goes on to use the memory while Linux runs; Linux prints nothing of it.',
          help: 'Let the firmware list the range as EfiReservedMemoryType, or move the region.',
        },
      ],
    },
    {
      name: "a no-map region in the boot services' data, from a macro",
      dts: `#define BASE 0x90380000\n${region('90380000', 'no-map;').replace('<0x90380000', '<BASE')}`,
      input: { efiMap },
      findings: [
        {
          severity: 'error',
          message:
            '0x80000 (512 KiB) of /reserved-memory/a@90380000 (0x90380000..0x9047ffff, 1 MiB) are BootServicesData in the UEFI memory map (0x90200000..0x903fffff, 2 MiB).',
          at: 'BASE 0x100000',
          related: [['BASE is defined here', 'BASE']],
        },
      ],
    },
  ],
});
