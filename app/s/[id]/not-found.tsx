import Link from 'next/link';
import { buttonClass } from '@/components/ui/button';

/** The same for all that is not there: nobody learns whether it ever was. */
export default function NoSnapshot() {
  return (
    <main className="flex h-dvh items-center justify-center p-6">
      <div className="flex max-w-[520px] flex-col items-start gap-3">
        <h1 className="font-semibold text-16 tracking-tight">There is no such snapshot</h1>
        <p className="text-13 text-muted">It has expired, was taken back, or never was.</p>
        <Link className={buttonClass('primary')} href="/map">
          Open the live map
        </Link>
      </div>
    </main>
  );
}
