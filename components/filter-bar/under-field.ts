/**
 * `left` of a popover under the typed text, which is the anchor `--filter-field`, kept inside the bar.
 * Browsers without anchors put it at the bar's start.
 */
export function underField(width: number): string {
  return `min(anchor(--filter-field left, 0px), max(0px, 100% - ${width}px))`;
}
