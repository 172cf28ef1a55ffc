import { createHash } from 'node:crypto';
import { colourRules, patternDefs, pictureRules } from '../svg/picture-theme.ts';
import { escapeXml } from '../xml.ts';
import { pageStyle } from './page-style.ts';

export interface PageParts {
  readonly title: string;
  readonly body: string;
  readonly script?: PageScript | undefined;
}

/** A page's own script, and what it reads. */
interface PageScript {
  readonly program: string;
  /** Id of the element that holds the data. */
  readonly dataId: string;
  readonly data: string;
}

/** A page that needs nothing else; a policy in it forbids everything but its own style and, where it has one, its own script. */
export function pageDocument({ title, body, script }: PageParts): string {
  const own = script === undefined ? '' : ` script-src 'sha256-${hashOf(script.program)}';`;
  const policy = `default-src 'none';${own} style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  const scripts =
    script === undefined
      ? []
      : [
          `<script type="application/json" id="${script.dataId}">${script.data}</script>`,
          `<script>${script.program}</script>`,
        ];
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<link rel="icon" href="data:,">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${colourRules(':root')}${pictureRules}${pageStyle}</style>`,
    '</head>',
    '<body>',
    `<svg class="defs" aria-hidden="true" focusable="false">${patternDefs()}</svg>`,
    body,
    '<footer>Made by carveout. The page is complete as it is: it loads nothing.</footer>',
    ...scripts,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function hashOf(program: string): string {
  return createHash('sha256').update(program).digest('base64');
}
