import type { Metadata } from 'next';
import { MapView } from '@/app/(views)/map/map-view';
import { EmbedDrops } from '../embed-drops';

export const metadata: Metadata = { title: 'Map' };

export default function EmbeddedMapPage() {
  return <MapView bare below={<EmbedDrops />} />;
}
