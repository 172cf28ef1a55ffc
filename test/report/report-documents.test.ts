import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../src/report/report-html/report-html.ts';
import { reportMarkdown } from '../../src/report/report-markdown.ts';
import { reportSvg } from '../../src/report/report-svg.ts';
import { reportText } from '../../src/report/report-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { chromiumArguments, chromiumPath, hasChromium } from './chromium.ts';
import { everyKind, reportOf, unknownMemory } from './example-boards.ts';

const booted = reportOf(everyKind, { boot: {} });
const hostile = everyKind.replace('Example Every Kind', '<script>alert(1)</script> | *x*');

describe('a report as markdown', () => {
  it('has a table each for banks, regions, the budget and devices', () => {
    expect(reportMarkdown(booted)).toMatchSnapshot();
  });

  it('has no markup of the tree', () => {
    expect(reportMarkdown(reportOf(hostile))).toMatch(
      /^### \\<script\\>alert\(1\)\\<\/script\\> \\\| \\\*x\\\*$/m,
    );
  });
});

describe('a report as a picture', () => {
  it('has the memory map, with the devices of each region in its title', () => {
    const svg = reportSvg(booted);
    expect(svg).toContain('<title id="title">Memory map of Example Every Kind</title>');
    expect(svg).toMatch(/used by video-codec@1000/);
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });

  it('shows regions where RAM is not known', () => {
    expect(reportSvg(reportOf(unknownMemory))).toContain('smem');
  });
});

describe('a report’s budget', () => {
  it('is told as a tree', () => {
    const text = reportText(booted, plainTerminal);
    expect(text.slice(text.indexOf('Where RAM goes')).split('\n\n')[0]).toMatchSnapshot();
  });

  it('is left out where nothing boots', () => {
    expect(reportText(reportOf(unknownMemory, { boot: {} }), plainTerminal)).not.toContain('Where RAM goes');
  });
});

describe('a report of a board that cannot be booted', () => {
  it('says so where somebody asks for a kernel that there is not', () => {
    const { notes } = reportOf(everyKind, { boot: { kernel: { version: '2.6' } } });
    expect(notes.at(-1)).toMatchObject({ code: 'not-booted', message: expect.stringContaining('2.6') });
  });
});

describe('a report as a page', () => {
  it('has all that the markdown has, no script, and no markup of the tree', () => {
    const page = reportHtml(reportOf(hostile, { boot: {} }));
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).toContain("default-src 'none'; style-src");
    for (const heading of ['Memory map', 'Memory', 'Regions', 'Dynamic regions', 'Where RAM goes', 'Devices'])
      expect(page).toContain(`<h2>${heading}`);
  });
});

describe.skipIf(!hasChromium)(`the page of a report (skipped without ${chromiumPath})`, () => {
  let folder = '';
  let url = '';
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carveout-report-'));
    const file = join(folder, 'report.html');
    writeFileSync(file, reportHtml(booted));
    url = pathToFileURL(file).href;
    browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumArguments] });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['a screen', 1280, 'light'],
    ['a phone at night', 400, 'dark'],
  ] as const)('fits %s, asks for nothing and complains of nothing', async (_, width, colorScheme) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const heard: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) heard.push(request.url());
    });
    page.on('console', (message) => heard.push(message.text()));
    await page.goto(url, { waitUntil: 'load' });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(heard).toEqual([]);
    await context.close();
  });
});
