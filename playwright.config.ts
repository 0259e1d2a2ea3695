import { defineConfig } from '@playwright/test';

// One production build is shared by all specs; each spec starts the servers it needs on loopback.
export default defineConfig({
  testDir: 'e2e',
  outputDir: '.cache/e2e',
  // Generous: these only end what hangs; a busy machine is slow.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  // More than cores: the faults mostly wait.
  workers: 3,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    // A trace (`--trace on`) costs as much as the page itself.
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
