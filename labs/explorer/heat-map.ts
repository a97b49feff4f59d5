/** A function of the plane as colours on a square canvas, with points and lines above. Knows nothing of the game. */

/** Values from 0 (transparent) to `top` (opaque); those below 0 take the second colour. */
export interface Layer {
  values: ArrayLike<number>;
  top: number;
  color: string;
  below?: string;
}

export interface HeatMapOptions {
  /** The square's sides. */
  range: [from: number, to: number];
  /** Along each side; values run from the lower left corner, row by row upwards. */
  count: number;
  layers: Layer[];
  /** Where a function crosses a level. */
  contours?: { values: ArrayLike<number>; level: number; color: string }[];
  /** x₀, y₀, x₁, y₁, … */
  points?: { at: ArrayLike<number>; color: string };
  /** Lines between the points of two lists. */
  links?: { from: ArrayLike<number>; to: ArrayLike<number> };
  /** A cross. */
  pen?: { x: number; y: number };
}

export class HeatMap {
  private readonly context: CanvasRenderingContext2D;
  private readonly cells = document.createElement('canvas');
  private range: [number, number] = [0, 1];

  constructor(readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d')!;
    canvas.style.aspectRatio = '1';
  }

  /** The point of the plane under the pointer. */
  at({ clientX, clientY }: PointerEvent): { x: number; y: number } {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const [from, to] = this.range;
    return { x: from + (clientX - left) / width * (to - from), y: to - (clientY - top) / height * (to - from) };
  }

  draw({ range, count, layers, contours = [], points, links, pen }: HeatMapOptions): void {
    this.range = range;
    const { context: c, canvas } = this;
    const side = Math.round((canvas.clientWidth || 200) * (window.devicePixelRatio || 1));
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const place = (value: number) => (value - range[0]) / (range[1] - range[0]) * side;
    const ink = getComputedStyle(canvas).color;
    c.clearRect(0, 0, side, side);
    this.paint(layers, count, side);
    c.lineWidth = Math.max(1, side / 200);
    if (links) {
      c.strokeStyle = ink;
      c.globalAlpha = 0.5;
      c.beginPath();
      for (let i = 0; i < links.from.length; i += 2) {
        c.moveTo(place(links.from[i]!), side - place(links.from[i + 1]!));
        c.lineTo(place(links.to[i]!), side - place(links.to[i + 1]!));
      }
      c.stroke();
      c.globalAlpha = 1;
    }
    if (points) {
      c.fillStyle = points.color;
      const size = side / 70;
      for (let i = 0; i < points.at.length; i += 2) c.fillRect(place(points.at[i]!) - size / 2, side - place(points.at[i + 1]!) - size / 2, size, size);
    }
    for (const { values, level, color } of contours) {
      c.strokeStyle = color;
      c.lineWidth = Math.max(1.5, side / 120);
      this.contour(values, count, level, side);
    }
    c.strokeStyle = ink;
    c.lineWidth = Math.max(1, side / 200);
    if (pen) {
      const [x, y] = [place(pen.x), side - place(pen.y)], arm = side / 25;
      c.beginPath();
      c.moveTo(x - arm, y);
      c.lineTo(x + arm, y);
      c.moveTo(x, y - arm);
      c.lineTo(x, y + arm);
      c.stroke();
    }
    c.globalAlpha = 0.4;
    c.strokeRect(0, 0, side, side);
    c.globalAlpha = 1;
  }

  /** Each layer as a picture of one pixel a value, enlarged smoothly: the centres of the outermost pixels are the square's sides. */
  private paint(layers: Layer[], count: number, side: number): void {
    const { cells, context: c } = this;
    if (cells.width !== count) cells.width = cells.height = count;
    const small = cells.getContext('2d')!;
    for (const { values, top, color, below = color } of layers) {
      const pixels = small.createImageData(count, count);
      const [over, under] = [rgb(color), rgb(below)];
      for (let j = 0; j < count; j++) {
        for (let i = 0; i < count; i++) {
          const value = values[j * count + i]! / top, [red, green, blue] = value < 0 ? under : over;
          const at = 4 * ((count - 1 - j) * count + i);
          pixels.data[at] = red;
          pixels.data[at + 1] = green;
          pixels.data[at + 2] = blue;
          pixels.data[at + 3] = 255 * Math.min(1, Math.abs(value));
        }
      }
      small.putImageData(pixels, 0, 0);
      const half = side / (count - 1) / 2;
      c.drawImage(cells, -half, -half, side + 2 * half, side + 2 * half);
    }
  }

  /** Marching squares: a piece of line through each cell whose corners lie on both sides of the level. */
  private contour(values: ArrayLike<number>, count: number, level: number, side: number): void {
    const c = this.context, cell = side / (count - 1);
    const above = (i: number, j: number) => values[j * count + i]! - level;
    c.beginPath();
    for (let j = 0; j + 1 < count; j++) {
      for (let i = 0; i + 1 < count; i++) {
        const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]] as const;
        let isDrawing = false;
        for (let k = 0; k < 4; k++) {
          const [a, b] = [corners[k]!, corners[(k + 1) % 4]!];
          const [atA, atB] = [above(...a), above(...b)];
          if (atA > 0 === atB > 0) continue;
          const share = atA / (atA - atB);
          const [x, y] = [(a[0] + share * (b[0] - a[0])) * cell, side - (a[1] + share * (b[1] - a[1])) * cell];
          if (isDrawing) c.lineTo(x, y);
          else c.moveTo(x, y);
          isDrawing = !isDrawing;
        }
      }
    }
    c.stroke();
  }
}

/** '#rrggbb' as three numbers. */
const rgb = (color: string): [number, number, number] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number, number];
