// What is chosen on the map.
export interface MapSelection {
  readonly kind: 'node' | 'edge';
  readonly id: string;
}
