import { describe, expect, test } from 'vitest';
import { markdownPage } from '../../src/report/markdown-page.ts';
import { plainTerminal } from '../../src/report/terminal.ts';

const page = `# rule

A sentence that goes on
for two lines, with \`some code in it\` and [a link](elsewhere.md).

\`\`\`console
first line

  second line
\`\`\`

| kernel | what it does |
| --- | --- |
| 6.12 | one thing, and then another |
| 7.2 | |
`;

describe('a page in the terminal', () => {
  test('has its paragraphs wrapped, its code as it stands and its table in columns', () => {
    expect(`\n${markdownPage(page, { ...plainTerminal, width: 44 })}`).toBe(`
rule

A sentence that goes on for two lines, with
\`some code in it\` and a link.

    first line

      second line

  kernel  what it does
  6.12    one thing, and then another
  7.2
`);
  });

  test('has a paragraph for each row of a table that is too wide', () => {
    expect(markdownPage(page, { ...plainTerminal, width: 24 })).toContain(`
  6.12
    what it does: one
    thing, and then
    another
  7.2
`);
  });

  test('shows code by its colour where there is colour', () => {
    const text = markdownPage(page, { ...plainTerminal, colour: true });
    expect(text).toContain('\u001b[36msome code in it\u001b[39m');
    expect(text).not.toContain('`');
  });
});
