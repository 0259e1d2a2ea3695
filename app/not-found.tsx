import Link from 'next/link';
import { buttonClass } from '@/components/ui/button';

export default function NotFound() {
  return (
    <main className="flex h-dvh items-center justify-center p-6">
      <div className="flex max-w-[520px] flex-col items-start gap-3">
        <h1 className="font-semibold text-16 tracking-tight">There is no such page</h1>
        <p className="text-13 text-muted">Eyepiece has the pages map, drops and flows.</p>
        <Link className={buttonClass('primary')} href="/map">
          Open the map
        </Link>
      </div>
    </main>
  );
}
