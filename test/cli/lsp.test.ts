import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { carveout, command, project, scratchFolder } from './carveout.ts';
import { applied, type CodeAction, LspClient, positionOf, type TextEdit } from './lsp-client.ts';

const head = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	compatible = "acme,board";
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; reg = <0>; compatible = "arm,cortex-a53"; }; };
`;

const reservedMemory = `	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool: pool@51000000 {
			compatible = "shared-dma-pool";
			reusable;
			reg = <0x50000000 0x1000000>;
		};
	};
`;

const devices = `	soc {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		video@1000000 { compatible = "acme,video"; reg = <0x1000000 0x1000>; memory-region = <&pool>; };
	};
};
`;

/** Its pool is named after another address than it has. */
const wrong = head + reservedMemory + devices;
const right = wrong.replace('pool@51000000', 'pool@50000000');

/** The same in two files. */
const shared = `/ {\n${reservedMemory}};\n`;
const including = `${head}};\n#include "shared.dtsi"\n/ {\n${devices}`;

function uriIn(folder: string, ...names: readonly string[]): string {
  return pathToFileURL(join(folder, ...names)).href;
}

function editsFor(action: CodeAction | undefined, uri: string): readonly TextEdit[] {
  return action?.edit?.documentChanges.find(({ textDocument }) => textDocument.uri === uri)?.edits ?? [];
}

/** Most tests talk to one server, each about files of its own. */
let client: LspClient;
beforeAll(async () => {
  client = await LspClient.start(project);
});
afterAll(() => client.kill());

/** A server for one test. */
async function ownServer(...args: readonly string[]): Promise<LspClient> {
  const own = await LspClient.start(project, args);
  onTestFinished(() => own.kill());
  return own;
}

/** A board of its own, open. */
function openBoard(text: string): string {
  const folder = scratchFolder({});
  const uri = uriIn(folder, 'board.dts');
  client.open(uri, text);
  return uri;
}

describe('diagnostics', () => {
  it('come for a text that is on no disk, at their place, and go when it is put right', async () => {
    const uri = openBoard(wrong);

    const [diagnostic, ...others] = await client.diagnostics(uri, 1);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      severity: 2,
      source: 'carveout',
      code: 'unit-address-mismatch',
      range: {
        start: positionOf(wrong, '0x50000000 0x1000000'),
        end: positionOf(wrong, '0x1000000>', '0x1000000'.length),
      },
      relatedInformation: [{ location: { uri, range: { start: positionOf(wrong, 'pool@51000000') } } }],
    });
    expect(diagnostic?.message).toContain('\nhelp: If reg is right, name the node pool@50000000');
    expect(diagnostic?.codeDescription?.href).toMatch(/^file:.*docs\/rules\/unit-address-mismatch\.md$/);

    client.change(uri, right, 2);
    expect(await client.diagnostics(uri, 2)).toEqual([]);
  });

  it('stand in an included file that nobody has opened, and are taken away when the board is closed', async () => {
    const folder = scratchFolder({ 'shared.dtsi': shared });
    const board = uriIn(folder, 'board.dts');
    const file = uriIn(folder, 'shared.dtsi');
    client.open(board, including);

    const [diagnostic] = await client.diagnostics(file);
    expect(diagnostic).toMatchObject({
      code: 'unit-address-mismatch',
      range: { start: positionOf(shared, '0x50000000') },
    });
    void client.notify('textDocument/didClose', { textDocument: { uri: board } });
    await client.published(file, ({ diagnostics }) => diagnostics.length === 0);
  });

  it('of a shared file come from the boards near it that include it, with its unsaved text', async () => {
    const folder = scratchFolder({
      'soc/shared.dtsi': right,
      'boards/one.dts': including.replace('shared.dtsi', '../soc/shared.dtsi'),
      'boards/other.dts': right,
      '.git/HEAD': '',
    });
    const uri = uriIn(folder, 'soc', 'shared.dtsi');
    client.open(uri, shared);

    expect(await client.diagnostics(uri, 1)).toMatchObject([{ code: 'unit-address-mismatch' }]);
    expect(await client.lenses(uri)).toEqual(['6: 16 MiB · video@1000000']);
    client.change(uri, shared.replace('pool@51', 'pool@50'), 2);
    expect(await client.diagnostics(uri, 2)).toEqual([]);
  });

  it('tell of a broken text what is wrong with it, and of the board again when it is mended', async () => {
    const uri = openBoard(wrong.replace('ranges;', 'ranges'));
    const broken = await client.diagnostics(uri, 1);
    expect(broken.map(({ severity }) => severity)).toContain(1);
    expect(broken.map(({ code }) => code)).not.toContain('unit-address-mismatch');

    client.change(uri, wrong, 2);
    expect(await client.diagnostics(uri, 2)).toMatchObject([{ code: 'unit-address-mismatch' }]);
  });

  it('count characters as UTF-16 does', async () => {
    const text = wrong.replace('reg = <0x50000000', '/* Größe 📹 */ reg = <0x50000000');
    const uri = openBoard(text);
    const [diagnostic] = await client.diagnostics(uri, 1);
    expect(diagnostic?.range.start).toEqual(positionOf(text, '0x50000000'));
    expect(diagnostic?.range.start.character).toBe(3 + '/* Größe 📹 */ '.length + 'reg = <'.length);
  });

  it('find files whose names a URI has to write otherwise', async () => {
    const folder = scratchFolder({ 'Größe 100% #1/shared.dtsi': shared });
    // As some clients write it: the umlauts as they are.
    const board = uriIn(folder, 'Größe 100% #1', 'board.dts').replace('%C3%B6', 'ö');
    client.open(board, including);
    const file = uriIn(folder, 'Größe 100% #1', 'shared.dtsi');
    expect(await client.diagnostics(file)).toMatchObject([{ code: 'unit-address-mismatch' }]);
    expect(await client.diagnostics(board, 1)).toEqual([]);
  });

  it('heed comments and configurations, a configuration as it stands in the editor', async () => {
    const folder = scratchFolder({
      'carveout.config.yaml': 'lint:\n  rules: { unit-address-mismatch: error }\n',
    });
    const [board, config] = [uriIn(folder, 'board.dts'), uriIn(folder, 'carveout.config.yaml')];
    client.open(board, wrong);
    expect(await client.diagnostics(board, 1)).toMatchObject([{ severity: 1 }]);

    client.open(config, 'lint:\n  rules: { unit-address-mismatch: off }\n');
    await client.published(board, ({ diagnostics }) => diagnostics.length === 0);
    client.change(config, 'lint:\n  rules: { unit-adress-mismatch: off }\n', 2);
    const { diagnostics } = await client.published(config, (one) => one.diagnostics.length > 0);
    expect(diagnostics).toMatchObject(
      [{ code: 'config-unknown-rule', range: { start: { line: 1 } }, message: /unit-address-mismatch/ }].map(
        (one) => ({ ...one, message: expect.stringMatching(one.message) }),
      ),
    );

    const quiet = wrong.replace(
      '\t\t\treg = <0x5',
      '\t\t\t// carveout-disable-next-line unit-address-mismatch\n\t\t\treg = <0x5',
    );
    client.change(board, quiet, 2);
    expect(await client.diagnostics(board, 2)).toEqual([]);
    client.change(board, quiet.replace('pool@51', 'pool@50'), 3);
    expect(await client.diagnostics(board, 3)).toMatchObject([{ code: 'unused-suppression', tags: [1] }]);
  });

  it('are of the last text alone, however fast somebody types', async () => {
    const uri = openBoard(wrong);
    for (let version = 2; version <= 200; version++)
      client.change(uri, version % 2 === 0 ? right : wrong, version);
    client.change(uri, right, 201);
    expect(await client.diagnostics(uri, 201)).toEqual([]);

    const versions = client.publishedFor(uri).map(({ version }) => version ?? 0);
    expect(versions).toEqual([...versions].sort((left, right_) => left - right_));
    expect(versions.length).toBeLessThan(20);
  });

  it('come anew when an included file has changed on disk', async () => {
    const folder = scratchFolder({ 'shared.dtsi': shared });
    const [board, file] = [uriIn(folder, 'board.dts'), uriIn(folder, 'shared.dtsi')];
    client.open(board, including);
    await client.diagnostics(file);
    writeFileSync(join(folder, 'shared.dtsi'), shared.replace('pool@51', 'pool@50'));
    void client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: file, type: 2 }] });
    await client.published(file, ({ diagnostics }) => diagnostics.length === 0);
  });
});

describe('hover', () => {
  it('tells of a region where it lies, who uses it, and what the kernel prints', async () => {
    const uri = openBoard(right);
    for (const name of ['pool: ', 'pool@5', '&pool']) {
      const text = await client.hover(uri, positionOf(right, name, 1));
      expect(text).toContain('**`pool@50000000`**: CMA pool, static, reusable');
      expect(text).toContain('`0x50000000..0x51000000` (16 MiB)');
      expect(text).toContain('Users: `/soc/video@1000000`');
      expect(text).toContain('Linux 6.12 arm64');
      expect(text).toContain(
        'OF: reserved mem: initialized node pool@50000000, compatible id shared-dma-pool',
      );
    }
  });

  it('tells at memory-region what the device gets', async () => {
    const uri = openBoard(right);
    const text = await client.hover(uri, positionOf(right, 'memory-region', 3));
    expect(text).toContain('entry 0: `pool@50000000` (CMA pool, static, reusable)');
    expect(text).toContain('`of_reserved_mem_device_init_by_idx()` assigns it (0)');

    const plain = right.replace('reusable;', 'no-map;').replace('compatible = "shared-dma-pool";', '');
    client.change(uri, plain, 2);
    const refused = await client.hover(uri, positionOf(plain, 'memory-region', 3));
    expect(refused).toContain('returns **-22 EINVAL** (a plain region has no hook that could give it)');
  });

  it('decodes the cells of reg', async () => {
    const uri = openBoard(right);
    const text = await client.hover(uri, positionOf(right, '0x1000000>', 2));
    expect(text).toBe('`pool@50000000` `reg`: `0x50000000..0x51000000` (16 MiB)');
    expect(await client.hover(uri, positionOf(right, 'device_type'))).toBeUndefined();
  });
});

describe('code lenses', () => {
  it('stand above regions, with size and users', async () => {
    const uri = openBoard(right);
    expect(await client.lenses(uri)).toEqual(['12: 16 MiB · video@1000000']);
  });
});

describe('code actions', () => {
  async function actionsAt(text: string): Promise<{ uri: string; actions: readonly CodeAction[] }> {
    const uri = openBoard(text);
    const at = positionOf(text, '0x50000000');
    return { uri, actions: await client.actions(uri, { start: at, end: at }) };
  }

  it('make the remedy of a finding, which is then gone', async () => {
    const { uri, actions } = await actionsAt(wrong);
    const fix = actions.find(({ isPreferred }) => isPreferred);
    expect(fix).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: 'unit-address-mismatch' }] });
    expect(fix?.edit?.documentChanges[0]?.textDocument).toEqual({ uri, version: 1 });
    const fixed = applied(wrong, editsFor(fix, uri));
    expect(fixed).toBe(right);
    client.change(uri, fixed, 2);
    expect(await client.diagnostics(uri, 2)).toEqual([]);
  });

  it('keep a finding quiet, for its line or its node', async () => {
    const { uri, actions } = await actionsAt(wrong);
    const [line, node] = ['this line', 'the node'].map((what) =>
      actions.find(({ title }) => title.startsWith(`Suppress unit-address-mismatch for ${what}`)),
    );
    const quietLine = applied(wrong, editsFor(line, uri));
    expect(quietLine).toContain(
      '\t\t\t/* carveout-disable-next-line unit-address-mismatch */\n\t\t\treg = <0x50000000',
    );
    const quietNode = applied(wrong, editsFor(node, uri));
    expect(quietNode).toContain(
      '\t\t/* carveout-disable-next-node unit-address-mismatch */\n\t\tpool: pool@51000000 {',
    );
    client.change(uri, quietLine, 2);
    expect(await client.diagnostics(uri, 2)).toEqual([]);
    client.change(uri, quietNode, 3);
    expect(await client.diagnostics(uri, 3)).toEqual([]);
  });

  it('make all safe fixes of a file at once', async () => {
    const text = wrong.replace(
      '\t\t};\n\t};\n\tsoc',
      '\t\t};\n\t\tother@1 { reg = <0x60000000 0x1000000>; no-map; };\n\t};\n\tsoc',
    );
    const uri = openBoard(text);
    const start = { line: 0, character: 0 };
    const [all, ...others] = await client.actions(uri, { start, end: start }, ['source.fixAll']);
    expect(others).toEqual([]);
    expect(all?.kind).toBe('source.fixAll.carveout');
    const fixed = applied(text, editsFor(all, uri));
    expect(fixed).toContain('pool@50000000 {');
    expect(fixed).toContain('other@60000000 {');
  });

  it('open the page of a rule', async () => {
    const { actions } = await actionsAt(wrong);
    const open = actions.find(({ title }) => title === 'Open the page of unit-address-mismatch');
    await client.request('workspace/executeCommand', open?.command);
    expect(client.shownDocuments.map((uri) => readFileSync(fileURLToPath(uri), 'utf8').slice(0, 80))).toEqual(
      [expect.stringContaining('unit-address-mismatch')],
    );
  });
});

describe('the server', () => {
  it('ends with 0 after a shutdown, else with 1', async () => {
    const own = await ownServer();
    own.open(uriIn(scratchFolder({}), 'board.dts'), wrong);
    expect(await own.request('shutdown')).toBeNull();
    void own.notify('exit');
    expect(await own.exitCode()).toBe(0);

    const other = await ownServer();
    void other.notify('exit');
    expect(await other.exitCode()).toBe(1);
  });

  it('ends when its client does, and when it is sent no protocol', async () => {
    const own = await ownServer();
    own.child.stdin?.end();
    expect(await own.exitCode()).toBe(1);

    const other = new LspClient(project);
    other.child.stdin?.end('GET / HTTP/1.1\r\n\r\nContent-Length: 3\r\n\r\n{{{\r\n');
    expect(await other.exitCode()).toBe(1);
    expect(other.stderr).not.toMatch(/^ {4}at /m);
  });

  it('answers while a hostile text is analysed, and goes on when it is gone', async () => {
    const folds = Array.from({ length: 40 }, (_, at) => `#define M${at + 1} M${at} M${at}`).join('\n');
    const hostile = `${wrong}#define M0 x\n${folds}\n/ { a = "${'('.repeat(10)}"; M40 };\n${'/ { n {'.repeat(20_000)}`;
    const uri = openBoard(hostile);
    expect((await client.diagnostics(uri, 1)).length).toBeGreaterThan(0);
    client.change(uri, right, 2);
    expect(await client.diagnostics(uri, 2)).toEqual([]);
  });

  it('gives a board up that takes longer than it may, and lives', async () => {
    const own = await ownServer('--time-limit', '0.001');
    const uri = uriIn(scratchFolder({}), 'board.dts');
    own.open(uri, wrong);
    expect(await own.diagnostics(uri, 1)).toMatchObject([
      {
        code: 'analysis-stopped',
        message: 'carveout has given this board up: it takes more than 0.001 seconds.',
      },
    ]);
    own.change(uri, right, 2);
    expect(await own.lenses(uri)).toEqual([]);
    expect(await own.request('shutdown')).toBeNull();
  });

  it('leaves documents alone that are none of its own', async () => {
    const folder = scratchFolder({ 'a.c': 'int a;' });
    client.open(uriIn(folder, 'a.c'), 'int a;');
    client.open('git:/somewhere/board.dts?ref=HEAD', wrong);
    client.open('file://elsewhere/board.dts', wrong);
    client.open('untitled:Untitled-1', wrong);
    expect(await client.lenses('git:/somewhere/board.dts?ref=HEAD')).toEqual([]);
    expect(await client.lenses(uriIn(folder, 'a.c'))).toEqual([]);
    expect(await client.lenses('untitled:Untitled-1')).toEqual(['12: 16 MiB · video@1000000']);
  });

  it('is loaded by no other command', () => {
    const folder = join(dirname(command), 'command');
    const seen = new Set([join(folder, 'main.cjs'), join(folder, 'core.cjs')]);
    for (const path of seen) {
      const text = readFileSync(path, 'utf8');
      for (const [, name = ''] of text.matchAll(/^\w[^\n]*?\brequire\("(\.[^"]+)"\);/gm))
        seen.add(join(dirname(path), name));
    }
    const isServer = (path: string): boolean => readFileSync(path, 'utf8').includes('textDocument/didOpen');
    const chunks = readdirSync(folder).filter((name) => isServer(join(folder, name)));
    expect(chunks.length).toBeGreaterThan(0);
    expect(seen.size).toBeGreaterThan(2);
    expect([...seen].filter(isServer)).toEqual([]);
  });
});

describe('docs/editors.md', () => {
  const page = readFileSync(join(project, 'docs/editors.md'), 'utf8');
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => JSON.parse(text));

  it('has a problem matcher that takes what --format compact prints', () => {
    const { regexp, ...groups } = examples[1].tasks[0].problemMatcher.pattern;
    const folder = scratchFolder({ 'board.dts': wrong });
    const { stdout } = carveout(['lint', 'board.dts', '--format', 'compact'], { cwd: folder });
    const match = new RegExp(regexp).exec(stdout.trimEnd()) ?? [];
    const named = Object.entries(groups).map(([name, group]) => [name, match[Number(group)]]);
    expect(Object.fromEntries(named)).toMatchObject({
      file: 'board.dts',
      line: '15',
      column: '11',
      severity: 'warning',
      code: 'unit-address-mismatch',
    });
  });

  it('starts the server as it wants to be started', () => {
    const { 'glspc.server.commandArguments': args } = examples[0];
    expect(args).toEqual(['lsp', '--stdio']);
    expect(page.match(/cmd = \{ 'carveout', 'lsp' \}/g)).toHaveLength(2);
  });
});
