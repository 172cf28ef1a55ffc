import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, project, scratchFolder } from './carveout.ts';
import { abridged, consoleExamples } from './console-examples.ts';

const page = readFileSync(join(project, 'docs/hooks.md'), 'utf8');
const examples = consoleExamples(page);
const board = 'fixtures/hooks/capture-board.dts';
const hooks = 'fixtures/hooks/capture-ring.ts';

/** What `boot` says to a file of hooks with this text. */
function bootWith(text: string): { readonly status: number | null; readonly stderr: string } {
  const folder = scratchFolder({
    'hooks.ts': `import { declareReservedMemory } from 'carveout/hooks';\n${text}`,
  });
  return carveout(['boot', board, '--hooks', join(folder, 'hooks.ts')]);
}

describe('docs/hooks.md', () => {
  it.each(examples)('shows what `carveout $args` prints', ({ args, output }) => {
    const { stdout, stderr } = carveout(args.split(' '), { env: { COLUMNS: '80' } });
    const printed = (stdout || stderr).trimEnd().split('\n');
    expect(abridged(printed, output)).toEqual(output);
  });

  it('shows the driver that is in fixtures/', () => {
    const code = readFileSync(join(project, hooks), 'utf8').replace(/^\/\/ .*\n/gm, '');
    expect(page).toContain(`\`\`\`ts\n${code}\`\`\``);
  });
});

describe('carveout --hooks', () => {
  it('gives the device addresses out of the region', () => {
    const folder = scratchFolder({});
    const trace = join(folder, 'trace.jsonl');
    const workload = 'fixtures/hooks/capture-workload.yaml';
    const { status } = carveout(['run', board, workload, '--hooks', hooks, '--trace', trace]);
    expect(status).toBe(0);
    const [first] = readFileSync(trace, 'utf8').split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ dma: '0x50000000', from: 'coherent' });
  });

  it('tells in a report which regions a hook is asked about', () => {
    const { stdout } = carveout(['report', board, '--hooks', hooks]);
    expect(stdout).toContain('/reserved-memory/capture-ring@50000000');
  });

  it('keeps console.log() out of the output', () => {
    const { status, stderr } = bootWith(
      "declareReservedMemory('acme,capture-ring', { setup: (region) => console.log('base', region.base) });",
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'base 1342177280n\n' });
  });

  it("keeps what is written to the thread's standard output out of the output, and ends", () => {
    const { status, stderr } = bootWith(
      "declareReservedMemory('acme,capture-ring', { setup: () => void process.stdout.write('raw\\n') });",
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'raw\n' });
  });

  it.each([
    ["declareReservedMemory('acme,capture-ring', { setup() { for (;;); } });", 'took over a second'],
    ["declareReservedMemory('acme,capture-ring', { setup() { process.exit(0); } });", 'ended its thread'],
  ])('ends %s', (text, why) => {
    const { status, stderr } = bootWith(text);
    expect(status).toBe(2);
    expect(stderr).toContain(`hooks.ts: setup of the hook for 'acme,capture-ring' ${why}.`);
  });
});
