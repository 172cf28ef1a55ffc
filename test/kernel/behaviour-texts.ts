const widest = 110;
/** The formatter breaks no line after a key of this length. */
const longestShortKey = 4;

/** What each field of `Behaviours` is about, by its name: the comments in its source, for people who have only the program. */
export function behaviourTexts(behavioursSource: string): ReadonlyMap<string, string> {
  const body = behavioursSource.slice(
    behavioursSource.indexOf('export interface Behaviours'),
    behavioursSource.indexOf('\n}\n'),
  );
  const fields = [...body.matchAll(/\/\*\*(.+?)\*\/\s+readonly (\w+):/gs)];
  return new Map(fields.map(([, comment = '', field = '']) => [field, withoutReferences(comment)]));
}

/** src/kernel/profiles/behaviour-texts.ts, as the formatter leaves it. */
export function behaviourTextsModule(behavioursSource: string): string {
  const entries = [...behaviourTexts(behavioursSource)].flatMap(([field, text]) => {
    const line = `  ${field}: ${quoted(text)},`;
    const staysWhole = line.length <= widest || field.length <= longestShortKey;
    return staysWhole ? [line] : [`  ${field}:`, `    ${quoted(text)},`];
  });
  return [
    '// Written by test/kernel/behaviour-texts.test.ts out of the comments in behaviours.ts (vitest -u writes it anew).',
    '',
    '/** What each behaviour is about, by its name. */',
    'export const behaviourTexts: Readonly<Record<string, string>> = Object.freeze({',
    ...entries,
    '});',
    '',
  ].join('\n');
}

/** In the quotes that need fewer escapes. */
function quoted(text: string): string {
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  if (singles > doubles) return `"${text.replaceAll('"', '\\"')}"`;
  return `'${text.replaceAll("'", "\\'")}'`;
}

/** Rows and sections of the specification are for those who read the source. */
function withoutReferences(comment: string): string {
  const text = comment.replace(/\s*\n\s*\*?\s*/g, ' ').trim();
  return text
    .replace(/\s*\((?:[^()]*\b)?(?:rows? \d+(?:, \d+)*|spec \d+[^();]*)\)/g, '')
    .replace(/\s*\((?:row \d+|spec [^;()]*); ([^()]*)\)/g, ' ($1)');
}
