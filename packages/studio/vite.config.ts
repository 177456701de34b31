/** The pages' scripts and styles. build/build.mjs calls Vite with this, then writes the pages themselves. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { conditions: ["module", "browser", "development|production"] },
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { input: fileURLToPath(new URL("src/main.tsx", import.meta.url)) },
  },
});
