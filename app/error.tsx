'use client';

import { Button } from '@/components/ui/button';

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <section className="flex h-full items-center justify-center p-6">
      <div className="flex max-w-[520px] flex-col items-start gap-3">
        <h1 className="font-semibold text-16 tracking-tight">This page failed</h1>
        <p className="text-13 text-muted">Receiving goes on; drawing the page did not work.</p>
        <pre className="max-w-full overflow-auto rounded-2 border border-line bg-inset px-3 py-2 text-muted mono">
          {error.message || 'No message.'}
          {error.digest && ` (${error.digest})`}
        </pre>
        <Button onClick={reset} variant="primary">
          Draw it again
        </Button>
      </div>
    </section>
  );
}
