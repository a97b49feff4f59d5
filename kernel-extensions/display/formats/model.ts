/** A layers model as a table: layer, class, output shape, parameters. */
import { escapeHtml, htmlBlock, htmlTable } from '../html.js';
import { say } from '../language.js';
import { formatCount, formatShape } from '../numbers.js';
import type { MimeBundle } from '../sink.js';
import { modelFacts, modelText, totalsText, type ModelLike } from './model-facts.js';

export function formatModel(model: ModelLike): MimeBundle {
  const facts = modelFacts(model);
  const title = `<div><strong>${escapeHtml(facts.name)}</strong> <span style="opacity:.7">${escapeHtml(facts.kind)}</span></div>`;
  if (facts.layers.length === 0) return { 'text/html': htmlBlock(`${title}<div>${escapeHtml(say('noLayers'))}</div>`), 'text/plain': modelText(facts) };
  const muted = (text: string) => `<span style="opacity:.7">${escapeHtml(text)}</span>`;
  const rows = facts.layers.map((layer) => [
    `<span style="padding-left:${layer.depth * 1.5}em">${escapeHtml(layer.name)}</span>`,
    escapeHtml(layer.kind),
    escapeHtml(layer.outputShape ? formatShape(layer.outputShape) : '?'),
    layer.parameters === 0 ? muted('0') : formatCount(layer.parameters),
    muted([layer.details, layer.frozen ? `❄ ${say('frozen')}` : ''].filter(Boolean).join(', ')),
  ]);
  const input = facts.inputShape ? [[muted(say('input')), '', muted(formatShape(facts.inputShape)), '', '']] : [];
  const table = htmlTable([
    { title: say('layer') }, { title: say('kind') }, { title: say('outputShape') }, { title: say('parameters'), align: 'right' }, { title: say('details') },
  ], [...input, ...rows]);
  const note = facts.inputShape ? '' : `<div>${escapeHtml(say('notBuilt'))}</div>`;
  return { 'text/html': htmlBlock(`${title}${table}<div>${escapeHtml(totalsText(facts))}</div>${note}`), 'text/plain': modelText(facts) };
}
