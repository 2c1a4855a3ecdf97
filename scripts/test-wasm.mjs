// The engine's own tests, compiled to WebAssembly, in a dedicated worker of a headless Chromium.

import { spawnSync } from "node:child_process";

process.chdir(new URL("..", import.meta.url).pathname);

const { status } = spawnSync(
  "cargo",
  ["test", "--package", "redlet", "--target", "wasm32-unknown-unknown", "--test", "engine", ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: `${process.cwd()}/.cache/bin/wasm-bindgen-test-runner`,
      CHROMEDRIVER: "/usr/bin/chromedriver",
      // Seconds: a machine that is busy with other things is slow.
      WASM_BINDGEN_TEST_TIMEOUT: "300",
    },
  },
);
process.exit(status ?? 1);
