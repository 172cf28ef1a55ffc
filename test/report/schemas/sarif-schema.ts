/** Of SARIF 2.1.0's schema the objects that our reports use, each with what it requires and allows of those. */
export function sarifSchema(): object {
  const text = { type: 'string' };
  const index = { type: 'integer', minimum: 0 };
  const line = { type: 'integer', minimum: 1 };
  const message = object({ text }, ['text']);
  const level = { enum: ['none', 'note', 'warning', 'error'] };
  const artifactLocation = object(
    { uri: { type: 'string', pattern: "^(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$" } },
    ['uri'],
  );
  const region = object({ startLine: line, startColumn: line, endLine: line, endColumn: line }, [
    'startLine',
  ]);
  const physicalLocation = object({ artifactLocation, region }, ['artifactLocation']);
  const location = object({
    id: index,
    message,
    physicalLocation,
    logicalLocations: list(object({ fullyQualifiedName: text, kind: text }, ['fullyQualifiedName'])),
  });
  const replacement = object({ deletedRegion: region, insertedContent: object({ text }, ['text']) }, [
    'deletedRegion',
  ]);
  const artifactChange = object({ artifactLocation, replacements: { ...list(replacement), minItems: 1 } }, [
    'artifactLocation',
    'replacements',
  ]);
  const fix = object({ description: message, artifactChanges: { ...list(artifactChange), minItems: 1 } }, [
    'artifactChanges',
  ]);
  const result = object(
    {
      ruleId: text,
      ruleIndex: index,
      level,
      message,
      locations: list(location),
      relatedLocations: list(location),
      fixes: list(fix),
      suppressions: list(object({ kind: { enum: ['inSource', 'external'] }, justification: text }, ['kind'])),
      partialFingerprints: { type: 'object', additionalProperties: text },
      properties: { type: 'object' },
    },
    ['message'],
  );
  const rule = object(
    {
      id: text,
      shortDescription: message,
      help: object({ text, markdown: text }, ['text']),
      defaultConfiguration: object({ level }),
      properties: { type: 'object' },
    },
    ['id'],
  );
  const driver = object({ name: text, version: text, rules: list(rule) }, ['name']);
  const run = object(
    {
      tool: object({ driver }, ['driver']),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      invocations: list(object({ executionSuccessful: { type: 'boolean' } }, ['executionSuccessful'])),
      results: list(result),
    },
    ['tool'],
  );
  return object({ $schema: text, version: { const: '2.1.0' }, runs: list(run) }, ['version', 'runs']);
}

function object(properties: Readonly<Record<string, object>>, required: readonly string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

function list(items: object): object {
  return { type: 'array', items };
}
