import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { snapshotLink } from '@/app/server/snapshot-answer';
import { viewHref } from '@/lib/view/href';
import { readView } from '@/lib/view/view';

export const dynamic = 'force-dynamic';

/** A snapshot opens on the page it was taken of; what it shows is asked for by whoever reads it. */
export default async function SnapshotPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  const link = await snapshotLink(await headers(), id);
  if (!link) notFound();
  const { view } = readView(new URLSearchParams(link.view));
  redirect(viewHref(link.page, { ...view, cluster: `snapshot:${id}` }));
}
