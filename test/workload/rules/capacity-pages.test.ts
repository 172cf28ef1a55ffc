import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDmaSystem } from '../../../src/kernel/dma/dma-system.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { bootBoard } from '../../../src/project/boot-board.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import { findCapacity } from '../../../src/workload/rules/find-capacity.ts';
import { capacityCatalogue } from '../../../src/workload/rules/index.ts';
import { runWorkload } from '../../../src/workload/run-workload.ts';
import { boardFromText } from '../../helpers/board.ts';

const headings = ['Bad', 'Good', 'What the kernel does', 'Kernel versions', 'When to turn it off'];
const beside = ['index.ts', 'capacity-rule.ts', 'find-capacity.ts'];

function section(page: string, heading: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? expect.fail(`no ${heading}`);
}

function block(text: string, language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)?.[1];
  return found ?? expect.fail(`no ${language}`);
}

function findings(part: string): readonly Finding[] {
  const board = boardFromText(block(part, 'dts'));
  const booted = bootBoard(board);
  if (!booted.ok) return expect.fail(booted.problem.message);
  const { kernel } = booted.result;
  const dma = createDmaSystem(kernel);
  const { pageSize } = kernel.profile.config;
  const file = new SourceFile('page.yaml', block(part, 'yaml'));
  const { workload, problems } = loadWorkload(file, { tree: board.tree, dma, pageSize });
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  return findCapacity([{ label: '', kernel, result: runWorkload(dma, workload) }]);
}

describe('the rules about capacity', () => {
  it('are the files of their folder, each with a page and listed with the others', () => {
    const files = readdirSync('src/workload/rules').filter((name) => !beside.includes(name));
    expect(files.sort()).toEqual(capacityCatalogue.map(({ id }) => `${id}.ts`).sort());
    const rows = capacityCatalogue.map(
      ({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} |`,
    );
    expect(readFileSync('docs/rules/README.md', 'utf8')).toContain(rows.join('\n'));
  });
});

describe.each(capacityCatalogue)('the page of $id', (rule) => {
  const page = readFileSync(rule.docs, 'utf8');

  it('has its law and the headings that every page has', () => {
    expect(page).toContain(`# ${rule.id}\n\n${rule.summary}\n\nSeverity: ${rule.severity}.`);
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, name]) => name)).toEqual(headings);
  });

  it('shows what the rule says of the bad board', () => {
    const bad = section(page, 'Bad');
    const shown = findings(bad)
      .filter((finding) => finding.rule === rule.id)
      .map(
        ({ severity, message, note, help }) =>
          `${severity}: ${message}\n${note === undefined ? '' : `  note: ${note}\n`}${help === undefined ? '' : `  help: ${help}\n`}`,
      );
    expect(shown).toHaveLength(1);
    expect(block(bad, 'text')).toBe(shown[0]);
  });

  it('has a good board of which no rule says anything', () => {
    expect(findings(section(page, 'Good'))).toEqual([]);
  });
});
