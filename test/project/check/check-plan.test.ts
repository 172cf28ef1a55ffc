import { describe, expect, it } from 'vitest';
import { planOf, problemsOf, projectWith } from './check-project.ts';

function namesOf(config: string): readonly string[] {
  const plan = planOf(projectWith(config));
  if (!('items' in plan)) return expect.fail('no plan');
  expect(plan.problems).toEqual([]);
  return plan.items.map(({ name, kernel, workloads }) => `${name} ${kernel ?? ''} ${workloads.length}`);
}

describe('what a configuration asks check to do', () => {
  it('is an item for each board and kernel, with the workloads for all and its own', () => {
    const config = `check:
  boards:
    - { board: boards/kiosk.dts, name: kiosk, kernels: ['6.12', '7.2', '6.12'] }
    - { board: boards/gate.dts, workloads: [workloads/recording.yaml, workloads/screen.yaml] }
  workloads: [workloads/screen.yaml]
`;
    expect(namesOf(config)).toEqual(['kiosk 6.12 1', 'kiosk 7.2 1', 'boards/gate.dts  2']);
  });

  it('finds boards and workloads by patterns, in the order of their names', () => {
    const config = "check: { boards: [{ boards: 'boards/*.dts', name: all }], workloads: ['workloads/*'] }";
    expect(namesOf(config)).toEqual(['all: boards/gate.dts  3', 'all: boards/kiosk.dts  3']);
  });

  it('passes over what lint ignores, where a pattern finds it', () => {
    const config = "lint: { ignore: ['gate.dts'] }\ncheck: { boards: [{ boards: 'boards/*.dts' }] }";
    expect(namesOf(config)).toEqual(['boards/kiosk.dts  0']);
  });

  it('takes the kernel of the configuration where a board names none', () => {
    const config = "kernel: { version: '6.1' }\ncheck: { boards: [{ board: boards/gate.dts }] }";
    expect(namesOf(config)).toEqual(['boards/gate.dts 6.1 0']);
  });

  it.each([
    ['a board that is not there', '{ board: boards/gte.dts }', '2:20 `boards/gte.dts` is not there.'],
    ['a pattern without a file', "{ boards: 'bords/*.dts' }", '2:21 No file matches `bords/*.dts`.'],
    ['a kernel that is none', "{ board: boards/gate.dts, kernels: ['soon'] }", '2:47 "soon" is no version'],
    ['a workload that is a folder', '{ board: boards/gate.dts, workloads: [workloads] }', 'is a folder'],
    ['an overlay that is not there', '{ board: boards/gate.dts, overlays: [x.dtbo] }', '2:48 `x.dtbo`'],
    ['memory that is none', "{ board: boards/gate.dts, memory: ['1Q@0'] }", '2:46 memory 1Q@0'],
    ['RAM that is none', '{ board: boards/gate.dts, ram: much }', '2:42 `much` is not a size.'],
    ['both kinds of boards', "{ board: boards/gate.dts, boards: '*' }", 'One of `board` and `boards`'],
    ['RAM said twice', "{ board: boards/gate.dts, ram: 1GiB, memory: ['1G@0'] }", 'exclude each other'],
    ['a misspelt key', '{ bord: boards/gate.dts }', '`check.boards.0` has no `bord`.'],
  ])('tells of %s at its place', (_, board, said) => {
    expect(problemsOf(projectWith(`check: { boards: [\n          ${board}] }`)).join('\n')).toContain(said);
  });

  it('tells of a rule that is none, and of a configuration that says nothing of it', () => {
    const config = 'check: { boards: [{ board: boards/gate.dts }], rules: { pool-hedroom: off } }';
    expect(problemsOf(projectWith(config))).toEqual(['1:71 There is no rule pool-hedroom.']);
    expect(problemsOf(projectWith('lint: {}'))[0]).toContain('does not say what to check');
  });

  it('names nothing outside its folder where it was found', () => {
    const config = "check: { boards: [{ boards: '../*/*.dts' }], workloads: [/etc/passwd] }";
    expect(problemsOf(projectWith(config)).join('\n')).toMatch(/passwd lies outside[\s\S]*dts lies outside/);
  });

  it('tells of boards that reports would call the same, and checks them', () => {
    const boards = '{ board: boards/gate.dts, ram: 512MiB }, { board: boards/gate.dts, ram: 1GiB }';
    const plan = planOf(projectWith(`check: { boards: [${boards}] }`));
    if (!('items' in plan)) return expect.fail('no plan');
    expect(plan.items).toHaveLength(2);
    expect(plan.problems).toMatchObject([
      { severity: 'warning', message: '`boards/gate.dts` is the name of several checks.' },
    ]);
  });

  it('has a key that does not hang on where the checkout lies', () => {
    const config = 'check: { boards: [{ board: boards/gate.dts }] }';
    const keyOf = (text: string): unknown => {
      const plan = planOf(projectWith(text));
      return 'key' in plan ? plan.key : undefined;
    };
    expect(keyOf(config)).toBe(keyOf(config));
    expect(keyOf(config)).not.toBe(keyOf(config.replace('gate', 'kiosk')));
    const withRules = config.replace('check: {', 'check: { rules: { pool-headroom: error },');
    expect(keyOf(config)).not.toBe(keyOf(withRules));
  });

  it.each([
    ['the command line', 'kernel: { cmdline: cma=64M }'],
    ['the size of pages', 'kernel: { pageSize: 64K }'],
    ['where the kernel lies', "kernel: { kernelImage: '40M@0x40200000' }"],
    ['a kernel configuration', 'kernel: { kconfig: some.config }'],
    ['what that says', 'kernel: { kconfig: other.config }'],
    ['the preset of lint', 'lint: { preset: strict }'],
    ['rules of lint', 'lint: { rules: { region-overlap: off } }'],
    ['packs', 'lint: { packs: [remoteproc] }'],
    ['a baseline', 'lint: { baseline: known.json }'],
    ['defines', 'sources: { define: [A=1] }'],
    ['include folders', 'sources: { include: [boards] }'],
  ])('has a key of its own with %s', (_, settings) => {
    const board = 'check: { boards: [{ board: boards/gate.dts }] }';
    const files = {
      'some.config': 'CONFIG_CMA=y\n',
      'other.config': 'CONFIG_CMA=n\n',
      'known.json': '{ "version": 1, "files": {} }',
    };
    const keyOf = (...parts: string[]): unknown => {
      const plan = planOf(projectWith(parts.join('\n'), files));
      if (!('items' in plan) || plan.items.length === 0) return expect.fail(JSON.stringify(plan));
      return plan.key;
    };
    expect(keyOf(board, settings)).toBe(keyOf(board, settings));
    const others = ['', 'kernel: { kconfig: some.config }'].filter((other) => other !== settings);
    for (const other of others) expect(keyOf(board, settings)).not.toBe(keyOf(board, other));
  });
});
