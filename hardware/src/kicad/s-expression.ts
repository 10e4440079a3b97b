/** KiCad's file format: nested lists of words and strings. Reading only; the files are written by KiCad. */

export type Node = string | readonly Node[];

/** @throws naming the character position when brackets or quotes do not match. */
export function parse(text: string): Node {
  const stack: Node[][] = [[]];
  const token = /\s+|\(|\)|"((?:[^"\\]|\\.)*)"|[^\s()"]+/gy;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`not a KiCad file: unreadable at character ${at}`);
    const word = match[0];
    if (word === '(') stack.push([]);
    else if (word === ')') {
      const list = stack.pop();
      const parent = stack.at(-1);
      if (!list || !parent) throw new Error(`not a KiCad file: a bracket too many at character ${at}`);
      parent.push(list);
    } else if (match[1] !== undefined)
      stack.at(-1)?.push(match[1].replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c)));
    else if (word.trim() !== '') stack.at(-1)?.push(word);
  }
  const root = stack[0]?.[0];
  if (stack.length !== 1 || root === undefined) throw new Error('not a KiCad file: brackets do not match');
  return root;
}

/** Every child list that starts with the name. */
export function lists(node: Node, name: string): readonly (readonly Node[])[] {
  return typeof node === 'string'
    ? []
    : node.filter((child): child is readonly Node[] => typeof child !== 'string' && child[0] === name);
}

/** The words after the name in the first child list of that name; empty when there is none. */
export function words(node: Node, name: string): readonly string[] {
  return (lists(node, name)[0] ?? []).slice(1).filter((child): child is string => typeof child === 'string');
}

export function word(node: Node, name: string): string | undefined {
  return words(node, name)[0];
}

/** The same words as numbers; for positions and sizes in millimetres. */
export function numbers(node: Node, name: string): readonly number[] {
  return words(node, name).map(Number);
}
