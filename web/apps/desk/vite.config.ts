import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// FILO_API points `npm run dev` at a running server or at the stand-in (`npm run mock`).
const server = process.env.FILO_API ?? "http://127.0.0.1:8095";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", sourcemap: false, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { proxy: { "/api": { target: server, ws: true }, "/mock": server } },
});
