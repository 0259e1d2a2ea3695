import { defineConfig } from '@playwright/test';

const endurance = [
  '**/faults/**/*.spec.ts',
  '**/feed/**/*.spec.ts',
  '**/live/**/*.spec.ts',
  '**/errors/!(connection).spec.ts',
];

// One production build is shared by all specs; each spec starts the servers it needs on loopback.
export default defineConfig({
  testDir: 'e2e',
  outputDir: '.cache/e2e',
  // Generous: these only end what hangs; a busy machine is slow.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  projects: [
    // What `npm test` runs.
    { name: 'pages', testMatch: '**/*.spec.ts', testIgnore: endurance },
    // Faults of the network and many readers: minutes each, run by `npm run test:endurance` on a machine with room.
    { name: 'endurance', testMatch: endurance },
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
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
