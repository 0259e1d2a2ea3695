// The browser that pages are measured in.
import { type Browser, chromium } from '@playwright/test';

/** Without `gpu` pages are drawn by the processor, whatever the machine has. */
export function launchBrowser({ gpu }: { readonly gpu: boolean }): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', ...(gpu ? [] : ['--disable-gpu'])],
  });
}
