import { regionOutsideReservedMemory } from '../../../src/lint/rules/region-outside-reserved-memory.ts';
import { reserved, ruleTest, withoutProfile } from '../rule-test.ts';

const ramoops = (reg: string, more = ''): string =>
  `ramoops { compatible = "ramoops"; ${reg} record-size = <0x1000>; ${more} };`;
const inRam = ramoops('reg = <0x90000000 0x100000>;');

ruleTest(regionOutsideReservedMemory, {
  valid: [
    {
      name: 'a reg without a size',
      dts: reserved(
        '',
        `bus { #address-cells = <1>; #size-cells = <0>; ranges; ${ramoops('reg = <0x90000000>;')} };`,
      ),
    },
    {
      name: 'a node below a region, where kernels up to 5.10 look',
      dts: reserved(`a { #address-cells = <1>; #size-cells = <1>; ranges; ${inRam} };`),
    },
    { name: 'a child of /reserved-memory', dts: reserved(inRam) },
    {
      name: 'a driver node that names its region',
      dts: reserved('a: a@90000000 { reg = <0x90000000 0x100000>; };', ramoops('', 'memory-region = <&a>;')),
    },
    {
      name: 'memory that a region keeps',
      dts: reserved('a@90000000 { reg = <0x90000000 0x100000>; };', inRam),
    },
    { name: 'SRAM', dts: reserved('', ramoops('reg = <0x10000000 0x100000>;')) },
    { name: 'x86, where firmware tells what is RAM', dts: reserved('', inRam), input: withoutProfile('x86') },
    { name: 'a disabled node', dts: reserved('', inRam.replace('record', 'status = "disabled"; record')) },
  ],
  invalid: [
    {
      name: 'a node that calls itself reserved memory',
      dts: reserved(
        '',
        'a@90000000 { compatible = "reserved-memory"; reg = <0x90000000 0x100000>; no-map; };',
      ),
      findings: [
        {
          severity: 'error',
          message:
            '/a@90000000 (reserved-memory) lies in RAM (0x90000000..0x900fffff, 1 MiB), and is no child of /reserved-memory: Linux does not keep the memory.',
          at: 'a@90000000',
        },
      ],
    },
    {
      name: 'ramoops below the root',
      dts: reserved('', inRam),
      findings: [
        {
          severity: 'error',
          message:
            '/ramoops (ramoops) lies in RAM (0x90000000..0x900fffff, 1 MiB), and is no child of /reserved-memory: Linux does not keep the memory.',
          at: 'ramoops',
          related: [['its reg', 'reg']],
          note: 'Linux prints nothing of the node while it boots, and gives its memory to others.',
          help: 'Move it into /reserved-memory, with reg = <0x90000000 0x100000>;',
        },
      ],
    },
    {
      name: 'a pool in a node of another name',
      dts: reserved(
        '',
        'reserved-memory@0 { #address-cells = <1>; #size-cells = <1>; ranges; pool@90000000 { compatible = "shared-dma-pool"; reg = <0x90000000 0x1000>; no-map; }; };',
      ),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory@0/pool@90000000 (shared-dma-pool) lies in RAM (0x90000000..0x90000fff, 4 KiB), and is no child of /reserved-memory: Linux does not keep the memory.',
          at: 'pool@90000000',
          help: 'Move it into /reserved-memory, with reg = <0x90000000 0x1000>;',
        },
      ],
    },
    {
      name: 'a node that an override enables',
      dts: `${reserved('', inRam.replace('ramoops {', 'r: ramoops {').replace('record', 'status = "disabled"; record'))} &r { status = "okay"; };`,
      findings: [
        {
          severity: 'error',
          message:
            '/ramoops (ramoops) lies in RAM (0x90000000..0x900fffff, 1 MiB), and is no child of /reserved-memory: Linux does not keep the memory.',
          at: 'ramoops',
        },
      ],
    },
  ],
});
