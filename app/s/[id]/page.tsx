import { notFound, redirect } from 'next/navigation';
import { getSnapshots } from '@/app/server/snapshots';
import { viewHref } from '@/lib/view/href';
import { readView } from '@/lib/view/view';

export const dynamic = 'force-dynamic';

/** A snapshot opens on the page it was taken of; what it shows is asked for by whoever reads it. */
export default async function SnapshotPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const snapshot = await getSnapshots().get((await params).id);
  if (!snapshot) notFound();
  const { view } = readView(new URLSearchParams(snapshot.view));
  redirect(viewHref(snapshot.page, { ...view, cluster: `snapshot:${snapshot.id}` }));
}
