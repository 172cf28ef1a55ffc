import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
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
}

function watching(cwd: string, args: readonly string[]): Watching {
  const child = spawn(process.execPath, [command, 'lint', ...args, '--watch', '--format', 'compact'], {
    cwd,
    env: cleanEnvironment({}),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let rounds = 0;
  let seen = 0;
  let wake = (): void => {};
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text: Buffer) => {
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
      'c.dts': `/dts-v1/;\n${sound}`,
      'soc.dtsi': overlapping,
    });
    const watch = watching(cwd, ['.']);
    expect(await watch.round()).toMatch(/^soc\.dtsi:10:.*region-overlap/);

    writeFileSync(join(cwd, 'soc.dtsi'), sound);
    expect(await watch.round()).toBe('');

    writeFileSync(join(cwd, 'c.dts'), `/dts-v1/;\n${overlapping}`);
    expect(await watch.round()).toMatch(/^c\.dts:11:.*region-overlap/);
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
