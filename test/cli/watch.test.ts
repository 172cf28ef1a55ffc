import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { carveout, cleanEnvironment, command, scratchFolder } from './carveout.ts';

const soc = (second: string): string => `/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		a@50000000 { reg = <0x50000000 0x200000>; no-map; };
		b@${second} { reg = <0x${second} 0x200000>; no-map; };
	};
};
`;
const overlapping = soc('50100000');
const sound = soc('50200000');

interface Watching {
  /** Waits for another round to end; what it wrote to standard output. */
  round(): Promise<string>;
  interrupt(): Promise<number | null>;
  /** What has come on standard error since it was asked last. */
  said(): string;
  /** How many have ended. */
  readonly rounds: number;
}

function watching(cwd: string, args: readonly string[]): Watching {
  const child = spawn(process.execPath, [command, 'lint', ...args, '--watch', '--format', 'compact'], {
    cwd,
    env: cleanEnvironment({}),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  let rounds = 0;
  let seen = 0;
  let wake = (): void => {};
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text;
    rounds += String(text).match(/watching \d+ files/g)?.length ?? 0;
    wake();
  });
  let isOver = false;
  child.on('close', () => {
    isOver = true;
    wake();
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    get rounds() {
      return rounds;
    },
    async round() {
      while (rounds <= seen && !isOver)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      seen = rounds;
      // What was written before the last line of standard error is on its way.
      await new Promise((resolve) => setTimeout(resolve, 50));
      const text = stdout;
      stdout = '';
      return text;
    },
    said() {
      const text = stderr;
      stderr = '';
      return text;
    },
    interrupt() {
      child.kill('SIGINT');
      return closed;
    },
  };
}

describe('--watch', { timeout: 20_000 }, () => {
  it('lints again what a change reaches, and ends well when it is interrupted', async () => {
    const cwd = scratchFolder({
      'a.dts': '/dts-v1/;\n#include "soc.dtsi"\n',
      'b.dts': '/dts-v1/;\n#include "soc.dtsi"\n',
      'c.dts': `/dts-v1/;\n${sound}`,
      'soc.dtsi': overlapping,
    });
    const watch = watching(cwd, ['.']);
    expect(await watch.round()).toMatch(/^soc\.dtsi:10:.*region-overlap/);
    expect(watch.said()).toContain('3 of 3 boards linted.');

    writeFileSync(join(cwd, 'soc.dtsi'), sound);
    expect(await watch.round()).toBe('');
    expect(watch.said()).toContain('2 of 3 boards linted.');

    writeFileSync(join(cwd, 'c.dts'), `/dts-v1/;\n${overlapping}`);
    expect(await watch.round()).toMatch(/^c\.dts:11:.*region-overlap/);
    expect(watch.said()).toContain('1 of 3 boards linted.');
    expect(await watch.interrupt()).toBe(0);
  });

  it('sees new boards, and includes that were missing', async () => {
    const cwd = scratchFolder({ 'a.dts': '/dts-v1/;\n#include "soc.dtsi"\n' });
    const watch = watching(cwd, ['.']);
    expect(await watch.round()).toBe('');

    writeFileSync(join(cwd, 'soc.dtsi'), overlapping);
    expect(await watch.round()).toMatch(/^soc\.dtsi:/);

    writeFileSync(join(cwd, 'b.dts'), `/dts-v1/;\n${overlapping}`);
    expect(await watch.round()).toMatch(/^b\.dts:.*\n.*soc\.dtsi:/);

    rmSync(join(cwd, 'a.dts'));
    expect(await watch.round()).toMatch(/^b\.dts:[^\n]*\n$/);
    await watch.interrupt();
  });

  it('sees another configuration', async () => {
    const cwd = scratchFolder({ 'a.dts': `/dts-v1/;\n${overlapping}` });
    const watch = watching(cwd, ['a.dts']);
    expect(await watch.round()).toContain('error:');
    writeFileSync(join(cwd, 'carveout.config.yaml'), 'lint:\n  rules: { region-overlap: warning }\n');
    expect(await watch.round()).toContain('warning:');
    await watch.interrupt();
  });

  it('sees what is made in new folders, also after they were gone', async () => {
    const cwd = scratchFolder({ 'a.dts': `/dts-v1/;\n${sound}` });
    const make = (): void => {
      mkdirSync(join(cwd, 'new/deep'), { recursive: true });
      writeFileSync(join(cwd, 'new/deep/b.dts'), `/dts-v1/;\n${overlapping}`);
    };
    const watch = watching(cwd, ['.']);
    await watch.round();
    mkdirSync(join(cwd, 'new'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    make();
    expect(await watch.round()).toContain('new/deep/b.dts:11');
    rmSync(join(cwd, 'new'), { recursive: true });
    expect(await watch.round()).toBe('');
    make();
    expect(await watch.round()).toContain('new/deep/b.dts:11');
    await watch.interrupt();
  });

  it('sees a header that comes before the one that was found, and one in a folder that was not there', async () => {
    const cwd = scratchFolder({
      'a.dts': '/dts-v1/;\n#include <soc.dtsi>\n',
      'c.dts': '/dts-v1/;\n#include "made/by/it.h"\n',
      'two/soc.dtsi': sound,
      'one/x': '',
    });
    const watch = watching(cwd, ['a.dts', 'c.dts', '-I', 'one', '-I', 'two']);
    await watch.round();
    writeFileSync(join(cwd, 'one/soc.dtsi'), overlapping);
    expect(await watch.round()).toContain('one/soc.dtsi:10');
    mkdirSync(join(cwd, 'made/by'), { recursive: true });
    writeFileSync(join(cwd, 'made/by/it.h'), overlapping);
    expect(await watch.round()).toContain('made/by/it.h:10');
    await watch.interrupt();
  });

  it('is not woken by its own output, nor by what nobody includes', async () => {
    const cwd = scratchFolder({ 'a.dts': `/dts-v1/;\n${sound}` });
    const watch = watching(cwd, ['.', '--also', 'json=out.json', '--cache', '--cache-location', 'kept']);
    await watch.round();
    writeFileSync(join(cwd, 'other.h'), '');
    await new Promise((resolve) => setTimeout(resolve, 500));
    writeFileSync(join(cwd, 'a.dts'), `/dts-v1/;\n${overlapping}`);
    expect(await watch.round()).toContain('a.dts:11');
    expect(watch.rounds).toBe(2);
    await watch.interrupt();
  });

  it('sees another overlay', async () => {
    const overlay = (base: string): string =>
      `/dts-v1/;\n/plugin/;\n&{/reserved-memory/b@50200000} { reg = <${base} 0x200000>; };\n`;
    const cwd = scratchFolder({
      'm/a.dts': `/dts-v1/;\n${sound}`,
      'o/o.dtso': overlay('0x50200000'),
    });
    const watch = watching(cwd, ['m/a.dts', '--overlay', 'o/o.dtso']);
    expect(await watch.round()).not.toContain('region-overlap');
    writeFileSync(join(cwd, 'o/o.dtso'), overlay('0x50100000'));
    expect(await watch.round()).toContain('region-overlap');
    await watch.interrupt();
  });

  it.each([[['--fix']], [['-']], [['--baseline', 'b.json', '--update-baseline']]])(
    'does not go with %j',
    (args) => {
      const cwd = scratchFolder({ 'a.dts': `/dts-v1/;\n${sound}` });
      expect(carveout(['lint', 'a.dts', '--watch', ...args], { cwd })).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('carveout: --watch'),
      });
    },
  );
});
