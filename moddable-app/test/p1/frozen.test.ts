/** Preloaded modules are frozen in the ESP8266's flash and not on lin: none may keep state of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

const SOURCE = new URL('../../src/', import.meta.url);

const preloaded = [
  'contract.ts',
  'registers.ts',
  ...['p1', 'recorder'].flatMap((folder) => readdirSync(new URL(folder, SOURCE)).map((name) => `${folder}/${name}`)),
].filter((name) => name.endsWith('.ts'));

/** Names of the module's own variables that can be assigned again, and of static members that can. */
function mutableNames(file: ts.SourceFile): string[] {
  const names: string[] = [];
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) === 0) {
      names.push(...statement.declarationList.declarations.map((declaration) => declaration.name.getText(file)));
    }
    if (!ts.isClassDeclaration(statement)) continue;
    for (const member of statement.members) {
      const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
      const has = (kind: ts.SyntaxKind): boolean => modifiers.some((modifier) => modifier.kind === kind);
      if (has(ts.SyntaxKind.StaticKeyword) && ts.isPropertyDeclaration(member) && !has(ts.SyntaxKind.ReadonlyKeyword)) {
        names.push(member.name.getText(file));
      }
    }
  }
  return names;
}

/** Writes within functions and methods to something that a `const` of the module holds: `table[i] = …`, `map.set(…)`. */
function writes(file: ts.SourceFile): string[] {
  const own = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) own.add(name.text);
  }
  const found: string[] = [];
  const root = (node: ts.Expression): string =>
    ts.isElementAccessExpression(node) || ts.isPropertyAccessExpression(node)
      ? root(node.expression)
      : ts.isIdentifier(node)
        ? node.text
        : '';
  const changes = new Set(['set', 'fill', 'push', 'pop', 'shift', 'splice', 'sort', 'add', 'delete', 'copyWithin']);
  const visit = (node: ts.Node): void => {
    const assigned =
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
      !ts.isIdentifier(node.left);
    if (assigned && own.has(root(node.left))) found.push(node.getText(file));
    const called = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);
    if (called && changes.has(node.expression.name.text) && own.has(root(node.expression.expression))) {
      found.push(node.getText(file));
    }
    ts.forEachChild(node, visit);
  };
  // The module's own statements run once, at build time; what they fill is frozen afterwards.
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) visit(statement);
  }
  return found;
}

const parse = (name: string, text: string): ts.SourceFile =>
  ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);

test.each(preloaded)('%s keeps no state in the module', (name) => {
  const file = parse(name, readFileSync(new URL(name, SOURCE), 'utf8'));
  expect(mutableNames(file)).toEqual([]);
  expect(writes(file)).toEqual([]);
});

test.each(preloaded.filter((name) => name.startsWith('p1/')))('%s needs no engine for RegExp or BigInt', (name) => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node) || ts.isBigIntLiteral(node)) found.push(node.text);
    if (ts.isIdentifier(node) && (node.text === 'RegExp' || node.text === 'BigInt')) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(parse(name, readFileSync(new URL(name, SOURCE), 'utf8')));
  expect(found).toEqual([]);
});

test('these rules find what they forbid', () => {
  const file = parse(
    'bad.ts',
    'let n = 0; const t = [0]; class C { static count = 0; m() { t[0] = ++n; t.push(1); } }',
  );
  expect(mutableNames(file)).toEqual(['n', 'count']);
  expect(writes(file)).toEqual(['t[0] = ++n', 't.push(1)']);
});
