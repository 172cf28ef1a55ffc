import { describe, expect, it } from 'vitest';
import { carveout, scratchFolder } from './carveout.ts';

const demo = 'fixtures/boards/demo.dts';

/** As 6.12 prints it for the demo board; the tree says where image and blob lie only to the emulation. */
function emulatedLog(): string {
  const { stdout } = carveout(['boot', demo, '--format', 'json']);
  const { log, kernel } = JSON.parse(stdout) as { log: { text: string }[]; kernel: { cmdline: string } };
  return [
    'Booting Linux on physical CPU 0x0',
    'Linux version 6.12.30 (builder@host)',
    `Kernel command line: ${kernel.cmdline}`,
    ...log.map(({ text }) => text),
  ]
    .flatMap((text) => text.split('\n'))
    .map((line) => `[    0.000000] ${line}`)
    .join('\n');
}

describe('boot --compare', () => {
  it('ends with 0 where messages only differ, and names the behaviours', () => {
    const { status, stdout, stderr } = carveout(['boot', demo, '--compare', '5.10,7.2']);
    expect(stdout).toMatch(/^Linux 5\.10 → 7\.2: nothing changes for this board but \d+ messages\./);
    expect(stdout).toContain('[summaryLine]');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('ends with 1 where more than that differs', () => {
    const folder = scratchFolder({
      'board.dts': `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    a { size = <0x100000>; }; b { size = <0x100000>; }; };
};
`,
    });
    const args = ['boot', 'board.dts', '--arch', 'arm64', '--compare', '6.1,6.12', '--format', 'json'];
    const { status, stdout } = carveout(args, { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, same: false });
    expect(status).toBe(1);
  });

  it.each([
    ['6.1', 'not two or more versions'],
    ['6.1,', 'not two or more versions'],
    ['6.1,six', 'is no version of Linux'],
  ])('refuses %j', (versions, message) => {
    const { status, stderr } = carveout(['boot', demo, '--compare', versions]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe('boot --explain', () => {
  it('tells why, with the ranges that the search met', () => {
    const { status, stdout, stderr } = carveout(['boot', demo, '--explain', 'audio-pool']);
    expect(stdout).toMatch(/^\/reserved-memory\/audio-pool lies at 0x5fe00000/);
    expect(stdout).toContain('__reserved_mem_alloc_size() searches');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('proposes the nearest name', () => {
    const { status, stderr } = carveout(['boot', demo, '--explain', 'audiopool']);
    expect(stderr).toContain('Did you mean audio-pool');
    expect(status).toBe(2);
  });

  it('does not go with --compare', () => {
    const { status, stderr } = carveout(['boot', demo, '--explain', 'a', '--compare', '6.1,7.2']);
    expect(stderr).toContain('exclude each other');
    expect(status).toBe(2);
  });
});

describe('boot --against', () => {
  it('ends with 0 where log and emulation agree, and takes the kernel from the log', () => {
    const { status, stdout, stderr } = carveout(['boot', demo, '--against', '-'], { input: emulatedLog() });
    expect(stdout).toMatch(
      /^standard input: the boot that was and the emulated one agree \(\d+ messages\s+agree\)\./,
    );
    expect(stdout).toContain('kernel version and command line: as the log says');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('ends with 1 where they differ', () => {
    const log = emulatedLog().replaceAll('0x0000000058000000', '0x0000000059000000');
    const folder = scratchFolder({ 'dmesg.txt': log });
    const { status, stdout } = carveout(['boot', demo, '--against', `${folder}/dmesg.txt`]);
    expect(stdout).toContain('camera-cma@58000000');
    expect(status).toBe(1);
  });

  it.each([
    ['hello\n', 'there is no kernel log in it'],
    ['[    9.000000] usb 1-1: new device\n', "log's beginning is missing"],
  ])('refuses what tells nothing: %j', (input, message) => {
    const { status, stderr } = carveout(['boot', demo, '--against', '-'], { input });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe('boot --only', () => {
  it('prints the parts that are asked for', () => {
    const { stdout } = carveout(['boot', demo, '--only', 'iomem']);
    expect(stdout).toMatch(/\/proc\/iomem\n {2}40000000-[0-9a-f]{8} : System RAM\n/);
    expect(stdout).not.toContain('Kernel log');
  });

  it('refuses a part that there is not', () => {
    const { status, stderr } = carveout(['boot', demo, '--only', 'iomen']);
    expect(stderr).toContain('there is no part "iomen"');
    expect(status).toBe(2);
  });
});
