import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The browser stories stand in tests/e2e, outside of the workspaces; their packages come from here.
export default defineConfig({
  root: at("../tests/e2e"),
  resolve: { alias: { "playwright-core": at("node_modules/playwright-core"), vitest: at("node_modules/vitest") } },
  server: { fs: { allow: [at("..")] } },
  test: { include: ["*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000 } }, fileParallelism: false, pool: "forks" },
});
