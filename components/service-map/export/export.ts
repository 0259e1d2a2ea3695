// The map as a file. Loaded when it is asked for.

import { readTheme } from '@/components/service-map/canvas/theme';
import type { CardFacts } from '@/components/service-map/picture/card';
import type { Figures } from '@/components/service-map/picture/labels';
import { pictureOf } from '@/components/service-map/picture/picture';
import { saveFile } from '@/components/ui/save-file';
import { dotOf, jsonOf, mermaidOf } from '@/lib/graph/export-text';
import type { Graph } from '@/lib/graph/graph';
import type { Positions } from '@/lib/graph/positions';
import { svgOf } from './svg';

export const exportKinds = ['png', 'svg', 'mermaid', 'dot', 'json'] as const;
export type ExportKind = (typeof exportKinds)[number];

export interface Exported {
  /** What is drawn. */
  readonly graph: Graph;
  /** What the table lists: all of it, however the map is folded. */
  readonly listed: Graph;
  /** Of what it is a map, and when, in sentences; at the moment of asking. */
  readonly caption: () => readonly string[];
  readonly cards: ReadonlyMap<string, CardFacts>;
  readonly positions: Positions;
  readonly figures: Figures;
}

/** Hands the reader a file. Rejects where the browser cannot draw so large a picture. */
export async function exportMap(kind: ExportKind, map: Exported): Promise<void> {
  const { type, ending } = files[kind];
  const content = kind === 'png' ? await pngOf(svgFor(map)) : textOf(kind, map);
  saveFile(`map.${ending}`, [content], type);
}

const files: Readonly<Record<ExportKind, { readonly type: string; readonly ending: string }>> = {
  png: { type: 'image/png', ending: 'png' },
  svg: { type: 'image/svg+xml', ending: 'svg' },
  mermaid: { type: 'text/plain', ending: 'mmd' },
  dot: { type: 'text/vnd.graphviz', ending: 'dot' },
  json: { type: 'application/json', ending: 'json' },
};

function textOf(kind: Exclude<ExportKind, 'png'>, map: Exported): string {
  switch (kind) {
    case 'svg':
      return svgFor(map);
    case 'mermaid':
      return mermaidOf(map.graph);
    case 'dot':
      return dotOf(map.graph);
    case 'json':
      return jsonOf(map.listed);
  }
}

function svgFor({ graph, cards, positions, figures, caption }: Exported): string {
  const picture = pictureOf({ graph, cards, positions, level: 'card', focus: null, cursor: null, selected: null });
  const edges = new Map(graph.edges.map((edge) => [edge.id, edge]));
  return svgOf({ picture, positions, edges, figures, theme: readTheme(), caption: caption() });
}

/** Browsers give up beyond some size, so a large map is drawn smaller. */
const longestSide = 8_000;

async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, longestSide / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(image.width * scale);
  canvas.height = Math.ceil(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The map is too large for a picture.')))),
  );
}
