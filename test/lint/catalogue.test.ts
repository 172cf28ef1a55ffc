import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../src/kernel/boot-kernel.ts';
import type { LintInput } from '../../src/lint/board-facts.ts';
import type { Finding } from '../../src/lint/finding.ts';
import { lint } from '../../src/lint/lint.ts';
import { packNames, packs } from '../../src/lint/packs/packs.ts';
import type { Rule } from '../../src/lint/rule.ts';
import { catalogue, ruleById } from '../../src/lint/rules/index.ts';
import { suppressionRules } from '../../src/lint/suppression-findings.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';
import { capacityCatalogue } from '../../src/workload/rules/index.ts';
import { boardFromText } from '../helpers/board.ts';
import { inputOfOptions } from './page-options.ts';
import { arm64 } from './rule-test.ts';

const headings = ['Bad', 'Good', 'What the kernel does', 'Kernel versions', 'When to turn it off'];

describe('the catalogue', () => {
  it('lists every file of the folder, and each rule once', () => {
    const files = readdirSync('src/lint/rules').filter((name) => name !== 'index.ts');
    expect(catalogue.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
  });

  it('has a page for each rule and no page without one', () => {
    const pages = readdirSync('docs/rules').filter((name) => name !== 'README.md');
    const rules = [...catalogue, ...suppressionRules, ...capacityCatalogue];
    expect(pages.sort()).toEqual(rules.map(({ id }) => `${id}.md`).sort());
  });

  it('has a test for each rule and no test without one', () => {
    const tests = readdirSync('test/lint/rules');
    expect(tests.sort()).toEqual(catalogue.map(({ id }) => `${id}.test.ts`).sort());
  });

  it('is listed in docs/rules/README.md, in its order', () => {
    const rows = catalogue.map(
      ({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} |`,
    );
    expect(readFileSync('docs/rules/README.md', 'utf8')).toContain(rows.join('\n'));
  });

  it('has every rule of a pack in one pack, and no other rule', () => {
    const ofPacks = packNames.flatMap((name) => packs[name].rules);
    const wanted = catalogue.filter(({ preset }) => preset === 'pack').map(({ id }) => id);
    expect(ofPacks.sort()).toEqual(wanted.sort());
  });

  it('finds a rule by its id', () => {
    expect(ruleById('region-overlap')?.id).toBe('region-overlap');
    expect(ruleById('no-such-rule')).toBeUndefined();
  });
});

describe.each(catalogue)('the page of $id', (rule) => {
  const page = readPage(rule);

  it('has the headings that every page has', () => {
    const found = [...page.matchAll(/^(#+) (.*)$/gm)].map(([, level, text]) => `${level} ${text}`);
    expect(found).toEqual([`# ${rule.id}`, ...headings.map((heading) => `## ${heading}`)]);
  });

  it("says the rule's summary and severity", () => {
    expect(page).toContain(`# ${rule.id}\n\n${rule.summary}\n\nSeverity: `);
    // A rule that tells of worse and of lesser cases may begin with the worse.
    expect(/^Severity: (error|warning|info)/m.exec(page)?.[0]).toBe(`Severity: ${rule.severity}`);
  });

  it('shows a bad tree that yields what the page says', () => {
    const findings = lintOf(page, 0, [rule]);
    const shown = findings.map(({ severity, message, help }) => `${severity}: ${message}\n  help: ${help}`);
    expect(shown.join('\n')).toBe(blockOf(page, 'text', 0));
    expect(findings.length).toBeGreaterThan(0);
  });

  it('tells the same of the bad tree where a board includes it, at its place in that file', () => {
    const found = findingsOfInclude(page, [rule]);
    const expected = judgesOwnFile.has(rule.id) ? [] : lintOf(page, 0, [rule]);
    expect(found.map(({ message }) => message)).toEqual(expected.map(({ message }) => message));
    for (const { place } of found) expect(place.file.path).toBe('soc.dtsi');
  });

  it('shows a good tree in which no rule finds anything', () => {
    const others = catalogue.filter(({ preset }) => preset === 'recommended');
    expect(lintOf(page, 1, [...new Set([rule, ...others])])).toEqual([]);
  });

  it('shows kernel lines that the emulated boot of the bad tree prints', () => {
    if (!page.includes('```console')) return;

    const { model } = boardFromText(blockOf(page, 'dts', 0));
    const { profile = arm64, memory, kernelImage, initrd, fdt } = factsOf(page);
    const machine = { memory, kernelImage, initrd, fdt };
    const log = bootKernel({ model, profile, machine }).log.map(({ text }) => text);
    expect(log).toEqual(expect.arrayContaining(messagesOf(blockOf(page, 'console', 0))));
  });
});

function readPage({ docs }: Rule): string {
  return existsSync(docs) ? readFileSync(docs, 'utf8') : '';
}

/** A page's first or second tree, with the facts that the page gives. */
function lintOf(page: string, index: number, rules: readonly Rule[]) {
  const { model } = boardFromText(blockOf(page, 'dts', index));
  return lint({ ...factsOf(page), model }, { rules });
}

/** They tell only of what the board's own file says: a chip's file leaves these things to boards. */
const judgesOwnFile = new Set(['optee-without-reservation', 'reserved-for-disabled-device']);

/** The page's first tree as a file that the board includes. */
function findingsOfInclude(page: string, rules: readonly Rule[]): readonly Finding[] {
  const access = new MemoryFiles({
    '/soc.dtsi': blockOf(page, 'dts', 0),
    '/board.dts': '#include "soc.dtsi"\n',
  });
  const project = new Project({ access, workingFolder: '/' });
  const { board } = loadBoard('/board.dts', { project, allowErrors: true });
  return board === undefined ? [] : lint({ ...factsOf(page), model: board.model }, { rules });
}

function factsOf(page: string): Omit<LintInput, 'model'> {
  return inputOfOptions(blockOf(page, 'sh', 0), blockOf(page, 'efi', 0), blockOf(page, 'elf', 0));
}

/** The nth block of a language. */
function blockOf(page: string, language: string, index: number): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'gm'))];
  return blocks[index]?.[1] ?? '';
}

/** Lines, but that of an overlap is one message of two lines. */
function messagesOf(console: string): string[] {
  return console
    .replace('OVERLAP DETECTED!\n', 'OVERLAP DETECTED!\0')
    .split('\n')
    .map((line) => line.replace('\0', '\n'));
}
