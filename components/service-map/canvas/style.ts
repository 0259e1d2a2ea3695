// How shapes and lines look on the canvas, in the colours of the page.
import type { EdgeSingular, NodeSingular, StylesheetJson } from 'cytoscape';
import { enlargement, type Level } from '@/components/service-map/picture/level';
import type { IconName } from '@/components/ui/icon';
import type { Tone } from '@/components/verdict/tone';
import { iconImage } from './icon-image';
import type { MapTheme } from './theme';

/** Control points are told relative to where a line starts and ends. Documented, but missing in the library's types. */
const fromEndpoints = 'endpoints' as 'intersection';

/** `byCard`: the graphics card draws, which knows neither dashes nor outlines, nor curves that do not bend. */
export function canvasStyle(theme: MapTheme, level: Level, byCard = false): StylesheetJson {
  const style = [...shapeStyle(theme, level), ...strokeStyle(theme, level)];
  return byCard ? [...style, plainRedirectedStyle(theme), straightStyle] : style;
}

function shapeStyle(theme: MapTheme, level: Level): StylesheetJson {
  const base = {
    selector: 'node',
    style: {
      width: 'data(width)',
      height: 'data(height)',
      shape: 'round-rectangle',
      'z-index': 10,
      'z-index-compare': 'manual',
      'overlay-opacity': 0,
      'underlay-opacity': 0,
    },
  } as const;
  // Above the cards its labels lie over, so that a press on them is one on their own card.
  const opened = { selector: 'node.opened', style: { 'z-index': 11 } };
  if (level === 'card')
    return [base, opened, { selector: 'node', style: { 'background-opacity': 0, 'border-width': 0 } }];
  return [base, ...(level === 'dot' ? dotStyle(theme) : pillStyle(theme, level))];
}

const iconStart = 8;

/** Names begin where the icon ends. */
function pillStyle(theme: MapTheme, level: Level): StylesheetJson {
  const scale = enlargement[level];
  const icon = level === 'pill' ? 14 * scale : 0;
  const start = icon > 0 ? iconStart + icon + 6 : 12;
  return [
    {
      selector: 'node',
      style: {
        'background-color': theme.raised,
        'border-color': theme.lineStrong,
        'border-width': scale,
        'corner-radius': `${4 * scale}px`,
        label: 'data(name)',
        color: theme.fg,
        'font-family': theme.sans,
        'font-size': 11.25 * scale,
        'font-weight': 500,
        'text-wrap': 'ellipsis',
        'text-max-width': (node: NodeSingular) => `${node.width() - start - 6}px`,
        'text-valign': 'center',
        // At the right of the shape, then back into it: within it, text can only be centred.
        'text-halign': 'right',
        'text-margin-x': (node: NodeSingular) => start - node.width(),
        ...(icon > 0 && iconStyle(theme, icon)),
      },
    },
    { selector: 'node.outside', style: { 'background-color': theme.canvas } },
    { selector: 'node.near', style: { 'border-color': theme.subtle } },
    { selector: 'node.selected', style: { 'border-color': theme.fg, 'border-width': 2 * scale } },
    { selector: 'node.cursor', style: { 'border-color': theme.focus, 'border-width': 2 * scale } },
  ];
}

function iconStyle(theme: MapTheme, size: number) {
  return {
    'background-image': (node: NodeSingular) => iconImage(node.data('icon') as IconName, theme.subtle),
    'background-width': `${size}px`,
    'background-height': `${size}px`,
    'background-position-x': `${iconStart}px`,
    'background-position-y': '50%',
  };
}

/** Names stand under the dots as long as they can be read. */
function dotStyle(theme: MapTheme): StylesheetJson {
  return [
    {
      selector: 'node',
      style: {
        shape: 'ellipse',
        'background-color': theme.subtle,
        'border-width': 0,
        label: 'data(name)',
        color: theme.subtle,
        'font-family': theme.sans,
        'font-size': 10 * enlargement.dot,
        'min-zoomed-font-size': 8,
        'text-valign': 'bottom',
        'text-margin-y': 4,
        'text-wrap': 'ellipsis',
        'text-max-width': '260px',
        'text-background-color': theme.canvas,
        'text-background-opacity': 0.75,
      },
    },
    { selector: 'node.refusing', style: { 'background-color': theme.tones.dropped.mark, color: theme.fg } },
    { selector: 'node.selected', style: { 'border-color': theme.fg, 'border-width': 6 } },
    { selector: 'node.cursor', style: { 'border-color': theme.focus, 'border-width': 6 } },
  ];
}

function strokeStyle(theme: MapTheme, level: Level): StylesheetJson {
  const scale = enlargement[level];
  return [
    {
      selector: 'edge',
      style: {
        width: 'data(width)',
        'curve-style': 'unbundled-bezier',
        'edge-distances': fromEndpoints,
        'source-endpoint': 'data(exit)',
        'target-endpoint': 'data(entry)',
        'control-point-distances': 'data(distances)',
        'control-point-weights': 'data(weights)',
        'target-arrow-shape': 'triangle',
        'arrow-scale': level === 'card' ? 0.95 : scale * 0.85,
        'z-index': 1,
        'z-index-compare': 'manual',
        'overlay-opacity': 0,
        'underlay-opacity': 0,
      },
    },
    // To the right; how far its two bends are, and the angle between them, are its own. A loop is always a bundled curve.
    {
      selector: 'edge.loop',
      style: { 'loop-direction': '90deg', 'loop-sweep': 'data(sweep)', 'control-point-step-size': stepOf },
    },
    toneStyle(theme, 'forwarded'),
    toneStyle(theme, 'other'),
    redirectedStyle(theme, level),
    { ...toneStyle(theme, 'error', [8, 3, 2, 3], scale) },
    { ...toneStyle(theme, 'audit', [1.5, 4], scale) },
    { selector: 'edge.audit', style: { 'line-cap': 'round' } },
    { ...toneStyle(theme, 'dropped', [6, 4], scale) },
    { selector: 'edge.dropped', style: { 'z-index': 5, 'target-arrow-shape': 'none' } },
    { selector: 'edge.wall-source', style: { opacity: 0.6 } },
    { selector: 'edge.dim', style: { opacity: 0.42, 'z-index': 0 } },
  ];
}

const stepOf = (loop: EdgeSingular): number => loop.data('step');

function toneStyle(theme: MapTheme, tone: Tone, dashes?: readonly number[], scale = 1) {
  const { line } = theme.tones[tone];
  const dashed = dashes && {
    'line-style': 'dashed' as const,
    'line-dash-pattern': dashes.map((length) => length * scale),
  };
  return { selector: `edge.${tone}`, style: { 'line-color': line, 'target-arrow-color': line, ...dashed } };
}

/** Two thin lines: the ground's colour with an outline. */
function redirectedStyle(theme: MapTheme, level: Level) {
  const scale = enlargement[level];
  const { line } = theme.tones.redirected;
  return {
    selector: 'edge.redirected',
    style: {
      width: 2 * scale,
      'line-color': theme.canvas,
      'line-outline-width': 1.25 * scale,
      'line-outline-color': line,
      'target-arrow-color': line,
      // Heads grow with the line, and these two lines are not a busier one.
      ...(level === 'dot' && { 'arrow-scale': scale * 0.5 }),
    },
  };
}

/** One line in place of the two that an outline makes. */
function plainRedirectedStyle(theme: MapTheme) {
  const { line } = theme.tones.redirected;
  return { selector: 'edge.redirected', style: { 'line-color': line, 'line-outline-width': 0 } };
}

/** A curve all of whose points are in a line would be drawn with no width. */
const straightStyle = { selector: 'edge.straight', style: { 'curve-style': 'straight' as const } };
