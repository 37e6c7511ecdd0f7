import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { shellList } from "./shell-list.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command }) => {
  if (command === "build") {
    // What is built is always the real page. A test runner that starts a build hands down its own `NODE_ENV`, and the page
    // would come out as one for development: larger, and without its service worker.
    process.env["NODE_ENV"] = "production";
  }
  return {
    // Relative, so that one build works at `/` and under any prefix of a bucket.
    base: "./",
    build: {
      target: "es2022",
      // A `data:` address would need its own allowance in the Content-Security-Policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: {
          index: here("index.html"),
          "service-worker": here("src/service-worker.ts"),
        },
        output: {
          // A worker's reach is the folder it lies in, and its address must never change: it is how old pages find new ones.
          entryFileNames: ({ name }) => (name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js"),
          chunkFileNames: "assets/[name]-[hash].js",
          assetFileNames: "assets/[name]-[hash][extname]",
        },
      },
    },
    plugins: [shellList(here("public"))],
    test: {
      environment: "node",
      include: ["src/**/*.test.{ts,tsx}"],
    },
  };
});
