/**
 * The tensor shapes through a network as a picture: a block for each shape, as high and wide as the
 * feature maps and as deep as their channels, with the layers that led there and their parameters.
 * Layers that keep the shape (normalisation, activations) stand under the block they act on. The
 * walk follows the order of `model.layers`; branches and skip connections are not drawn.
 */
import { isModel, modelFacts, type LayerFacts, type ModelFacts, type ModelLike } from './formats/model-facts.js';
import { escapeHtml, fontFamily, htmlBlock } from './html.js';
import { jupyterDisplay, type Displayable } from './jupyter-display.js';
import { say } from './language.js';
import { formatCount } from './numbers.js';
import { ink, series } from './palette.js';
import type { MimeBundle } from './sink.js';
import { columnsOf } from './text-width.js';

/** A shape on the way and the layers that made it or kept it. */
interface Stage {
  /** Without the batch dimension. */
  shape: readonly (number | null)[];
  layers: LayerFacts[];
  parameters: number;
}

export interface ShapeWalk extends Displayable {
  /** The picture as a stand-alone SVG file. */
  readonly svg: string;
  readonly text: string;
}

/** Throws a TypeError for anything but a layers model; a model without shapes yet is described in words. */
export function shapeWalk(model: ModelLike): ShapeWalk {
  if (!isModel(model)) throw new TypeError('shapeWalk draws a tf.Sequential or tf.LayersModel.');
  const facts = modelFacts(model);
  const stages = stagesOf(facts);
  const text = walkText(facts, stages);
  const svg = drawWalk(facts, stages, text, ink);
  return {
    svg,
    text,
    [jupyterDisplay]: (): MimeBundle => (stages.length === 0 ? { 'text/plain': text } : {
      'text/html': htmlBlock(drawWalk(facts, stages, text, 'inherit')),
      'image/svg+xml': svg,
      'text/plain': text,
    }),
  };
}

function stagesOf(facts: ModelFacts): Stage[] {
  const stages: Stage[] = facts.inputShape ? [{ shape: facts.inputShape.slice(1), layers: [], parameters: 0 }] : [];
  facts.layers.forEach((layer, i) => {
    const containsNext = (facts.layers[i + 1]?.depth ?? 0) > layer.depth;
    if (containsNext || layer.kind === 'InputLayer' || layer.outputShape === undefined) return;
    const shape = layer.outputShape.slice(1);
    const current = stages.at(-1);
    // Two dense layers of one width are two steps of the walk, though the shape is the same.
    if (current === undefined || current.shape.join() !== shape.join() || (layer.kind === 'Dense' && current.layers.length > 0)) {
      stages.push({ shape, layers: [layer], parameters: layer.parameters });
    } else {
      current.layers.push(layer);
      current.parameters += layer.parameters;
    }
  });
  return stages;
}

const shapeText = (shape: Stage['shape']) => (shape.length === 0 ? '1' : shape.map((size) => size ?? '?').join(' × '));
const layerText = ({ kind, details }: { kind: string; details: string }) => (details === '' ? kind : `${kind} (${details})`);

function walkText(facts: ModelFacts, stages: readonly Stage[]): string {
  const title = say('shapeWalk', { name: `${facts.kind} "${facts.name}"` });
  if (stages.length === 0) return `${title}\n${facts.layers.length === 0 ? say('noLayers') : say('notBuilt')}`;
  const lines = stages.map(({ shape, layers, parameters }, i) => {
    const made = layers.length === 0 ? say('input') : counted(layers).map(layerText).join(', ');
    return `${i === 0 ? '  ' : '→ '}${shapeText(shape)}  ${made}${parameters > 0 ? ` · ${say('parameterCount', { count: formatCount(parameters) })}` : ''}`;
  });
  return [title, ...lines, say('parameterCount', { count: formatCount(facts.trainable + facts.notTrainable) })].join('\n');
}

const mostLayers = 4;

/** The layers of a stage; where there are many, equal ones together with their number. */
function counted(layers: readonly LayerFacts[]): { kind: string; details: string }[] {
  if (layers.length <= mostLayers) return [...layers];
  const counts = new Map<string, { layer: LayerFacts; count: number }>();
  for (const layer of layers) {
    const entry = counts.get(layerText(layer));
    if (entry) entry.count++;
    else counts.set(layerText(layer), { layer, count: 1 });
  }
  return [...counts.values()].map(({ layer: { kind, details }, count }) => ({ kind: count > 1 ? `${count} × ${kind}` : kind, details }));
}

// The drawing. All lengths are in pixels of the SVG.

const column = 138;
const lineHeight = 15;
/** The largest face of a feature map, and the longest edge into the depth. */
const largest = { face: 88, depth: 36 };

interface Block {
  width: number;
  height: number;
  depth: number;
}

/** From the left edge of the face to the right edge of the side. */
const across = ({ width, depth }: Block) => width + depth * 0.7;

/** Sizes grow with the square root, so that 4 × 4 is still seen beside 64 × 64, and 1 channel beside 512. */
function blockOf(shape: Stage['shape'], maxima: { side: number; channels: number; features: number }): Block {
  const root = (value: number | null | undefined, most: number) => Math.sqrt((value ?? 1) / most);
  if (shape.length >= 2) {
    const [height, width, channels] = shape.length === 2 ? [shape[0], 1, shape[1]] : shape.slice(-3);
    return {
      width: Math.max(7, largest.face * root(width, maxima.side)),
      height: Math.max(7, largest.face * root(height, maxima.side)),
      depth: Math.max(4, largest.depth * root(channels, maxima.channels)),
    };
  }
  return { width: 9, height: Math.max(9, 130 * root(shape[0], maxima.features)), depth: 4 };
}

function colorOf({ layers }: Stage): string {
  const kind = layers[0]?.kind ?? '';
  if (/Conv.*Transpose|UpSampling/.test(kind)) return series[1];
  if (/Conv|Pool/.test(kind)) return series[0];
  if (kind === 'Dense') return series[3];
  return '#8a919c';
}

function drawWalk(facts: ModelFacts, stages: readonly Stage[], text: string, color: string): string {
  const maps = stages.filter(({ shape }) => shape.length >= 2);
  const maxima = {
    side: Math.max(1, ...maps.flatMap(({ shape }) => shape.slice(0, -1).map((size) => size ?? 1))),
    channels: Math.max(1, ...maps.map(({ shape }) => shape.at(-1) ?? 1)),
    features: Math.max(1, ...stages.filter(({ shape }) => shape.length === 1).map(({ shape }) => shape[0] ?? 1)),
  };
  const floor = 190;
  const captions = stages.map(({ layers }) => (layers.length === 0 ? [{ line: say('input'), opacity: 0.7 }] : counted(layers).flatMap(captionLines)));
  const parametersAt = floor + 46 + lineHeight * Math.max(1, ...captions.map((lines) => lines.length));
  const height = parametersAt + 30;
  const width = Math.max(420, stages.length * column + 10);
  const mostParameters = Math.max(1, ...stages.map(({ parameters }) => parameters));
  const blocks = stages.map(({ shape }) => blockOf(shape, maxima));
  const drawn = stages.map((stage, i) => {
    const center = 5 + (i + 0.5) * column;
    const lines = captions[i]!.map(({ line, opacity }, k) =>
      `<text x="${center}" y="${floor + 42 + k * lineHeight}" font-size="11" opacity="${opacity}">${escapeHtml(line)}</text>`).join('');
    return `<g>${arrow(i, blocks)}${cuboid(blocks[i]!, center, colorOf(stage))}` +
      `<text x="${center}" y="${floor + 24}" font-size="14" font-weight="600">${shapeText(stage.shape)}</text>${lines}` +
      parameterBar(stage, center, parametersAt, mostParameters) + '</g>';
  }).join('');
  const total = `${say('parameterCount', { count: formatCount(facts.trainable + facts.notTrainable) })} · ${say('trainableCount', { count: formatCount(facts.trainable) })}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `style="color:${color};max-width:none" fill="currentColor" text-anchor="middle" font-family="${escapeHtml(fontFamily)}"><title>${escapeHtml(text)}</title>` +
    `<text x="12" y="22" font-size="15" font-weight="600" text-anchor="start">${escapeHtml(facts.name)}` +
    `<tspan dx="10" font-size="12" font-weight="400" opacity=".75">${escapeHtml(total)}</tspan></text>${drawn}</svg>`;

  /** From the block before to block `i`. */
  function arrow(i: number, all: readonly Block[]): string {
    if (i === 0) return '';
    const [before, after] = [all[i - 1]!, all[i]!];
    const from = 5 + (i - 0.5) * column + across(before) / 2 + 5;
    const to = 5 + (i + 0.5) * column - across(after) / 2 - 5;
    const y = 112;
    return to - from < 8 ? '' : `<path d="M${from.toFixed(1)} ${y}H${to.toFixed(1)}m-6 -4l6 4l-6 4" fill="none" stroke="currentColor" stroke-opacity=".55" stroke-width="1.4"/>`;
  }
}

/** A block seen from the front, above and the right, its middle in the middle of the drawing. */
function cuboid({ width, height, depth }: Block, center: number, color: string): string {
  const [dx, dy] = [depth * 0.7, depth * 0.5];
  const x = center - across({ width, height, depth }) / 2;
  const y = 112 - (height - dy) / 2;
  const face = (opacity: number, path: string) => `<path d="${path}" fill="${color}" fill-opacity="${opacity}" stroke="${color}" stroke-width="1.3" stroke-linejoin="round"/>`;
  const n = (value: number) => value.toFixed(1);
  return face(0.38, `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`) +
    face(0.2, `M${n(x)} ${n(y)}l${n(dx)} ${n(-dy)}h${n(width)}l${n(-dx)} ${n(dy)}z`) +
    face(0.6, `M${n(x + width)} ${n(y)}l${n(dx)} ${n(-dy)}v${n(height)}l${n(-dx)} ${n(dy)}z`);
}

/** The parameters of a stage, with a bar that compares it with the others. */
function parameterBar({ parameters }: Stage, center: number, y: number, most: number): string {
  if (parameters === 0) return '';
  const full = column - 36;
  const width = Math.max(1, (parameters / most) * full);
  return `<rect x="${center - full / 2}" y="${y}" width="${full}" height="4" rx="2" opacity=".12"/>` +
    `<rect x="${center - full / 2}" y="${y}" width="${width.toFixed(1)}" height="4" rx="2" fill="${series[2]}"/>` +
    `<text x="${center}" y="${y + 20}" font-size="12">${formatCount(parameters)}</text>`;
}

/** The class of a layer and, below it, its settings in lines that fit a column. */
function captionLines({ kind, details }: { kind: string; details: string }): { line: string; opacity: number }[] {
  const most = 24;
  const lines: string[] = [];
  for (const setting of details === '' ? [] : details.split(', ')) {
    const last = lines.at(-1);
    if (last !== undefined && columnsOf(last) + 2 + columnsOf(setting) <= most) lines[lines.length - 1] = `${last}, ${setting}`;
    else lines.push(setting);
  }
  return [{ line: kind, opacity: 1 }, ...lines.map((line) => ({ line, opacity: 0.65 }))];
}
