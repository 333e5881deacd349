import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev` finds the API; the same default as bin/config.ts. */
const api = 'http://127.0.0.1:4400'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Fonts and pictures stay files of their own: a strict content policy forbids data addresses.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    port: 4401,
    strictPort: true,
    proxy: { '/api/v1': { target: api, changeOrigin: false } },
  },
})
