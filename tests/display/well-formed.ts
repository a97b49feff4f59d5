/** Is this XML (or HTML written as XML) well-formed? Returns what is wrong, or undefined. */
export function xmlFault(markup: string, voidElements: readonly string[] = []): string | undefined {
  const open: string[] = [];
  let at = 0;
  const tag = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
  while (at < markup.length) {
    const next = markup.indexOf('<', at);
    const text = markup.slice(at, next < 0 ? undefined : next);
    if (/&(?!amp;|lt;|gt;|quot;|#\d+;)/.test(text)) return `bare & in ${JSON.stringify(text.slice(0, 60))}`;
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) return 'a control character';
    if (next < 0) break;
    tag.lastIndex = next;
    const match = tag.exec(markup);
    if (!match) return `no tag at ${JSON.stringify(markup.slice(next, next + 80))}`;
    const [, closing, name, attributes, selfClosing] = match;
    if (/&(?!amp;|lt;|gt;|quot;|#\d+;)/.test(attributes!)) return `bare & in the attributes of ${name}`;
    const names = [...attributes!.matchAll(/\s([\w:-]+)=/g)].map(([, key]) => key);
    if (new Set(names).size !== names.length) return `an attribute twice in ${name}`;
    if (closing) {
      if (open.pop() !== name) return `</${name}> closes nothing`;
    } else if (!selfClosing && !voidElements.includes(name!)) open.push(name!);
    at = tag.lastIndex;
  }
  return open.length > 0 ? `<${open.at(-1)}> is not closed` : undefined;
}

export const htmlFault = (markup: string) => xmlFault(markup, ['img', 'br']);
